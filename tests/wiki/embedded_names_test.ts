import assert from "node:assert/strict";
import { forManaging } from "../../src/wiki/access.ts";
import { commitChange } from "../../src/wiki/commit.ts";
import { pageLinks } from "../../src/wiki/links.ts";
import { readPage } from "../../src/wiki/pages.ts";
import { renamePage } from "../../src/wiki/rename.ts";
import { createWorld } from "../support/world.ts";

Deno.test("What a page embeds counts as linked, and follows a rename", async () => {
  await using world = await createWorld();
  const encoder = new TextEncoder();
  const wiki = forManaging(world.visit("garden", world.alice));
  const files = new Map([
    ["Elm.md", encoder.encode("# Elm\n")],
    ["Elm/a.png", encoder.encode("x")],
    ["Elm/b.csv", encoder.encode("x;y\n")],
  ]);
  await commitChange(wiki, () => ({ files, deed: "Plant" }));
  await world.write(
    "garden",
    "Oak",
    "![[Elm]]\n\n{{ImageFrame\n|src=/Elm/a.png\n|caption=/Elm/a.png\n}}\n{{DataTable|src=/Elm/b.csv}}\n{{include|src=[[Elm#Elm]]}}\n![[Elm/a.png|30]] $[[Elm]]$\n",
  );

  const before = pageLinks(world.reading("garden", world.alice), "Elm");
  await renamePage(world.writing("garden", world.alice), {
    path: "Elm",
    newPath: "Ash",
  });
  const { text } = readPage(world.reading("garden", world.alice), "Oak");

  assert.deepEqual(before.linkedFrom, ["Oak"]);
  assert.equal(
    text,
    "![[Ash]]\n\n{{ImageFrame\n|src=/Ash/a.png\n|caption=/Elm/a.png\n}}\n{{DataTable|src=/Ash/b.csv}}\n{{include|src=[[Ash#Elm]]}}\n![[Ash/a.png|30]] $[[Elm]]$\n",
  );
});

Deno.test("A picture's name is found in either half of its embed, and follows a rename", async () => {
  await using world = await createWorld();
  const encoder = new TextEncoder();
  const { records } = world.visit("garden", world.alice).wiki;
  records.preferences.set("WIKILINK_STYLE", "text_first");
  const wiki = forManaging(world.visit("garden", world.alice));
  const files = new Map([
    ["Elm.md", encoder.encode("# Elm\n")],
    ["Elm/a.png", encoder.encode("x")],
    ["Oak.md", encoder.encode("![[Elm/a.png|30]] ![[30|Elm/a.png]]\n")],
  ]);
  await commitChange(wiki, () => ({ files, deed: "Plant" }));

  await renamePage(world.writing("garden", world.alice), {
    path: "Elm",
    newPath: "Ash",
  });
  const { text } = readPage(world.reading("garden", world.alice), "Oak");

  assert.equal(text, "![[Ash/a.png|30]] ![[30|Ash/a.png]]\n");
});
