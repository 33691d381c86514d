import assert from "node:assert/strict";
import { type WebWorld, webWorld } from "../support/web_world.ts";

/** A wiki that changed: the commits of both states. */
async function changed(world: WebWorld): Promise<{ old: string; now: string }> {
  await world.put({
    "Home.md":
      "# Home\n\n[[Old page]] [[Gone]] ![p](/Old_page/a.png) ![[Old page]]\n",
    "Old_page.md": "Text of then with [[Home]].\n",
    "Old_page/a.png": new Uint8Array([137, 80]),
    ".secret.md": "secret\n",
  });
  const old = await headOf(world);
  await world.put({
    "Home.md": "# Home\n\nnow\n",
    "Old_page.md": null,
    "Old_page/a.png": null,
    "Later.md": "later\n",
  });
  return { old, now: await headOf(world) };
}

async function headOf(world: WebWorld): Promise<string> {
  const html = await (await world.get("/-/changelog")).text();
  return /\/-\/commit\/([0-9a-f]{40})/.exec(html)![1]!;
}

Deno.test("the wiki of a date shows home, pages, index and files as they were, with links that stay there", async () => {
  await using world = await webWorld();
  const { old } = await changed(world);

  const home = await world.get(`/-/at/${old}/`);
  const html = await home.text();
  const page = await (await world.get(`/-/at/${old}/Old_page`)).text();
  const index = await (await world.get(`/-/at/${old}/?all`)).text();
  const folder = await (await world.get(`/-/at/${old}/Old_page?all`)).text();
  const file = await world.get(`/-/at/${old}/Old_page/a.png`);

  assert.match(html, /The wiki as of/);
  assert.match(html, /<meta name="robots" content="noindex/);
  assert.match(html, new RegExp(`href="/-/at/${old}/Old_page"`));
  assert.match(html, new RegExp(`src="/-/at/${old}/Old_page/a.png"`));
  assert.match(html, new RegExp(`href="/-/at/${old}/Gone" class="missing"`));
  assert.doesNotMatch(html, /\/-\/edit\/|\/-\/create|href="\/Old_page"/);
  assert.match(page, /Text of then/);
  assert.match(page, /Not there any more today/);
  assert.match(index, /The wiki had 2 pages/);
  assert.match(folder, /a\.png/);
  assert.equal(file.headers.get("content-type"), "image/png");
  assert.match(file.headers.get("content-security-policy")!, /sandbox/);
  assert.equal(file.headers.get("x-robots-tag"), "noindex");
  await file.body?.cancel();
});

Deno.test("one change earlier or later leads to the page where it is there too, else to the wiki of that time", async () => {
  await using world = await webWorld();
  const { old, now } = await changed(world);

  const then = await (await world.get(`/-/at/${old}/Old_page`)).text();
  const home = await (await world.get(`/-/at/${old}/Home`)).text();
  const later = await (await world.get(`/-/at/${now}/Later`)).text();

  assert.match(then, new RegExp(`href="/-/at/${now}/"[^>]*>One change later`));
  assert.match(home, new RegExp(`href="/-/at/${now}/Home"[^>]*>One change l`));
  assert.match(later, new RegExp(`href="/-/at/${old}/"[^>]*>One change ear`));
});

Deno.test("what was not there then is not found, nor what is never shown", async () => {
  await using world = await webWorld();
  const { old } = await changed(world);

  for (
    const path of [
      "Later",
      ".secret",
      ".secret.md",
      "..%2FHome",
      "~..%2F~..%2Fetc",
      "Old_page%2F..%2FHome",
      ".git%2Fconfig",
      "%00",
    ]
  ) {
    const answer = await world.get(`/-/at/${old}/${path}`);
    assert.equal(answer.status, 404, path);
    assert.doesNotMatch(await answer.text(), /secret\n|later\n/);
  }
});

Deno.test("a date leads to its commit; what is no date or revision is refused", async () => {
  await using world = await webWorld();
  const { old, now } = await changed(world);

  const found = await world.get("/-/at?date=2026-11-20&path=Later");
  const early = await world.get("/-/at?date=2001-01-01");
  const short = await world.get(`/-/at/${old.slice(0, 9)}/home`);
  const spelt = await world.get(`/-/at/${old}/old%20PAGE`);
  const form = await (await world.get("/-/at")).text();

  assert.equal(found.headers.get("location"), `/-/at/${now}/Later`);
  assert.equal(early.status, 404);
  assert.match(await early.text(), /did not exist yet/);
  assert.equal(short.headers.get("location"), `/-/at/${old}/home`);
  assert.equal(spelt.headers.get("location"), `/-/at/${old}/Old_page`);
  assert.match(form, /<input[^>]*type="date"/);
  for (
    const name of ["HEAD~1", "--output=x", "0".repeat(40), "main", "2001-01-01"]
  ) {
    const { status } = await world.get(`/-/at/${encodeURIComponent(name)}/`);
    assert.equal(status, 404, name);
  }
});

Deno.test("nobody sees the past of a wiki whose present is closed", async () => {
  await using world = await webWorld();
  await world.write("Page", "x\n", "cellar");
  await world.write("Page", "other\n");
  const old = await headOf(world);
  const { platform } = world.world.house;

  for (const path of ["/-/at", "/-/at?date=2026-11-20", `/-/at/${old}/`]) {
    const visitor = await world.get(path, { slug: "cellar", as: "visitor" });
    const stranger = await world.get(path, { slug: "cellar", as: "stranger" });
    assert.equal(visitor.status, 302, path);
    assert.match(visitor.headers.get("location")!, /\/auth\/login/);
    assert.equal(stranger.status, 403, path);
  }
  // A commit of another wiki is none here.
  const other = await world.get(`/-/at/${old}/Page`, { slug: "cellar" });
  assert.equal(other.status, 404);
  platform.wikis.change(world.world.garden.id, { suspended: "spam" });
  const { status } = await world.get(`/-/at/${old}/Page`);
  assert.equal(status, 503);
});
