import assert from "node:assert/strict";
import { readPictureHeader } from "../../src/images/picture_header.ts";
import { claimedPng, picture } from "../support/pictures.ts";
import { type WebWorld, webWorld } from "../support/web_world.ts";

Deno.test("GET of a picture with one of the four forms sends a smaller one, sandboxed like the file", async () => {
  await using world = await webWorld();
  await world.put({ "Oak/leaf.png": await picture("png", 300, 200) });
  const table: [query: string, size: string][] = [
    ["?thumbnail", "80x53"],
    ["?thumbnail=40", "40x27"],
    ["?size=150", "150x100"],
    ["?width=100", "100x67"],
    ["?height=100", "150x100"],
    ["?width=50&height=100", "50x100"],
    ["", "300x200"],
    ["?size=1000", "300x200"],
    ["?size=nonsense", "300x200"],
  ];

  for (const [query, size] of table) {
    const answer = await world.get(`/Oak/leaf.png${query}`, { as: "visitor" });
    assert.equal(answer.status, 200, query);
    assert.equal(answer.headers.get("content-type"), "image/png");
    assert.equal(answer.headers.get("content-security-policy"), "sandbox");
    assert.match(answer.headers.get("content-disposition")!, /^inline/);
    const bytes = new Uint8Array(await answer.arrayBuffer());
    const { width, height } = readPictureHeader(bytes)!;
    assert.equal(`${width}x${height}`, size, query);
  }
});

Deno.test("a smaller picture is made once, and kept in a folder that may be deleted", async () => {
  await using world = await webWorld();
  await world.put({ "Oak/leaf.jpg": await picture("jpeg", 300, 200) });
  const folder = `${world.world.dir}/wikis/garden/thumbnails`;
  const ask = (headers: Record<string, string> = {}) =>
    world.get("/Oak/leaf.jpg?thumbnail", { headers });

  const [first, second] = await Promise.all([ask(), ask()]);
  const bytes = new Uint8Array(await first.arrayBuffer());
  const tag = first.headers.get("etag")!;
  const [kept] = [...Deno.readDirSync(folder)];
  const again = await ask();

  assert.match(kept!.name, /^[0-9a-f]{40}-b80\.jpeg$/);
  assert.deepEqual(new Uint8Array(await second.arrayBuffer()), bytes);
  assert.deepEqual(new Uint8Array(await again.arrayBuffer()), bytes);
  assert.equal((await ask({ "if-none-match": tag })).status, 304);
  await Deno.writeFile(`${folder}/${kept!.name}`, new Uint8Array());
  assert.deepEqual(new Uint8Array(await (await ask()).arrayBuffer()), bytes);
  await Deno.remove(folder, { recursive: true });
  assert.deepEqual(new Uint8Array(await (await ask()).arrayBuffer()), bytes);
  assert.equal([...Deno.readDirSync(folder)].length, 1);
});

Deno.test("a smaller picture of a revision is for good, and one of now follows the file", async () => {
  await using world = await webWorld();
  await world.put({ "Oak/leaf.png": await picture("png", 300, 200) });
  const old = headOf(world);
  await world.put({ "Oak/leaf.png": await picture("png", 200, 300) });

  const then = await world.get(`/-/file/Oak/leaf.png?size=30&revision=${old}`);
  const now = await world.get("/Oak/leaf.png?size=30");

  assert.match(then.headers.get("cache-control")!, /immutable/);
  assert.equal(now.headers.get("cache-control"), "private, no-cache");
  assert.deepEqual(await sizeOf(then), [30, 20]);
  assert.deepEqual(await sizeOf(now), [20, 30]);
});

Deno.test("GIF and SVG are their own small pictures, other files have none", async () => {
  await using world = await webWorld();
  await world.put({ "a.gif": "GIF89a", "a.svg": "<svg/>", "a.txt": "text" });

  const moving = await world.get("/a.gif?thumbnail");
  const drawing = await world.get("/a.svg?thumbnail", {
    headers: { "sec-fetch-dest": "image" },
  });

  assert.equal(await moving.text(), "GIF89a");
  assert.equal(drawing.headers.get("content-type"), "image/svg+xml");
  assert.equal(
    (await world.get("/a.svg?thumbnail")).headers.get("content-type"),
    "application/octet-stream",
  );
  assert.equal((await world.get("/a.txt?thumbnail")).status, 404);
  assert.equal((await world.get("/a.txt?width=10")).status, 404);
});

Deno.test("pictures that are bombs, damaged or something else are refused kindly, and stay downloadable", async () => {
  await using world = await webWorld();
  const good = await picture("png", 300, 200);
  const files: Record<string, Uint8Array | string> = {
    "bomb.png": claimedPng(65535, 65535),
    "cut.png": good.slice(0, 60),
    "page.png": "<html><script>alert(1)</script></html>",
    "empty.jpg": "",
    "polyglot.png": new Uint8Array([
      ...new TextEncoder().encode("<script>"),
      ...good,
    ]),
  };
  await world.put(files);

  for (const name of Object.keys(files)) {
    const answer = await world.get(`/${name}?thumbnail`);
    assert.equal(answer.status, 422, name);
    assert.equal(
      answer.headers.get("content-type"),
      "text/plain; charset=UTF-8",
    );
    assert.match(await answer.text(), /^Cannot make a small picture/);
    assert.equal((await world.get(`/${name}`)).status, 200);
    assert.equal((await world.get(`/${name}?thumbnail`)).status, 422);
  }
  await world.put({ "good.png": good });
  assert.equal((await world.get("/good.png?thumbnail")).status, 200);
});

Deno.test("a smaller picture is for those who may read the wiki", async () => {
  await using world = await webWorld();
  await world.put({ "a.png": await picture("png", 300, 200) }, "cellar");
  const ask = (as: "alice" | "visitor" | "stranger") =>
    world.get("/a.png?thumbnail", { slug: "cellar", as });

  const mine = await ask("alice");

  assert.equal(mine.status, 200);
  assert.equal(
    mine.headers.get("cross-origin-resource-policy"),
    "same-origin",
  );
  assert.equal((await ask("visitor")).status, 302);
  assert.equal((await ask("stranger")).status, 403);
  assert.equal((await world.get("/a.png?thumbnail")).status, 404);
});

async function sizeOf(answer: Response): Promise<number[]> {
  const { width, height } = readPictureHeader(
    new Uint8Array(await answer.arrayBuffer()),
  )!;
  return [width, height];
}

function headOf(world: WebWorld): string {
  return world.world.reading("garden", world.world.alice).head!;
}
