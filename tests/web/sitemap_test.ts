import assert from "node:assert/strict";
import { sitemapText } from "../../src/web/sitemap.ts";
import { createWorld } from "../support/world.ts";
import { childrenOf, parseXml, textOf } from "../support/xml.ts";

const URL = "https://garden.robot.test";

Deno.test("sitemapText() of a large wiki is an index of parts that name every page once", async () => {
  await using world = await createWorld();
  for (const path of ["A", "B", "C/D", "E", "Home"]) {
    await world.write("garden", path, "x\n");
  }
  const wiki = world.reading("garden", world.visitor);
  const locations = async (part?: string) => {
    const root = parseXml(await sitemapText(wiki, URL, { part, length: 2 }));
    return [
      root.name,
      ...root.children.map((entry) => textOf(entry, "loc")),
    ];
  };

  assert.deepEqual(await locations(), [
    "sitemapindex",
    ...[1, 2, 3].map((part) => `${URL}/sitemap.xml?part=${part}`),
  ]);
  assert.deepEqual(await locations("1"), ["urlset", `${URL}/A`, `${URL}/B`]);
  assert.deepEqual(await locations("2"), ["urlset", `${URL}/C/D`, `${URL}/E`]);
  assert.deepEqual(await locations("3"), ["urlset", `${URL}/`]);
  for (const part of ["0", "4", "-1", "1.5", "x", ""]) {
    await assert.rejects(locations(part), { code: "not_found" }, part);
  }
});

Deno.test("sitemapText() of an empty wiki is an empty list", async () => {
  await using world = await createWorld();
  const wiki = world.reading("garden", world.visitor);

  const root = parseXml(await sitemapText(wiki, URL));

  assert.equal(root.name, "urlset");
  assert.deepEqual(childrenOf(root, "url"), []);
});
