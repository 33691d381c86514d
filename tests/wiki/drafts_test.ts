import assert from "node:assert/strict";
import {
  discardDraft,
  findDraft,
  listDrafts,
  readDraft,
  saveDraft,
} from "../../src/wiki/drafts.ts";
import { startUpkeep } from "../../src/wiki/upkeep.ts";
import { savePage } from "../../src/wiki/pages.ts";
import { commitChange } from "../../src/wiki/commit.ts";
import { createWorld, type Someone, type World } from "../support/world.ts";

const DAY = 24 * 3600;

function keep(
  world: World,
  who: Someone,
  path: string,
  edit: { text: string; base?: string; section?: string; slug?: string },
) {
  const { slug = "garden", base = "", ...rest } = edit;
  return saveDraft(world.writing(slug, who), { path, base, ...rest });
}

Deno.test("saveDraft() keeps one draft for each page and writer", async () => {
  await using world = await createWorld();
  const { revision } = await world.write("garden", "Page", "old\n");

  await keep(world, world.bob, "Page", { text: "first", base: revision });
  world.wait(60);
  await keep(world, world.bob, "page", { text: "second\r\n", base: revision });
  await keep(world, world.alice, "Page", { text: "hers", base: revision });

  assert.deepEqual(readDraft(world.writing("garden", world.bob), "Page"), {
    path: "Page",
    text: "second\n",
    base: revision,
    savedAt: "2026-11-20T12:01:00.000Z",
  });
  assert.deepEqual(listDrafts(world.writing("garden", world.bob)), [{
    path: "Page",
    base: revision,
    savedAt: "2026-11-20T12:01:00.000Z",
    sizeBytes: 7,
  }]);
});

Deno.test("a draft is its writer's alone, in that wiki, while that person may write", async () => {
  await using world = await createWorld();
  await keep(world, world.bob, "Secret", { text: "mine", slug: "cellar" });
  const asOwner = world.writing("cellar", world.alice);
  const elsewhere = world.writing("garden", world.bob);
  const byToken = world.writing("cellar", world.bob, { token: "wiki:write" });

  assert.equal(findDraft(asOwner, "Secret"), undefined);
  assert.deepEqual(listDrafts(asOwner), []);
  assert.equal(discardDraft(asOwner, "Secret"), false);
  assert.equal(findDraft(elsewhere, "Secret"), undefined);
  assert.equal(findDraft(byToken, "Secret")?.text, "mine");
  const { house, cellar, bob } = world;
  house.platform.members.put({
    wikiId: cellar.id,
    did: bob.user!.did,
    role: "viewer",
    addedAt: "2026-11-20T12:00:00.000Z",
  });
  assert.throws(() => world.writing("cellar", bob), { code: "forbidden" });
});

Deno.test("a visitor has no drafts here", async () => {
  await using world = await createWorld();
  world.house.platform.wikis.change(world.garden.id, {
    writeAccess: "ANONYMOUS",
  });
  const wiki = world.writing("garden", world.visitor);

  await assert.rejects(
    saveDraft(wiki, { path: "Page", text: "x", base: "" }),
    { code: "unauthenticated" },
  );
  assert.throws(() => listDrafts(wiki), { code: "unauthenticated" });
  assert.equal(findDraft(wiki, "Page"), undefined);
  assert.equal(discardDraft(wiki, "Page"), false);
});

Deno.test("saveDraft() keeps 20 drafts of 1,000,000 bytes, and says which limit is reached", async () => {
  await using world = await createWorld();
  const { alice } = world;
  for (let i = 0; i < 20; i++) await keep(world, alice, `P${i}`, { text: "x" });

  await assert.rejects(keep(world, alice, "P20", { text: "x" }), {
    code: "conflict",
    message:
      "Cannot keep more than 20 drafts: save or discard one of them first",
  });
  await assert.rejects(
    keep(world, alice, "P1", { text: "ä".repeat(500_001) }),
    { code: "too_large" },
  );
  await keep(world, alice, "P1", { text: "ä".repeat(500_000) });
  await keep(world, world.bob, "P20", { text: "his" });
  assert.equal(discardDraft(world.writing("garden", alice), "P3"), true);
  await keep(world, alice, "P20", { text: "x" });
  assert.equal(listDrafts(world.writing("garden", alice)).length, 20);
});

Deno.test("saveDraft() refuses a page that could not be made, and a base that is no revision", async () => {
  await using world = await createWorld();

  for (const path of ["a/../b", "api/x", ".git/config", "x".repeat(2000)]) {
    await assert.rejects(keep(world, world.alice, path, { text: "x" }), {
      code: "invalid",
    });
  }
  for (const base of ["HEAD", "--output=x", "abcdef1"]) {
    await assert.rejects(
      keep(world, world.alice, "Page", { text: "x", base }),
      {
        code: "invalid",
      },
    );
  }
});

Deno.test("a text that the page holds needs no draft", async () => {
  await using world = await createWorld();
  const { revision: base } = await world.write("garden", "Page", "same\n");
  await keep(world, world.alice, "Page", { text: "other", base });

  await keep(world, world.alice, "Page", { text: "same\r\n\r\n", base });

  const wiki = world.writing("garden", world.alice);
  assert.equal(findDraft(wiki, "Page"), undefined);
});

Deno.test("a draft of one section is one of the whole page", async () => {
  await using world = await createWorld();
  const { revision: base } = await world.write(
    "garden",
    "Page",
    "# A\n\none\n\n## B\n\ntwo\n\n## C\n\nthree\n",
  );

  await keep(world, world.alice, "Page", {
    text: "## B\n\nzwei",
    base,
    section: "b",
  });

  assert.equal(
    readDraft(world.writing("garden", world.alice), "Page").text,
    "# A\n\none\n\n## B\n\nzwei\n\n## C\n\nthree\n",
  );
  await assert.rejects(
    keep(world, world.alice, "Page", { text: "x", base, section: "gone" }),
    { code: "not_found" },
  );
});

Deno.test("drafts follow a page that is renamed, in the same commit", async () => {
  await using world = await createWorld();
  const { revision } = await world.write("garden", "Old", "text\n");
  await keep(world, world.bob, "Old", { text: "his", base: revision });
  await keep(world, world.alice, "Old", { text: "hers", base: revision });
  await keep(world, world.alice, "New", { text: "there already" });

  await commitChange(world.writing("garden", world.alice), () => ({
    files: new Map([
      ["Old.md", null],
      ["New.md", new TextEncoder().encode("text\n")],
    ]),
    moves: new Map([["Old", "New"]]),
    deed: "Rename: Old",
  }));

  const [bobs, alices] = [world.bob, world.alice].map((who) =>
    world.writing("garden", who)
  );
  assert.equal(findDraft(bobs!, "New")?.text, "his");
  assert.equal(findDraft(bobs!, "Old"), undefined);
  assert.equal(findDraft(alices!, "New")?.text, "there already");
  assert.equal(findDraft(alices!, "Old")?.text, "hers");
});

Deno.test("drafts that nobody touched for 90 days are gone, and removed after a write", async () => {
  await using world = await createWorld();
  const { house, bob } = world;
  await keep(world, bob, "Old", { text: "old" });
  world.wait(80 * DAY);
  await keep(world, bob, "Newer", { text: "newer" });
  world.wait(10 * DAY + 1);

  const wiki = world.writing("garden", bob);
  const listed = listDrafts(wiki).map(({ path }) => path);
  const found = findDraft(wiki, "Old");
  const before = wiki.visit.wiki.records.drafts.list(bob.user!.did).length;
  await savePage(wiki, { path: "Page", text: "x", base: null });
  startUpkeep(house, wiki.visit.wiki);
  await house.openWikis.idle();
  const after = wiki.visit.wiki.records.drafts.list(bob.user!.did).length;

  assert.deepEqual(listed, ["Newer"]);
  assert.equal(found, undefined);
  assert.deepEqual([before, after], [2, 1]);
});
