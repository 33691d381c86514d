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
  addMember(forManaging(visit), person(1));

  assert.throws(() => addMember(forManaging(visit), person(2)), {
    code: "too_large",
  });
  addMember(forOperator(world.house, visit.wiki), person(2));

  const wiki = forManaging(visit);
  assert.equal(listMembers(wiki).length, 1 + maxMembersOf(wiki) + 1);
});

Deno.test("a member who was named by DID has the role at the first sign-in", async () => {
  await using world = await createWorld();
  const { house } = world;
  house.platform.members.remove(world.cellar.id, "did:plc:carol");
  const wiki = forManaging(world.visit("cellar", world.alice));
  addMember(wiki, { who: "did:plc:newcomer", role: "editor" });
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

Deno.test("a handle that changed hands names who has it now", async () => {
  await using world = await createWorld();
  world.house.platform.users.put({
    did: "did:plc:other",
    handle: "stranger.example",
    name: "Other",
    createdAt: "2026-11-19T12:00:00.000Z",
  });

  const did = addMember(forManaging(world.visit("garden", world.alice)), {
    who: "stranger.example",
    role: "viewer",
  });

  assert.equal(did, "did:plc:other");
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
