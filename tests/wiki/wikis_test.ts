import assert from "node:assert/strict";
import {
  changeWiki,
  createWiki,
  deleteWiki,
  recoverWikis,
} from "../../src/wiki/wikis.ts";
import { forManaging } from "../../src/wiki/access.ts";
import { listPages, readPage } from "../../src/wiki/pages.ts";
import { assertHealthy } from "../support/git_program.ts";
import { createWorld, type World } from "../support/world.ts";

Deno.test("createWiki() makes a private wiki with starter pages, as one commit", async () => {
  await using world = await createWorld();

  const row = await createWiki(world.house, {
    slug: "attic",
    ownerDid: "did:plc:bob",
    name: " The\nAttic ",
  });

  assert.deepEqual(row, {
    id: row.id,
    slug: "attic",
    ownerDid: "did:plc:bob",
    name: "The Attic",
    description: "",
    readAccess: "APPROVED",
    writeAccess: "APPROVED",
    attachmentAccess: "APPROVED",
    suspended: null,
    createdAt: "2026-11-20T12:00:00.000Z",
  });
  assert.match(row.id, /^[0-9a-f]{32}$/);
  const wiki = forManaging(world.visit("attic", world.bob));
  assert.deepEqual(listPages(wiki).pages.map(({ path }) => path), [
    "Administration",
    "Agent_Guide",
    "Getting_Started",
    "Home",
  ]);
  assert.match(readPage(wiki, "Home").text, /^# The Attic\n/);
  const commit = wiki.repo.readCommit(wiki.head!);
  assert.deepEqual([commit.message, commit.author.name, commit.parents], [
    "Initial commit\n",
    "robot",
    [],
  ]);
  assertHealthy(wiki.repo.dir);
  assert.deepEqual(leftIn(world, "unfinished"), []);
  assert.equal(
    world.house.platform.audit.list({ wikiId: row.id })[0]!.event,
    "wiki_created",
  );
});

const REFUSED = [
  [{ slug: "Attic" }, "invalid", /must be lowercase/],
  [{ slug: "www" }, "invalid", /reserved/],
  [{ slug: "garden" }, "conflict", /name is taken/],
  [{ ownerDid: "did:plc:nobody" }, "not_found", /did:plc:nobody/],
  [{ name: "x".repeat(101) }, "invalid", /101 characters/],
  [{ description: "x".repeat(201) }, "invalid", /201 characters/],
] as const;

for (const [wrong, code, message] of REFUSED) {
  Deno.test(`createWiki() refuses ${JSON.stringify(wrong).slice(0, 40)} and leaves nothing`, async () => {
    await using world = await createWorld();
    const wanted = { slug: "attic", ownerDid: "did:plc:bob", ...wrong };

    await assert.rejects(createWiki(world.house, wanted), { code, message });

    assert.equal(world.house.platform.wikis.list().length, 2);
    assert.deepEqual(leftIn(world, "wikis"), ["cellar", "garden"]);
    assert.deepEqual(leftIn(world, "unfinished"), []);
  });
}

Deno.test("createWiki() gives one slug to one of several racers", async () => {
  await using world = await createWorld();
  const owners = ["did:plc:alice", "did:plc:bob", "did:plc:carol"];

  const outcomes = await Promise.allSettled(
    owners.map((ownerDid) =>
      createWiki(world.house, { slug: "attic", ownerDid })
    ),
  );

  const won = outcomes.filter(({ status }) => status === "fulfilled");
  assert.equal(won.length, 1);
  const winner = outcomes.findIndex(({ status }) => status === "fulfilled");
  const row = world.house.platform.wikis.find("attic")!;
  assert.equal(row.ownerDid, owners[winner]);
  using borrowed = world.house.openWikis.borrow(row);
  assert.equal(borrowed.wiki.records.wikiId, row.id);
  assert.deepEqual(leftIn(world, "unfinished"), []);
});

Deno.test("createWiki() for a person keeps to reserved names and to one wiki each, also when raced", async () => {
  await using world = await createWorld();
  const create = (slug: string, ownerDid: string) =>
    createWiki(world.house, { slug, ownerDid }, { strict: true });

  await assert.rejects(create("robot", "did:plc:bob"), { code: "invalid" });
  await assert.rejects(create("attic", "did:plc:alice"), {
    code: "too_large",
    message: /you have "cellar"/,
  });
  const raced = await Promise.allSettled([
    create("attic", "did:plc:bob"),
    create("shed", "did:plc:bob"),
  ]);

  const statuses = raced.map(({ status }) => status).sort();
  assert.deepEqual(statuses, ["fulfilled", "rejected"]);
});

Deno.test("changeWiki() changes words, levels and owner, and refuses what is not there", async () => {
  await using world = await createWorld();

  const row = changeWiki(world.house, "garden", {
    name: "  Park ",
    readAccess: "APPROVED",
    ownerDid: "did:plc:bob",
  });

  assert.deepEqual([row.name, row.readAccess, row.ownerDid], [
    "Park",
    "APPROVED",
    "did:plc:bob",
  ]);
  assert.deepEqual(world.garden, row);
  assert.throws(() => changeWiki(world.house, "nowhere", {}), {
    code: "not_found",
  });
  assert.throws(
    () => changeWiki(world.house, "garden", { ownerDid: "did:plc:nobody" }),
    { code: "not_found" },
  );
});

Deno.test("deleteWiki() removes row, members, tokens and folder, and the slug begins anew", async () => {
  await using world = await createWorld();
  const { house } = world;
  const { id } = world.garden;
  house.platform.tokens.add({
    id: "t1",
    wikiId: id,
    did: "did:plc:alice",
    name: "",
    scope: "wiki:read",
    createdAt: "2026",
    expiresAt: null,
    lastUsedAt: null,
    revokedAt: null,
  }, new Uint8Array([1]));
  using borrowed = house.openWikis.borrow(world.garden);
  const deleting = deleteWiki(house, "garden");
  borrowed[Symbol.dispose]();
  await deleting;

  assert.equal(house.platform.wikis.find("garden"), undefined);
  assert.deepEqual(house.platform.members.list(id), []);
  assert.equal(house.platform.tokens.find("t1"), undefined);
  assert.deepEqual(leftIn(world, "wikis"), ["cellar"]);
  assert.deepEqual(leftIn(world, "trash"), []);
  await assert.rejects(deleteWiki(house, "garden"), { code: "not_found" });

  const next = await createWiki(house, {
    slug: "garden",
    ownerDid: "did:plc:bob",
  }, { starterPages: false });
  assert.notEqual(next.id, id);
  assert.equal(world.reading("garden", world.bob).head, null);
  assert.throws(() => world.reading("garden", world.carol), {
    code: "forbidden",
  });
});

// ---- crashes: the state that one leaves, and the next start

Deno.test("recoverWikis() removes a wiki that was being made and has no row", async () => {
  await using world = await createWorld();
  Deno.mkdirSync(`${world.dir}/unfinished/abc/repo.git`, { recursive: true });

  await recoverWikis(world.house);

  assert.deepEqual(leftIn(world, "unfinished"), []);
});

Deno.test("recoverWikis() moves a wiki to its place whose row was added", async () => {
  await using world = await createWorld();
  await world.write("garden", "Oak", "oak\n");
  const { id } = world.garden;
  world.leave();
  await world.house.openWikis.forget(id, () => {
    Deno.renameSync(
      `${world.dir}/wikis/garden`,
      `${world.dir}/unfinished/${id}`,
    );
  });

  await recoverWikis(world.house);

  assert.equal(
    readPage(world.reading("garden", world.visitor), "Oak").text,
    "oak\n",
  );
});

Deno.test("recoverWikis() finishes a deletion whose folder was moved away", async () => {
  await using world = await createWorld();
  const { id } = world.garden;
  await world.house.openWikis.forget(id, () => {
    Deno.mkdirSync(`${world.dir}/trash`, { recursive: true });
    Deno.renameSync(`${world.dir}/wikis/garden`, `${world.dir}/trash/${id}`);
  });
  // Between the two steps the slug is still taken: nobody else can get it.
  await assert.rejects(
    createWiki(world.house, { slug: "garden", ownerDid: "did:plc:bob" }),
    { code: "conflict" },
  );

  await recoverWikis(world.house);

  assert.equal(world.house.platform.wikis.findById(id), undefined);
  assert.deepEqual(leftIn(world, "trash"), []);
});

Deno.test("recoverWikis() removes files of a deletion whose row is gone", async () => {
  await using world = await createWorld();
  Deno.mkdirSync(`${world.dir}/trash/abc/repo.git`, { recursive: true });

  await recoverWikis(world.house);

  assert.deepEqual(leftIn(world, "trash"), []);
});

Deno.test("recoverWikis() leaves a wiki alone whose folder is missing, and says so", async () => {
  await using world = await createWorld();
  await Deno.remove(`${world.dir}/wikis/garden`, { recursive: true });

  await recoverWikis(world.house);

  assert.equal(world.garden.slug, "garden");
  assert.equal(world.events("background_failed").length, 1);
});

Deno.test("createWiki() does not take over a folder that belongs to no wiki", async () => {
  await using world = await createWorld();
  Deno.mkdirSync(`${world.dir}/wikis/attic`);
  Deno.writeTextFileSync(`${world.dir}/wikis/attic/wiki.db`, "precious");

  await assert.rejects(
    createWiki(world.house, { slug: "attic", ownerDid: "did:plc:bob" }),
    { code: "conflict", message: /belongs to no wiki/ },
  );

  assert.equal(
    Deno.readTextFileSync(`${world.dir}/wikis/attic/wiki.db`),
    "precious",
  );
  assert.equal(world.house.platform.wikis.find("attic"), undefined);
});

function leftIn(world: World, folder: string): string[] {
  try {
    return [...Deno.readDirSync(`${world.dir}/${folder}`)]
      .map((entry) => entry.name).sort();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}
