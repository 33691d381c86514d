import assert from "node:assert/strict";
import { openDoors } from "../support/doors.ts";
import { type Name, type WebWorld, webWorld } from "../support/web_world.ts";

const ALICE = "did:plc:alice";
const BOB = "did:plc:bob";
const SECRET = "what-only-the-cellar-knows";

/** Bob runs the service; Alice owns both wikis. */
function operated(): Promise<WebWorld> {
  return webWorld({ ROBOT_OPERATORS: BOB });
}

const PAGES = [
  "/app/operator",
  "/app/operator/users",
  `/app/operator/users/${ALICE}`,
  "/app/operator/wikis",
  "/app/operator/wikis/cellar",
  "/app/operator/audit",
  "/app/operator/reports",
];
const FORMS = [
  [`/app/operator/users/${ALICE}`, { action: "suspend", reason: "because" }],
  [`/app/operator/users/${ALICE}`, { action: "limits", maxWikis: "9" }],
  [`/app/operator/users/${ALICE}`, { action: "logout" }],
  ["/app/operator/wikis/cellar", { action: "suspend", reason: "because" }],
  ["/app/operator/wikis/cellar", { action: "limits", maxPages: "9" }],
] as const;

Deno.test("the operator's pages lead a visitor to the login page, and are nobody else's", async () => {
  await using world = await operated();
  for (const page of PAGES) {
    const path = encodeURI(page);
    const visitor = await world.get(path, { slug: "", as: "visitor" });
    assert.equal(visitor.status, 302, page);
    assert.match(
      visitor.headers.get("location")!,
      /^https:\/\/robot\.test\/auth\/login\?/,
    );
    for (const as of ["alice", "carol", "stranger"] satisfies Name[]) {
      const answer = await world.get(path, { slug: "", as });
      assert.equal(answer.status, 403, `${page} as ${as}`);
      assert.doesNotMatch(await answer.text(), /cellar/);
    }
    const operator = await world.get(path, { slug: "", as: "bob" });
    assert.equal(operator.status, 200, page);
    assert.equal(operator.headers.get("cache-control"), "private, no-store");
  }
});

Deno.test("nobody but an operator does what operators do, whatever they come with", async () => {
  await using world = await operated();
  const { house } = world.world;
  const before = house.platform.audit.list().length;
  const wikiCookie = await cookieOf(world, "bob", "__Secure-robot");
  for (const [path, fields] of FORMS) {
    const url = encodeURI(path);
    const bearer = world.bearer("cellar");
    const ask = async (status: number, from: object) => {
      const answer = await world.post(url, fields, { slug: "", ...from });
      assert.equal(answer.status, status, `${path} ${JSON.stringify(from)}`);
    };
    await ask(401, { as: "visitor" });
    await ask(403, { as: "alice" });
    await ask(403, { as: "stranger" });
    await ask(401, { as: "visitor", headers: bearer });
    await ask(403, { as: "alice", headers: bearer });
    await ask(401, { as: "visitor", headers: { cookie: wikiCookie } });
    await ask(403, {
      as: "bob",
      headers: { origin: "https://garden.robot.test" },
    });
    await ask(403, {
      as: "bob",
      headers: { origin: "null", "sec-fetch-site": "cross-site" },
    });
  }
  assert.equal(house.platform.audit.list().length, before);
  assert.equal(house.platform.users.find(ALICE)!.suspended, null);
  assert.equal(world.world.cellar.suspended, null);
  assert.equal(world.world.cellar.maxPages, null);
});

Deno.test("the operator's pages are only where the platform is", async () => {
  await using world = await operated();
  const answer = await world.get("/app/operator", { as: "bob" });
  assert.equal(answer.status, 404);
});

Deno.test("an operator does not see through these pages what is in a private wiki", async () => {
  await using world = await operated();
  await world.write(SECRET, SECRET, "cellar");
  world.world.house.platform.members.remove(world.world.cellar.id, BOB);
  for (const page of PAGES) {
    const answer = await world.get(encodeURI(page), { slug: "", as: "bob" });
    assert.doesNotMatch(await answer.text(), new RegExp(SECRET), page);
  }
  const page = await world.get(`/${SECRET}`, { slug: "cellar", as: "bob" });
  assert.equal(page.status, 403);
});

Deno.test("a person is suspended with a reason, signed out, and let in again", async () => {
  await using world = await operated();
  const { users, audit } = world.world.house.platform;
  const url = `/app/operator/users/${encodeURIComponent(ALICE)}`;
  const post = (fields: Record<string, string>) =>
    world.post(url, fields, { slug: "", as: "bob" });
  const front = () => world.get("/-/admin", { slug: "cellar", as: "alice" });
  assert.equal((await front()).status, 200);

  const unreasoned = await post({ action: "suspend", reason: " \n " });
  assert.equal(unreasoned.status, 400);
  assert.match(await unreasoned.text(), /without a reason/);
  assert.equal(users.find(ALICE)!.suspended, null);

  const done = await post({ action: "suspend", reason: "Spam <b>" });
  assert.equal(done.status, 303);
  assert.equal(done.headers.get("location"), url);
  assert.equal(users.find(ALICE)!.suspended, "Spam <b>");
  assert.equal((await front()).status, 302);
  const shown = await (await world.get(url, { slug: "", as: "bob" })).text();
  assert.match(shown, /Spam &lt;b&gt;/);

  await post({ action: "resume" });
  assert.equal(users.find(ALICE)!.suspended, null);
  assert.equal((await front()).status, 302, "the session stays ended");
  const [resumed, suspended] = audit.list({ person: ALICE, limit: 2 });
  assert.equal(resumed!.event, "user_resumed");
  assert.deepEqual(
    [suspended!.event, suspended!.actorDid, suspended!.subjectDid],
    ["user_suspended", BOB, ALICE],
  );
});

Deno.test("no operator suspends himself", async () => {
  await using world = await operated();
  const url = `/app/operator/users/${encodeURIComponent(BOB)}`;
  const from = { slug: "", as: "bob" } as const;

  const page = await (await world.get(url, from)).text();
  assert.match(page, /This is you/);
  assert.doesNotMatch(page, /value="suspend"/);
  const fields = { action: "suspend", reason: "tired" };
  const answer = await world.post(url, fields, from);

  assert.equal(answer.status, 409);
  assert.equal(world.world.house.platform.users.find(BOB)!.suspended, null);
});

Deno.test("a wiki is suspended by who has no role in it, and its limits are raised", async () => {
  await using world = await operated();
  world.world.house.platform.members.remove(world.world.cellar.id, BOB);
  const from = { slug: "", as: "bob" } as const;
  const url = "/app/operator/wikis/cellar";

  await world.post(url, { action: "suspend", reason: "Unlawful" }, from);
  const home = await world.get("/", { slug: "cellar", as: "alice" });
  assert.equal(home.status, 503);
  assert.match(await home.text(), /Unlawful/);
  assert.equal((await world.get(url, from)).status, 200);
  await world.post(url, { action: "resume" }, from);
  await world.post(url, {
    ...{ action: "limits", maxPages: "1000", maxContentBytes: "52.4288" },
    ...{ maxHistoryBytes: "", maxAttachmentBytes: "20", maxMembers: "7" },
  }, from);

  const { maxPages, maxContentBytes, maxHistoryBytes, maxAttachmentBytes } =
    world.world.cellar;
  assert.deepEqual(
    [maxPages, maxContentBytes, maxHistoryBytes, maxAttachmentBytes],
    [1000, 52_428_800, null, 20_000_000],
  );
  assert.equal(world.world.cellar.maxMembers, 7);
  assert.match(await (await world.get(url, from)).text(), /value="52\.4288"/);
  assert.notEqual((await world.get("/", { slug: "cellar" })).status, 503);
});

Deno.test("limits that are none are refused, and nothing changes", async () => {
  await using world = await operated();
  const from = { slug: "", as: "bob" } as const;
  const users = `/app/operator/users/${encodeURIComponent(ALICE)}`;
  for (
    const [url, fields] of [
      ["/app/operator/wikis/cellar", { maxPages: "-1" }],
      ["/app/operator/wikis/cellar", { maxPages: "many" }],
      ["/app/operator/wikis/cellar", { maxContentBytes: "1e300" }],
      ["/app/operator/wikis/cellar", { maxAttachmentBytes: "5000" }],
      [users, { maxWikis: "1.5" }],
    ] as const
  ) {
    const answer = await world.post(url, { action: "limits", ...fields }, from);
    assert.equal(answer.status, 400, JSON.stringify(fields));
  }
  const unknown = await world.post(users, { action: "toString" }, from);
  assert.equal(unknown.status, 400);
  assert.equal(world.world.cellar.maxPages, null);
  assert.equal(world.world.house.platform.users.find(ALICE)!.maxWikis, null);
});

Deno.test("lists are searched and paged, and what is looked for is text", async () => {
  await using world = await operated();
  const { users } = world.world.house.platform;
  for (let i = 0; i < 60; i++) {
    const number = String(i).padStart(2, "0");
    users.put({
      did: `did:plc:extra${number}`,
      handle: `extra${number}.example`,
      name: "100% <i>",
      createdAt: "2026-11-01T00:00:00.000Z",
    });
  }
  const get = async (path: string) =>
    await (await world.get(path, { slug: "", as: "bob" })).text();

  const second = await get("/app/operator/users?q=extra&page=2");
  assert.match(second, /60 in all, page 2 of 2/);
  assert.match(second, /@extra59\.example/);
  assert.doesNotMatch(second, /extra49|<i>/);
  assert.match(await get("/app/operator/users?q=%25"), /60 in all/);
  assert.match(await get("/app/operator/users?q='%20OR%201=1"), /0 in all/);
  assert.match(await get("/app/operator/users?page=0"), /page 1 of 2/);
  assert.match(await get("/app/operator/users?page=x"), /page 1 of 2/);
  const wikis = await get("/app/operator/wikis?q=alice.example");
  assert.match(wikis, /2 in all/);
  assert.match(wikis, /0 pages, 0 bytes/);
});

Deno.test("the header leads operators alone to their pages", async () => {
  await using world = await operated();
  const front = async (as: Name) =>
    await (await world.get("/", { slug: "", as })).text();
  assert.match(await front("bob"), /href="\/app\/operator"/);
  assert.doesNotMatch(await front("alice"), /app\/operator/);
});

Deno.test("errors of late are shown without the address that was asked for", async () => {
  await using world = await operated();
  const { log } = world.world.house;
  log("error", "request_failed", {
    ...{ requestId: "r1", door: "web", method: "GET", path: `/${SECRET}` },
  }, new Error("broken <b>"));

  const page = await world.get("/app/operator", { slug: "", as: "bob" });
  const html = await page.text();

  assert.match(html, /requestId r1/);
  assert.match(html, /broken &lt;b&gt;/);
  assert.doesNotMatch(html, new RegExp(SECRET));
});

/** One of the cookies that a person has. */
async function cookieOf(
  world: WebWorld,
  as: Exclude<Name, "visitor">,
  name: string,
): Promise<string> {
  const doors = await openDoors(world.world);
  return `${name}=${await doors.signIn(world.world[as])}`;
}
