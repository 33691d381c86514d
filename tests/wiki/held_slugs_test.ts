import assert from "node:assert/strict";
import { checkSlugFree, holdSlug } from "../../src/wiki/held_slugs.ts";
import { chooseUsername } from "../../src/wiki/usernames.ts";
import { createWiki, deleteWiki } from "../../src/wiki/wikis.ts";
import { createWorld, type World } from "../support/world.ts";

const [ALICE, BOB] = ["did:plc:alice", "did:plc:bob"];
const DAY = 24 * 3600;
const HELD = { code: "conflict", message: /held .* until 2026-12-20/ };

Deno.test("the slug of a deleted wiki is held for its former owner for 30 days", async () => {
  await using world = await withoutGarden();
  const { house } = world;

  assert.throws(() => checkSlugFree(house, "garden", BOB!), HELD);
  await assert.rejects(create(world, "garden", BOB!), HELD);
  checkSlugFree(house, "garden", ALICE!);

  world.wait(30 * DAY - 1);
  await assert.rejects(create(world, "garden", BOB!), HELD);
  world.wait(1);
  const row = await create(world, "garden", BOB!);
  assert.equal(row.ownerDid, BOB);
});

Deno.test("the former owner makes the wiki anew, and deleting it holds it again", async () => {
  await using world = await withoutGarden();
  const { heldSlugs } = world.house.platform;
  await deleteWiki(world.house, "cellar"); // one wiki each
  world.wait(DAY);
  const now = world.house.now().toISOString();

  await create(world, "garden", ALICE!);
  assert.equal(heldSlugs.find("garden", now), undefined);
  await deleteWiki(world.house, "garden");

  assert.equal(
    heldSlugs.find("garden", now)?.heldUntil,
    "2026-12-21T12:00:00.000Z",
  );
});

Deno.test("the operator gives a held slug away, and the hold is over", async () => {
  await using world = await withoutGarden();

  const row = await createWiki(world.house, { slug: "garden", ownerDid: BOB! });

  assert.equal(row.ownerDid, BOB);
  assert.deepEqual(world.house.platform.heldSlugs.list("2026"), []);
});

Deno.test("a hold outlives a creation that failed at its last step", async () => {
  await using world = await withoutGarden();
  await deleteWiki(world.house, "cellar");
  const wikis = `${world.dir}/wikis`;
  await Deno.remove(wikis);
  await Deno.writeTextFile(wikis, "a file where a folder should be");

  await assert.rejects(create(world, "garden", ALICE!));

  const { platform } = world.house;
  assert.equal(platform.wikis.find("garden"), undefined);
  assert.equal(platform.heldSlugs.find("garden", "2026-12")?.did, ALICE);
  await Deno.remove(wikis);
  await create(world, "garden", ALICE!);
});

Deno.test("somebody's user name is no slug for others, but for themselves and for the operator", async () => {
  await using world = await createWorld();
  const { house } = world;
  chooseUsername(house, "did:plc:carol", "carol");
  const taken = { code: "conflict", message: /somebody's user name/ };

  assert.throws(() => checkSlugFree(house, "carol", BOB!), taken);
  await assert.rejects(create(world, "carol", BOB!), taken);
  checkSlugFree(house, "carol", "did:plc:carol");
  const row = await createWiki(house, { slug: "carol", ownerDid: BOB! });

  assert.equal(row.ownerDid, BOB);
});

Deno.test("of a user name and a slug that are chosen at the same time, one is refused", async () => {
  await using world = await createWorld();
  const { house } = world;
  const making = create(world, "rose", BOB!);
  chooseUsername(house, "did:plc:carol", "rose"); // while Bob's pages are written

  await assert.rejects(making, {
    code: "conflict",
    message: /somebody's user name/,
  });

  assert.equal(house.platform.wikis.find("rose"), undefined);
  assert.deepEqual(
    [...Deno.readDirSync(`${world.dir}/unfinished`)].map(({ name }) => name),
    [],
  );
});

Deno.test("checkSlugFree() refuses what is reserved, malformed or taken", async () => {
  await using world = await createWorld();

  for (
    const [slug, code] of [
      ["admin", "invalid"],
      ["A", "invalid"],
      ["garden", "conflict"],
    ] as const
  ) {
    assert.throws(() => checkSlugFree(world.house, slug, ALICE!), { code });
  }
});

Deno.test("ten names are held for a person, the last ones", async () => {
  await using world = await createWorld();
  const { house } = world;
  holdSlug(house, "elsewhere", ALICE!);
  for (let i = 1; i <= 11; i++) holdSlug(house, `name-${i}`, BOB!);

  const held = house.platform.heldSlugs.list("2026").map(({ slug }) => slug);

  assert.equal(held.length, 11);
  assert.ok(held.includes("elsewhere"));
  assert.ok(!held.includes("name-1"));
});

Deno.test("HeldSlugs.removeExpired() removes the holds that are over", async () => {
  await using world = await withoutGarden();
  const { heldSlugs } = world.house.platform;

  assert.equal(heldSlugs.removeExpired("2026-12-20T11:59:59.999Z"), 0);
  assert.equal(heldSlugs.removeExpired("2026-12-20T12:00:00.000Z"), 1);
  assert.deepEqual(heldSlugs.list("2026"), []);
});

const create = ({ house }: World, slug: string, ownerDid: string) =>
  createWiki(house, { slug, ownerDid }, { strict: true, starterPages: true });

async function withoutGarden(): Promise<World> {
  const world = await createWorld();
  await deleteWiki(world.house, "garden");
  return world;
}
