import assert from "node:assert/strict";
import { createToken } from "../../src/auth/tokens.ts";
import {
  deleteAccount,
  recoverAccounts,
} from "../../src/wiki/account_deletion.ts";
import { chooseUsername } from "../../src/wiki/usernames.ts";
import { createWiki, recoverWikis } from "../../src/wiki/wikis.ts";
import { moveFolder } from "../../src/wiki/wiki_making.ts";
import { wikiPlaces } from "../../src/wiki/wiki_folder.ts";
import { createWorld, type World } from "../support/world.ts";

const ALICE = "did:plc:alice";
const BOB = "did:plc:bob";
const BY_ALICE = { actor: ALICE, address: "192.0.2.7", credential: "s1" };

Deno.test("deleteAccount() removes the person with wikis, tokens, sessions and memberships, and holds their names", async () => {
  await using world = await prepared();
  const { platform } = world.house;

  await deleteAccount(world.house, ALICE, BY_ALICE);

  assertGone(world);
  assert.deepEqual(
    platform.heldSlugs.list("2026").map(({ slug, did }) => [slug, did]),
    [["alice", ALICE], ["cellar", ALICE], ["garden", ALICE]],
  );
  const entries = platform.audit.list({}).map((entry) =>
    [entry.event, entry.actorDid, entry.credential, entry.detail] as const
  ).reverse().slice(-3);
  assert.deepEqual(entries, [
    ["account_deleted", ALICE, "s1", "alice"],
    ["wiki_deleted", ALICE, "service", "cellar"],
    ["wiki_deleted", ALICE, "service", "garden"],
  ]);
});

Deno.test("deleteAccount() leaves other people's wikis alone", async () => {
  await using world = await prepared();

  await deleteAccount(world.house, ALICE);

  const { platform } = world.house;
  const row = platform.wikis.find("attic")!;
  assert.equal(row.ownerDid, BOB);
  assert.deepEqual(platform.members.list(row.id), [{
    wikiId: row.id,
    did: "did:plc:carol",
    role: "editor",
    addedAt: "2026-11-20T12:00:00.000Z",
    invitedHandle: null,
    invitedBy: null,
  }]);
  using borrowed = world.house.openWikis.borrow(row);
  assert.notEqual(borrowed.wiki.repo.head(), null);
});

Deno.test("a person who is leaving gets no session and no wiki, and may come back when they are gone", async () => {
  await using world = await createWorld();
  const { house } = world;
  house.platform.users.change(ALICE, { leavingAt: "2026-11-20T12:00:00Z" });

  await assert.rejects(
    createWiki(house, { slug: "attic", ownerDid: ALICE }),
    { code: "not_found", message: /being deleted/ },
  );
  assert.throws(() => chooseUsername(house, ALICE, "alice"), {
    code: "not_found",
  });

  await recoverAccounts(house);
  house.platform.users.put({
    ...{ did: ALICE, handle: "alice.example", name: "Alice" },
    createdAt: "2026-11-21T12:00:00.000Z",
  });
  assert.equal(chooseUsername(house, ALICE, "alice"), "alice");
  const again = { slug: "garden", ownerDid: ALICE };
  await createWiki(house, again, { strict: true });
});

Deno.test("a wiki that a person who leaves was making meanwhile is not made", async () => {
  await using world = await createWorld();
  const making = createWiki(world.house, { slug: "attic", ownerDid: BOB });

  await deleteAccount(world.house, BOB);

  await assert.rejects(making, { code: "not_found" });
  assert.equal(world.house.platform.users.find(BOB), undefined);
  assert.equal(world.house.platform.wikis.find("attic"), undefined);
});

Deno.test("recoverAccounts() goes on wherever a crash stopped a deletion", async (test) => {
  const crashes: Record<string, (world: World) => void> = {
    "after the mark": () => {},
    "with one wiki's folder in the trash": (world) => {
      const places = wikiPlaces(world.dir);
      moveFolder(places.folder("cellar"), places.trash(world.cellar.id));
    },
    "with one wiki gone": (world) => {
      const places = wikiPlaces(world.dir);
      moveFolder(places.folder("cellar"), places.trash(world.cellar.id));
      world.house.platform.wikis.remove(world.cellar.id);
    },
  };
  for (const [name, crash] of Object.entries(crashes)) {
    await test.step(name, async () => {
      await using world = await prepared();
      const { users } = world.house.platform;
      users.change(ALICE, { leavingAt: "2026-11-20T12:00:00Z" });
      crash(world);

      await recoverWikis(world.house);
      await recoverAccounts(world.house);

      assertGone(world);
    });
  }
});

Deno.test("a wiki that cannot be deleted now keeps the account leaving, and is deleted later", async () => {
  await using world = await prepared();
  const { house } = world;
  const trash = `${world.dir}/trash`;
  await Deno.writeTextFile(trash, "a file where a folder should be");

  await deleteAccount(house, ALICE, BY_ALICE);

  assert.equal(world.events("background_failed").length, 1);
  assert.notEqual(house.platform.users.find(ALICE)!.leavingAt, null);
  assert.equal(house.platform.tokens.list(world.garden.id).length, 1);
  await Deno.remove(trash);
  await recoverAccounts(house);
  assertGone(world);
});

Deno.test("deleteAccount() knows only people who are there, and is done once", async () => {
  await using world = await createWorld();

  await assert.rejects(deleteAccount(world.house, "did:plc:nobody"), {
    code: "not_found",
  });
  await Promise.all([
    deleteAccount(world.house, ALICE),
    deleteAccount(world.house, ALICE),
  ]);

  const noted = world.house.platform.audit.list({});
  assert.equal(
    noted.filter(({ event }) => event === "account_deleted").length,
    1,
  );
  assert.deepEqual(world.events("background_failed"), []);
});

/** Alice has a user name, a token, a session, and is a member of Bob's attic, to which she has invited Carol. */
async function prepared(): Promise<World> {
  const world = await createWorld();
  const { house } = world;
  chooseUsername(house, ALICE, "alice");
  const attic = await createWiki(house, { slug: "attic", ownerDid: BOB });
  const addedAt = attic.createdAt;
  const wikiId = attic.id;
  const { members, sessions } = house.platform;
  members.put({ wikiId, did: ALICE, role: "admin", addedAt });
  members.put({
    ...{ wikiId, did: "did:plc:carol", role: "editor", addedAt },
    invitedBy: ALICE,
  });
  createToken(house, {
    ...{ wikiId: world.garden.id, did: ALICE, scope: "wiki:read" },
    ...{ name: "laptop", expiresInDays: null },
  });
  sessions.add({
    ...{ id: "s1", did: ALICE, createdAt: addedAt, revokedAt: null },
    expiresAt: "2026-11-21T12:00:00.000Z",
  });
  return world;
}

function assertGone({ dir, house: { platform } }: World): void {
  assert.equal(platform.users.find(ALICE), undefined);
  assert.deepEqual(platform.wikis.listOwnedBy(ALICE), []);
  assert.deepEqual(platform.members.listOf(ALICE), []);
  assert.equal(platform.sessions.find("s1"), undefined);
  assert.deepEqual(
    platform.db.prepare("SELECT did FROM tokens").all(),
    [],
  );
  const names = (folder: string) =>
    [...Deno.readDirSync(`${dir}/${folder}`)].map(({ name }) => name);
  assert.deepEqual(names("wikis"), ["attic"]);
  assert.deepEqual(names("trash"), []);
}
