import assert from "node:assert/strict";
import { deleteWiki } from "../../src/wiki/wikis.ts";
import { openDoors } from "../support/doors.ts";
import { createWorld } from "../support/world.ts";

const AWAY = { peer: "203.0.113.9" };
const TOKEN = "0123456789abcdef-metrics";

Deno.test("the service answers machines on this machine alone, except /health, and /metrics with its token", async () => {
  await using world = await createWorld({
    settings: { ROBOT_METRICS_TOKEN: TOKEN },
  });
  const doors = await openDoors(world);
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
  const forwarded = { "x-forwarded-for": "203.0.113.9" };
  const here = "http://127.0.0.1:8000";
  const ask = "/api/internal/check-slug?domain=";

  const rows: [string, { peer?: string; headers?: HeadersInit }, number][] = [
    [`${here}/health`, {}, 200],
    ["http://localhost:8000/health", {}, 200],
    ["http://[::1]:8000/health", { peer: "::1" }, 200],
    ["https://robot.test/health", AWAY, 200],
    ["http://10.0.0.7:8000/health", AWAY, 200],
    [`${here}/health/ready`, {}, 200],
    [`${here}/health/ready`, AWAY, 404],
    [`${here}/health/ready`, { headers: forwarded }, 404],
    ["https://robot.test/health/ready", {}, 404],
    [`${here}/metrics`, {}, 200],
    [`${here}/metrics`, AWAY, 404],
    [`${here}/metrics`, { headers: forwarded }, 404],
    [`${here}/metrics`, { headers: { via: "1.1 proxy" } }, 404],
    ["https://robot.test/metrics", {}, 404],
    ["https://robot.test/metrics", { ...AWAY, headers: bearer(TOKEN) }, 200],
    ["https://robot.test/metrics", {
      ...AWAY,
      headers: bearer(`${TOKEN}x`),
    }, 404],
    ["https://robot.test/metrics", { ...AWAY, headers: bearer("x") }, 404],
    ["https://garden.robot.test/metrics", {
      ...AWAY,
      headers: bearer(TOKEN),
    }, 401],
    [`${here}${ask}garden.robot.test`, {}, 200],
    [`${here}${ask}GARDEN.robot.test`, {}, 200],
    [`${here}${ask}robot.test`, {}, 200],
    [`${here}${ask}nothing.robot.test`, {}, 404],
    [`${here}${ask}evil.test`, {}, 404],
    [`${here}${ask}www.robot.test`, {}, 404],
    [`${here}${ask}`, {}, 404],
    [`${here}${ask}garden.robot.test`, AWAY, 404],
    [`${here}${ask}garden.robot.test`, { headers: forwarded }, 404],
    [`https://robot.test${ask}garden.robot.test`, {}, 404],
  ];

  for (const [url, init, status] of rows) {
    const answer = await doors.request(url, init);
    assert.equal(answer.status, status, `${url} ${JSON.stringify(init)}`);
    await answer.body?.cancel();
  }
});

Deno.test("check-slug answers a trusted proxy on another machine", async () => {
  await using world = await createWorld({
    settings: { ROBOT_TRUSTED_PROXIES: "10.1.0.0/16" },
  });
  const doors = await openDoors(world);
  const path = "/api/internal/check-slug?domain=garden.robot.test";
  const here = "http://10.1.9.9:8000";
  const peer = "10.1.2.3";
  const handedOn = { "x-forwarded-for": "203.0.113.9" };

  const rows = [
    [here, { peer }, 200],
    ["http://127.0.0.1:8000", { peer }, 200],
    [here, { peer: "10.2.2.3" }, 404],
    [here, { peer: "127.0.0.1" }, 404],
    [here, { peer: null }, 404],
    [here, { peer, headers: handedOn }, 404],
    [here, { peer, headers: { forwarded: "for=203.0.113.9" } }, 404],
    [here, { peer, headers: { via: "1.1 caddy" } }, 404],
    ["https://robot.test", { peer }, 404],
    ["https://garden.robot.test", { peer }, 404],
  ] as const;
  for (const [origin, init, status] of rows) {
    const answer = await doors.request(origin + path, init);
    assert.equal(answer.status, status, `${origin} ${JSON.stringify(init)}`);
    await answer.body?.cancel();
  }
});

Deno.test("check-slug knows the names that need a certificate, and no others", async () => {
  await using world = await createWorld();
  const doors = await openDoors(world);
  const { wikis } = world.house.platform;
  wikis.change(world.cellar.id, { suspended: "spam" });

  for (
    const [domain, status] of [
      ["robot.test", 200],
      ["garden.robot.test", 200],
      ["GARDEN.Robot.Test", 200],
      ["garden.robot.test.", 200],
      ["cellar.robot.test", 200], // suspended: its people must be able to read why
      ["nothing.robot.test", 404],
      ["www.robot.test", 404],
      ["api.robot.test", 404],
      ["a.garden.robot.test", 404],
      ["garden.robot.test.evil.test", 404],
      ["xrobot.test", 404],
      ["evil.test", 404],
      ["127.0.0.1", 404],
      ["localhost", 404],
      ["", 404],
      [".robot.test", 404],
      ["garden_.robot.test", 404],
      ["garden.robot.test/", 404],
      [`${"a".repeat(64)}.robot.test`, 404],
    ] as const
  ) {
    const query = new URLSearchParams({ domain });
    const answer = await doors.request(
      `http://127.0.0.1:8000/api/internal/check-slug?${query}`,
    );
    assert.equal(answer.status, status, domain);
    await answer.body?.cancel();
  }
});

Deno.test("check-slug knows nothing of a deleted wiki whose name is held", async () => {
  await using world = await createWorld();
  const doors = await openDoors(world);
  await deleteWiki(world.house, "cellar");

  const answer = await doors.request(
    "http://127.0.0.1:8000/api/internal/check-slug?domain=cellar.robot.test",
  );

  assert.equal(answer.status, 404);
});

Deno.test("/health/ready says no as soon as the server drains, /health still says yes", async () => {
  await using world = await createWorld();
  const doors = await openDoors(world);

  doors.app.beginDrain();

  const ready = await doors.request("http://127.0.0.1/health/ready");
  const health = await doors.request("http://127.0.0.1/health");
  assert.equal(ready.status, 503);
  assert.equal(health.status, 200);
});

Deno.test("/metrics counts requests by door and names no wiki", async () => {
  await using world = await createWorld();
  const doors = await openDoors(world);
  await doors.request("/");
  await doors.request("https://cellar.robot.test/api/v1/pages");

  const text = await (await doors.request("http://127.0.0.1/metrics")).text();

  assert.match(text, /robot_requests_total\{door="site",status="2xx"\} 1/);
  assert.match(text, /robot_requests_total\{door="api",status="4xx"\} 1/);
  assert.equal(text.includes("cellar"), false);
});
