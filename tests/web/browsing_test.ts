import assert from "node:assert/strict";
import { untilCaughtUp } from "../../src/wiki/index_follower.ts";
import { starterPages } from "../../src/wiki/starter_pages.ts";
import { webWorld } from "../support/web_world.ts";

const TAGGED = (tags: string, category = "Plant") =>
  `---\ntags: ${tags}\ncategory: ${category}\n---\ntext\n`;

Deno.test("tags and categories list their labels with counts, and each its pages", async () => {
  await using world = await webWorld();
  await world.put({
    "Roses.md": TAGGED("[Red, thorny]"),
    "Beds/Tulips.md": `${TAGGED("[red, a/b, '<b>']")}\n# The tulip\n`,
  });

  const tags = await (await world.get("/-/tags")).text();
  const red = await (await world.get("/-/tag/Red")).text();
  const odd = await world.get("/-/tag/a/b");
  const categories = await (await world.get("/-/categories")).text();
  const plant = await (await world.get("/-/category/plant")).text();

  assert.match(tags, /4 in use/);
  assert.match(tags, /href="\/-\/tag\/red"[^>]*>red<\/a> <span[^>]*>2</);
  assert.match(tags, /href="\/-\/tag\/%3Cb%3E"[^>]*>&lt;b&gt;<\/a>/);
  assert.match(red, /2 pages/);
  assert.match(
    red,
    /href="\/Beds\/Tulips"[^>]*>The tulip<\/a> <span[^>]*>Beds\/Tulips</,
  );
  assert.equal(odd.status, 200);
  await odd.body?.cancel();
  assert.match(categories, /href="\/-\/category\/plant"/);
  assert.match(plant, /href="\/Roses"/);
});

Deno.test("an unknown tag is not found, an empty one leads to the list, a private wiki's are its own", async () => {
  await using world = await webWorld();
  await world.put({ "Secret.md": TAGGED("[plot]") }, "cellar");

  const unknown = await world.get("/-/tag/nothing");
  const empty = await world.get("/-/tag/");

  assert.equal(unknown.status, 404);
  assert.match(await unknown.text(), /No page/);
  assert.equal(empty.status, 301);
  assert.equal(empty.headers.get("location"), "/-/tags");
  for (const path of ["/-/tags", "/-/tag/plot", "/-/categories"]) {
    const answer = await world.get(path, { slug: "cellar", as: "stranger" });
    assert.equal(answer.status, 403, path);
    assert.doesNotMatch(await answer.text(), /Secret|Plant/);
  }
});

Deno.test("a page shows its category and tags, and who links to it in which words", async () => {
  await using world = await webWorld();
  await world.put({
    "Roses.md": TAGGED("[Red, '\"><img>']"),
    "Garden.md": "In the [[Roses|<b>bed</b> of roses]] there is *water*.\n",
  });

  const html = await (await world.get("/Roses")).text();
  const lone = await (await world.get("/Garden")).text();

  assert.match(
    html,
    /class="label-category" href="\/-\/category\/plant"[^>]*>Plant</,
  );
  assert.match(html, /class="label-tag" href="\/-\/tag\/red"[^>]*>Red</);
  assert.doesNotMatch(html, /<img>/);
  assert.match(
    html,
    /<h2 id="linked-from"[^>]*>Linked from<\/h2>.*href="\/Garden".*In the <mark>bed of roses<\/mark> there is water\./,
  );
  assert.doesNotMatch(lone, /Linked from/);
});

Deno.test("a page with many backlinks shows twenty, its links page all in parts", async () => {
  await using world = await webWorld();
  const sources = Array.from({ length: 130 }, (_, i) => [
    `Source_${1000 + i}.md`,
    "See the [[Hub]].\n",
  ]);
  await world.put({ ...Object.fromEntries(sources), "Hub.md": "x\n" });
  const { wiki, house } = world.world.visit("garden", world.world.alice);
  await untilCaughtUp(wiki, house.log);
  while (wiki.index.waitingTexts.count() > 0) {
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  const countIn = (html: string) => html.match(/See the <mark>/g)?.length;

  const page = await (await world.get("/Hub")).text();
  const first = await (await world.get("/-/links/Hub")).text();
  const second = await (await world.get("/-/links/Hub?offset=100")).text();

  assert.equal(countIn(page), 20);
  assert.match(page, /href="\/-\/links\/Hub">110 more</);
  assert.equal(countIn(first), 100);
  assert.match(first, /130 pages/);
  assert.match(first, /href="\/-\/links\/Hub\?offset=100"/);
  assert.equal(countIn(second), 30);
  await world.write("Source_1000", "No link any more.\n");
  assert.match(await (await world.get("/Hub")).text(), />109 more</);
});

Deno.test("the index shows folders without a page, letters, and headings where they are wanted", async () => {
  await using world = await webWorld();
  await world.put({
    "Ärger.md": "x\n",
    "apple.md": "# Apple\n\n## Seeds & <b>\n",
    "Zoo/Lion.md": "x\n",
    "42.md": "x\n",
  });

  const plain = await (await world.get("/-/index")).text();
  const headings = await (await world.get("/-/index?headings=1")).text();
  const folder = await (await world.get("/Zoo")).text();

  const names = [...plain.matchAll(/dir="auto">([^<]*)<\/a>/g)]
    .map(([, name]) => name);
  assert.deepEqual(names, ["42", "apple", "Ärger", "Zoo/", "Zoo/Lion"]);
  assert.match(plain, /4 pages/);
  assert.match(plain, /href="\/-\/index#letter-A">A</);
  assert.doesNotMatch(plain, /Seeds/);
  assert.match(
    headings,
    /href="\/apple#seeds--b"[^>]*>|href="\/apple#seeds[^"]*"/,
  );
  assert.match(headings, /Seeds &amp;/);
  assert.match(folder, /1 page in this folder/);
});

Deno.test("crumbs name folders that are pages by their titles", async () => {
  await using world = await webWorld();
  await world.put({
    "People.md": "# All the people\n",
    "People/Poets/Rumi.md": "x\n",
  });

  const html = await (await world.get("/People/Poets/Rumi")).text();

  assert.match(html, /<a href="\/People">All the people<\/a>/);
  assert.match(html, /<a href="\/People\/Poets">Poets<\/a>/);
});

Deno.test("only those who may write see pencils, and only on the page as it is now", async () => {
  await using world = await webWorld();
  const revision = await world.write("Roses", "# Roses\n\n## Care\n");
  const canWrite = async (path: string, as: "stranger" | "visitor") =>
    /<body class="can-write"/.test(
      await (await world.get(path, { as })).text(),
    );

  assert.equal(await canWrite("/Roses", "stranger"), true);
  assert.equal(await canWrite("/Roses", "visitor"), false);
  assert.equal(
    await canWrite(`/-/view/Roses?revision=${revision}`, "stranger"),
    false,
  );
  assert.equal(await canWrite("/-/source/Roses", "stranger"), false);
});

Deno.test("help lists keys and shows what it teaches, also without scripts", async () => {
  await using world = await webWorld();

  const html = await (await world.get("/-/help", { as: "visitor" })).text();

  assert.match(html, /<kbd>\/<\/kbd>/);
  assert.match(html, /<strong>strong<\/strong>/);
});

Deno.test("old addresses of places lead to those of today; an address of nothing says so", async () => {
  await using world = await webWorld();
  await world.write("Roses", "# Roses\n");

  for (
    const [old, today] of [
      ["/-/about", "/-/help"],
      ["/-/syntax", "/-/help#writing"],
      ["/-/help/syntax", "/-/help#writing"],
      ["/-/help/plugins", "/-/help"],
      ["/-/changelog/be6dea4", "/-/changelog"],
      ["/-/admin/sidebar_preferences", "/-/admin"],
      ["/-/register", "/-/login"],
      ["/Roses/rename", "/-/rename/Roses"],
    ] as const
  ) {
    const answer = await world.get(old);
    assert.equal(answer.status, 301, old);
    assert.equal(answer.headers.get("Location"), today);
  }
  const nothing = await world.get("/-/nowhere/Roses");
  assert.equal(nothing.status, 404);
  assert.match(await nothing.text(), /Cannot find anything at this address/);
});

Deno.test("recent changes lead to pages where they still are, else to their history", async () => {
  await using world = await webWorld();
  await world.put({ "Roses.md": "# Roses\n", "Weeds.md": "# Weeds\n" });
  await world.put({ "Weeds.md": null });

  const html = await (await world.get("/-/changelog")).text();

  assert.match(html, /href="\/Roses"/);
  assert.match(html, /href="\/-\/history\/Weeds"/);
  assert.doesNotMatch(html, /href="\/Weeds"/);
  const [deletion] = /\/-\/commit\/[0-9a-f]{40}/.exec(html)!;
  const commit = await (await world.get(deletion)).text();
  assert.match(commit, /href="\/-\/history\/Weeds"[^>]*>Weeds/);
  assert.doesNotMatch(commit, /href="\/Weeds"/);
});

Deno.test("the places that the pages of a new wiki name are there", async () => {
  await using world = await webWorld();
  const texts = [
    ...starterPages(
      { origin: "https://robot.test" },
      { slug: "garden", name: "Garden", description: "" },
    ).values(),
  ].map((bytes) => new TextDecoder().decode(bytes));

  const places = texts.flatMap((text) => [
    ...text.matchAll(/\]\((\/-\/[^)]+)\)/g),
  ]).map(([, place]) => place!);

  assert.ok(places.length >= 5, places.join());
  for (const place of places) {
    const answer = await world.get(place, { as: "alice" });
    assert.equal(answer.status, 200, place);
    await answer.body?.cancel();
  }
});
