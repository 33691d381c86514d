import assert from "node:assert/strict";
import { mergeText } from "../../src/wiki/text_merge.ts";
import { deletePage } from "../../src/wiki/deletion.ts";
import { createWorld } from "../support/world.ts";

const TEXT = "# A\n\none\n\n## B\n\ntwo\n\n## C\n\nthree\n";

Deno.test("mergeText() says whether a text is current, merges or conflicts, and stores nothing", async () => {
  await using world = await createWorld();
  const { revision: base } = await world.write("garden", "Page", TEXT);
  const bobs = () => world.writing("garden", world.bob);
  const mine = TEXT.replace("one", "ONE");

  const current = await mergeText(bobs(), { path: "Page", text: mine, base });
  const theirs = await world.write(
    "garden",
    "Page",
    TEXT.replace("three", "3"),
  );
  const merged = await mergeText(bobs(), { path: "Page", text: mine, base });
  const disputed = TEXT.replace("three", "THREE");
  const conflict = await mergeText(bobs(), {
    path: "Page",
    text: disputed,
    base,
  });

  assert.deepEqual(current, {
    ...{ outcome: "current", text: mine, revision: base, changes: [] },
  });
  assert.equal(merged.outcome, "merged");
  assert.equal(merged.text, mine.replace("three", "3"));
  assert.equal(merged.revision, theirs.revision);
  assert.deepEqual(merged.changes.map(({ by }) => by?.handle), [
    "alice.example",
  ]);
  assert.equal(conflict.outcome, "conflict");
  assert.equal(conflict.text, disputed);
  assert.equal(
    conflict.outcome === "conflict" && conflict.current,
    theirs.text,
  );
  assert.equal(conflict.outcome === "conflict" && conflict.base, TEXT);
  assert.equal(bobs().head, theirs.revision);
});

Deno.test("mergeText() merges one section with that section", async () => {
  await using world = await createWorld();
  const { revision: base } = await world.write("garden", "Page", TEXT);
  const bobs = () => world.writing("garden", world.bob);
  const typed = { path: "Page", base, section: "b" };
  await world.write("garden", "Page", TEXT.replace("two", "zwei"));

  const same = await mergeText(bobs(), { ...typed, text: "## B\n\ntwo\n" });
  const other = await mergeText(bobs(), { ...typed, text: "## B\n\n2\n" });
  await world.write("garden", "Page", "# A\n\none\n");
  const gone = await mergeText(bobs(), { ...typed, text: "## B\n\n2\n" });

  assert.equal(same.outcome, "merged");
  assert.equal(same.text, "## B\n\nzwei\n");
  assert.equal(other.outcome, "conflict");
  assert.equal(other.outcome === "conflict" && other.current, "## B\n\nzwei\n");
  assert.equal(gone.outcome === "conflict" && gone.current, "");
});

Deno.test("mergeText() tells a page that somebody made, deleted or never was", async () => {
  await using world = await createWorld();
  const wiki = world.writing("garden", world.bob);
  const typed = { path: "Page", text: "mine\n", base: "" };

  const fresh = await mergeText(wiki, typed);
  const { revision } = await world.write("garden", "Page", "theirs\n");
  const made = await mergeText(world.writing("garden", world.bob), typed);
  await deletePage(world.writing("garden", world.alice), { path: "Page" });

  assert.deepEqual([fresh.outcome, fresh.revision], ["current", ""]);
  assert.deepEqual(made, {
    ...{ outcome: "conflict", text: "mine\n", revision, changes: [] },
    ...{ current: "theirs\n", base: "" },
  });
  await assert.rejects(
    mergeText(world.writing("garden", world.bob), { ...typed, base: revision }),
    { code: "conflict" },
  );
  await assert.rejects(
    mergeText(wiki, { ...typed, base: "0".repeat(40) }),
    { code: "not_found" },
  );
});
