/**
 * Inflation that cannot be talked into more memory than was declared.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { constants, inflateSync } from "node:zlib";

/**
 * Inflates to exactly `size` bytes; bytes behind the compressed stream are ignored.
 *
 * The result owns its memory: a small object must not keep a chunk of 16 KB alive in a cache.
 * @throws where the stream is damaged, or yields more or fewer bytes.
 */
export function inflateExactly(compressed: Uint8Array, size: number): Buffer {
  const data = inflateSync(compressed, {
    maxOutputLength: Math.max(size, 1),
    // One byte more than needed, so that zlib sees the end without a second chunk.
    chunkSize: Math.max(size + 1, MIN_CHUNK),
  });
  if (data.length !== size) {
    throw new Error(`${data.length} bytes instead of ${size}`);
  }
  if (data.buffer.byteLength <= 2 * size + MIN_CHUNK) return data;
  const copy = Buffer.allocUnsafeSlow(size);
  data.copy(copy);
  return copy;
}

/** What the first bytes of a compressed stream yield, without its end and its checksum. */
export function inflatePrefix(compressed: Uint8Array): Buffer {
  return inflateSync(compressed, {
    finishFlush: constants.Z_SYNC_FLUSH,
    chunkSize: 512,
  });
}

/** zlib accepts no smaller chunk. */
const MIN_CHUNK = 64;
