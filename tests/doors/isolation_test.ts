/**
 * Every credential at every door, of its own wiki and of the other one.
 *
 * @module
 */
import assert from "node:assert/strict";
import { revokeToken, verifyToken } from "../../src/auth/tokens.ts";
import { createWiki, deleteWiki } from "../../src/wiki/wikis.ts";
import { type Doors, type Init, openDoors } from "../support/doors.ts";
import { createWorld, type World } from "../support/world.ts";

const SECRET = "what-only-the-cellar-knows";

/** How each door is asked for something that needs the right to read. */
const DOORS: Readonly<Record<string, { path: string; init?: Init }>> = {
  web: { path: "/" },
  api: { path: "/api/v1/pages/Home" },
  mcp: {
    path: "/mcp",
    init: {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "accept": "application/json, text/event-stream",
      },
      body: JSON.stringify({
        jsonrpc: "2.0",
        id: 1,
        method: "tools/call",
        params: { name: "read_note", arguments: { path: "Home" } },
      }),
    },
  },
  git: { path: "/repo.git/info/refs?service=git-upload-pack" },
};

/** Headers of each credential. */
async function credentialsOf(
  world: World,
  doors: Doors,
): Promise<Record<string, Record<string, string>>> {
  const { alice, stranger } = world;
  const own = doors.token("cellar", alice);
  const other = doors.token("garden", alice);
  const revoked = doors.token("cellar", alice);
  const { id } = verifyToken(world.house, revoked, world.cellar.id);
  revokeToken(world.house, id);
  const jwt = await doors.signIn(alice);
  const strangerJwt = await doors.signIn(stranger);
  const basic = (password: string) => ({
    authorization: `Basic ${btoa(`anybody:${password}`)}`,
  });
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
  return {
    "nothing": {},
    "Bearer, token of the cellar": bearer(own),
    "Bearer, token of the garden": bearer(other),
    "Bearer, revoked token": bearer(revoked),
    "Bearer, no token of ours": bearer(`rwtf_${"A".repeat(43)}`),
    "Bearer, session": bearer(jwt),
    "Basic, token of the cellar": basic(own),
    "Basic, token of the garden": basic(other),
    "Basic, session": basic(jwt),
    "Basic, session of a stranger": basic(strangerJwt),
    "unusable": { authorization: "Negotiate x" },
    "cookie": { cookie: `__Secure-robot=${jwt}` },
    "cookie of a stranger": { cookie: `__Secure-robot=${strangerJwt}` },
    "cookie of the platform's host": { cookie: `__Host-robot=${jwt}` },
    "cookie that is no session": { cookie: "__Secure-robot=x.y.z" },
    "cookie, and a token of the garden": {
      cookie: `__Secure-robot=${jwt}`,
      ...bearer(other),
    },
  };
}

Deno.test("no credential opens a private wiki but its own, at the doors that take it", async () => {
  await expectTable("cellar", {
    //                                  web  api  mcp  git
    "nothing": [302, 401, 401, 401],
    "Bearer, token of the cellar": [401, 200, 200, 200],
    "Bearer, token of the garden": [401, 401, 401, 401],
    "Bearer, revoked token": [401, 401, 401, 401],
    "Bearer, no token of ours": [401, 401, 401, 401],
    "Bearer, session": [401, 401, 401, 200],
    "Basic, token of the cellar": [401, 401, 401, 200],
    "Basic, token of the garden": [401, 401, 401, 401],
    "Basic, session": [401, 401, 401, 200],
    "Basic, session of a stranger": [401, 401, 401, 403],
    "unusable": [401, 401, 401, 401],
    "cookie": [200, 200, 401, 401],
    "cookie of a stranger": [403, 403, 401, 401],
    "cookie of the platform's host": [302, 401, 401, 401],
    "cookie that is no session": [302, 401, 401, 401],
    "cookie, and a token of the garden": [401, 401, 401, 401],
  });
});

Deno.test("a wrong credential is refused at a public wiki too, though nothing would have opened it", async () => {
  await expectTable("garden", {
    //                                  web  api  mcp  git
    "nothing": [200, 200, 401, 200],
    "Bearer, token of the cellar": [401, 401, 401, 401],
    "Bearer, token of the garden": [401, 200, 200, 200],
    "Bearer, revoked token": [401, 401, 401, 401],
    "Bearer, no token of ours": [401, 401, 401, 401],
    "Bearer, session": [401, 401, 401, 200],
    "Basic, token of the cellar": [401, 401, 401, 401],
    "Basic, token of the garden": [401, 401, 401, 200],
    "Basic, session": [401, 401, 401, 200],
    "Basic, session of a stranger": [401, 401, 401, 200],
    "unusable": [401, 401, 401, 401],
    "cookie": [200, 200, 401, 200],
    "cookie of a stranger": [200, 200, 401, 200],
    "cookie of the platform's host": [200, 200, 401, 200],
    "cookie that is no session": [200, 200, 401, 200],
    "cookie, and a token of the garden": [401, 200, 200, 200],
  });
});

Deno.test("a token of one wiki changes nothing in the other, at any door", async () => {
  await using world = await wikisWithHome();
  const doors = await openDoors(world);
  const authorization = `Bearer ${doors.token("garden", world.alice)}`;
  const head = () => world.reading("cellar", world.alice).head;
  const before = head();
  const tries: [string, string, string][] = [
    ["PUT", "/api/v1/pages/New", JSON.stringify({ content: "mine" })],
    ["DELETE", "/api/v1/pages/Home", ""],
    ["POST", "/-/edit/Home", "text=mine"],
    ["POST", "/-/delete/Home", ""],
    ["POST", "/mcp", "{}"],
    ["POST", "/repo.git/git-receive-pack", "0000"],
  ];

  for (const [method, path, body] of tries) {
    const answer = await doors.request(`https://cellar.robot.test${path}`, {
      method,
      headers: { authorization, "content-type": "application/json" },
      body,
    });
    assert.equal(answer.status, 401, `${method} ${path}`);
    await answer.body?.cancel();
  }

  assert.equal(head(), before);
});

Deno.test("a wiki's slug used again inherits no token and no member", async () => {
  await using world = await createWorld();
  const doors = await openDoors(world);
  const authorization = `Bearer ${doors.token("garden", world.bob)}`;
  await deleteWiki(world.house, "garden");
  await createWiki(world.house, {
    slug: "garden",
    ownerDid: world.stranger.user!.did,
  });

  const token = await doors.request("https://garden.robot.test/api/v1/pages", {
    headers: { authorization },
  });
  const member = await doors.request("https://garden.robot.test/api/v1/pages", {
    headers: await doors.cookiesOf(world.bob),
  });

  assert.equal(token.status, 401);
  assert.equal(member.status, 403);
});

/** Asks every door with every credential. */
async function expectTable(
  slug: "cellar" | "garden",
  table: Record<string, readonly [number, number, number, number]>,
): Promise<void> {
  await using world = await wikisWithHome();
  const doors = await openDoors(world);
  const credentials = await credentialsOf(world, doors);
  assert.deepEqual(Object.keys(table), Object.keys(credentials));
  const seen: Record<string, number[]> = {};
  for (const [name, headers] of Object.entries(credentials)) {
    seen[name] = [];
    for (const { path, init } of Object.values(DOORS)) {
      const answer = await doors.request(`https://${slug}.robot.test${path}`, {
        ...init,
        headers: { ...init?.headers, ...headers },
      });
      seen[name].push(answer.status);
      const body = await answer.text();
      const challenge = answer.headers.get("www-authenticate");
      assert.equal(
        challenge !== null,
        answer.status === 401,
        `${name} ${path}`,
      );
      const isOpen = answer.status === 200;
      if (!isOpen) assert.equal(body.includes(SECRET), false, name);
    }
  }
  assert.deepEqual(seen, table);
}

async function wikisWithHome(): Promise<World> {
  const world = await createWorld();
  await world.write("cellar", "Home", SECRET);
  await world.write("garden", "Home", "Welcome");
  return world;
}
