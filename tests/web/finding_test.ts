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

Deno.test("search takes filters, says them in words and lists pages for filters alone", async () => {
  await using world = await webWorld();
  await world.write("Garden/Roses", "---\ntags: [red]\n---\nWater them.\n");
  await world.write("Tulips", "Water them too.\n");

  const both = await (await world.get("/-/search?q=water")).text();
  const red = await (await world.get(
    `/-/search?q=${
      encodeURIComponent("tag:red in:garden by:alice changed:<7d")
    }`,
  )).text();
  const none = await (await world.get("/-/search?q=tag%3Ablue")).text();

  assert.match(both, /2 pages/);
  assert.match(
    red,
    /1 page with tag “red”, in folder “garden”, last changed by “alice”, last changed since 2026-11-13 12:00 UTC/,
  );
  assert.match(red, /class="hits"[^]*href="\/Garden\/Roses"/);
  assert.match(none, /No page with tag “blue”/);
  assert.doesNotMatch(none, /Create a page with this name/);
});

Deno.test("search finds a text as it is written and regular expressions, with lines and their numbers", async () => {
  await using world = await webWorld();
  await world.write("Roses", "# Roses\n\nROSE and rose <b>\n");

  const cased = await (await world.get(
    "/-/search?q=rose+%3Cb&is_casesensitive=y",
  )).text();
  const wild = await world.get("/-/search?q=r.se%5Cb&is_regexp=y");
  const html = await wild.text();
  const broken = await world.get("/-/search?q=(&is_regexp=y");
  const hidden = await world.get("/-/search?q=x&is_regexp=y", {
    ...{ slug: "cellar", as: "visitor" },
  });

  assert.match(cased, /<mark>rose &lt;b<\/mark>/);
  assert.match(html, /2 matches/);
  assert.match(html, /href="\/-\/source\/Roses#L3"/);
  assert.match(html, /name="is_regexp" value="y" checked/);
  assert.equal(wild.headers.get("etag"), null);
  assert.equal(broken.status, 400);
  assert.match(await broken.text(), /no regular expression/);
  assert.equal(hidden.status, 302);
});

Deno.test("a second exact search in a wiki is asked to wait", async () => {
  await using world = await webWorld();
  await world.write("Roses", "x\n");

  const answers = await Promise.all([
    world.get("/-/search?q=x&is_regexp=y"),
    world.get("/-/search?q=x&is_regexp=y"),
  ]);
  const busy = answers.find(({ status }) => status === 429);

  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 429]);
  assert.equal(busy?.headers.get("retry-after"), "5");
  for (const answer of answers) await answer.body?.cancel();
});

Deno.test("what search does not find can be created by those who may write", async () => {
  await using world = await webWorld();
  await world.write("Roses", "x\n");

  const alice = await (await world.get("/-/search?q=New+thing")).text();
  const visitor = await world.get("/-/search?q=New+thing", { as: "visitor" });
  const old = await world.get("/-/search/Roses%20red");

  assert.match(alice, /href="\/-\/create\?path=New\+thing"/);
  assert.doesNotMatch(await visitor.text(), /\/-\/create/);
  assert.equal(old.headers.get("location"), "/-/search?q=Roses+red");
});
