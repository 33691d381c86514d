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
  using borrowed = world.house.openWikis.borrow(
    world.house.platform.wikis.find("garden")!,
  );
  const person = { name: "P", email: "p@example.org" };
  const files = new Map(Array.from(
    { length: 1200 },
    (_, i) => [`Folder/Page_${i}.md`, new TextEncoder().encode(`${i}\n`)],
  ));
  files.set("Home.md", new TextEncoder().encode("home\n"));
  await borrowed.wiki.repo.turn(async (turn) => {
    const plan = { files, author: person, committer: person, message: "m" };
    await turn.publish(await turn.write({ ...plan, at: new Date() }));
  });
  await untilCaughtUp(borrowed.wiki, world.house.log);

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
