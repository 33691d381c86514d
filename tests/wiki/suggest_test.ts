import assert from "node:assert/strict";
import { forReading } from "../../src/wiki/access.ts";
import { suggest, weigh } from "../../src/wiki/suggest.ts";
import { webWorld } from "../support/web_world.ts";

Deno.test("weigh prefers the whole name, then its beginning, then words, then letters in order", () => {
  const names = [
    "start",
    "start here",
    "a start",
    "restart",
    "t sands trees", // begins no word, holds no word, but not in order
    "getting started",
  ];

  const weights = names.map((name) => weigh("start", name));

  assert.deepEqual(weights, [1000, 900, 800, 700, 0, 800]);
  assert.equal(weigh("gtstd", "getting started"), 300);
  assert.equal(weigh("get sto", "getting old stories"), 800);
  assert.equal(weigh("abc", `a${" ".repeat(50)}bc`), 0);
});

Deno.test("suggest finds pages by title and path, and headings with their place", async () => {
  await using world = await webWorld();
  await world.put({
    "Getting_Started.md": "# Getting Started\n\n## First steps\n",
    "Städte/Łódź.md": "---\ntitle: Łódź in Poland\n---\n## The first stone\n",
    "Notes/Star.md": "# Something else\n",
  });
  const wiki = forReading(world.world.visit("garden", world.world.alice));
  const pathsFor = async (query: string) =>
    (await suggest(wiki, query)).pages.map(({ path }) => path);

  assert.deepEqual(await pathsFor("star"), ["Notes/Star", "Getting_Started"]);
  assert.deepEqual(await pathsFor("STADTE"), ["Städte/Łódź"]);
  assert.deepEqual(await pathsFor("poland"), ["Städte/Łódź"]);
  assert.deepEqual(await pathsFor("getting_st"), ["Getting_Started"]);
  assert.deepEqual(await pathsFor("gtngst"), ["Getting_Started"]);
  assert.deepEqual(await pathsFor("polnad"), ["Städte/Łódź"]);
  assert.deepEqual(await pathsFor("zzzzqqqq"), []);
  const { headings } = await suggest(wiki, "FIRST st");
  assert.deepEqual(
    headings.map(({ path, text, id }) => [path, text, id]),
    [
      ["Getting_Started", "First steps", "first-steps"],
      ["Städte/Łódź", "The first stone", "the-first-stone"],
    ],
  );
});

Deno.test("suggest offers what changed last where nothing is asked, and stays small", async () => {
  await using world = await webWorld();
  for (let i = 0; i < 25; i++) await world.write(`Page_${i}`, `# Page ${i}\n`);
  await world.put({ "Gone.md": "x\n" });
  const wiki = forReading(world.world.visit("garden", world.world.alice));

  const recent = await suggest(wiki, "  ");
  const many = await suggest(wiki, "page");

  assert.equal(recent.pages[0]?.path, "Gone");
  assert.equal(recent.pages[1]?.path, "Page_24");
  assert.equal(recent.pages.length, 20);
  assert.equal(many.pages.length, 20);
  assert.equal(many.pages[0]?.path, "Page_0");
  assert.deepEqual((await suggest(wiki, "x".repeat(100_000))).pages, []);
});

Deno.test("suggest finds the headings of one page for Page#heading", async () => {
  await using world = await webWorld();
  await world.put({
    "Actors/Iran.md": "# Iran\n\n## Numbers\n\n### More numbers\n\n## Ends\n",
    "Other.md": "# Numbers of another page\n",
  });
  const wiki = forReading(world.world.visit("garden", world.world.alice));
  const textsFor = async (query: string) =>
    (await suggest(wiki, query)).headings.map(({ text }) => text);

  assert.deepEqual(await textsFor("actors/iran#NUMB"), [
    "Numbers",
    "More numbers",
  ]);
  assert.deepEqual(await textsFor("Actors/Iran#"), [
    "Iran",
    "Numbers",
    "More numbers",
    "Ends",
  ]);
  assert.deepEqual((await suggest(wiki, "Actors/Iran#numb")).pages, []);
  assert.deepEqual(await textsFor("Nowhere#numb"), []);
});
