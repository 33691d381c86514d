import assert from "node:assert/strict";
import { createWorld } from "../support/world.ts";

Deno.test("the index knows the headings of a page, and which ids it has", async () => {
  await using world = await createWorld();
  await world.write(
    "garden",
    "Iran",
    '# Iran\n\n## Early _years_\n\nText <a id="here"></a>\n\n## Early years\n',
  );

  const { headings } = world.reading("garden", world.visitor).index;

  assert.deepEqual(headings.listOf("Iran").map((row) => ({ ...row })), [
    { level: 1, id: "iran", text: "Iran" },
    { level: 2, id: "early-years", text: "Early years" },
    { level: 2, id: "early-years-1", text: "Early years" },
  ]);
  assert.ok(headings.hasId("Iran", "early-years-1"));
  assert.ok(headings.hasId("Iran", "here"));
  assert.ok(!headings.hasId("Iran", "late-years"));
  assert.ok(!headings.hasId("Iraq", "iran"));
});

Deno.test("headings follow their page: changed, and gone with it", async () => {
  await using world = await createWorld();
  await world.write("garden", "Iran", "# Iran\n\n## Old\n");
  await world.write("garden", "Iran", "# Iran\n\n## New\n");

  const { headings } = world.reading("garden", world.visitor).index;

  assert.deepEqual(headings.listOf("Iran").map(({ id }) => id), [
    "iran",
    "new",
  ]);
  assert.ok(!headings.hasId("Iran", "old"));
});

Deno.test("headings are found by words next to each other, those that begin so first", async () => {
  await using world = await createWorld();
  await world.write("garden", "A", "# The early years\n\n## Early Years\n");
  await world.write("garden", "B", "# Years, early\n\n## 100% _ [x]\n");
  const { headings } = world.reading("garden", world.visitor).index;

  const found = (words: string, limit = 10) =>
    headings.search(words, limit).map(({ path, id }) => `${path}#${id}`);

  assert.deepEqual(found("EARLY Y"), ["A#early-years", "A#the-early-years"]);
  assert.deepEqual(found("early", 1).length, 1);
  assert.deepEqual(found("%"), ["B#100-_-x"]);
  assert.deepEqual(found("late"), []);
});
