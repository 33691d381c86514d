import assert from "node:assert/strict";
import { lookUp } from "../../src/wiki/look_up.ts";
import { pageLinks } from "../../src/wiki/links.ts";
import { changelog, pageHistory } from "../../src/wiki/history.ts";
import { listPages, readPage, savePage } from "../../src/wiki/pages.ts";
import {
  previewRename,
  renamePage,
  type Renaming,
} from "../../src/wiki/rename.ts";
import { filesOf, putFiles } from "../support/put_files.ts";
import { createWorld, type World } from "../support/world.ts";

function rename(
  world: World,
  path: string,
  newPath: string,
  more: Partial<Renaming> = {},
) {
  const wiki = world.writing("garden", world.alice);
  return renamePage(wiki, { path, newPath, ...more });
}

/** A link on the page `From/Page`, and what becomes of it when `Actors/Iran` is renamed to `States/New_Iran`. */
const LINKS: [was: string, is: string][] = [
  ["[[Actors/Iran]]", "[[States/New Iran]]"],
  ["[[/Actors/Iran]]", "[[/States/New Iran]]"],
  ["[[ Actors/Iran ]]", "[[ States/New Iran ]]"],
  ["[[Actors/Iran|the state]]", "[[States/New Iran|the state]]"],
  ["[[actors/iran#Army | x]]", "[[States/New Iran#Army | x]]"],
  ["![[Actors/Iran]]", "![[States/New Iran]]"],
  ["[[Actors/Iran/Army]]", "[[States/New Iran/Army]]"],
  ["[[../Actors/Iran]]", "[[../States/New Iran]]"],
  ["[t](/Actors/Iran)", "[t](/States/New_Iran)"],
  ["[t](/Actors/Iran?x=1#army 't')", "[t](/States/New_Iran?x=1#army 't')"],
  ["[t](<../Actors/Iran>)", "[t](<../States/New_Iran>)"],
  ["[t](../Actors/Iran.md#a)", "[t](../States/New_Iran.md#a)"],
  ["[t](/%41ctors/Iran)", "[t](/States/New_Iran)"],
  ["![m](/Actors/Iran/map.png)", "![m](/States/New_Iran/map.png)"],
  [
    "[![m](/Actors/Iran/map.png)](/Actors/Iran)",
    "[![m](/States/New_Iran/map.png)](/States/New_Iran)",
  ],
  ["[t][r]\n\n[r]: /Actors/Iran 'x'", "[t][r]\n\n[r]: /States/New_Iran 'x'"],
  [
    "[r]\n\n> [r]:\n> <../Actors/Iran>",
    "[r]\n\n> [r]:\n> <../States/New_Iran>",
  ],
  [
    "| a |\n| - |\n| [[Actors/Iran\\|x]] |",
    "| a |\n| - |\n| [[States/New Iran\\|x]] |",
  ],
  [
    "- a\n  [two\n  lines](/Actors/Iran)",
    "- a\n  [two\n  lines](/States/New_Iran)",
  ],
  ["`[[Actors/Iran]]`", "`[[Actors/Iran]]`"],
  ["```\n[[Actors/Iran]]\n```", "```\n[[Actors/Iran]]\n```"],
  ["    [[Actors/Iran]]", "    [[Actors/Iran]]"],
  ["<!-- [[Actors/Iran]] -->", "<!-- [[Actors/Iran]] -->"],
  ['<a href="/Actors/Iran">x</a>', '<a href="/Actors/Iran">x</a>'],
  ["---\na: '[[Actors/Iran]]'\n---\n", "---\na: '[[Actors/Iran]]'\n---\n"],
  ["[[Actors/Iraq]] [x](/Actors)", "[[Actors/Iraq]] [x](/Actors)"],
  ["[x](https://e.org/Actors/Iran)", "[x](https://e.org/Actors/Iran)"],
];

Deno.test("renamePage rewrites every kind of link and nothing else", async (t) => {
  await using world = await createWorld();
  for (const [was, is] of LINKS) {
    await t.step(was, async () => {
      await putFiles(world, {
        "Actors/Iran.md": "x\n",
        "Actors/Iran/Army.md": "x\n",
        "Actors/Iran/map.png": "png",
        "Actors/Iraq.md": "x\n",
        "From/Page.md": was,
        "States/New_Iran.md": null,
        "States/New_Iran/Army.md": null,
        "States/New_Iran/map.png": null,
        ".redirects": null,
      });

      await rename(world, "Actors/Iran", "States/New Iran");

      assert.equal(filesOf(world)["From/Page.md"], is);
    });
  }
});

/** A text of `A/Page`, and what it is when the page is moved to `B/C/Page`; `A/Page/own.png`, `A/Other` and `Top` exist. */
const OWN_LINKS: [was: string, is: string][] = [
  ["![x](./own.png)", "![x](./own.png)"],
  ["![x](own.png)", "![x](own.png)"],
  ["![x](/A/Page/own.png)", "![x](/B/C/Page/own.png)"],
  ["[x](Other)", "[x](../../A/Other)"],
  ["[x](./Other.md#h)", "[x](../../A/Other.md#h)"],
  ["[x](../Top)", "[x](../../Top)"],
  ["[[../Top|t]]", "[[../../Top|t]]"],
  ["[[./Other]]", "[[../../A/Other]]"],
  ["[[A/Page#h]]", "[[B/C/Page#h]]"],
  ["![[own.png]]", "![[own.png]]"],
  ["![[A/Page/own.png|80]]", "![[B/C/Page/own.png|80]]"],
  ["![[top.png]] ![[/top.png]]", "![[top.png]] ![[/top.png]]"],
  ["![[beside.png]]", "![[../../A/beside.png]]"],
  ["[x](Page)", "[x](Page)"],
  ["[[#h]] [x](#h)", "[[#h]] [x](#h)"],
  ["[[./Missing]]", "[[./Missing]]"],
  ["[[../Missing]]", "[[../../../A/Missing]]"],
  ["[[Top]] [x](/A/Other)", "[[Top]] [x](/A/Other)"],
];

Deno.test("renamePage keeps what the links of the moved page itself lead to", async (t) => {
  await using world = await createWorld();
  for (const [was, is] of OWN_LINKS) {
    await t.step(was, async () => {
      await putFiles(world, {
        "A/Page.md": was,
        "A/Page/own.png": "png",
        "A/Other.md": "x\n",
        "Top.md": "x\n",
        "top.png": "png",
        "A/beside.png": "png",
        "B/C/Page.md": null,
        "B/C/Page/own.png": null,
        ".redirects": null,
      });

      await rename(world, "A/Page", "B/C/Page");

      assert.equal(filesOf(world)["B/C/Page.md"], is);
    });
  }
});

Deno.test("renamePage reads links in the wiki's order, and writes a Markdown link where [[…]] cannot name the page", async () => {
  await using world = await createWorld();
  world.visit("garden", world.alice).wiki.records.preferences
    .set("WIKILINK_STYLE", "text_first");
  await putFiles(world, {
    "Old.md": "x\n",
    "Page.md": "[[shown|Old#Early years]] [[Old]] [[Old|Page]]\n",
  });

  await rename(world, "Old", "New");
  assert.equal(
    filesOf(world)["Page.md"],
    "[[shown|New#Early years]] [[New]] [[Old|Page]]\n",
  );

  await putFiles(world, {
    "Table.md": "| a |\n| - |\n| [[x \\| `y\\|New]] |\n",
    "Signs.md": `[[${"\\".repeat(100_000)}x|New]]\n`,
  });
  await rename(world, "New", "a|b [c]");
  assert.equal(
    filesOf(world)["Page.md"],
    "[shown](/a%7Cb_%5Bc%5D#early-years) [New](/a%7Cb_%5Bc%5D) [[Old|Page]]\n",
  );
  assert.equal(
    filesOf(world)["Table.md"],
    "| a |\n| - |\n| [x \\| \\`y](/a%7Cb_%5Bc%5D) |\n",
  );
});

Deno.test("renamePage moves sub-pages and attachments, and leaves redirects, in one commit", async () => {
  await using world = await createWorld();
  await putFiles(world, {
    "Actors/Iran.md": "x\n",
    "Actors/Iran/Army.md": "[up](../Iran)\n",
    "Actors/Iran/map.png": "png",
    "Actors/Iranian.md": "x\n",
    "Home.md": "[[Actors/Iran/Army]]\n",
  });
  const before = changelog(world.reading("garden", world.alice)).length;

  const renamed = await rename(world, "actors/iran", "Persia");

  assert.deepEqual(renamed.pages, [
    { from: "Actors/Iran", to: "Persia" },
    { from: "Actors/Iran/Army", to: "Persia/Army" },
  ]);
  assert.deepEqual(renamed.files, [
    { from: "Actors/Iran/map.png", to: "Persia/map.png" },
  ]);
  assert.deepEqual(filesOf(world), {
    ".redirects": "Actors/Iran\tPersia\nActors/Iran/Army\tPersia/Army\n",
    "Actors/Iranian.md": "x\n",
    "Home.md": "[[Persia/Army]]\n",
    "Persia.md": "x\n",
    "Persia/Army.md": "[up](../Persia)\n",
    "Persia/map.png": "png",
  });
  const wiki = world.reading("garden", world.alice);
  const [change, ...older] = changelog(wiki);
  assert.equal(older.length, before);
  assert.equal(change!.message, "Rename: Actors/Iran -> Persia");
  assert.equal(change!.by?.did, "did:plc:alice");
  assert.deepEqual(lookUp(wiki, "actors/iran/army"), {
    kind: "moved",
    path: "Persia/Army",
  });
  assert.equal(pageHistory(wiki, "Persia")[0]!.kind, "moved");
  assert.deepEqual(pageLinks(wiki, "Persia/Army").linkedFrom, ["Home"]);
});

Deno.test("renamePage without links leaves other pages alone, whose links lead on by the redirect", async () => {
  await using world = await createWorld();
  await putFiles(world, { "A.md": "x\n", "B.md": "[[A]]\n" });

  const renamed = await rename(world, "A", "C", { updateLinks: false });

  assert.deepEqual(renamed.rewritten, []);
  assert.equal(filesOf(world)["B.md"], "[[A]]\n");
  const wiki = world.reading("garden", world.alice);
  assert.deepEqual(pageLinks(wiki, "B").linksTo, ["C"]);
  assert.deepEqual(pageLinks(wiki, "B").broken, []);
  assert.deepEqual(pageLinks(wiki, "C").linkedFrom, ["B"]);
});

Deno.test("previewRename tells what would change, and changes nothing", async () => {
  await using world = await createWorld();
  await putFiles(world, {
    "A.md": "x\n",
    "A/pic.png": "png",
    "B.md": "[[A]] [a](A) `[[A]]`\n",
  });
  const files = filesOf(world);

  const plan = await previewRename(world.writing("garden", world.alice), {
    path: "A",
    newPath: "Some page",
  });

  assert.deepEqual(plan, {
    path: "A",
    newPath: "Some_page",
    pages: [{ from: "A", to: "Some_page" }],
    files: [{ from: "A/pic.png", to: "Some_page/pic.png" }],
    rewritten: [{ path: "B", newPath: "B", links: 2 }],
  });
  assert.deepEqual(filesOf(world), files);
});

Deno.test("renamePage changes the case of a name", async () => {
  await using world = await createWorld();
  await putFiles(world, {
    "iran.md": "x\n",
    "iran/a.png": "",
    "B.md": "[[Iran]]\n",
  });

  await rename(world, "iran", "Iran");

  assert.deepEqual(Object.keys(filesOf(world)).sort(), [
    "B.md",
    "Iran.md",
    "Iran/a.png",
  ]);
  assert.equal(
    readPage(world.reading("garden", world.bob), "iran").path,
    "Iran",
  );
});

Deno.test("a sub-page can take its parent's place", async () => {
  await using world = await createWorld();
  await putFiles(world, {
    "P/Q.md": "1\n",
    "P/Q/Q.md": "2\n",
    "P/x.md": "[[P/Q/Q]]\n",
  });

  await rename(world, "P/Q", "P");

  assert.deepEqual(filesOf(world), {
    "P.md": "1\n",
    "P/Q.md": "2\n",
    "P/x.md": "[[P/Q]]\n",
    ".redirects": "P/Q/Q\tP/Q\n",
  });
});

/** New names that are refused, with the code and a piece of the sentence. */
const REFUSED: [newPath: string, code: string, says: RegExp][] = [
  ["", "invalid", /it is empty/],
  ["   ", "invalid", /it is empty/],
  ["Page", "invalid", /it has this name/],
  ["../x", "invalid", /begins with a dot/],
  [".git/config", "invalid", /address of the service/],
  ["x/.GIT/y", "invalid", /begins with a dot/],
  ["git~1/x", "invalid", /stands for/],
  ["-/x", "invalid", /./],
  ["api/x", "invalid", /address of the service/],
  ["x#y", "invalid", /it holds "#"/],
  ["x.md", "invalid", /\.md/],
  ["a\u0000b", "invalid", /control character/],
  ["Page/Sub", "invalid", /into themselves/],
  ["page/sub", "invalid", /into themselves/],
  ["Other", "conflict", /"Other" exists already/],
  ["other", "conflict", /"Other" exists already/],
  ["Files/map.png", "conflict", /"Files\/map.png" exists already/],
  ["Full", "conflict", /"Full\/a.png" exists already/],
  ["Plain/x", "invalid", /cannot be a folder/],
];

Deno.test("renamePage refuses names, and changes nothing then", async (t) => {
  await using world = await createWorld();
  await putFiles(world, {
    "Page.md": "x\n",
    "Page/a.png": "a",
    "Other.md": "x\n",
    "Files/map.png": "m",
    "Full/a.png": "b",
    Plain: "p",
  });
  const before = filesOf(world);
  for (const [newPath, code, says] of REFUSED) {
    await t.step(JSON.stringify(newPath), async () => {
      await assert.rejects(rename(world, "Page", newPath), (error: Error) => {
        assert.equal((error as Error & { code: string }).code, code);
        assert.match(error.message, says);
        return true;
      });
      assert.deepEqual(filesOf(world), before);
    });
  }
});

Deno.test("renamePage refuses a stale base, and a page that is not there", async () => {
  await using world = await createWorld();
  const { revision } = await world.write("garden", "Page", "one\n");
  await world.write("garden", "Page", "two\n");

  await assert.rejects(rename(world, "Page", "New", { base: revision }), {
    code: "conflict",
  });
  await assert.rejects(rename(world, "Nowhere", "New"), { code: "not_found" });
  assert.deepEqual(Object.keys(filesOf(world)), ["Page.md"]);
});

Deno.test("of two people who rename one page at once, one is told", async () => {
  await using world = await createWorld();
  const { revision: base } = await world.write("garden", "Page", "one\n");

  const outcomes = await Promise.allSettled([
    rename(world, "Page", "One", { base }),
    rename(world, "Page", "Two", { base }),
  ]);

  assert.deepEqual(outcomes.map(({ status }) => status).sort(), [
    "fulfilled",
    "rejected",
  ]);
  const wiki = world.reading("garden", world.alice);
  assert.equal(listPages(wiki).total, 1);
});

Deno.test("who saves a page that was renamed meanwhile is told its new name", async () => {
  await using world = await createWorld();
  const { revision: base } = await world.write("garden", "Page", "one\n");
  await rename(world, "Page", "New");

  const wiki = world.writing("garden", world.bob);
  await assert.rejects(savePage(wiki, { path: "Page", text: "two", base }), {
    code: "conflict",
    details: { reason: "moved", path: "Page", movedTo: "New" },
  });
});
