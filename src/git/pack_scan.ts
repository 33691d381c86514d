/**
 * The first reading of a pack that has no index yet: checksum, where each entry begins, what it is, and the names of those
 * that are not deltas. The pack is foreign: every number in it is checked before memory is spent on it.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { hashObject, type ObjectType } from "./objects.ts";
import {
  damaged,
  PackBytes,
  type PackLimits,
  tooLarge,
  WINDOW_BYTES,
} from "./pack_bytes.ts";
import { type EntryHead, PACKED } from "./pack_entry.ts";
import { PACK_HEAD_BYTES, PACK_TRAILER_BYTES } from "./pack_writer.ts";
import type { Oid } from "./repository.ts";

/** A pack after its first reading; entries are numbered by their place. */
export interface ScannedPack {
  readonly count: number;
  /** Where each entry begins, and behind them where the trailer does. */
  readonly offsets: Float64Array;
  readonly heads: readonly EntryHead[];
  /** CRC-32 of each entry as stored. */
  readonly crcs: Uint32Array;
  /** The names; `undefined` for deltas. */
  readonly oids: (Oid | undefined)[];
  /** Inflated bytes of all entries that are not deltas. */
  readonly inflatedBytes: number;
  readonly checksum: Buffer;
}

/** The object types by their number in a pack. */
export const TYPE_OF_PACKED: Readonly<Partial<Record<number, ObjectType>>> = {
  [PACKED.commit]: "commit",
  [PACKED.tree]: "tree",
  [PACKED.blob]: "blob",
  [PACKED.tag]: "tag",
};

/** The number of each object type in a pack. */
export const PACKED_OF_TYPE: Readonly<Record<ObjectType, 1 | 2 | 3 | 4>> =
  PACKED;

/**
 * Reads a pack from its first byte to its last.
 *
 * @throws {AppError} `invalid` where the pack is damaged or cut short; `too_large` over the limits.
 */
export function scanPack(file: PackBytes, limits: PackLimits): ScannedPack {
  const count = checkFrame(file, limits);
  const checksum = checkTrailer(file);
  const offsets = new Float64Array(count + 1);
  const heads: EntryHead[] = [];
  const crcs = new Uint32Array(count);
  const oids = new Array<Oid | undefined>(count);
  let inflatedBytes = 0;
  let position = PACK_HEAD_BYTES;
  for (let i = 0; i < count; i++) {
    const { head, content, endOffset } = file.inflateEntry(position, limits);
    const type = TYPE_OF_PACKED[head.kind];
    if (type !== undefined) {
      oids[i] = hashObject({ type, data: content });
      inflatedBytes += content.length;
    }
    if (inflatedBytes > limits.maxTotalBytes) {
      throw tooLarge("its objects are too large together");
    }
    crcs[i] = file.crcOf(position, endOffset);
    offsets[i] = position;
    heads.push(head);
    position = endOffset;
  }
  offsets[count] = position;
  if (position !== file.entriesEnd) {
    throw damaged("there are bytes behind its last object");
  }
  return { count, offsets, heads, crcs, oids, inflatedBytes, checksum };
}

/** Checks the first bytes and returns how many entries the pack says to have. */
function checkFrame(file: PackBytes, limits: PackLimits): number {
  const head = file.read(0, PACK_HEAD_BYTES);
  const smallest = PACK_HEAD_BYTES + PACK_TRAILER_BYTES;
  if (file.sizeBytes < smallest || head.toString("latin1", 0, 4) !== "PACK") {
    throw damaged("it is not a pack");
  }
  const version = head.readUInt32BE(4);
  if (version !== 2 && version !== 3) {
    throw damaged(`version ${version} is not known`);
  }
  const count = head.readUInt32BE(8);
  // The smallest entry: a head of one byte, and a zlib stream of eight.
  if (count * 9 > file.sizeBytes) {
    throw damaged("it says to have more objects than fit in it");
  }
  if (count > limits.maxObjects) {
    throw tooLarge(`it has more than ${limits.maxObjects} objects`);
  }
  return count;
}

/** The checksum at the end, after it was compared with the content. */
function checkTrailer(file: PackBytes): Buffer {
  const hash = createHash("sha1");
  for (let at = 0; at < file.entriesEnd; at += WINDOW_BYTES) {
    hash.update(file.read(at, Math.min(WINDOW_BYTES, file.entriesEnd - at)));
  }
  const checksum = Buffer.from(file.read(file.entriesEnd, PACK_TRAILER_BYTES));
  if (!hash.digest().equals(checksum)) {
    throw damaged("its checksum is wrong: it was cut short or changed");
  }
  return checksum;
}
