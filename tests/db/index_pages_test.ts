import assert from "node:assert/strict";
import { readMigrations } from "../../src/db/database.ts";
import { IndexDatabase } from "../../src/db/index/index_database.ts";
import type { PageConditions } from "../../src/db/index/pages.ts";

/** An index with one commit a minute and the pages that a test wants. */
async function indexWith(
  pages: readonly { path: string; category?: string; tags?: string[] }[],
) {
  const folder = await Deno.makeTempDir({ prefix: "robot-index-" });
  const index = IndexDatabase.open(
    `${folder}/index.db`,
    readMigrations(".", "index"),
  );
  pages.forEach(({ path, category = null, tags = [] }, i) => {
    const seq = i + 1;
    const pathId = index.changes.putPath(`${path}.md`);
    const place = {
      pathId,
      folder: path.slice(0, Math.max(path.lastIndexOf("/"), 0)),
      fold: path.toLowerCase(),
    };
    index.commits.add({
      seq,
      oid: String(seq).padStart(40, "0"),
      authoredAt: 60 * seq,
      committedAt: 60 * seq,
      authorName: "Alice",
      authorEmail: "alice@example.org",
      message: "Change",
      isMessageCut: 0,
      isMerge: 0,
      touched: 1,
    });
    index.files.put({
      ...place,
      path: `${path}.md`,
      isPage: 1,
      mode: "100644",
      oid: "b".repeat(40),
      size: 1,
      seq,
    });
    index.pages.put({
      ...place,
      path,
      title: path,
      category,
      tags,
      words: 1,
      frontMatter: null,
      isText: true,
      isEmpty: false,
      hasBadFrontMatter: false,
    });
  });
  return {
    index,
    async [Symbol.asyncDispose]() {
      index.close();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

const PAGES = [
  { path: "Home", tags: ["Start"] },
  { path: "Actors/Iran", category: "State", tags: ["asia", "oil"] },
  { path: "Actors/Iraq", category: "state", tags: ["Asia"] },
  { path: "Actors2/Else", category: "Other" },
  { path: "actors/lower" },
];

Deno.test("Pages.list and Pages.count hold all conditions at once", async () => {
  await using made = await indexWith(PAGES);
  const { pages } = made.index;
  const listed = (conditions: PageConditions, limit = 10, offset = 0) => {
    const paths = pages.list(conditions, { limit, offset })
      .map(({ path }) => path);
    return [paths, pages.count(conditions)];
  };

  assert.deepEqual(listed({}), [
    ["Actors/Iran", "Actors/Iraq", "Actors2/Else", "Home", "actors/lower"],
    5,
  ]);
  assert.deepEqual(listed({}, 2, 1), [["Actors/Iraq", "Actors2/Else"], 5]);
  assert.deepEqual(listed({ foldPrefix: "actors/" }), [
    ["Actors/Iran", "Actors/Iraq", "actors/lower"],
    3,
  ]);
  assert.deepEqual(listed({ foldPrefix: "actors/%" }), [[], 0]);
  assert.deepEqual(listed({ category: "state" }), [
    ["Actors/Iran", "Actors/Iraq"],
    2,
  ]);
  assert.deepEqual(listed({ category: "state", tag: "oil" }), [
    ["Actors/Iran"],
    1,
  ]);
  assert.deepEqual(listed({ changedSince: 181 }), [
    ["Actors2/Else", "actors/lower"],
    2,
  ]);
});

Deno.test("Pages.put replaces labels, Pages.remove takes them away", async () => {
  await using made = await indexWith(PAGES);
  const { pages } = made.index;
  const labels = () => pages.listLabels("tag").map(({ label }) => label);
  const { pathId } = pages.find("Actors/Iran")!;
  const place = pages.findPlace(pathId)!;

  pages.put({
    pathId,
    path: place.path,
    folder: place.folder,
    fold: place.fold,
    title: "Iran",
    category: null,
    tags: ["Gulf", "gulf"],
    words: 2,
    frontMatter: { tags: ["Gulf"] },
    isText: true,
    isEmpty: false,
    hasBadFrontMatter: false,
  });
  const after = labels();
  pages.remove(pathId);

  assert.deepEqual(after, ["asia", "gulf", "start"]);
  assert.deepEqual(labels(), ["asia", "start"]);
  assert.equal(pages.find("Actors/Iran"), undefined);
});

Deno.test("Pages.listIn goes on behind a path", async () => {
  await using made = await indexWith(PAGES);
  const { pages } = made.index;

  const first = pages.listIn("Actors", { limit: 1 });
  const rest = pages.listIn("Actors", { after: first[0]!.path });

  assert.deepEqual(first.map(({ path }) => path), ["Actors/Iran"]);
  assert.deepEqual(rest.map(({ path }) => path), ["Actors/Iraq"]);
  assert.deepEqual(pages.listIn("").map(({ path }) => path), ["Home"]);
});

Deno.test("Files.listBelow names what is in a folder and below it, and nothing beside it", async () => {
  await using made = await indexWith([
    { path: "A/One" },
    { path: "A/B/Two" },
    { path: "A/\u{10FFFF}" },
    { path: "A" },
    { path: "AB/Three" },
    { path: "A-/Four" },
  ]);

  const paths = made.index.files.listBelow("A").map(({ path }) => path);

  assert.deepEqual(paths, ["A/B/Two.md", "A/One.md", "A/\u{10FFFF}.md"]);
});

Deno.test("Files.countInFolder removes a folder that holds nothing", async () => {
  await using made = await indexWith([]);
  const { files } = made.index;
  const folder = { path: "A/B", parent: "A", fold: "a/b" };

  files.countInFolder(folder, { files: 2, pages: 1 });
  files.countInFolder(folder, { files: -1, pages: -1 });
  const before = files.listFoldersFolded("a/b").map((found) => ({ ...found }));
  files.countInFolder(folder, { files: -1, pages: 0 });

  assert.deepEqual(before, [{ path: "A/B", files: 1, pages: 0 }]);
  assert.equal(files.findFolder("A/B"), undefined);
});

Deno.test("Commits.listNamed finds commits by the beginning of their names", async () => {
  await using made = await indexWith(PAGES);
  const { commits } = made.index;
  commits.addSide(`ab${"0".repeat(38)}`, 3);

  const named = (prefix: string) =>
    commits.listNamed(prefix, 9).map(({ seq, mergedSeq }) => [seq, mergedSeq]);

  assert.equal(named("000000").length, 5);
  assert.deepEqual(named("ab00000"), [[null, 3]]);
  assert.deepEqual(named("0".repeat(39) + "4"), [[4, 4]]);
  assert.deepEqual(named("f"), []);
});
