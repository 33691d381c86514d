import assert from "node:assert/strict";
import { type WebWorld, webWorld } from "../support/web_world.ts";

Deno.test("GET of a file never lets it run on the wiki's host, whichever address it is asked at", async () => {
  await using world = await webWorld();
  const table: [string, string, "inline" | "attachment"][] = [
    ["a.png", "image/png", "inline"],
    ["a.JPG", "image/jpeg", "inline"],
    ["a.pdf", "application/pdf", "inline"],
    ["a.mp3", "audio/mpeg", "inline"],
    ["a.mp4", "video/mp4", "inline"],
    ["a.txt", "text/plain; charset=utf-8", "inline"],
    ["a.zip", "application/zip", "attachment"],
    ["a.svg", "application/octet-stream", "attachment"],
    ["a.html", "application/octet-stream", "attachment"],
    ["a.xhtml", "application/octet-stream", "attachment"],
    ["a.js", "application/octet-stream", "attachment"],
    ["a.mjs", "application/octet-stream", "attachment"],
    ["a.css", "application/octet-stream", "attachment"],
    ["a.xml", "application/octet-stream", "attachment"],
    ["a.wasm", "application/octet-stream", "attachment"],
    ["constructor", "application/octet-stream", "attachment"],
    ["x.__proto__", "application/octet-stream", "attachment"],
  ];

  await world.put(Object.fromEntries(
    table.map(([name]) => [`files/${name}`, "<script>alert(1)</script>"]),
  ));
  const head = headOf(world);

  for (const [name, type, disposition] of table) {
    for (
      const place of [
        `/files/${name}`,
        `/files/${name}?revision=${head}`,
        `/-/file/files/${name}?revision=${head}`,
        `/-/at/${head}/files/${name}`,
      ]
    ) {
      const answer = await world.get(place, { as: "visitor" });
      const { status, headers } = answer;
      assert.equal(status, 200, place);
      assert.equal(headers.get("content-type"), type, place);
      assert.equal(headers.get("content-security-policy"), "sandbox", place);
      assert.equal(headers.get("x-content-type-options"), "nosniff", place);
      assert.equal(headers.get("x-frame-options"), "SAMEORIGIN", place);
      assert.ok(
        headers.get("content-disposition")!.startsWith(disposition),
        place,
      );
      assert.equal(await answer.text(), "<script>alert(1)</script>");
    }
    const rest = `/api/v1/pages/files/attachments/${name}`;
    const { status, headers } = await world.get(rest, { as: "visitor" });
    assert.equal(status, 200, rest);
    assert.match(headers.get("content-type")!, /^application\/json/, rest);
    assert.equal(headers.get("x-content-type-options"), "nosniff", rest);
    assert.match(headers.get("content-security-policy")!, /default-src 'none'/);
  }
});

Deno.test("GET of a file sends its bytes, and its name in any script", async () => {
  await using world = await webWorld();
  const bytes = Uint8Array.from([0, 1, 254, 255, 13, 10]);
  await world.put({ 'Ordner/Übung "1".bin': bytes });

  const answer = await world.get("/Ordner/%C3%9Cbung%20%221%22.bin");

  assert.deepEqual(new Uint8Array(await answer.arrayBuffer()), bytes);
  assert.equal(
    answer.headers.get("content-disposition"),
    "attachment; filename*=UTF-8''%C3%9Cbung%20%221%22.bin",
  );
});

Deno.test("GET of a file in another spelling moves to its address", async () => {
  await using world = await webWorld();
  await world.put({ "Map.png": "png" });
  await world.put({ "api/Map.png": "png" });

  assert.equal(
    (await world.get("/map.PNG")).headers.get("location"),
    "/Map.png",
  );
  assert.equal(
    (await world.get("/-/file/Map.png")).headers.get("location"),
    "/Map.png",
  );
  const hidden = await world.get("/-/file/api/Map.png");
  assert.equal(hidden.status, 200);
  assert.equal(await hidden.text(), "png");
});

Deno.test("a page that is not UTF-8 is a notice, can be downloaded, and is refused for editing", async () => {
  await using world = await webWorld();
  await world.put({ "Latin.md": Uint8Array.from([0x23, 0x20, 0xe9, 0x0a]) });

  const page = await (await world.get("/Latin")).text();
  const raw = await world.get("/-/source/Latin?raw=1");
  const edit = await world.get("/-/edit/Latin");

  assert.match(page, /not UTF-8/);
  assert.equal(raw.headers.get("content-type"), "application/octet-stream");
  assert.deepEqual(
    new Uint8Array(await raw.arrayBuffer()),
    Uint8Array.from([0x23, 0x20, 0xe9, 0x0a]),
  );
  assert.equal(edit.status, 400);
  assert.match(await edit.text(), /not UTF-8/);
});

Deno.test("GET of a file names a version: If-None-Match, ?revision= for good, also when it is gone", async () => {
  await using world = await webWorld();
  await world.put({ "Oak/a.txt": "one" });
  const first = await world.get("/Oak/a.txt");
  const tag = first.headers.get("etag")!;
  await world.write("Elsewhere", "Nothing to do with it.\n");
  const same = await world.get("/Oak/a.txt", {
    headers: { "if-none-match": tag },
  });
  const old = headOf(world);
  await world.put({ "Oak/a.txt": "two" });
  const changed = await world.get("/Oak/a.txt", {
    headers: { "if-none-match": tag },
  });
  await world.put({ "Oak/a.txt": null });
  const then = await world.get(`/-/file/Oak/a.txt?revision=${old}`);
  const roughly = await world.get(
    `/-/file/Oak/a.txt?revision=${old.slice(0, 8)}`,
  );

  assert.equal(first.headers.get("cache-control"), "private, no-cache");
  assert.match(tag, /^"[0-9a-f]{40}-test"$/);
  assert.equal(same.status, 304);
  assert.equal(changed.status, 200);
  assert.equal(await then.text(), "one");
  assert.equal(
    then.headers.get("cache-control"),
    "private, max-age=604800, immutable",
  );
  assert.equal(roughly.headers.get("cache-control"), "private, no-cache");
  for (
    const path of [
      "/Oak/a.txt",
      `/-/file/Oak/b.txt?revision=${old}`,
      "/-/file/Oak/a.txt?revision=0000000",
      "/-/file/Oak/a.txt?revision=--output",
      `/-/file/../../robot.db?revision=${old}`,
    ]
  ) {
    assert.equal((await world.get(path)).status, 404, path);
  }
  const foreign = await world.get(`/-/file/Oak/a.txt?revision=${old}`, {
    slug: "cellar",
  });
  assert.equal(foreign.status, 404);
});

Deno.test("GET with Range sends a part of a file, small or large", async () => {
  await using world = await webWorld();
  const large = new Uint8Array(900_000).map((_, i) => i * 7 + (i >> 8));
  await world.put({ "film.mp4": large, "small.mp4": large.slice(0, 1000) });
  const table: [path: string, range: string, start: number, end: number][] = [
    ["/small.mp4", "bytes=0-0", 0, 1],
    ["/small.mp4", "bytes=10-", 10, 1000],
    ["/small.mp4", "bytes=-5", 995, 1000],
    ["/small.mp4", "bytes=990-5000", 990, 1000],
    ["/film.mp4", "bytes=0-", 0, 900_000],
    ["/film.mp4", "bytes=262143-700000", 262_143, 700_001],
    ["/film.mp4", "bytes=-1000000", 0, 900_000],
  ];

  for (const [path, range, start, end] of table) {
    const answer = await world.get(path, { headers: { range } });
    const size = path === "/film.mp4" ? 900_000 : 1000;
    assert.equal(answer.status, 206, range);
    assert.equal(
      answer.headers.get("content-range"),
      `bytes ${start}-${end - 1}/${size}`,
    );
    assert.equal(answer.headers.get("content-length"), String(end - start));
    assert.deepEqual(
      new Uint8Array(await answer.arrayBuffer()),
      large.slice(start, end),
      range,
    );
  }
});

Deno.test("GET with a Range that cannot be had is 416, one that makes no sense is the whole file", async () => {
  await using world = await webWorld();
  await world.put({ "a.mp4": "0123456789" });
  const ask = (headers: Record<string, string>, method = "GET") =>
    world.get("/a.mp4", { headers, method });
  const tag = (await ask({})).headers.get("etag")!;

  for (const range of ["bytes=10-", "bytes=-0", "bytes=99-100"]) {
    const answer = await ask({ range });
    assert.equal(answer.status, 416, range);
    assert.equal(answer.headers.get("content-range"), "bytes */10");
  }
  const whole = [
    "bytes=5-2",
    "bytes=-",
    "bytes=0-1,3-4",
    "lines=0-1",
    "bytes=a-b",
    `bytes=${"9".repeat(400)}-`,
    `bytes=0-0${",0-0".repeat(5000)}`,
  ];
  for (const range of whole) {
    assert.equal((await ask({ range })).status, 200, range.slice(0, 40));
  }
  const range = "bytes=0-1";
  assert.equal((await ask({ range, "if-range": tag })).status, 206);
  assert.equal((await ask({ range, "if-range": '"other"' })).status, 200);
  assert.equal((await ask({ range, "if-range": `W/${tag}` })).status, 200);
  const head = await ask({ range }, "HEAD");
  assert.equal(head.status, 200);
  assert.equal(head.headers.get("content-length"), "10");
  assert.equal(head.headers.get("accept-ranges"), "bytes");
  await head.body?.cancel(); // the server leaves it out
});

Deno.test("an SVG is a picture for <img> only, and whoever else asks downloads bytes", async () => {
  await using world = await webWorld();
  await world.put({ "a.svg": "<svg/>", "a.html": "<b>" });
  const ask = (path: string, dest: string) =>
    world.get(path, { headers: { "sec-fetch-dest": dest } });

  const picture = await ask("/a.svg", "image");
  const document = await ask("/a.svg", "document");
  const page = await ask("/a.html", "image");

  assert.equal(picture.headers.get("content-type"), "image/svg+xml");
  assert.match(
    picture.headers.get("content-security-policy")!,
    /^sandbox; default-src 'none'/,
  );
  for (const answer of [document, page]) {
    assert.equal(
      answer.headers.get("content-type"),
      "application/octet-stream",
    );
    assert.match(answer.headers.get("content-disposition")!, /^attachment/);
  }
  assert.match(document.headers.get("vary")!, /Sec-Fetch-Dest/);
  assert.notEqual(picture.headers.get("etag"), document.headers.get("etag"));
});

Deno.test("files of a private wiki are for its own pages only", async () => {
  await using world = await webWorld();
  await world.put({ "a.png": "png" });
  await world.put({ "a.png": "png" }, "cellar");
  const policy = async (slug: string) =>
    (await world.get("/a.png", { slug })).headers
      .get("cross-origin-resource-policy");

  assert.equal(await policy("garden"), "cross-origin");
  assert.equal(await policy("cellar"), "same-origin");
  for (const as of ["visitor", "stranger"] as const) {
    const answer = await world.get("/a.png", { slug: "cellar", as });
    assert.ok([302, 403].includes(answer.status), as);
  }
});

function headOf(world: WebWorld): string {
  return world.world.reading("garden", world.world.alice).head!;
}
