import assert from "node:assert/strict";
import { startSession } from "../../src/auth/sessions.ts";
import { chooseUsername } from "../../src/wiki/usernames.ts";
import { type Doors, form, type Init, openDoors } from "../support/doors.ts";
import { createWorld, type World } from "../support/world.ts";

const ORIGIN = "https://robot.test";
const FIREFOX =
  "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

/** A world, its doors, and Alice at two browsers, with a user name. */
async function aliceAtTwo(): Promise<
  AsyncDisposable & { world: World; doors: Doors; here: Side; there: Side }
> {
  const world = await createWorld();
  const doors = await openDoors(world);
  chooseUsername(world.house, "did:plc:alice", "alice");
  const here = await comeIn(doors, "192.0.2.1");
  world.wait(60);
  const there = await comeIn(doors, "192.0.2.2");
  return {
    ...{ world, doors, here, there },
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  };
}

/** One browser. */
interface Side {
  readonly id: string;
  get(path: string): Promise<Response>;
  post(path: string, fields: Record<string, string>): Promise<Response>;
}

async function comeIn(
  doors: Doors,
  address: string,
  did = "did:plc:alice",
): Promise<Side> {
  const from = { address, userAgent: FIREFOX };
  const { jwt, row } = await startSession(doors.sessions, did, from);
  const cookie = `__Secure-robot=${jwt}; __Host-robot=${jwt}`;
  return {
    id: row.id,
    get: (path) => doors.request(path, { headers: { cookie } }),
    post: (path, fields) =>
      doors.request(path, form(ORIGIN, fields, { cookie })),
  };
}

Deno.test("GET /app/account says who one is and lists the sessions, this one marked", async () => {
  await using at = await aliceAtTwo();

  const html = await (await at.here.get("/app/account")).text();

  assert.match(html, /@alice\.example/);
  assert.match(html, /did:plc:alice/);
  assert.match(html, /<dd>alice<\/dd>/);
  assert.equal(html.match(/Firefox on Linux<\/strong>/g)?.length, 2);
  assert.match(html, /from 192\.0\.2\.1/);
  assert.match(html, /from 192\.0\.2\.2/);
  assert.equal(html.match(/this one/g)?.length, 1);
  assert.match(html, /href="\/app\/account\/export"/);
});

Deno.test("a session is ended from another one, and is dead", async () => {
  await using at = await aliceAtTwo();

  const answer = await at.here.post("/app/account/sessions", {
    session: at.there.id,
  });

  assert.equal(answer.status, 303);
  assert.equal(answer.headers.get("location"), "/app/account#sessions");
  assert.equal((await at.there.get("/app/account")).status, 302);
  assert.equal((await at.here.get("/app/account")).status, 200);
  const [entry] = at.world.house.platform.audit.list({});
  assert.deepEqual([entry!.event, entry!.credential, entry!.detail], [
    ...["sessions_ended", at.here.id, "Firefox on Linux"],
  ]);
});

Deno.test("logging out here takes the cookies along", async () => {
  await using at = await aliceAtTwo();

  const answer = await at.here.post("/app/account/sessions", {
    session: at.here.id,
  });

  assertSignedOut(answer);
  assert.equal((await at.here.get("/app/account")).status, 302);
  assert.equal((await at.there.get("/app/account")).status, 200);
});

Deno.test("logging out everywhere ends every session of this person alone", async () => {
  await using at = await aliceAtTwo();
  const bob = await comeIn(at.doors, "192.0.2.3", "did:plc:bob");

  const answer = await at.here.post("/app/account/sessions", {
    session: "all",
  });

  assertSignedOut(answer);
  for (const side of [at.here, at.there]) {
    assert.equal((await side.get("/app/account")).status, 302);
  }
  assert.equal((await bob.get("/app/account")).status, 200);
  const [entry] = at.world.house.platform.audit.list({});
  assert.deepEqual([entry!.event, entry!.detail], [
    "sessions_ended",
    "all (2)",
  ]);
});

Deno.test("nobody ends another person's session", async () => {
  await using at = await aliceAtTwo();
  const bob = await comeIn(at.doors, "192.0.2.3", "did:plc:bob");

  for (const session of [at.here.id, "nothing", ""]) {
    const answer = await bob.post("/app/account/sessions", { session });
    assert.equal(answer.status, 404, session);
  }

  assert.equal((await at.here.get("/app/account")).status, 200);
});

Deno.test("POST /app/account/delete wants the user name", async () => {
  await using at = await aliceAtTwo();

  for (const confirm of ["", "alicia", "did:plc:alice", "alice.example"]) {
    const answer = await at.here.post("/app/account/delete", { confirm });
    assert.equal(answer.status, 400, confirm);
    assert.match(await answer.text(), /so nothing was deleted/);
  }

  const { users, wikis } = at.world.house.platform;
  assert.equal(users.find("did:plc:alice")!.leavingAt, null);
  assert.equal(wikis.list().length, 2);
});

Deno.test("POST /app/account/delete deletes, signs out, and the front page says so", async () => {
  await using at = await aliceAtTwo();

  const answer = await at.here.post("/app/account/delete", {
    confirm: " Alice ",
  });

  assertSignedOut(answer);
  const { users, wikis, heldSlugs, audit } = at.world.house.platform;
  assert.equal(users.find("did:plc:alice"), undefined);
  assert.deepEqual(wikis.list(), []);
  assert.deepEqual(heldSlugs.list("2026").map(({ slug }) => slug), [
    ...["alice", "cellar", "garden"],
  ]);
  const entry = audit.list({ event: "account_deleted" })[0]!;
  assert.deepEqual([entry.actorDid, entry.address, entry.credential], [
    ...["did:plc:alice", "127.0.0.1", at.here.id],
  ]);
  assert.equal((await at.there.get("/app/account")).status, 302);
  const flash = /__Host-flash=[^;]+/.exec(
    answer.headers.getSetCookie().join("\n"),
  )![0];
  const front = await at.doors.request("/", { headers: { cookie: flash } });
  assert.match(await front.text(), /Your account was deleted/);
});

Deno.test("who has no user name types the handle, or the DID where there is none", async () => {
  await using world = await createWorld();
  const doors = await openDoors(world);
  const bob = await comeIn(doors, "192.0.2.3", "did:plc:bob");
  const carol = await comeIn(doors, "192.0.2.4", "did:plc:carol");
  const { users } = world.house.platform;
  const { createdAt } = users.find("did:plc:carol")!;
  const name = "Carol";
  const handle = "handle.invalid";
  users.put({ did: "did:plc:carol", handle, name, createdAt });

  const shown = await (await carol.get("/app/account")).text();
  const first = await bob.post("/app/account/delete", {
    confirm: "@bob.example",
  });
  const wrong = await carol.post("/app/account/delete", { confirm: handle });
  const second = await carol.post("/app/account/delete", {
    confirm: "did:plc:carol",
  });

  assert.match(shown, /type your handle or DID: did:plc:carol/);
  assert.deepEqual([first.status, wrong.status, second.status], [
    ...[303, 400, 303],
  ]);
  assert.equal(users.find("did:plc:bob"), undefined);
  assert.equal(users.find("did:plc:carol"), undefined);
});

Deno.test("a token, a sibling's page, a wiki's cookie and nobody delete no account and end no session", async () => {
  await using at = await aliceAtTwo();
  const { doors, world } = at;
  const jwt = await doors.signIn(world.alice);
  const ask = (headers: Record<string, string>): Init => ({
    ...form(ORIGIN, { confirm: "alice", session: "all" }, headers),
  });
  const both = { cookie: `__Secure-robot=${jwt}; __Host-robot=${jwt}` };
  const token = doors.token("garden", world.alice);
  const table: [string, Init, number][] = [
    ["nobody", ask({}), 401],
    ["a token", ask({ authorization: `Bearer ${token}` }), 401],
    ["a session's JWT", ask({ authorization: `Bearer ${jwt}` }), 401],
    ["a wiki's cookie", ask({ cookie: `__Secure-robot=${jwt}` }), 401],
    ["a sibling", ask({ ...both, origin: "https://garden.robot.test" }), 403],
    [
      "a page without an origin",
      { ...ask({ ...both, "sec-fetch-site": "same-site", origin: "" }) },
      403,
    ],
  ];
  for (const path of ["/app/account/delete", "/app/account/sessions"]) {
    for (const [name, init, status] of table) {
      const answer = await doors.request(path, init);
      assert.equal(answer.status, status, `${path}: ${name}`);
    }
  }

  const { users, sessions } = world.house.platform;
  assert.equal(users.find("did:plc:alice")!.leavingAt, null);
  assert.equal(sessions.find(at.here.id)!.revokedAt, null);
});

Deno.test("a revoked session stays dead after the keys are rotated", async () => {
  await using at = await aliceAtTwo();
  await at.here.post("/app/account/sessions", { session: at.there.id });

  const { keys } = at.doors.sessions;
  assert.ok("rotate" in keys);
  await (keys as { rotate(purpose: string): Promise<unknown> })
    .rotate("session");

  assert.equal((await at.there.get("/app/account")).status, 302);
  assert.equal((await at.here.get("/app/account")).status, 200);
});

function assertSignedOut(answer: Response): void {
  assert.equal(answer.status, 303);
  assert.equal(answer.headers.get("location"), "/");
  const cookies = answer.headers.getSetCookie().join("\n");
  assert.match(cookies, /__Secure-robot=; Domain=robot\.test; .*Max-Age=0/);
  assert.match(cookies, /__Host-robot=; .*Max-Age=0/);
}
