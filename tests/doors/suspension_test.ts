/** A wiki, or a person, that is suspended: refused at every door, with the reason for those whom it concerns. @module */
import assert from "node:assert/strict";
import { isSessionLive } from "../../src/auth/sessions.ts";
import { type Doors, form, openDoors } from "../support/doors.ts";
import { createWorld, type Someone, type World } from "../support/world.ts";

const SITE = "https://robot.test";
const GARDEN = "https://garden.robot.test";
const CELLAR = "https://cellar.robot.test";

/** Every kind of thing that a wiki answers. */
const READS = [
  "/",
  "/Home",
  "/Home.md",
  "/a.png",
  "/-/file/a.png",
  "/-/file/a.png?size=120",
  "/-/page/Home",
  "/-/history/Home",
  "/-/changelog.atom",
  "/-/history.rss/Home",
  "/-/events/Home",
  "/-/search?q=secret",
  "/-/tree",
  "/sitemap.xml",
  "/llms.txt",
  "/manifest.webmanifest",
  "/api/v1/pages",
  "/api/v1/pages/Home",
  "/repo.git/info/refs?service=git-upload-pack",
  "/repo.git/HEAD",
];

Deno.test("a suspended public wiki answers nobody anything, with the reason", async () => {
  await using stage = await openStage();
  const { world, doors } = stage;
  world.house.platform.wikis.change(world.garden.id, { suspended: "spam" });
  const everybody = [{}, await doors.cookiesOf(world.alice)];

  for (const path of READS) {
    for (const headers of everybody) {
      const answer = await doors.request(GARDEN + path, { headers });
      const text = await answer.text();
      assert.equal(answer.status, 503, path);
      assert.match(text, /suspended \(spam\)/, path);
      assert.ok(!text.includes("secret words"), path);
    }
  }
  const mcp = await doors.request(`${GARDEN}/mcp`, {
    ...ping(),
    headers: { ...ping().headers, ...stage.bearer("garden", world.alice) },
  });
  assert.equal(mcp.status, 503);
  assert.match(await mcp.text(), /suspended \(spam\)/);
  const robots = await doors.request(`${GARDEN}/robots.txt`);
  assert.equal(await robots.text(), "User-agent: *\nDisallow: /\n");
});

Deno.test("why a private wiki is suspended is told to its people alone", async () => {
  await using stage = await openStage();
  const { world, doors } = stage;
  world.house.platform.wikis.change(world.cellar.id, { suspended: "dispute" });
  const carol = await doors.cookiesOf(world.carol);
  const stranger = await doors.cookiesOf(world.stranger);

  for (const path of READS) {
    const member = await doors.request(CELLAR + path, { headers: carol });
    const other = await doors.request(CELLAR + path, { headers: stranger });
    const memberText = await member.text();
    const otherText = await other.text();
    if (!path.startsWith("/repo.git")) { // git reads no cookie
      assert.equal(member.status, 503, path);
      assert.match(memberText, /dispute/, path);
      assert.equal(other.status, 403, path);
    }
    assert.ok(!otherText.includes("dispute"), path);
  }
  const { authorization } = stage.bearer("cellar", world.carol);
  const git = await doors.request(
    `${CELLAR}/repo.git/info/refs?service=git-upload-pack`,
    { headers: { authorization } },
  );
  assert.equal(git.status, 503);
  assert.match(await git.text(), /dispute/);
});

/** What may be wrong with an account, and what its person is told. */
const BARS = [
  [{ suspended: "abuse" }, /this account is suspended \(abuse\)/],
  [{ leavingAt: "2026-11-20T12:00:00.000Z" }, /account is being deleted/],
] as const;

for (const [change, reason] of BARS) {
  const [what] = Object.keys(change);

  Deno.test(`a person with "${what}" is refused with every credential, and told why`, async () => {
    await using stage = await openStage();
    const { world, doors } = stage;
    const { users } = world.house.platform;
    const cookie = await doors.cookiesOf(world.alice);
    const jwt = await doors.signIn(world.alice);
    const token = stage.bearer("garden", world.alice);
    users.change("did:plc:alice", change);
    const basic = (password: string) => ({
      authorization: `Basic ${btoa(`x:${password}`)}`,
    });
    const refs = "/repo.git/info/refs?service=git-upload-pack";
    const asked: [string, RequestInit][] = [
      [`${GARDEN}/api/v1/pages`, { headers: token }],
      [`${GARDEN}/mcp`, {
        ...ping(),
        headers: { ...ping().headers, ...token },
      }],
      [GARDEN + refs, { headers: token }],
      [GARDEN + refs, { headers: basic(token.authorization.slice(7)) }],
      [GARDEN + refs, { headers: basic(jwt) }],
      [CELLAR + refs, { headers: basic(jwt) }],
      [`${CELLAR}/Home`, { headers: cookie }],
      [`${CELLAR}/api/v1/pages`, { headers: cookie }],
      [`${GARDEN}/-/edit/Home`, { headers: cookie }],
      [`${GARDEN}/-/admin`, { headers: cookie }],
      [`${GARDEN}/-/edit/Home`, form(GARDEN, { text: "x" }, cookie)],
      [`${SITE}/api/me`, { headers: cookie }],
      [`${SITE}/api/me`, { headers: { authorization: `Bearer ${jwt}` } }],
      [`${SITE}/app/`, { headers: cookie }],
    ];

    for (const [url, init] of asked) {
      const answer = await doors.request(url, { ...init, redirect: "manual" });
      assert.equal(answer.status, 403, url);
      assert.match(await answer.text(), reason, url);
    }
    assert.equal((await doors.request(`${GARDEN}/`)).status, 200);
    const asVisitor = await doors.request(`${GARDEN}/`, {
      headers: cookie,
    });
    assert.equal(asVisitor.status, 200);
    assert.match(await asVisitor.text(), />Sign in<\/a>/);

    users.change("did:plc:alice", { suspended: null, leavingAt: null });
    const again = await doors.request(`${CELLAR}/`, { headers: cookie });
    assert.equal(again.status, 200);
  });
}

Deno.test("what a suspended person began does not go on", async () => {
  await using stage = await openStage();
  const { world, doors } = stage;
  const { house } = world;
  const jwt = await doors.signIn(world.alice);
  const { jti } = JSON.parse(atob(jwt.split(".")[1]!));
  assert.equal(isSessionLive(house, jti), true);

  house.platform.users.change("did:plc:alice", { suspended: "abuse" });

  assert.equal(isSessionLive(house, jti), false);
});

Deno.test("an open stream ends with the account, or with the wiki, and tells nothing more", async () => {
  for (const what of ["person", "wiki"] as const) {
    await using stage = await openStage();
    const { world, doors } = stage;
    const { platform, watch } = world.house;
    const answer = await doors.request(`${CELLAR}/-/events/Home`, {
      headers: await doors.cookiesOf(world.bob),
    });
    const text = answer.body!.pipeThrough(new TextDecoderStream());

    if (what === "person") {
      platform.users.change("did:plc:bob", { suspended: "abuse" });
    } else platform.wikis.change(world.cellar.id, { suspended: "spam" });
    watch.announce(world.cellar.id);
    const events = (await Array.fromAsync(text)).join("");

    assert.equal(events.match(/^event: page$/gm)!.length, 1, what);
  }
});

/** A world with doors; the page and the picture are in both wikis. */
class Stage implements AsyncDisposable {
  constructor(readonly world: World, readonly doors: Doors) {}

  bearer(slug: string, who: Someone): { readonly authorization: string } {
    return { authorization: `Bearer ${this.doors.token(slug, who)}` };
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.world[Symbol.asyncDispose]();
  }
}

async function openStage(): Promise<Stage> {
  const world = await createWorld();
  for (const slug of ["garden", "cellar"]) {
    await world.write(slug, "Home", "secret words");
  }
  return new Stage(world, await openDoors(world));
}

function ping() {
  return {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
    },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "ping" }),
  };
}
