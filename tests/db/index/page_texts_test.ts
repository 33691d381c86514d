import assert from "node:assert/strict";
import { readMigrations } from "../../../src/db/database.ts";
import { IndexDatabase } from "../../../src/db/index/index_database.ts";

async function emptyIndex() {
  const dir = await Deno.makeTempDir({ prefix: "robot-test-" });
  const index = IndexDatabase.open(
    `${dir}/index.db`,
    readMigrations(".", "index"),
  );
  return {
    index,
    texts: index.texts,
    names: index.names,
    async [Symbol.asyncDispose]() {
      index.close();
      await Deno.remove(dir, { recursive: true });
    },
  };
}

Deno.test("PageTexts finds pages by words, by columns, and ranks titles highest", async () => {
  await using made = await emptyIndex();
  made.texts.put(1, { title: "river", headings: "", body: "otter otter" });
  made.texts.put(2, { title: "otter", headings: "", body: "river" });
  made.texts.put(3, { title: "", headings: "otter", body: "c++ 東京" });

  assert.equal(made.texts.count('"otter"'), 3);
  assert.deepEqual(made.texts.listIds("title", '"otter"', 9), [2]);
  assert.deepEqual(made.texts.listIds("title headings", '"otter"', 9), [2, 3]);
  assert.equal(made.texts.count('"c++" AND "東京"'), 1);
  assert.equal(made.texts.count('"c"'), 0);
  const ranked = made.texts.listRanked('"otter" OR "c++"', 9);
  assert.ok(ranked.every(({ rank }) => rank >= 0));
  assert.equal(made.texts.listRanked('"otter"', 2).length, 2);
});

Deno.test("PageTexts.put and remove leave nothing of the older words", async () => {
  await using made = await emptyIndex();
  made.texts.put(1, { title: "old", headings: "", body: "old" });
  made.texts.addPortion(1, 100, "old portion");

  made.texts.put(1, { title: "new", headings: "", body: "new" });

  assert.equal(made.texts.count('"old"'), 0);
  assert.equal(made.texts.hasPortions(), false);
  assert.deepEqual(made.texts.listLarge('"old"', 9), []);
  made.texts.remove(1);
  assert.equal(made.texts.count('"new"'), 0);
});

Deno.test("PageTexts finds the portion of a large page", async () => {
  await using made = await emptyIndex();
  made.texts.put(1, { title: "big", headings: "", body: "alpha" });
  made.texts.addPortion(1, 100, "bravo");
  made.texts.addPortion(1, 200, "bravo charlie");
  made.texts.put(2, { title: "small", headings: "", body: "alpha bravo" });

  assert.equal(made.texts.hasPortions(), true);
  const large = (expression: string) =>
    made.texts.listLarge(expression, 9).map(({ pageId }) => pageId);
  assert.deepEqual(large('"alpha"'), [1]);
  assert.deepEqual(large('"bravo"'), [1]);
  assert.equal(made.texts.findPortion(1, '"bravo"'), 100);
  assert.equal(made.texts.findPortion(1, '"charlie"'), 200);
  assert.equal(made.texts.findPortion(1, '"alpha"'), undefined);
});

Deno.test("PageNames knows a word as long as a page has it", async () => {
  await using made = await emptyIndex();
  const names = { title: "sea otter", name: "otter", path: "animals otter" };
  made.names.put(1, { ...names, known: ["otter", "sea"] });
  made.names.put(2, { ...names, known: ["otter"] });

  const words = () =>
    made.names.listSimilar(["^ot", "ott"], 9).map((row) => ({ ...row }));
  assert.deepEqual(words(), [{ word: "otter", pages: 2 }]);
  assert.deepEqual(made.names.listIdsCalled("sea otter"), [1, 2]);
  assert.deepEqual(made.names.listIdsCalled("animals otter"), [1, 2]);

  made.names.put(1, { ...names, known: ["sea"] });
  assert.deepEqual(words(), [{ word: "otter", pages: 1 }]);

  made.names.remove(2);
  assert.deepEqual(words(), []);
  assert.deepEqual(made.names.listIdsCalled("otter"), [1]);
});
