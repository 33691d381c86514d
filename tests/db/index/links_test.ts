import assert from "node:assert/strict";
import { readMigrations } from "../../../src/db/database.ts";
import { IndexDatabase } from "../../../src/db/index/index_database.ts";
import type { NewLink } from "../../../src/db/index/links.ts";

/** An index with these files; ids are their places, from 1. */
async function indexOf(files: readonly string[]) {
  const dir = await Deno.makeTempDir({ prefix: "robot-test-" });
  const index = IndexDatabase.open(
    `${dir}/index.db`,
    readMigrations(".", "index"),
  );
  for (const [i, path] of files.entries()) addFile(index, i + 1, path);
  return {
    index,
    async [Symbol.asyncDispose]() {
      index.close();
      await Deno.remove(dir, { recursive: true });
    },
  };
}

function addFile(index: IndexDatabase, pathId: number, file: string): void {
  const isPage = file.endsWith(".md");
  const path = isPage ? file.slice(0, -3) : file;
  const place = { pathId, folder: "", fold: path.toLowerCase() };
  const oid = "a".repeat(40);
  index.files.put({
    ...place,
    path: file,
    isPage: Number(isPage),
    mode: "100644",
    oid,
    size: 1,
    seq: 1,
  });
  if (!isPage) return;
  index.pages.put({
    ...place,
    path,
    title: path,
    category: null,
    tags: [],
    words: 0,
    frontMatter: null,
    isText: true,
    isEmpty: false,
    hasBadFrontMatter: false,
  });
}

function link(target: string, second = "", isEmbed = false): NewLink {
  const fold = target.toLowerCase();
  return { target, second, isEmbed, fold, secondFold: second.toLowerCase() };
}

const FILES = ["From.md", "To.md", "Twin.md", "twin.md", "plan.pdf", "X.md"];
const CASES: readonly [
  name: string,
  links: NewLink[],
  followed: string[],
  broken: string[],
][] = [
  ["exact", [link("To")], ["To"], []],
  ["folded", [link("tO")], ["To"], []],
  ["to one of two", [link("twin")], ["twin"], []],
  ["to neither of two", [link("TWIN")], [], ["TWIN"]],
  ["missing", [link("Gone")], [], ["Gone"]],
  ["by its second reading", [link("Gone", "To")], ["To"], []],
  ["by its first reading alone", [link("To", "X")], ["To"], []],
  ["by neither reading", [link("Gone", "Away")], [], ["Gone"]],
  ["to a file", [link("plan.pdf")], [], []],
  ["to a file, not on to its second reading", [link("plan.pdf", "To")], [], []],
  ["to the home page", [link("")], [], []],
  ["an embed", [link("Gone", "", true), link("To", "", true)], [], []],
];
for (const [name, links, followed, broken] of CASES) {
  Deno.test(`Links follows a link: ${name}`, async () => {
    await using made = await indexOf(FILES);
    made.index.links.replace(1, links);

    assert.deepEqual(made.index.links.listFollowed("From"), followed);
    assert.deepEqual(made.index.links.listBroken("From"), broken);
    for (const target of followed) {
      assert.deepEqual(made.index.links.listSources(target), ["From"]);
    }
  });
}

Deno.test("Links.replace leaves nothing of the older links", async () => {
  await using made = await indexOf(FILES);
  made.index.links.replace(1, [link("To"), link("To"), link("Gone")]);

  made.index.links.replace(1, [link("X")]);

  assert.deepEqual(made.index.links.listFollowed("From"), ["X"]);
  assert.deepEqual(made.index.links.listBroken("From"), []);
  assert.deepEqual(made.index.links.listTargetIds(1), [6]);
});
