import assert from "node:assert/strict";
import { webWorld } from "../support/web_world.ts";

Deno.test("GET of a file never lets it run on the wiki's host", async () => {
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

  for (const [name, type, disposition] of table) {
    await world.put({ [`files/${name}`]: "<script>alert(1)</script>" });
    const answer = await world.get(`/files/${name}`, { as: "visitor" });
    assert.equal(answer.status, 200, name);
    assert.equal(answer.headers.get("content-type"), type, name);
    assert.equal(answer.headers.get("content-security-policy"), "sandbox");
    assert.equal(answer.headers.get("x-content-type-options"), "nosniff");
    assert.ok(
      answer.headers.get("content-disposition")!.startsWith(disposition),
      name,
    );
    assert.equal(await answer.text(), "<script>alert(1)</script>");
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
