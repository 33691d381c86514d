import assert from "node:assert/strict";
import { ThumbnailFiles } from "../../src/wiki/thumbnail_files.ts";
import { temporaryFolder } from "../support/git_program.ts";

const namesIn = (path: string) =>
  [...Deno.readDirSync(path)].map(({ name }) => name).sort();

Deno.test("ThumbnailFiles lets go of what was not looked at for longest", async () => {
  using made = temporaryFolder();
  const path = `${made.path}/thumbnails`;
  const files = new ThumbnailFiles({ bytes: 10, files: 100 });
  const put = (name: string, size: number) =>
    files.put(path, name, new Uint8Array(size));

  await put("a.png", 4);
  await put("b.png", 4);
  await files.find(path, "a", ["png"]);
  await put("c.png", 4);

  assert.deepEqual(namesIn(path), ["a.png", "c.png"]);
  await put("d.png", 50);
  assert.deepEqual(namesIn(path), ["d.png"]);
  assert.equal((await files.find(path, "d", ["webp", "png"]))?.ending, "png");
  assert.equal(await files.find(path, "a", ["png"]), undefined);
});

Deno.test("ThumbnailFiles finds what an earlier process left, but nothing unfinished", async () => {
  using made = temporaryFolder();
  await Deno.writeFile(`${made.path}/a.png`, new Uint8Array(3));
  await Deno.writeFile(`${made.path}/.unfinished-0`, new Uint8Array(3));
  const files = new ThumbnailFiles({ bytes: 100, files: 2 });

  assert.equal((await files.find(made.path, "a", ["png"]))?.bytes.length, 3);
  assert.deepEqual(namesIn(made.path), ["a.png"]);
  await files.put(made.path, "b.png", new Uint8Array(1));
  await files.put(made.path, "c.png", new Uint8Array(1));
  assert.deepEqual(namesIn(made.path), ["b.png", "c.png"]);
  await Deno.remove(`${made.path}/b.png`);
  assert.equal(await files.find(made.path, "b", ["png"]), undefined);
});

Deno.test("ThumbnailFiles bears a folder that cannot be written", async () => {
  using made = temporaryFolder();
  await Deno.writeTextFile(`${made.path}/file`, "");
  const files = new ThumbnailFiles();

  await files.put(`${made.path}/none`, "a/b.png", new Uint8Array(1));

  assert.equal(
    await files.find(`${made.path}/none`, "a/b", ["png"]),
    undefined,
  );
});
