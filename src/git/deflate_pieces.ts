/**
 * Compresses a large object in pieces, each quick enough for the event loop: zlib's synchronous functions want all at once.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc1950} (head and checksum), {@link https://www.rfc-editor.org/rfc/rfc1951}
 * @module
 */
import { Buffer } from "node:buffer";
import { constants, deflateRawSync } from "node:zlib";

/** Bytes compressed at once: about 4 ms. */
const PIECE_BYTES = 128 << 10;

/** Deflate with a window of 32 KiB, compressed quickly; the sum is a multiple of 31. */
const ZLIB_HEAD = Buffer.from([0x78, 0x01]);

/** A final block without content. */
const LAST_BLOCK = Buffer.from([0x03, 0x00]);

/** The zlib stream of `content`. Each piece ends on a whole byte and does not refer to earlier ones, so they can be put together. */
export function* deflatePieces(
  content: Uint8Array,
  level: number,
): Generator<Buffer> {
  yield ZLIB_HEAD;
  let checksum = 1;
  for (let at = 0; at < content.length; at += PIECE_BYTES) {
    const piece = content.subarray(at, at + PIECE_BYTES);
    checksum = adler32(checksum, piece);
    yield deflateRawSync(piece, { level, finishFlush: constants.Z_SYNC_FLUSH });
  }
  const trailer = Buffer.alloc(4);
  trailer.writeUInt32BE(checksum);
  yield Buffer.concat([LAST_BLOCK, trailer]);
}

/** The largest prime below 65536. */
const ADLER_MODULUS = 65521;

/** The most additions before a 32-bit sum could overflow. */
const ADLER_RUN = 3800;

/** Adler-32, continued. */
function adler32(before: number, bytes: Uint8Array): number {
  let low = before & 0xffff;
  let high = before >>> 16;
  for (let start = 0; start < bytes.length; start += ADLER_RUN) {
    const end = Math.min(start + ADLER_RUN, bytes.length);
    for (let i = start; i < end; i++) {
      low += bytes[i]!;
      high += low;
    }
    low %= ADLER_MODULUS;
    high %= ADLER_MODULUS;
  }
  return (high * 65536 + low) >>> 0;
}
