import assert from "node:assert/strict";
import { webWorld } from "../support/web_world.ts";

Deno.test("GET /-/lint shows what wants attention, with the way to mend it", async () => {
  await using world = await webWorld();
  await world.write("Home", "# Home\n\n[[Missing page]] [[#gone]]\n");
  await world.write("Empty", "# Empty\n");

  const html = await (await world.get("/-/lint")).text();
  const readers = await (await world.get("/-/lint", { as: "visitor" })).text();

  assert.match(html, /Most wanted pages/);
  assert.match(html, /href="\/-\/create\?path=Missing_page"/);
  assert.match(html, /href="\/-\/edit\/Home"/);
  assert.match(html, /<input type="checkbox" name="page" value="Empty"\/?>/);
  assert.match(html, /<code>#gone<\/code>/);
  assert.doesNotMatch(readers, /-\/edit\/Home|type="checkbox"/);
  assert.match(readers, /Missing page/);
});

Deno.test("GET /-/lint?kind= shows one kind, page by page", async () => {
  await using world = await webWorld();
  const links = Array.from({ length: 100 }, (_, i) => `[[M${1000 + i}]]`);
  await world.write("Home", `${links.join(" ")}\n`);

  const first = await (await world.get("/-/lint?kind=broken_links")).text();
  const next = /href="([^"]*offset=80)"/.exec(first)![1]!.replace("&amp;", "&");
  const second = await (await world.get(next)).text();
  const unknown = await world.get("/-/lint?kind=constructor");

  assert.match(first, /M1000/);
  assert.doesNotMatch(first, /M1080/);
  assert.match(second, /M1080/);
  assert.doesNotMatch(second, /M1000/);
  assert.equal(unknown.status, 404);
});

Deno.test("GET /-/housekeeping, the old address, leads to lint", async () => {
  await using world = await webWorld();

  const { status, headers } = await world.get("/-/housekeeping");

  assert.deepEqual([status, headers.get("location")], [301, "/-/lint"]);
});

Deno.test("lint of a private wiki is for its members", async () => {
  await using world = await webWorld();
  await world.write("Home", "[[Secret plan]]\n", "cellar");

  for (const as of ["visitor", "stranger"] as const) {
    const answer = await world.get("/-/lint", { as, slug: "cellar" });
    assert.equal(answer.status, as === "visitor" ? 302 : 403);
    assert.ok(!(await answer.text()).includes("Secret"));
  }
});

Deno.test("POST /-/lint/delete-empty deletes the chosen pages in one commit", async () => {
  await using world = await webWorld();
  await world.write("One", "# One\n");
  await world.write("Two", "\n");
  const kept = await world.write("Three", "text\n");

  const answer = await world.post("/-/lint/delete-empty", { page: "One" });
  const { index } = world.world.reading("garden", world.world.alice);

  assert.equal(answer.status, 303);
  assert.equal(index.pages.find("One"), undefined);
  assert.ok(index.pages.find("Two") !== undefined);
  assert.equal(index.pages.find("Three")!.revision, kept);
});

Deno.test("POST /-/lint/delete-empty deletes nothing where a page is not empty, or none is chosen", async () => {
  await using world = await webWorld();
  await world.write("Full", "text\n");

  const full = await world.post("/-/lint/delete-empty", { page: "Full" });
  const missing = await world.post("/-/lint/delete-empty", { page: "Nope" });
  const none = await world.post("/-/lint/delete-empty", {});

  assert.deepEqual([full.status, missing.status, none.status], [409, 409, 400]);
  assert.match(await full.text(), /is not empty any more/);
  const { index } = world.world.reading("garden", world.world.alice);
  assert.ok(index.pages.find("Full") !== undefined);
});

Deno.test("POST /-/lint/delete-empty needs the right to write, and this very host", async () => {
  await using world = await webWorld();
  await world.write("Empty", "# x\n", "cellar");
  const form = { page: "Empty" };

  const statuses = [];
  for (const as of ["carol", "stranger", "visitor"] as const) {
    const answer = await world.post("/-/lint/delete-empty", form, {
      ...{ as, slug: "cellar" },
    });
    statuses.push(answer.status);
  }
  const sibling = await world.post("/-/lint/delete-empty", form, {
    slug: "cellar",
    headers: { origin: "https://garden.robot.test" },
  });

  assert.deepEqual([...statuses, sibling.status], [403, 403, 401, 403]);
  const { index } = world.world.reading("cellar", world.world.alice);
  assert.ok(index.pages.find("Empty") !== undefined);
});
