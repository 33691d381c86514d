/**
 * Writes the index of a pack, version 2: the same bytes that git would write.
 *
 * @see {@link https://git-scm.com/docs/gitformat-pack#_version_2_pack_idx_files_support_packs_larger_than_4_gib_and}
 * @module
 */
import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import type { Oid } from "./repository.ts";

/** Where an object is in a pack. */
export interface PackedObject {
  readonly oid: Oid;
  /** Bytes from the start of the pack. */
  readonly offset: number;
  /** CRC-32 of the entry as stored. */
  readonly crc: number;
}

/** Magic number and version. */
const HEAD_BYTES = 8;
const FANOUT_BYTES = 256 * 4;

/** From here on an offset does not fit in its four bytes, and goes to a table of eight-byte ones. */
const FIRST_LARGE_OFFSET = 0x80000000;

/** The index of a pack with these objects, and this checksum at its end. */
export function encodePackIndex(
  objects: readonly PackedObject[],
  packChecksum: Uint8Array,
): Buffer {
  const sorted = objects.toSorted(byOid);
  const count = sorted.length;
  const large = sorted.filter(({ offset }) => offset >= FIRST_LARGE_OFFSET);
  const names = HEAD_BYTES + FANOUT_BYTES;
  const crcs = names + count * 20;
  const offsets = crcs + count * 4;
  const largeOffsets = offsets + count * 4;
  const trailer = largeOffsets + large.length * 8;
  const bytes = Buffer.alloc(trailer + 40);
  bytes.writeUInt32BE(0xff744f63, 0);
  bytes.writeUInt32BE(2, 4);
  writeFanout(bytes, sorted);
  let largeSeen = 0;
  sorted.forEach(({ oid, offset, crc }, i) => {
    bytes.write(oid, names + i * 20, "hex");
    bytes.writeUInt32BE(crc >>> 0, crcs + i * 4);
    if (offset < FIRST_LARGE_OFFSET) {
      return void bytes.writeUInt32BE(offset, offsets + i * 4);
    }
    bytes.writeUInt32BE(FIRST_LARGE_OFFSET + largeSeen, offsets + i * 4);
    bytes.writeBigUInt64BE(BigInt(offset), largeOffsets + largeSeen * 8);
    largeSeen++;
  });
  bytes.set(packChecksum, trailer);
  createHash("sha1").update(bytes.subarray(0, trailer + 20)).digest().copy(
    bytes,
    trailer + 20,
  );
  return bytes;
}

/** For each first byte, how many names begin with it or with a smaller one. */
function writeFanout(bytes: Buffer, sorted: readonly PackedObject[]): void {
  const counts = new Uint32Array(256);
  for (const { oid } of sorted) counts[parseInt(oid.slice(0, 2), 16)]! += 1;
  let total = 0;
  counts.forEach((count, first) => {
    total += count;
    bytes.writeUInt32BE(total, HEAD_BYTES + first * 4);
  });
}

/** Order of the names; the same object twice (which git allows) by its place. */
function byOid(a: PackedObject, b: PackedObject): number {
  if (a.oid !== b.oid) return a.oid < b.oid ? -1 : 1;
  return a.offset - b.offset;
}
