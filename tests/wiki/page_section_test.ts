import assert from "node:assert/strict";
import {
  pageWithSection,
  readSection,
  saveSection,
  sectionAnchor,
} from "../../src/wiki/page_section.ts";
import { readPage } from "../../src/wiki/pages.ts";
import { createWorld } from "../support/world.ts";

const PAGE = `---
tags: [a]
---
# Garden

Intro.

## Trees

An apple tree.

### Old *ones*

An oak.

> ## Trees

Underlined
----------

## Trees

Others.

## [[Water]] & \`code\`
A pond.
`;

async function gardenWithPage(text = PAGE) {
  const world = await createWorld();
  const { revision } = await world.write("garden", "Page", text);
  const wiki = world.writing("garden", world.alice);
  return {
    world,
    wiki,
    base: revision,
    page: readPage(wiki, "Page"),
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  };
}

Deno.test("readSection() finds a section by the id of its heading, also the second of a name", async () => {
  await using garden = await gardenWithPage();
  const { wiki, page } = garden;
  const { headings } = await wiki.house.bodies.bodyOf(wiki, page);
  const ids = headings.map(({ id }) => id);

  assert.deepEqual(ids, [
    ...["garden", "trees", "old-ones", "trees-1", "underlined", "trees-2"],
    "water--code",
  ]);
  const textOf = async (id: string) => (await readSection(wiki, page, id)).text;
  assert.equal(
    await textOf("old-ones"),
    PAGE.slice(
      PAGE.indexOf("### Old"),
      PAGE.indexOf("## Trees\n\nOthers"),
    ).trimEnd() + "\n",
  );
  assert.equal(await textOf("trees-2"), "## Trees\n\nOthers.\n");
  assert.equal(
    await textOf("water--code"),
    "## [[Water]] & `code`\nA pond.\n",
  );
});

Deno.test("readSection() takes a title or a path too, and names the sections where none fits", async () => {
  await using garden = await gardenWithPage();
  const { wiki, page } = garden;

  const byPath = await readSection(wiki, page, "Trees > Old *ones*");

  assert.match(byPath.text, /^### Old/);
  for (const query of ["Animals", "", "underlined", "trees-9"]) {
    await assert.rejects(readSection(wiki, page, query), {
      code: "not_found",
    });
  }
});

Deno.test("pageWithSection() puts in exactly what was typed: the heading may go, sink or change", async () => {
  await using garden = await gardenWithPage("# A\n\n## B\n\nb\n\n\n## C\nc\n");
  const { wiki, base } = garden;
  const typed = (text: string) =>
    pageWithSection(wiki, { path: "Page", base, section: "b", text });

  assert.equal(
    await typed("## B\r\n\r\nnew\r\n"),
    "# A\n\n## B\n\nnew\n\n\n## C\nc\n",
  );
  assert.equal(await typed("### B\n\nb"), "# A\n\n### B\n\nb\n\n\n## C\nc\n");
  assert.equal(await typed("just text"), "# A\n\njust text\n\n\n## C\nc\n");
  assert.equal(await typed(""), "# A\n\n\n\n\n## C\nc\n");
  assert.equal(
    await typed("## B\n\n## B2\n\ntwo"),
    "# A\n\n## B\n\n## B2\n\ntwo\n\n\n## C\nc\n",
  );
});

Deno.test("saveSection() merges with what others did to the rest of the page", async () => {
  await using garden = await gardenWithPage();
  const { world, wiki, base } = garden;
  await world.write("garden", "Page", PAGE.replace("A pond.", "A lake."));

  const saved = await saveSection(wiki, {
    ...{ path: "Page", base, section: "trees-2" },
    text: "## Bushes\n\nMany.\n",
    message: "Bushes",
  });

  assert.equal(saved.outcome, "merged");
  assert.equal(
    saved.text,
    PAGE.replace("A pond.", "A lake.")
      .replace("## Trees\n\nOthers.", "## Bushes\n\nMany."),
  );
});

Deno.test("saveSection() refuses where others changed that section, and where they deleted it", async () => {
  await using garden = await gardenWithPage();
  const { world, wiki, base } = garden;
  const edit = { path: "Page", base, section: "trees-2", text: "## Mine\n" };

  await world.write("garden", "Page", PAGE.replace("Others.", "Theirs."));
  await assert.rejects(saveSection(wiki, edit), { code: "conflict" });
  await world.write(
    "garden",
    "Page",
    PAGE.replace("## Trees\n\nOthers.\n\n", ""),
  );
  await assert.rejects(saveSection(wiki, edit), { code: "conflict" });
  await assert.rejects(saveSection(wiki, { ...edit, base: "0".repeat(40) }), {
    code: "not_found",
  });
});

Deno.test("sectionAnchor() follows a heading that was renamed", () => {
  assert.equal(sectionAnchor("trees-1", "## Trees\n\nx\n"), "trees-1");
  assert.equal(sectionAnchor("trees", "\n## Bushes\n"), "bushes");
  assert.equal(sectionAnchor("Trees > Old", "### Old\n"), "old");
  assert.equal(sectionAnchor("trees", "no heading\n"), "");
});
