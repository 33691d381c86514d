/**
 * The head of an entry in a pack: kind and size, and for a delta where its base is.
 *
 * @see {@link https://git-scm.com/docs/gitformat-pack#_pack_pack_files_have_the_following_format}
 * @module
 */
import { Buffer } from "node:buffer";
import type { Oid } from "./repository.ts";

/** The numbers that packs use for the four kinds of object and the two kinds of delta. */
export const PACKED = {
  commit: 1,
  tree: 2,
  blob: 3,
  tag: 4,
  offsetDelta: 6,
  nameDelta: 7,
} as const;

/** One of the numbers of {@linkcode PACKED}. */
export type PackedKind = (typeof PACKED)[keyof typeof PACKED];

/** The head of an entry. */
export interface EntryHead {
  readonly kind: PackedKind;
  /** Bytes of the object, or of the delta, inflated. */
  readonly sizeBytes: number;
  /** For {@linkcode PACKED.offsetDelta}: how far before this entry its base begins. */
  readonly baseDistance: number;
  /** For {@linkcode PACKED.nameDelta}: the base's name, else empty. */
  readonly baseOid: Oid;
  /** Bytes of the head itself; the zlib stream follows. */
  readonly headBytes: number;
}

/** No head is longer: 10 bytes of size, then 20 of a name. */
export const MAX_HEAD_BYTES = 32;

/**
 * Reads the head at `start`.
 *
 * @returns `undefined` where the bytes are no head, or end too early.
 */
export function readEntryHead(
  bytes: Uint8Array,
  start: number,
): EntryHead | undefined {
  const first = bytes[start];
  if (first === undefined) return undefined;
  const kind = (first >> 4) & 7;
  if (!isPackedKind(kind)) return undefined;
  let position = start + 1;
  let sizeBytes = first & 15;
  for (let byte = first, scale = 16; byte & 128; scale *= 128) {
    byte = bytes[position++] ?? -1;
    if (byte < 0 || scale > 2 ** 46) return undefined;
    sizeBytes += (byte & 127) * scale;
  }
  if (kind === PACKED.offsetDelta) {
    const distance = readDistance(bytes, position);
    if (!distance) return undefined;
    const { value: baseDistance, end } = distance;
    return {
      kind,
      sizeBytes,
      baseDistance,
      baseOid: "",
      headBytes: end - start,
    };
  }
  if (kind === PACKED.nameDelta) {
    if (position + 20 > bytes.length) return undefined;
    const baseOid = Buffer.from(bytes.buffer, bytes.byteOffset + position, 20)
      .toString("hex");
    return {
      kind,
      sizeBytes,
      baseDistance: 0,
      baseOid,
      headBytes: position + 20 - start,
    };
  }
  return {
    kind,
    sizeBytes,
    baseDistance: 0,
    baseOid: "",
    headBytes: position - start,
  };
}

/** The head of a whole object, or the first part of a delta's head. */
export function encodeKindAndSize(kind: PackedKind, sizeBytes: number): Buffer {
  const bytes: number[] = [];
  let byte = (kind << 4) | (sizeBytes % 16);
  let rest = Math.floor(sizeBytes / 16);
  while (rest > 0) {
    bytes.push(byte | 128);
    byte = rest % 128;
    rest = Math.floor(rest / 128);
  }
  bytes.push(byte);
  return Buffer.from(bytes);
}

/** How far back the base of an offset delta is: groups of 7 bits, high ones first, each further group counting from 1. */
export function encodeDistance(distance: number): Buffer {
  const bytes = [distance % 128];
  let rest = Math.floor(distance / 128);
  while (rest > 0) {
    rest--;
    bytes.unshift(128 | (rest % 128));
    rest = Math.floor(rest / 128);
  }
  return Buffer.from(bytes);
}

/** The other direction of {@linkcode encodeDistance}. */
function readDistance(
  bytes: Uint8Array,
  start: number,
): { value: number; end: number } | undefined {
  let position = start;
  let byte = bytes[position++] ?? -1;
  if (byte < 0) return undefined;
  let value = byte & 127;
  while (byte & 128) {
    byte = bytes[position++] ?? -1;
    if (byte < 0 || value > 2 ** 46) return undefined;
    value = (value + 1) * 128 + (byte & 127);
  }
  return { value, end: position };
}

/** Whether a number is one that packs use (0 and 5 are not). */
function isPackedKind(kind: number): kind is PackedKind {
  return kind >= 1 && kind <= 7 && kind !== 5;
}
