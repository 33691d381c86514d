import assert from "node:assert/strict";
import { forManaging, forOperator } from "../../src/wiki/access.ts";
import {
  addMember,
  leaveWiki,
  listMembers,
  maxMembersOf,
} from "../../src/wiki/members.ts";
import { createWorld } from "../support/world.ts";

Deno.test("addMember() keeps the limit for people, and the operator knows none", async () => {
  await using world = await createWorld();
  const visit = world.visit("garden", world.alice);
  const person = (i: number) => ({
    who: `did:web:p${i}.example`,
    role: "viewer",
  });
  await addMember(forManaging(visit), person(1));

  await assert.rejects(addMember(forManaging(visit), person(2)), {
    code: "too_large",
  });
  await addMember(forOperator(world.house, visit.wiki), person(2));

  const wiki = forManaging(visit);
  assert.equal(listMembers(wiki).length, 1 + maxMembersOf(wiki) + 1);
});

Deno.test("a person is found by what apps copy; who is not is told why", async () => {
  await using world = await createWorld({
    settings: { ROBOT_MAX_MEMBERS: "9" },
  });
  const wiki = forManaging(world.visit("garden", world.alice));
  const add = (who: string) => addMember(wiki, { who, role: "viewer" });

  assert.equal(await add("\u202a@Dora.example\u202c "), "did:plc:dora");
  assert.equal(
    await add("https://bsky.app/profile/emil.example/"),
    "did:plc:emil",
  );
  assert.equal(await add("bsky.app/profile/fay.example"), "did:plc:fay");
  await assert.rejects(add("dora"), /type the whole handle/);
  await assert.rejects(add("x@dora.example"), /type the whole handle/);
  await assert.rejects(add("doro.example"), /Look for a typing error/);
});

Deno.test("a member who was named by DID has the role at the first sign-in", async () => {
  await using world = await createWorld();
  const { house } = world;
  house.platform.members.remove(world.cellar.id, "did:plc:carol");
  const wiki = forManaging(world.visit("cellar", world.alice));
  await addMember(wiki, { who: "did:plc:newcomer", role: "editor" });
  const pending = listMembers(wiki).find(({ handle }) => handle === null);

  house.platform.users.put({
    did: "did:plc:newcomer",
    handle: "new.example",
    name: "New",
    createdAt: "2026-11-20T12:00:00.000Z",
  });
  const known = listMembers(wiki).find(({ did }) => did === "did:plc:newcomer");

  assert.equal(pending?.did, "did:plc:newcomer");
  assert.deepEqual([known?.handle, known?.role], ["new.example", "editor"]);
});

Deno.test("a person is invited by handle before the first sign-in; the network says whose it is, not what was seen here", async () => {
  await using world = await createWorld();
  world.house.platform.members.remove(world.garden.id, "did:plc:carol");
  world.house.platform.users.put({
    did: "did:plc:other",
    handle: "newcomer.example",
    name: "Had it before",
    createdAt: "2026-11-19T12:00:00.000Z",
  });
  const wiki = forManaging(world.visit("garden", world.alice));

  const did = await addMember(wiki, {
    who: " @Newcomer.Example. ",
    role: "viewer",
  });

  assert.equal(did, "did:plc:newcomer");
  const row = world.house.platform.members.find(world.garden.id, did);
  assert.equal(row?.invitedHandle, "newcomer.example");
  assert.equal(row?.invitedBy, "did:plc:alice");
  const member = listMembers(wiki).find((member) => member.did === did);
  assert.deepEqual([member?.handle, member?.invitedHandle], [
    null,
    "newcomer.example",
  ]);
  const [entry] = world.house.platform.audit.list({ limit: 1 });
  assert.equal(
    entry!.detail,
    "did:plc:newcomer (@newcomer.example) as viewer",
  );
  assert.deepEqual(
    [entry!.actorDid, entry!.address, entry!.credential],
    ["did:plc:alice", "192.0.2.7", "session-of-alice"],
  );
});

Deno.test("who loses the right while the handle is looked up invites nobody", async () => {
  await using world = await createWorld();
  const { house } = world;
  const bob = { wikiId: world.garden.id, did: "did:plc:bob" };
  house.platform.members.put({ ...bob, role: "admin", addedAt: "2026" });
  house.platform.members.remove(world.garden.id, "did:plc:carol");
  const wiki = forManaging(world.visit("garden", world.bob));

  const inviting = addMember(wiki, { who: "dora.example", role: "admin" });
  house.platform.members.put({ ...bob, role: "editor", addedAt: "2026" });

  await assert.rejects(inviting, { code: "forbidden" });
  assert.equal(
    house.platform.members.find(world.garden.id, "did:plc:dora"),
    undefined,
  );
});

Deno.test("of several who are invited at once for one place, one gets it", async () => {
  await using world = await createWorld();
  const wiki = forManaging(world.visit("garden", world.alice));
  const handles = ["dora.example", "emil.example", "fay.example"];

  const results = await Promise.allSettled(
    handles.map((who) => addMember(wiki, { who, role: "viewer" })),
  );

  assert.equal(
    results.filter(({ status }) => status === "fulfilled").length,
    1,
  );
  assert.equal(world.house.platform.members.list(world.garden.id).length, 3);
});

Deno.test("a token cannot leave a wiki for its person", async () => {
  await using world = await createWorld();
  const wiki = world.reading("garden", world.bob, { token: "wiki:write" });

  assert.throws(() => leaveWiki(wiki), { code: "forbidden" });
  assert.equal(
    world.house.platform.members.find(world.garden.id, "did:plc:bob")?.role,
    "editor",
  );
});
