import assert from "node:assert/strict";
import {
  contentsBelow,
  deletePage,
  deletePages,
} from "../../src/wiki/deletion.ts";
import { changelog } from "../../src/wiki/history.ts";
import { filesOf, putFiles } from "../support/put_files.ts";
import { createWorld } from "../support/world.ts";

const FILES = {
  "A.md": "x\n",
  "A/B.md": "x\n",
  "A/B/pic.png": "x",
  "A/file.txt": "x",
  "AA.md": "x\n",
  "C.md": "x\n",
};

Deno.test("deletePage takes sub-pages and attachments along where it is told to", async () => {
  await using world = await createWorld();
  await putFiles(world, FILES);
  const wiki = world.writing("garden", world.alice);
  assert.deepEqual(contentsBelow(wiki, "A"), {
    pages: ["A/B"],
    files: ["A/B/pic.png", "A/file.txt"],
  });

  const deleted = await deletePage(wiki, { path: "a", recursive: true });

  assert.deepEqual(deleted.pages, ["A", "A/B"]);
  assert.deepEqual(deleted.files, ["A/B/pic.png", "A/file.txt"]);
  assert.deepEqual(Object.keys(filesOf(world)), ["AA.md", "C.md"]);
  const [change] = changelog(world.reading("garden", world.alice));
  assert.equal(change!.message, "Delete: A and 3 below it");
});

Deno.test("deletePage leaves what lies below it where it is not told to", async () => {
  await using world = await createWorld();
  await putFiles(world, FILES);

  await deletePage(world.writing("garden", world.alice), { path: "A" });

  assert.equal(Object.keys(filesOf(world)).length, 5);
});

Deno.test("deletePages deletes several pages in one commit, or none", async () => {
  await using world = await createWorld();
  await putFiles(world, FILES);
  const wiki = world.writing("garden", world.alice);

  await assert.rejects(
    deletePages(wiki, { pages: [{ path: "A" }, { path: "Nowhere" }] }),
    { code: "not_found" },
  );
  await assert.rejects(deletePages(wiki, { pages: [] }), { code: "invalid" });
  assert.equal(Object.keys(filesOf(world)).length, 6);

  await deletePages(wiki, {
    pages: [{ path: "A" }, { path: "c" }, { path: "C" }],
  });
  assert.equal(Object.keys(filesOf(world)).length, 4);
  const [change, ...older] = changelog(world.reading("garden", world.alice));
  assert.equal(change!.message, "Delete: 2 pages");
  assert.equal(older.length, 1);
});
