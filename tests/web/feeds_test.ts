import assert from "node:assert/strict";
import { webWorld } from "../support/web_world.ts";
import { childrenOf, parseXml, textOf } from "../support/xml.ts";

const EVIL = "]]><script>alert(1)</script> & \"q\" 'a' \u0001\u0008 \ufffe";

Deno.test("GET /-/changelog.atom is a valid Atom feed", async () => {
  await using world = await webWorld();
  const first = await world.write("Actors/Iran", "one\n");
  world.world.wait(60);
  const second = await world.write("Actors/Iran", "two\n");

  const answer = await world.get("/-/changelog.atom", { as: "visitor" });
  const feed = parseXml(await answer.text());
  const entries = childrenOf(feed, "entry");

  assert.equal(answer.status, 200);
  assert.equal(
    answer.headers.get("content-type"),
    "application/atom+xml; charset=utf-8",
  );
  assert.equal(feed.attributes.xmlns, "http://www.w3.org/2005/Atom");
  assert.equal(textOf(feed, "title"), "The Garden: recent changes");
  assert.equal(textOf(feed, "updated"), "2026-11-20T12:01:00.000Z");
  const links = childrenOf(feed, "link").map(({ attributes }) =>
    `${attributes.rel} ${attributes.href}`
  );
  assert.deepEqual(links, [
    "self https://garden.robot.test/-/changelog.atom",
    "alternate https://garden.robot.test/-/changelog",
  ]);
  assert.deepEqual(
    entries.map((entry) => childrenOf(entry, "link")[0]!.attributes.href),
    [second, first].map((oid) => `https://garden.robot.test/-/commit/${oid}`),
  );
  for (const entry of [feed, ...entries]) {
    assert.match(textOf(entry, "id"), /^tag:robot\.test,2026-11-20:\w+:\w+$/);
    assert.match(textOf(entry, "updated"), /^2026-11-20T12:0\d:00\.000Z$/);
  }
  const [newest] = entries;
  assert.equal(
    textOf(childrenOf(newest!, "author")[0]!, "name"),
    "@alice.example",
  );
  assert.match(
    textOf(newest!, "content"),
    /<a href="https:\/\/garden\.robot\.test\/Actors\/Iran">Actors\/Iran<\/a>/,
  );
});

Deno.test("GET /-/changelog.rss is a valid RSS feed", async () => {
  await using world = await webWorld();
  const revision = await world.write("Iran", "one\n");

  const answer = await world.get("/-/changelog.rss", { as: "visitor" });
  const rss = parseXml(await answer.text());
  const [channel] = childrenOf(rss, "channel");
  const [item] = childrenOf(channel!, "item");

  assert.match(answer.headers.get("content-type")!, /^application\/rss\+xml/);
  assert.equal(rss.attributes.version, "2.0");
  assert.equal(
    textOf(channel!, "link"),
    "https://garden.robot.test/-/changelog",
  );
  assert.notEqual(textOf(channel!, "description"), "");
  assert.equal(textOf(item!, "pubDate"), "Fri, 20 Nov 2026 12:00:00 GMT");
  assert.match(textOf(item!, "guid"), new RegExp(`:${revision}$`));
  assert.equal(
    textOf(item!, "link"),
    `https://garden.robot.test/-/commit/${revision}`,
  );
});

Deno.test("GET /-/changelog.json is a JSON Feed", async () => {
  await using world = await webWorld();
  const revision = await world.write("Iran", "one\n");

  const answer = await world.get("/-/changelog.json", { as: "visitor" });
  const feed = await answer.json();

  assert.match(answer.headers.get("content-type")!, /^application\/feed\+json/);
  assert.equal(feed.version, "https://jsonfeed.org/version/1.1");
  assert.equal(feed.items.length, 1);
  const [item] = feed.items;
  assert.match(item.id, new RegExp(`:${revision}$`));
  assert.deepEqual(item.authors, [{ name: "@alice.example" }]);
  assert.equal(item.date_published, "2026-11-20T12:00:00.000Z");
});

Deno.test("feeds go on with the cursor of lists, and every change comes once", async () => {
  await using world = await webWorld();
  for (let i = 0; i < 53; i++) await world.write(`P${i}`, "x\n");

  const first = await (await world.get("/-/changelog.json")).json();
  const next = new URL(first.next_url);
  const second = await (await world.get(next.pathname + next.search)).json();
  const atom = parseXml(await (await world.get("/-/changelog.atom")).text());
  const unknown = await world.get("/-/changelog.atom?before=abcdef0123");

  const ids = [...first.items, ...second.items].map(({ id }) => id);
  assert.equal(first.items.length, 50);
  assert.equal(new Set(ids).size, 53);
  assert.equal(second.next_url, undefined);
  const rel = childrenOf(atom, "link").map(({ attributes }) => attributes.rel);
  assert.deepEqual(rel, ["self", "alternate", "next"]);
  assert.equal(unknown.status, 404);
});

Deno.test("a page has feeds of its own, in any spelling of its name", async () => {
  await using world = await webWorld();
  await world.write("Two Words", "x\n");
  await world.write("Other", "y\n");

  for (const form of ["atom", "rss", "json"]) {
    const text = await (await world.get(`/-/history.${form}/two_words`)).text();
    assert.match(text, /Two Words: changes in The Garden/);
    assert.match(text, /Two_Words/);
    assert.doesNotMatch(text, /Other/);
    const missing = await world.get(`/-/history.${form}/Nowhere`);
    assert.equal(missing.status, 404);
    await missing.body?.cancel();
  }
});

Deno.test("what people wrote is text in every feed", async () => {
  await using world = await webWorld();
  await world.world.house.platform.wikis.change(world.world.garden.id, {
    name: EVIL,
    description: EVIL,
  });
  await world.put({ "a&b'\"<i>x.md": "text\n" });
  await world.post("/-/edit/Page", {
    ...{ text: "x", base: "", message: EVIL, path: "Page" },
  });

  for (const form of ["atom", "rss"]) {
    const text = await (await world.get(`/-/changelog.${form}`)).text();
    parseXml(text);
    assert.ok(!text.includes("<script"), form);
    assert.ok(!text.includes("<i>"), form);
  }
  const json = await (await world.get("/-/changelog.json")).json();
  for (const { content_html } of json.items) {
    assert.doesNotMatch(content_html, /<script|<i>/);
  }
  assert.doesNotMatch(JSON.stringify(json), /@robot\.test|anonymous@/);
});

Deno.test("old addresses of feeds lead to the new ones", async () => {
  await using world = await webWorld();

  for (const form of ["atom", "rss"]) {
    const { status, headers } = await world.get(`/-/changelog/feed.${form}`);
    assert.deepEqual(
      [status, headers.get("location")],
      [301, `/-/changelog.${form}`],
    );
  }
});

Deno.test("a feed that did not change is not sent again", async () => {
  await using world = await webWorld();
  await world.write("Page", "x\n");
  const from = { as: "visitor" } as const;

  for (const form of ["atom", "rss", "json"]) {
    const path = `/-/changelog.${form}`;
    const etag = (await world.get(path, from)).headers.get("etag")!;
    const again = await world.get(path, {
      ...from,
      headers: { "if-none-match": etag },
    });
    assert.equal(again.status, 304, form);
  }
});

Deno.test("the feeds of an empty wiki are valid too", async () => {
  await using world = await webWorld();

  const atom = parseXml(await (await world.get("/-/changelog.atom")).text());
  const rss = parseXml(await (await world.get("/-/changelog.rss")).text());

  assert.match(textOf(atom, "updated"), /^2026-11-20T/);
  assert.deepEqual(childrenOf(atom, "entry"), []);
  assert.equal(rss.name, "rss");
});
