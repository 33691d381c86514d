import assert from "node:assert/strict";
import { RenderPool } from "../../src/markdown/render_pool.ts";
import { forManaging } from "../../src/wiki/access.ts";
import { PageBodies } from "../../src/wiki/page_bodies.ts";
import { commitChange } from "../../src/wiki/commit.ts";
import { deletePage } from "../../src/wiki/deletion.ts";
import { readPage } from "../../src/wiki/pages.ts";
import { createWorld, type World } from "../support/world.ts";

const LINKS: readonly [string, string][] = [
  // what is written on page Trees/Oak, the attributes that it gets
  ["[[Elm]]", 'href="/Elm"'],
  ["[[elm]]", 'href="/Elm"'],
  ["[[Great Ash]]", 'href="/Great_Ash"'],
  ["[[Elm|shown]]", 'href="/Elm"'],
  ["[[Elm#Old Bark]]", 'href="/Elm#old-bark"'],
  ["[[Home]]", 'href="/"'],
  [
    "[[Nowhere & else]]",
    'href="/-/create?path=Nowhere+%26+else" class="missing"',
  ],
  ["[x](/Elm)", 'href="/Elm"'],
  ["[x](/Elm#a%20b)", 'href="/Elm#a%20b"'],
  ["[x](/Elm?revision=1234567)", 'href="/Elm?revision=1234567"'],
  ["[x](../Elm.md)", 'href="/Elm"'],
  ["[x](./leaf.txt)", 'href="/Trees/Oak/leaf.txt"'],
  ["[x](/Trees)", 'href="/Trees"'],
  ["[x](/-/about)", 'href="/-/about"'],
  // addresses of the service before this one
  ["[x](/Trees/Oak/a/leaf.txt)", 'href="/Trees/Oak/leaf.txt"'],
  ["![x](/Trees/Oak/t/leaf.txt/400)", 'src="/Trees/Oak/leaf.txt?size=400"'],
  ["[x](/Elm/source)", 'href="/-/source/Elm"'],
  ["[x](/Elm/view/1234567?a=b)", 'href="/-/view/Elm?revision=1234567&amp;a=b"'],
  [
    "[[Elm/source]]",
    'href="/-/create?path=Elm%2Fsource" class="missing"',
  ],
  ["![x](./leaf.txt)", 'src="/Trees/Oak/leaf.txt"'],
  ["![x](./gone.png)", 'src="/Trees/Oak/gone.png" class="missing"'],
];

Deno.test("PageBodies.bodyOf() fills the holes with addresses of pages and files", async () => {
  await using world = await populated();

  for (const [written, attributes] of LINKS) {
    await world.write("garden", "Trees/Oak", `${written}\n`);
    const { html } = await bodyOf(world, "Trees/Oak");
    assert.ok(html.includes(attributes), `${written}: ${html}`);
  }
});

Deno.test("PageBodies.bodyOf() shows a link as missing from the moment its page is gone", async () => {
  await using world = await populated();
  await world.write("garden", "Trees/Oak", "[[Elm]]\n");

  const before = await bodyOf(world, "Trees/Oak");
  await deletePage(world.writing("garden", world.alice), { path: "Elm" });
  const after = await bodyOf(world, "Trees/Oak");
  await world.write("garden", "ELM", "back\n");
  const again = await bodyOf(world, "Trees/Oak");

  assert.doesNotMatch(before.html, /missing/);
  assert.match(after.html, /href="\/-\/create\?path=Elm" class="missing"/);
  assert.match(again.html, /href="\/ELM"/);
});

Deno.test("PageBodies.bodyOf() reads links in the order that the wiki prefers", async () => {
  await using world = await populated();
  await world.write("garden", "Trees/Oak", "[[Elm|Home]]\n");
  const { wiki } = world.visit("garden", world.alice);

  const first = await bodyOf(world, "Trees/Oak");
  wiki.records.preferences.set("WIKILINK_STYLE", "text_first");
  const second = await bodyOf(world, "Trees/Oak");
  wiki.records.preferences.set("HOME_PAGE", "Elm");
  const third = await bodyOf(world, "Trees/Oak");

  assert.match(first.html, /href="\/Elm">Home</);
  assert.match(second.html, /href="\/">Elm</);
  assert.match(third.html, /href="\/Home">Elm</);
});

Deno.test("PageBodies shares one wiki's rendering with another, and never its links", async () => {
  await using world = await populated();
  await world.write("garden", "Trees/Oak", "[[Elm]]\n");
  await world.write("cellar", "Trees/Oak", "[[Elm]]\n");

  const garden = await bodyOf(world, "Trees/Oak");
  const wiki = world.reading("cellar", world.alice);
  const cellar = await world.house.bodies.bodyOf(
    wiki,
    readPage(wiki, "Trees/Oak"),
  );

  assert.match(garden.html, /href="\/Elm"/);
  assert.match(cellar.html, /class="missing"/);
});

Deno.test("PageBodies.bodyOf() renders one text once, however many readers come at once", async () => {
  await using world = await populated();
  await world.write("garden", "Trees/Oak", "word ".repeat(2000));
  let renders = 0;
  class CountingPool extends RenderPool {
    override render(...args: Parameters<RenderPool["render"]>) {
      renders += 1;
      return super.render(...args);
    }
  }
  const bodies = new PageBodies(
    new CountingPool(world.house.threads, { workers: 1 }),
  );
  const wiki = world.reading("garden", world.visitor);
  const page = readPage(wiki, "Trees/Oak");

  const [first, second] = await Promise.all([
    bodies.bodyOf(wiki, page),
    bodies.bodyOf(wiki, page),
  ]);
  await bodies.bodyOf(wiki, page);
  bodies.close();

  assert.equal(renders, 1);
  assert.deepEqual(first, second);
});

Deno.test("PageBodies.bodyOf() remembers that a text took too long, and that a closed pool is no answer", async () => {
  await using world = await populated();
  const bomb = "~~a~ ".repeat(20_000);
  await world.write("garden", "Trees/Oak", bomb);
  let timeouts = 0;
  const bodies = new PageBodies(
    new RenderPool(world.house.threads, {
      workers: 1,
      deadlineMs: 300,
      onTimeout: () => timeouts += 1,
    }),
  );
  const wiki = world.reading("garden", world.visitor);
  const page = readPage(wiki, "Trees/Oak");

  const first = await bodies.bodyOf(wiki, page);
  const second = await bodies.bodyOf(wiki, page);
  bodies.close();

  assert.equal(timeouts, 1);
  assert.ok(first.shownAsText);
  assert.deepEqual(first, second);
  await assert.rejects(
    bodies.preview(wiki, { path: "Trees/Oak", text: "new" }),
    { code: "unavailable" },
  );
});

Deno.test("PageBodies.bodyOf() of a file that is not UTF-8 is empty and says so", async () => {
  await using world = await populated();

  const body = await bodyOf(world, "Latin");

  assert.deepEqual(body, {
    html: "",
    headings: [],
    frontMatter: null,
    shownAsText: "This file is not UTF-8 text",
    usesScript: false,
  });
});

Deno.test("PageBodies.preview() fills holes of a text that is not stored", async () => {
  await using world = await populated();
  const wiki = world.reading("garden", world.visitor);

  const body = await world.house.bodies.preview(wiki, {
    path: "Trees/Oak",
    text: "---\ntag: a\n---\n# Bark\n\n[[Elm]] [[Gone]] ![](./leaf.txt)\n",
  });

  assert.match(body.html, /href="\/Elm"/);
  assert.match(body.html, /class="missing"/);
  assert.match(body.html, /src="\/Trees\/Oak\/leaf\.txt"/);
  assert.deepEqual(body.frontMatter, { tag: "a" });
  assert.deepEqual(body.headings.map(({ text }) => text), ["Bark"]);
});

async function populated(): Promise<World> {
  const world = await createWorld();
  const encoder = new TextEncoder();
  const files = new Map([
    ["Home.md", encoder.encode("home\n")],
    ["Elm.md", encoder.encode("# Old Bark\n")],
    ["Great_Ash.md", encoder.encode("ash\n")],
    ["Latin.md", new Uint8Array([0xfc, 0x0a])],
    ["Trees/Oak/leaf.txt", encoder.encode("leaf")],
  ]);
  const wiki = forManaging(world.visit("garden", world.alice));
  await commitChange(wiki, () => ({ files, deed: "Plant" }));
  return world;
}

async function bodyOf(world: World, path: string) {
  const wiki = world.reading("garden", world.visitor);
  return await world.house.bodies.bodyOf(wiki, readPage(wiki, path));
}
