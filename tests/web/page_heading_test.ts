import assert from "node:assert/strict";
import { webWorld } from "../support/web_world.ts";

const LONG = "\n## One\n\n## Two\n\n## Three\n";

Deno.test("GET /<page> has one h1: the text's own, with contents and properties below it", async () => {
  await using world = await webWorld();
  await world.write("Iran", `---\ncategory: state\n---\n# Iran\n${LONG}`);

  const html = await (await world.get("/Iran")).text();

  assert.equal(html.match(/<h1/g)?.length, 1);
  const order = ["<h1", 'class="toc"', 'class="properties"', "<h2"];
  const places = order.map((part) => html.indexOf(part));
  assert.ok(places.every((place) => place > 0), String(places));
  assert.deepEqual(places, [...places].sort((a, b) => a - b));
});

Deno.test("GET /<page> shows the name above a text that begins with its title one level lower", async () => {
  await using world = await webWorld();
  await world.write("Getting_Started", `## Welcome\n${LONG}`);

  const html = await (await world.get("/Getting_Started")).text();

  assert.match(html, /<h1>Getting Started<\/h1>/);
  assert.equal(html.match(/<h[12][^>]*>Welcome/g)?.length, 1);
});

Deno.test("GET /<page> shows the front matter's title above a text that begins otherwise", async () => {
  await using world = await webWorld();
  await world.write("Iran", "---\ntitle: Islamic Republic\n---\n## History\n");

  const html = await (await world.get("/Iran")).text();

  assert.match(html, /<h1>Islamic Republic<\/h1>/);
});

Deno.test("GET /<page> leaves a heading in the middle of the text where it is", async () => {
  await using world = await webWorld();
  await world.write("Iran", "Before.\n\n# Iran\n\nAfter.\n");

  const html = await (await world.get("/Iran")).text();

  assert.equal(html.match(/<h1/g)?.length, 1);
  assert.ok(html.indexOf("Before.") < html.indexOf("<h1"));
});
