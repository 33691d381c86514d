/**
 * Writes zips piece by piece: a large one needs little memory, and its reader sets the pace.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { Readable } from "node:stream";
import { finished } from "node:stream/promises";
// @ts-types="./yazl.d.ts"
import { ZipFile } from "yazl";

/** A file to be put into a zip. */
export interface ZipSource {
  /** With `/` between folders. */
  readonly name: string;
  readonly modifiedAt: Date;
  /** The bytes at once, or as they come. */
  readonly content: Uint8Array | AsyncIterable<Uint8Array>;
}

/** A regular file, readable by all, writable by its owner. */
const MODE = 0o100644;

/** The bytes of a zip of these files, in their order; the next one is asked for when the one before it was read. */
export async function* writeZip(
  sources: Iterable<ZipSource> | AsyncIterable<ZipSource>,
): AsyncGenerator<Uint8Array> {
  const zip = new ZipFile();
  const leaving = new AbortController();
  const filling = fill(zip, sources, leaving.signal)
    .catch((error) => void zip.outputStream.destroy(error));
  try {
    for await (const bytes of zip.outputStream) yield bytes;
  } finally {
    // A reader that goes away leaves a file half read.
    leaving.abort();
    await filling;
  }
}

async function fill(
  zip: ZipFile,
  sources: Iterable<ZipSource> | AsyncIterable<ZipSource>,
  signal: AbortSignal,
): Promise<void> {
  for await (const { name, modifiedAt, content } of sources) {
    const bytes = Readable.from(piecesOf(content), {
      objectMode: false,
      signal,
    });
    zip.addReadStream(bytes, name, { mtime: modifiedAt, mode: MODE });
    await finished(bytes);
  }
  zip.end();
}

async function* piecesOf(
  content: ZipSource["content"],
): AsyncGenerator<Buffer> {
  const pieces = content instanceof Uint8Array ? [content] : content;
  for await (const bytes of pieces) {
    yield Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }
}
