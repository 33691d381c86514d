import assert from "node:assert/strict";
import { StaticFiles } from "../../src/http/static_files.ts";

Deno.test("StaticFiles serves what is in the folder, for good where the address has the version", async () => {
  await using assets = await folder({ "styles.css": "a{}", "v/x.js": "1" });
  const files = new StaticFiles(assets.path);

  const versioned = ask(files, "styles.css", { isVersioned: true })!;
  const plain = ask(files, "v/x.js")!;

  assert.equal(await versioned.text(), "a{}");
  assert.equal(
    versioned.headers.get("cache-control"),
    "public, max-age=31536000, immutable",
  );
  assert.equal(
    versioned.headers.get("content-type"),
    "text/css; charset=utf-8",
  );
  assert.equal(plain.headers.get("cache-control"), "public, no-cache");
  const again = ask(files, "v/x.js", { etag: plain.headers.get("etag")! })!;
  assert.equal(again.status, 304);
});

Deno.test("StaticFiles reads a large file when it is asked for, and closes it whatever happens", async () => {
  const large = "x".repeat(1_000_000);
  await using assets = await folder({ "vendor/large.js": large });
  const files = new StaticFiles(assets.path);

  const whole = ask(files, "vendor/large.js")!;
  const left = ask(files, "vendor/large.js")!;
  const unread = ask(files, "vendor/large.js")!;
  const again = ask(files, "vendor/large.js", {
    etag: whole.headers.get("etag")!,
  })!;

  assert.equal(whole.headers.get("content-length"), "1000000");
  assert.equal(await whole.text(), large);
  const reader = left.body!.getReader();
  await reader.read();
  await reader.cancel();
  await unread.body!.cancel();
  assert.equal(again.status, 304);
});

Deno.test("StaticFiles serves nothing from outside of the folder", async () => {
  await using assets = await folder({ "styles.css": "a{}" });
  Deno.writeTextFileSync(`${assets.path}/secret`, "secret");
  const files = new StaticFiles(assets.path);

  for (
    const name of [
      "",
      "../secret",
      "..%2fsecret",
      "/etc/passwd",
      "v",
      "toString",
    ]
  ) {
    assert.equal(ask(files, name), undefined, name);
  }
});

Deno.test("StaticFiles has another hash as soon as a file changes", async () => {
  await using first = await folder({ "a.css": "a", "b.css": "b" });
  await using same = await folder({ "b.css": "b", "a.css": "a" });
  await using other = await folder({ "a.css": "b", "b.css": "a" });
  await using none = await folder({});

  const hashes = [first, same, other, none].map(({ path }) =>
    new StaticFiles(path).hash
  );

  assert.match(hashes[0]!, /^[0-9a-f]{12}$/);
  assert.equal(hashes[1], hashes[0]);
  assert.equal(new Set(hashes).size, 3);
});

function ask(
  files: StaticFiles,
  name: string,
  { isVersioned = false, etag = "" } = {},
) {
  const headers = new Headers(etag ? { "if-none-match": etag } : {});
  return files.answer(name, { headers, isVersioned });
}

async function folder(files: Record<string, string>) {
  const path = await Deno.makeTempDir({ prefix: "robot-static-" });
  for (const [name, text] of Object.entries(files)) {
    const file = `${path}/static/${name}`;
    await Deno.mkdir(file.slice(0, file.lastIndexOf("/")), { recursive: true });
    await Deno.writeTextFile(file, text);
  }
  return {
    path,
    [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }),
  };
}
