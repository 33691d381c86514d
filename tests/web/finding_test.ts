import assert from "node:assert/strict";
import { untilCaughtUp } from "../../src/wiki/index_follower.ts";
import { webWorld } from "../support/web_world.ts";

Deno.test("search shows hits with the words marked", async () => {
  await using world = await webWorld();
  await world.write("Roses", "# Roses\n\nThey need much water in summer.\n");

  const html = await (await world.get("/-/search?q=water")).text();
  const empty = await world.get("/-/search");
  const none = await (await world.get("/-/search?q=xyzzyqqq")).text();

  assert.match(html, /<mark>water<\/mark>/);
  assert.match(html, /href="\/Roses"/);
  assert.match(html, /name="q" value="water"/);
  assert.equal(empty.status, 200);
  assert.match(none, /No page/);
});

Deno.test("search takes any query", async () => {
  await using world = await webWorld();
  await world.write("Roses", "Red.\n");

  for (
    const query of [
      '"',
      "*",
      "AND",
      "a OR",
      "NEAR(",
      "col:x",
      "'; DROP TABLE pages; --",
      "\u0000",
      "(((",
      "日本",
      "-",
      "x".repeat(5000),
    ]
  ) {
    const answer = await world.get(`/-/search?q=${encodeURIComponent(query)}`);
    assert.ok([200, 400].includes(answer.status), query.slice(0, 40));
    await answer.body?.cancel();
  }
});

Deno.test("links lists the pages that link to a page, and its missing ones", async () => {
  await using world = await webWorld();
  await world.write("Roses", "See [[Tulips]] and [[Nowhere]].\n");
  await world.write("Tulips", "x\n");

  const roses = await (await world.get("/-/links/Roses")).text();
  const tulips = await (await world.get("/-/links/Tulips")).text();

  assert.match(roses, /href="\/Tulips"/);
  assert.match(roses, /class="missing" href="\/-\/create\?path=Nowhere"/);
  assert.match(tulips, /href="\/Roses"/);
});

Deno.test("the index goes on beyond a thousand pages, the sidebar stays small", async () => {
  await using world = await webWorld();
  const names = Array.from({ length: 1200 }, (_, i) => `Folder/Page_${i}.md`);
  const files = Object.fromEntries(names.map((name) => [name, "text\n"]));
  await world.put({ ...files, "Home.md": "home\n" });
  const { wiki, house } = world.world.visit("garden", world.world.alice);
  await untilCaughtUp(wiki, house.log);

  const index = await (await world.get("/-/index")).text();
  const rest = await (await world.get("/-/index?offset=1000")).text();
  const page = await (await world.get("/Folder/Page_600")).text();
  const home = await (await world.get("/")).text();

  assert.match(index, /1201 pages/);
  assert.match(index, /\/-\/index\?offset=1000/);
  assert.match(rest, /Page/);
  assert.match(page, /href="\/Folder\/Page_600" aria-current="page"/);
  assert.ok(page.length < 40_000, `${page.length}`);
  assert.ok(home.length < 20_000, `${home.length}`);
});
