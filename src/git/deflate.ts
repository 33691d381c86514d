/**
 * Compression of objects that lets the event loop go on meanwhile.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { setImmediate } from "node:timers";
import { createDeflate, deflateSync } from "node:zlib";

/** Fast rather than small: a repack compresses well. */
const LEVEL = 1;
/** What is compressed in one go; takes about 3 ms. */
const SLICE_BYTES = 256 << 10;

/** Lets everything else that waits run first. */
export function breathe(): Promise<void> {
  return new Promise((done) => setImmediate(done));
}

/** A zlib stream of these bytes, one part behind the other. */
export async function deflateGently(
  ...bytes: readonly Uint8Array[]
): Promise<Buffer> {
  const size = bytes.reduce((sum, { length }) => sum + length, 0);
  if (size <= SLICE_BYTES) {
    return deflateSync(Buffer.concat(bytes), { level: LEVEL });
  }
  const stream = createDeflate({ level: LEVEL, chunkSize: SLICE_BYTES });
  const parts: Buffer[] = [];
  stream.on("data", (part: Buffer) => parts.push(part));
  const done = new Promise<void>((resolve, reject) => {
    stream.on("end", resolve);
    stream.on("error", reject);
  });
  for (const part of bytes) {
    for (let at = 0; at < part.length; at += SLICE_BYTES) {
      const slice = part.subarray(at, at + SLICE_BYTES);
      // zlib works in this thread, so only a turn of the event loop gives others a chance.
      await new Promise<void>((written) =>
        stream.write(slice, () => written())
      );
      await breathe();
    }
  }
  stream.end();
  await done;
  return Buffer.concat(parts);
}
