import assert from "node:assert/strict";
import { ORDER_OPERATIONS } from "../../src/api/order_operations.ts";
import { type Doors, openDoors } from "../support/doors.ts";
import { createWorld, type Someone, type World } from "../support/world.ts";

const ORIGIN = "https://garden.robot.test";
const API = `${ORIGIN}/api/v1`;

/** The garden with REST in front of it, asked with a session. */
class Garden implements AsyncDisposable {
  constructor(readonly world: World, readonly doors: Doors) {}

  static async open(): Promise<Garden> {
    const world = await createWorld();
    return new Garden(world, await openDoors(world));
  }

  /** Sends JSON with the cookie of Alice, or of `who`; status and body. */
  async send(
    method: string,
    path: string,
    { body, who = this.world.alice, headers = {} }: {
      body?: unknown;
      who?: Someone;
      headers?: Record<string, string>;
    } = {},
  ) {
    const cookies = who.user === null ? {} : await this.doors.cookiesOf(who);
    const response = await this.doors.request(`${API}${path}`, {
      method,
      headers: { origin: ORIGIN, ...cookies, ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: await response.json() };
  }

  async [Symbol.asyncDispose]() {
    await this.world[Symbol.asyncDispose]();
  }
}

Deno.test("GET /lint shows what wants attention to everybody who may read", async () => {
  await using garden = await Garden.open();
  await garden.world.write("garden", "Home", "[[Missing]] [[Gone]]\n");

  const all = await garden.send("GET", "/lint", { who: garden.world.visitor });
  const one = await garden.send("GET", "/lint?kind=wanted_pages&limit=1");
  const none = await garden.send("GET", "/lint?kind=nonsense");

  assert.equal(all.status, 200);
  assert.equal(all.body.complete, true);
  assert.equal(all.body.kinds.length, 10);
  assert.deepEqual(all.body.kinds[0], {
    kind: "broken_links",
    total: 2,
    more: false,
    findings: [
      { path: "Home", target: "Gone" },
      { path: "Home", target: "Missing" },
    ],
  });
  assert.deepEqual(one.body.kinds, [{
    kind: "wanted_pages",
    total: 2,
    more: false,
    findings: [{ path: "Gone", count: 1, pages: ["Home"] }],
  }]);
  assert.equal(none.status, 422);
});

Deno.test("the operations that manage are for sessions of those who manage", async () => {
  await using garden = await Garden.open();
  const { doors, world } = garden;
  const bodies: Readonly<Record<string, unknown>> = {
    writePreferences: { SITE_LANG: "de" },
    writeAccess: { read: "APPROVED", write: "APPROVED", upload: "APPROVED" },
    addMember: { who: "did:plc:stranger", role: "admin" },
    changeRole: { did: "did:plc:bob", role: "admin" },
    removeMember: { did: "did:plc:bob" },
  };
  const token = doors.token("garden", world.alice);

  for (const { id, method, route } of ORDER_OPERATIONS) {
    if (id === "lintWiki") continue;
    const body = bodies[id];
    for (const who of [world.bob, world.carol, world.stranger]) {
      const { status } = await garden.send(method.toUpperCase(), route, {
        ...{ body, who },
      });
      assert.equal(status, 403, `${id} ${who.user!.name}`);
    }
    const visitor = await garden.send(method.toUpperCase(), route, {
      ...{ body, who: world.visitor },
    });
    assert.equal(visitor.status, 401, id);
    const withToken = await garden.send(method.toUpperCase(), route, {
      ...{ body, who: world.visitor },
      headers: { authorization: `Bearer ${token}` },
    });
    assert.equal(withToken.status, 403, id);
    if (method === "get") continue;
    const sibling = await garden.send(method.toUpperCase(), route, {
      body,
      headers: { origin: "https://cellar.robot.test" },
    });
    assert.equal(sibling.status, 403, id);
  }
  const { garden: row, house } = world;
  assert.equal(row.readAccess, "ANONYMOUS");
  assert.deepEqual(
    house.platform.members.list(row.id).map(({ role }) => role).toSorted(),
    ["editor", "viewer"],
  );
});

Deno.test("PATCH /preferences changes all or nothing", async () => {
  await using garden = await Garden.open();

  const saved = await garden.send("PATCH", "/preferences", {
    body: { SITE_LANG: "de" },
  });
  const refused = await garden.send("PATCH", "/preferences", {
    body: { SITE_LANG: "fr", HOME_PAGE: "x.md", ownerDid: "did:plc:bob" },
  });
  const read = await garden.send("GET", "/preferences");

  assert.equal(saved.body.preferences.SITE_LANG, "de");
  assert.equal(refused.status, 422);
  assert.match(refused.body.error, /HOME_PAGE: .*ownerDid: /);
  assert.equal(read.body.preferences.SITE_LANG, "de");
  assert.equal(read.body.preferences.COMMIT_MESSAGE, "OPTIONAL");
});

Deno.test("PUT /access sets the levels and says what they mean", async () => {
  await using garden = await Garden.open();

  const { status, body } = await garden.send("PUT", "/access", {
    body: { read: "REGISTERED", write: "APPROVED", upload: "APPROVED" },
  });
  const refused = await garden.send("PUT", "/access", {
    body: { read: "ADMIN", write: "APPROVED", upload: "APPROVED" },
  });
  const read = await garden.send("GET", "/access");

  assert.equal(status, 200);
  assert.deepEqual(body.summary[0], {
    who: "Everybody, without signing in",
    can: "cannot see it",
  });
  assert.equal(refused.status, 422);
  assert.deepEqual(read.body, body);
  assert.equal(garden.world.garden.readAccess, "REGISTERED");
});

Deno.test("members are listed, added, changed and removed", async () => {
  await using garden = await Garden.open();

  const added = await garden.send("POST", "/members", {
    body: { who: "stranger.example", role: "viewer" },
  });
  const changed = await garden.send("PATCH", "/members", {
    body: { did: "did:plc:stranger", role: "editor" },
  });
  const owner = await garden.send("DELETE", "/members", {
    body: { did: "did:plc:alice" },
  });
  const removed = await garden.send("DELETE", "/members", {
    body: { did: "did:plc:stranger" },
  });

  assert.equal(added.status, 201);
  assert.deepEqual(added.body.members[0], {
    did: "did:plc:alice",
    handle: "alice.example",
    name: "Alice",
    role: "owner",
    added_at: "2026-11-20T12:00:00.000Z",
  });
  const roleOf = ({ body }: typeof added) =>
    body.members.find(({ did }: { did: string }) => did === "did:plc:stranger")
      ?.role;
  assert.deepEqual([roleOf(added), roleOf(changed), roleOf(removed)], [
    ...["viewer", "editor", undefined],
  ]);
  assert.equal(owner.status, 409);
});

Deno.test("answers have the shapes that the OpenAPI document promises", async () => {
  await using garden = await Garden.open();
  await garden.world.write("garden", "Home", "[[Missing]]\n");

  for (const { method, route, answers } of ORDER_OPERATIONS) {
    if (method !== "get") continue;
    const { body } = await garden.send("GET", route);
    assert.deepEqual(answers[200]!.parse(body), body, route);
  }
});
