/** Too many requests, said in the language of each door. @module */
import assert from "node:assert/strict";
import { type Doors, form, openDoors } from "../support/doors.ts";
import { createWorld, type World } from "../support/world.ts";

const GARDEN = "https://garden.robot.test";

Deno.test("a browser that asks too often is shown a page, and a script of the page gets JSON", async () => {
  await using stage = await openStage("search=1,signin=1,write=1");
  const { doors } = stage;
  await doors.request(`${GARDEN}/-/search?q=oak`);
  await doors.request("/auth/link", form("https://robot.test", {}));

  const page = await doors.request(`${GARDEN}/-/search?q=oak`, {
    headers: { accept: "text/html,application/xhtml+xml" },
  });
  const site = await doors.request(
    "/auth/link",
    form("https://robot.test", {}),
  );
  const script = await doors.request(`${GARDEN}/-/search?q=oak`, {
    headers: { accept: "application/json" },
  });

  for (const answer of [page, site]) {
    assert.equal(answer.status, 429);
    assert.equal(answer.headers.get("retry-after"), "60");
    assert.match(answer.headers.get("content-type")!, /^text\/html/);
    assert.match(await answer.text(), /at most 1 a minute, try again in 60 s/);
  }
  assert.equal(script.status, 429);
  assert.equal(script.headers.get("retry-after"), "60");
  assert.deepEqual(await script.json(), {
    error: "Cannot do this so often: at most 1 a minute, try again in 60 s",
    code: "rate_limited",
  });
});

Deno.test("signing in is counted by address, whoever is signed in there", async () => {
  await using stage = await openStage("signin=1");
  const { doors, world } = stage;
  const post = form("https://robot.test", {});
  await doors.request("/auth/link", post);

  const answer = await doors.request("/auth/link", {
    ...post,
    headers: { ...post.headers, ...await doors.cookiesOf(world.alice) },
  });

  assert.equal(answer.status, 429);
});

Deno.test("REST answers too many requests in JSON", async () => {
  await using stage = await openStage("write=1");
  const { doors } = stage;
  const put = () =>
    doors.request(`${GARDEN}/api/v1/pages/Oak`, {
      method: "PUT",
      headers: stage.bearer,
      body: JSON.stringify({ content: "oak\n" }),
    });
  await put();

  const answer = await put();

  assert.equal(answer.status, 429);
  assert.equal(answer.headers.get("retry-after"), "60");
  assert.equal((await answer.json()).code, "rate_limited");
});

Deno.test("MCP answers too many calls with an error that says what to do next", async () => {
  await using stage = await openStage("agent=1");
  const { doors } = stage;
  const call = () =>
    doors.request(`${GARDEN}/mcp`, {
      method: "POST",
      headers: {
        ...stage.bearer,
        "content-type": "application/json",
        accept: "application/json, text/event-stream",
      },
      body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "ping" }),
    });
  await (await call()).body?.cancel();

  const answer = await call();

  assert.equal(answer.status, 429);
  assert.equal(answer.headers.get("retry-after"), "60");
  const { jsonrpc, error } = await answer.json();
  assert.equal(jsonrpc, "2.0");
  assert.match(
    error.message,
    /try again in 60 s\. Nothing was done: wait that long, then send the same call again$/,
  );
});

Deno.test("git is answered too many fetches in plain text", async () => {
  await using stage = await openStage("pack=1");
  const { doors } = stage;
  const fetchPack = () =>
    doors.request(`${GARDEN}/repo.git/git-upload-pack`, {
      method: "POST",
      headers: { "content-type": "application/x-git-upload-pack-request" },
      body: "0000",
    });
  await (await fetchPack()).body?.cancel();

  const answer = await fetchPack();

  assert.equal(answer.status, 429);
  assert.equal(answer.headers.get("retry-after"), "60");
  assert.match(answer.headers.get("content-type")!, /^text\/plain/);
  assert.match(await answer.text(), /^Cannot do this so often: /);
});

Deno.test("wrong credentials are refused more and more rarely, good ones from the same address never", async () => {
  await using stage = await openStage("guess=2");
  const { doors } = stage;
  const ask = (authorization: string, path = "/api/v1/pages") =>
    doors.request(GARDEN + path, { headers: { authorization } });
  const wrong = `Bearer rwtf_${"x".repeat(43)}`;

  assert.equal((await ask(wrong)).status, 401);
  assert.equal((await ask(wrong, "/mcp")).status, 401);

  assert.equal((await ask(wrong)).status, 429);
  assert.equal((await ask(wrong, "/mcp")).status, 429);
  const basic = `Basic ${btoa("x:wrong")}`;
  assert.equal((await ask(basic, "/repo.git/info/refs")).status, 429);
  assert.equal((await ask(stage.bearer.authorization)).status, 200);
  assert.equal((await doors.request(`${GARDEN}/`)).status, 200);
});

Deno.test("people behind one proxy are counted apart, and nobody is counted by a header that they wrote", async () => {
  await using stage = await openStage("search=1");
  const { doors } = stage;
  const search = (address: string, peer = "127.0.0.1") =>
    doors.request(`${GARDEN}/-/search?q=oak`, {
      peer,
      headers: { "x-forwarded-for": address },
    });

  assert.equal((await search("203.0.113.1")).status, 200);
  assert.equal((await search("203.0.113.2")).status, 200);
  assert.equal((await search("203.0.113.1")).status, 429);
  assert.equal((await search("198.51.100.1, 203.0.113.1")).status, 429);
  assert.equal((await search("198.51.100.2", "203.0.113.9")).status, 200);
  assert.equal((await search("198.51.100.3", "203.0.113.9")).status, 429);
  assert.equal((await search("2001:db8:1:2::1")).status, 200);
  assert.equal((await search("2001:db8:1:2:ffff::9")).status, 429);
  assert.equal((await search("2001:db8:1:3::1")).status, 200);
});

Deno.test("an agent that writes a hundred pages in a row, and a person with ten wrong handles, meet no limit", async () => {
  await using stage = await openStage("");
  const { doors } = stage;
  for (let i = 0; i < 100; i++) {
    const { status } = await doors.request(`${GARDEN}/api/v1/pages/P${i}`, {
      method: "PUT",
      headers: stage.bearer,
      body: JSON.stringify({ content: `${i}\n` }),
    });
    assert.ok(status < 300, `${i}: ${status}`);
  }
  for (let i = 0; i < 10; i++) {
    const { status } = await doors.request(
      "/auth/link",
      form("https://robot.test", { secret: `wrong ${i}` }),
    );
    assert.equal(status, 401);
  }
});

/** A world with doors, and a token. */
class Stage implements AsyncDisposable {
  readonly bearer: { readonly authorization: string };

  constructor(readonly world: World, readonly doors: Doors) {
    const token = doors.token("garden", world.alice);
    this.bearer = { authorization: `Bearer ${token}` };
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.world[Symbol.asyncDispose]();
  }
}

async function openStage(limits: string): Promise<Stage> {
  const world = await createWorld({
    settings: { ROBOT_RATE_LIMITS: limits },
  });
  return new Stage(world, await openDoors(world));
}
