/** What every answer carries, whichever door gives it and however it ends; and whom nobody believes. @module */
import assert from "node:assert/strict";
import { type Doors, type Init, openDoors } from "../support/doors.ts";
import { createWorld, type World } from "../support/world.ts";

const SITE = "https://robot.test";
const GARDEN = "https://garden.robot.test";
const CELLAR = "https://cellar.robot.test";

/** Answers of every kind: method, address, status, who may frame and embed it. */
const ANSWERS: readonly (readonly [
  string,
  string,
  number,
  frame: "DENY" | "SAMEORIGIN",
  embed: "same-origin" | "cross-origin",
])[] = [
  ["GET", `${SITE}/`, 200, "DENY", "same-origin"],
  ["GET", `${SITE}/nothing`, 404, "DENY", "same-origin"],
  ["GET", `${SITE}/auth/login`, 200, "DENY", "same-origin"],
  ["POST", `${SITE}/auth/link`, 400, "DENY", "same-origin"],
  ["GET", `${SITE}/app/`, 302, "DENY", "same-origin"],
  ["GET", `${SITE}/api/me`, 401, "DENY", "same-origin"],
  ["GET", `${SITE}/health`, 200, "DENY", "same-origin"],
  ["GET", `${SITE}/metrics`, 404, "DENY", "same-origin"],
  ["GET", `${SITE}/robots.txt`, 200, "DENY", "same-origin"],
  ["GET", `${SITE}/static/styles.css`, 200, "DENY", "cross-origin"],
  ["GET", `${GARDEN}/static/styles.css`, 200, "DENY", "cross-origin"],
  ["GET", `${GARDEN}/`, 200, "DENY", "same-origin"],
  ["HEAD", `${GARDEN}/`, 200, "DENY", "same-origin"],
  ["GET", `${GARDEN}/Home`, 301, "DENY", "same-origin"],
  ["GET", `${GARDEN}/Nothing`, 404, "DENY", "same-origin"],
  ["GET", `${GARDEN}/Home.md`, 200, "SAMEORIGIN", "same-origin"],
  ["GET", `${GARDEN}/-/diagram`, 200, "SAMEORIGIN", "same-origin"],
  ["GET", `${GARDEN}/-/changelog.atom`, 200, "DENY", "same-origin"],
  ["GET", `${GARDEN}/-/events/Home`, 200, "DENY", "same-origin"],
  ["GET", `${GARDEN}/-/login`, 302, "DENY", "same-origin"],
  ["GET", `${GARDEN}/-/admin`, 302, "DENY", "same-origin"],
  ["POST", `${GARDEN}/-/edit/Home`, 400, "DENY", "same-origin"],
  ["GET", `${GARDEN}/robots.txt`, 200, "DENY", "same-origin"],
  ["GET", `${GARDEN}/sitemap.xml`, 200, "DENY", "same-origin"],
  ["GET", `${GARDEN}/api/v1/pages`, 200, "DENY", "same-origin"],
  ["GET", `${GARDEN}/api/v1/nothing`, 404, "DENY", "same-origin"],
  ["PUT", `${GARDEN}/api/v1/pages/Home`, 401, "DENY", "same-origin"],
  ["POST", `${GARDEN}/mcp`, 401, "DENY", "same-origin"],
  ["OPTIONS", `${GARDEN}/mcp`, 204, "DENY", "same-origin"],
  [
    "GET",
    `${GARDEN}/repo.git/info/refs?service=git-upload-pack`,
    200,
    "DENY",
    "same-origin",
  ],
  ["POST", `${GARDEN}/repo.git/git-upload-pack`, 200, "DENY", "same-origin"],
  ["GET", `${CELLAR}/`, 302, "DENY", "same-origin"],
  ["GET", `${CELLAR}/repo.git/HEAD`, 401, "DENY", "same-origin"],
  ["GET", "https://nobody.robot.test/", 404, "DENY", "same-origin"],
  ["GET", "https://evil.test/", 404, "DENY", "same-origin"],
];

Deno.test("every answer of every door carries the headers that keep wikis apart", async () => {
  await using stage = await openStage();

  for (const [method, url, status, frame, embed] of ANSWERS) {
    const { headers, status: found } = await stage.ask(url, { method });
    const row = `${method} ${url}`;
    assert.equal(found, status, row);
    assert.equal(headers.get("x-frame-options"), frame, row);
    assert.equal(headers.get("cross-origin-resource-policy"), embed, row);
    assert.ok(headers.get("content-security-policy"), row);
    assert.match(headers.get("cache-control")!, /./, row);
    demandUsual(headers, row);
  }
});

Deno.test("an answer that nothing changed carries what does not depend on what it was", async () => {
  await using stage = await openStage();

  for (
    const url of [
      `${GARDEN}/`,
      `${GARDEN}/Home.md`,
      `${SITE}/static/styles.css`,
    ]
  ) {
    const { headers: before } = await stage.ask(url);
    const { status, headers } = await stage.ask(url, {
      headers: { "if-none-match": before.get("etag")! },
    });
    assert.equal(status, 304, url);
    demandUsual(headers, url);
    assert.equal(headers.get("content-security-policy"), null, url);
    assert.equal(headers.get("x-frame-options"), null, url);
  }
});

Deno.test("what forwarding headers say changes no address, host or scheme, whoever sends them", async () => {
  await using stage = await openStage();
  const spoofed = {
    "x-forwarded-host": "evil.test",
    "x-forwarded-proto": "http",
    "x-forwarded-port": "81",
    "x-forwarded-prefix": "/evil",
    "x-original-url": "/-/admin",
    "x-rewrite-url": "/-/admin",
    "forwarded": "host=evil.test;proto=http;for=1.2.3.4",
    "x-real-ip": "1.2.3.4",
  };
  const asked = [
    `${GARDEN}/`,
    `${GARDEN}/robots.txt`,
    `${GARDEN}/sitemap.xml`,
    `${GARDEN}/llms.txt`,
    `${GARDEN}/-/changelog.atom`,
    `${GARDEN}/api/v1/openapi.json`,
    `${CELLAR}/Secret`,
    `${SITE}/auth/login`,
  ];

  for (const url of asked) {
    const plain = await stage.ask(url);
    for (const peer of ["127.0.0.1", "203.0.113.9"]) {
      const { status, text, headers } = await stage.ask(url, {
        peer,
        headers: spoofed,
      });
      assert.equal(status, plain.status, url);
      assert.equal(text, plain.text, url);
      assert.equal(headers.get("location"), plain.headers.get("location"));
      assert.ok(headers.has("strict-transport-security"), url);
    }
  }
});

Deno.test("the host that a request names leads to that host, or nowhere", async () => {
  await using stage = await openStage();

  for (
    const [url, status] of [
      ["https://GARDEN.robot.test/", 200],
      ["https://garden.robot.test.:443/", 200],
      ["http://garden.robot.test:8000/", 200],
      ["https://garden.robot.test.evil.test/", 404],
      ["https://evil.test/?garden.robot.test", 404],
      ["https://xgarden.robot.test/", 404],
      ["https://a.garden.robot.test/", 404],
      ["https://127.0.0.1/", 404],
    ] as const
  ) {
    const { status: found, text } = await stage.ask(url);
    assert.equal(found, status, url);
    assert.ok(!text.includes("evil.test"), url);
    if (status === 200) assert.match(text, /href="https:\/\/garden\.robot\./);
  }
});

/** What does not depend on the kind of answer. */
function demandUsual(headers: Headers, row: string): void {
  assert.equal(headers.get("x-content-type-options"), "nosniff", row);
  assert.equal(headers.get("referrer-policy"), "same-origin", row);
  assert.equal(
    headers.get("strict-transport-security"),
    "max-age=31536000",
    row,
  );
  assert.equal(headers.get("cross-origin-opener-policy"), "same-origin", row);
  assert.match(headers.get("permissions-policy")!, /camera=\(\)/, row);
}

class Stage implements AsyncDisposable {
  constructor(readonly world: World, readonly doors: Doors) {}

  async ask(url: string, init: Init = {}) {
    const answer = await this.doors.request(url, init);
    const isEndless = answer.headers.get("content-type")
      ?.startsWith("text/event-stream");
    const text = isEndless ? "" : await answer.text();
    if (isEndless) await answer.body?.cancel();
    return { status: answer.status, headers: answer.headers, text };
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.world[Symbol.asyncDispose]();
  }
}

async function openStage(): Promise<Stage> {
  const world = await createWorld();
  await world.write("garden", "Home", "# Home\n");
  return new Stage(world, await openDoors(world));
}
