/**
 * Writes a text as the difference to another one, in the delta format of packs: copy instructions and literal bytes.
 * The base is indexed once, by blocks of 16 bytes, and may serve many targets.
 *
 * @see {@link https://git-scm.com/docs/gitformat-pack#_deltified_representation}
 * @module
 */
import { Buffer } from "node:buffer";

/** Bytes in an indexed block, so also the shortest copy that is looked for. */
const BLOCK_BYTES = 16;

/** Multiplier of the rolling hash (that of FNV-1a). */
const MULTIPLIER = 0x01000193;

/** Weight of the byte that leaves the rolling hash. */
const LEAVING_WEIGHT = powerOfMultiplier(15);

/** Blocks with the same hash that are tried: repetitive bases would else cost quadratic time. */
const MAX_TRIES = 16;

/** A match this long is taken without looking for a longer one. */
const GOOD_MATCH_BYTES = 4096;

/** The longest copy of one instruction. */
const MAX_COPY_BYTES = 0x10000;

/** The longest literal of one instruction. */
const MAX_LITERAL_BYTES = 127;

/** A text prepared as the base of deltas. */
export class DeltaBase {
  readonly bytes: Uint8Array;
  /** Position of the first block with a hash, in blocks, or -1. */
  readonly #first: Int32Array;
  /** Position of the next block with the same hash, or -1. */
  readonly #next: Int32Array;
  readonly #mask: number;

  /** Indexes `bytes`, which must not change afterwards. */
  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    const blocks = Math.floor(bytes.length / BLOCK_BYTES);
    let slots = 64;
    while (slots < blocks * 2) slots *= 2;
    this.#mask = slots - 1;
    this.#first = new Int32Array(slots).fill(-1);
    this.#next = new Int32Array(blocks).fill(-1);
    for (let block = blocks - 1; block >= 0; block--) {
      const slot = this.#slotOf(hashAt(bytes, block * BLOCK_BYTES));
      this.#next[block] = this.#first[slot]!;
      this.#first[slot] = block;
    }
  }

  /** The longest match of `target` at `position` that begins at an indexed block, or `undefined` where it is under 16 bytes. */
  longestMatch(
    target: Uint8Array,
    position: number,
    hash: number,
  ): { start: number; length: number } | undefined {
    let length = 0;
    let start = 0;
    let block = this.#first[this.#slotOf(hash)]!;
    for (let tries = 0; block >= 0 && tries < MAX_TRIES; tries++) {
      const candidate = block * BLOCK_BYTES;
      const found = commonLength(this.bytes, candidate, target, position);
      if (found > length) [length, start] = [found, candidate];
      if (length > GOOD_MATCH_BYTES) break;
      block = this.#next[block]!;
    }
    return length >= BLOCK_BYTES ? { start, length } : undefined;
  }

  #slotOf(hash: number): number {
    return (hash ^ (hash >>> 15)) & this.#mask;
  }
}

/**
 * The delta that makes `target` out of `base`, or `undefined` where it would be longer than `maxBytes`.
 *
 * ```ts
 * import assert from "node:assert/strict";
 * import { DeltaBase, encodeDelta } from "./delta_encoder.ts";
 *
 * const base = new DeltaBase(new Uint8Array(1000).map((_, i) => i * i));
 * assert.ok(encodeDelta(base, base.bytes, 100)!.length < 20);
 * assert.equal(encodeDelta(base, new TextEncoder().encode("other"), 4), undefined);
 * ```
 */
export function encodeDelta(
  base: DeltaBase,
  target: Uint8Array,
  maxBytes: number,
): Buffer | undefined {
  const delta = new DeltaWriter(target, maxBytes);
  delta.writeSize(base.bytes.length);
  delta.writeSize(target.length);
  let position = 0;
  let literalStart = 0;
  let hash = target.length >= BLOCK_BYTES ? hashAt(target, 0) : 0;
  while (position + BLOCK_BYTES <= target.length) {
    const match = base.longestMatch(target, position, hash);
    if (match) {
      const back = commonLengthBackwards(
        base.bytes,
        match.start,
        target,
        position,
        literalStart,
      );
      delta.writeLiteral(literalStart, position - back);
      delta.writeCopy(match.start - back, match.length + back);
      position += match.length;
      literalStart = position;
      if (position + BLOCK_BYTES <= target.length) {
        hash = hashAt(target, position);
      }
    } else {
      if (position + BLOCK_BYTES < target.length) {
        hash = rolled(hash, target, position);
      }
      position++;
    }
    if (delta.isTooLong(position - literalStart)) return undefined;
  }
  delta.writeLiteral(literalStart, target.length);
  return delta.finish();
}

/** Collects instructions. */
class DeltaWriter {
  readonly #target: Uint8Array;
  readonly #maxBytes: number;
  readonly #out: Buffer;
  #length = 0;

  constructor(target: Uint8Array, maxBytes: number) {
    this.#target = target;
    this.#maxBytes = maxBytes;
    // The worst case is all literals: one more byte for each 127, and the sizes. A copy (at most 7 bytes) replaces 16 or more.
    this.#out = Buffer.allocUnsafe(target.length + (target.length >> 6) + 64);
  }

  /** A number in groups of 7 bits, low ones first. */
  writeSize(size: number): void {
    let rest = size;
    while (rest >= 128) {
      this.#push((rest & 127) | 128);
      rest = Math.floor(rest / 128);
    }
    this.#push(rest);
  }

  writeLiteral(start: number, end: number): void {
    for (let from = start; from < end; from += MAX_LITERAL_BYTES) {
      const length = Math.min(MAX_LITERAL_BYTES, end - from);
      this.#push(length);
      this.#out.set(this.#target.subarray(from, from + length), this.#length);
      this.#length += length;
    }
  }

  writeCopy(start: number, length: number): void {
    let from = start;
    for (let rest = length; rest > 0; rest -= MAX_COPY_BYTES) {
      const part = Math.min(rest, MAX_COPY_BYTES);
      this.#writeOneCopy(from, part);
      from += part;
    }
  }

  /** One bit of the first byte for each byte of offset (4) and size (3) that is not zero; size 0x10000 is written as 0. */
  #writeOneCopy(offset: number, size: number): void {
    const instruction = this.#length++;
    let flags = 0x80;
    for (let i = 0; i < 4; i++) {
      const byte = (offset >>> (8 * i)) & 0xff;
      if (byte !== 0) {
        flags |= 1 << i;
        this.#push(byte);
      }
    }
    for (let i = 0; i < 2; i++) {
      const byte = (size >>> (8 * i)) & 0xff;
      if (byte !== 0) {
        flags |= 0x10 << i;
        this.#push(byte);
      }
    }
    this.#out[instruction] = flags;
  }

  isTooLong(pendingLiteralBytes: number): boolean {
    return this.#length + pendingLiteralBytes > this.#maxBytes;
  }

  /** A copy, so that the larger buffer behind it is not kept. */
  finish(): Buffer | undefined {
    return this.#length > this.#maxBytes
      ? undefined
      : Buffer.from(this.#out.subarray(0, this.#length));
  }

  #push(byte: number): void {
    this.#out[this.#length++] = byte;
  }
}

/** How many bytes are equal from two positions on. */
function commonLength(
  a: Uint8Array,
  aStart: number,
  b: Uint8Array,
  bStart: number,
): number {
  const limit = Math.min(a.length - aStart, b.length - bStart);
  let length = 0;
  while (length < limit && a[aStart + length] === b[bStart + length]) length++;
  return length;
}

/** How many bytes before two positions are equal; in `b` not further back than `bLimit`. */
function commonLengthBackwards(
  a: Uint8Array,
  aStart: number,
  b: Uint8Array,
  bStart: number,
  bLimit: number,
): number {
  const limit = Math.min(aStart, bStart - bLimit);
  let length = 0;
  while (length < limit && a[aStart - 1 - length] === b[bStart - 1 - length]) {
    length++;
  }
  return length;
}

/** The hash of one block. */
function hashAt(bytes: Uint8Array, start: number): number {
  let hash = 0;
  for (let i = 0; i < BLOCK_BYTES; i++) {
    hash = (Math.imul(hash, MULTIPLIER) + bytes[start + i]!) | 0;
  }
  return hash;
}

/** The hash of the block one byte further than `position`, from the one at `position`. */
function rolled(hash: number, bytes: Uint8Array, position: number): number {
  const rest = (hash - Math.imul(bytes[position]!, LEAVING_WEIGHT)) | 0;
  return (Math.imul(rest, MULTIPLIER) + bytes[position + BLOCK_BYTES]!) | 0;
}

/** {@linkcode MULTIPLIER} to a power, in 32 bits. */
function powerOfMultiplier(exponent: number): number {
  let power = 1;
  for (let i = 0; i < exponent; i++) power = Math.imul(power, MULTIPLIER);
  return power | 0;
}
