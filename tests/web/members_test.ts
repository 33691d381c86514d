import assert from "node:assert/strict";
import { type WebWorld, webWorld } from "../support/web_world.ts";

const PATH = "/-/admin/members";

Deno.test("POST /-/admin/members adds, changes and removes, and leaves a trace", async () => {
  await using world = await webWorld();

  const added = await world.post(PATH, {
    ...{ action: "add", who: "did:plc:stranger", role: "viewer" },
  });
  const html = await (await world.get(PATH)).text();
  const changed = await world.post(PATH, {
    ...{ action: "role", did: "did:plc:stranger", role: "admin" },
  });
  const asAdmin = rolesOf(world);
  const removed = await world.post(PATH, {
    ...{ action: "remove", did: "did:plc:stranger" },
  });

  assert.deepEqual([added.status, changed.status, removed.status], [
    ...[303, 303, 303],
  ]);
  assert.match(html, /Sam Stranger/);
  assert.equal(asAdmin["did:plc:stranger"], "admin");
  assert.equal(rolesOf(world)["did:plc:stranger"], undefined);
  const events = world.world.house.platform.audit
    .list({ wikiId: world.world.garden.id })
    .map(({ event, detail }) => `${event}: ${detail}`);
  assert.deepEqual(events.slice(0, 3), [
    "member_removed: did:plc:stranger, who was admin",
    "member_changed: did:plc:stranger from viewer to admin",
    "member_added: did:plc:stranger as viewer",
  ]);
});

Deno.test("a person is added by handle, and by DID before the first sign-in", async () => {
  await using world = await webWorld();
  await world.post(PATH, { action: "remove", did: "did:plc:carol" });

  await world.post(PATH, {
    ...{ action: "add", who: "@Stranger.example", role: "editor" },
  });
  await world.post(PATH, { action: "remove", did: "did:plc:bob" });
  await world.post(PATH, {
    ...{ action: "add", who: " did:web:someone.example ", role: "viewer" },
  });
  const html = await (await world.get(PATH)).text();

  assert.deepEqual(rolesOf(world), {
    "did:plc:stranger": "editor",
    "did:web:someone.example": "viewer",
  });
  assert.match(html, /has not signed in yet/);
});

Deno.test("who is no person, no role or no member is refused", async () => {
  await using world = await webWorld();
  const before = rolesOf(world);
  const table: [Record<string, string>, number][] = [
    [{ action: "add", who: "", role: "viewer" }, 400],
    [{ action: "add", who: "nobody.example", role: "viewer" }, 400],
    [{ action: "add", who: "did:key:z6Mk", role: "viewer" }, 400],
    [{ action: "add", who: "did:plc:a b", role: "viewer" }, 400],
    [{ action: "add", who: "did:plc:<script>", role: "viewer" }, 400],
    [{ action: "add", who: "did:plc:stranger", role: "owner" }, 400],
    [{ action: "add", who: "did:plc:stranger", role: "" }, 400],
    [{ action: "add", who: "did:plc:bob", role: "admin" }, 409],
    [{ action: "role", did: "did:plc:stranger", role: "viewer" }, 404],
    [{ action: "remove", did: "did:plc:stranger" }, 404],
    [{ action: "constructor", did: "did:plc:bob" }, 400],
    [{}, 400],
  ];

  for (const [form, status] of table) {
    const answer = await world.post(PATH, form);
    assert.equal(answer.status, status, JSON.stringify(form));
    assert.ok(!(await answer.text()).includes("<script>"));
  }
  assert.deepEqual(rolesOf(world), before);
});

Deno.test("the owner stays, whoever asks, and nobody changes their own role", async () => {
  await using world = await webWorld();
  await world.post(PATH, {
    ...{ action: "role", did: "did:plc:bob", role: "admin" },
  });
  const before = rolesOf(world);
  const alice = { did: "did:plc:alice" };
  const bob = { did: "did:plc:bob" };

  for (const as of ["alice", "bob"] as const) {
    const forms = [
      { action: "role", ...alice, role: "viewer" },
      { action: "remove", ...alice },
      { action: "add", who: "did:plc:alice", role: "viewer" },
      ...(as === "bob"
        ? [
          { action: "role", ...bob, role: "viewer" },
          { action: "remove", ...bob },
          { action: "add", who: "did:plc:bob", role: "admin" },
        ]
        : []),
    ];
    for (const form of forms) {
      const answer = await world.post(PATH, { ...form }, { as });
      assert.equal(answer.status, 409, `${as} ${JSON.stringify(form)}`);
      await answer.body?.cancel();
    }
  }
  assert.deepEqual(rolesOf(world), before);
  assert.equal(world.world.garden.ownerDid, "did:plc:alice");
});

Deno.test("a wiki has at most three members beside its owner, also those who never came", async () => {
  await using world = await webWorld();

  const third = await world.post(PATH, {
    ...{ action: "add", who: "did:web:one.example", role: "viewer" },
  });
  const fourth = await world.post(PATH, {
    ...{ action: "add", who: "did:web:two.example", role: "viewer" },
  });
  const html = await (await world.get(PATH)).text();

  assert.equal(third.status, 303);
  assert.equal(fourth.status, 413);
  assert.match(html, /There is no room/);
  assert.equal(Object.keys(rolesOf(world)).length, 3);
});

Deno.test("members leave, the owner and strangers cannot", async () => {
  await using world = await webWorld();

  const shown = await world.get("/-/leave", { as: "bob" });
  const left = await world.post("/-/leave", {}, { as: "bob" });
  const owner = await world.post("/-/leave", {});
  const stranger = await world.post("/-/leave", {}, { as: "stranger" });
  const visitor = await world.post("/-/leave", {}, { as: "visitor" });
  const sibling = await world.post("/-/leave", {}, {
    as: "carol",
    headers: { origin: "https://cellar.robot.test" },
  });

  assert.deepEqual(
    [shown, left, owner, stranger, visitor, sibling].map(({ status }) =>
      status
    ),
    [200, 303, 409, 404, 403, 403],
  );
  assert.deepEqual(rolesOf(world), { "did:plc:carol": "viewer" });
});

function rolesOf({ world }: WebWorld): Record<string, string> {
  const members = world.house.platform.members.list(world.garden.id);
  return Object.fromEntries(members.map(({ did, role }) => [did, role]));
}
