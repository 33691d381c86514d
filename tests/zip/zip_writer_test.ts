import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { ZipReader } from "../../src/zip/zip_reader.ts";
import { writeZip, type ZipSource } from "../../src/zip/zip_writer.ts";

const AT = new Date("2026-11-20T12:34:56Z");

async function zipFile(sources: readonly ZipSource[]) {
  const folder = await Deno.makeTempDir({ prefix: "robot-zip-" });
  const path = `${folder}/made.zip`;
  await Deno.writeFile(path, ReadableStream.from(writeZip(sources)));
  return {
    path,
    folder,
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

async function* inPieces(...pieces: string[]) {
  for (const piece of pieces) {
    await Promise.resolve();
    yield Buffer.from(piece);
  }
}

Deno.test("writeZip writes what our reader and unzip read: short texts, long files, what comes in pieces", async () => {
  const noise = crypto.getRandomValues(new Uint8Array(60_000));
  const long = new Uint8Array([...noise, ...noise, ...noise]);
  await using zip = await zipFile([
    { name: "wiki/Home.md", modifiedAt: AT, content: Buffer.from("# Home\n") },
    { name: "wiki/Größe.bin", modifiedAt: AT, content: long },
    { name: "wiki/empty", modifiedAt: AT, content: new Uint8Array() },
    { name: "a.bundle", modifiedAt: AT, content: inPieces("one ", "two") },
  ]);

  const limits = { entries: 10, totalBytes: 1e9, ratio: 100 };
  using reader = await ZipReader.open(zip.path, limits);
  const files = reader.files.map((file) =>
    [file.name, Buffer.from(file.read())] as const
  );

  assert.deepEqual(files, [
    ["wiki/Home.md", Buffer.from("# Home\n")],
    ["wiki/Größe.bin", Buffer.from(long)],
    ["wiki/empty", Buffer.alloc(0)],
    ["a.bundle", Buffer.from("one two")],
  ]);
  const judge = await judged(zip.path);
  assert.deepEqual(judge, { code: 0, text: "" });
});

Deno.test("writeZip makes a zip without files", async () => {
  await using zip = await zipFile([]);

  assert.equal((await Deno.stat(zip.path)).size, 22);
});

/** What another program finds wrong; nothing where there is none on this machine. */
async function judged(path: string): Promise<{ code: number; text: string }> {
  const script =
    "import sys, zipfile; bad = zipfile.ZipFile(sys.argv[1]).testzip(); sys.exit(bad is not None)";
  try {
    const { code, stderr } = await new Deno.Command("python3", {
      args: ["-c", script, path],
    }).output();
    return { code, text: new TextDecoder().decode(stderr) };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return { code: 0, text: "" };
    throw error;
  }
}
