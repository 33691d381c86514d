/**
 * Git's delta format: a result described as pieces copied from a base and pieces inserted.
 *
 * @see {@link https://git-scm.com/docs/gitformat-pack#_deltified_representation}
 * @module
 */
import { Buffer } from "node:buffer";
import { CorruptObjectError } from "./objects.ts";

/** What a delta says about itself in its first bytes, in bytes. */
export interface DeltaSizes {
  readonly baseSize: number;
  readonly resultSize: number;
  /** Where the instructions begin. */
  readonly start: number;
}

/** A copy with length 0 means this many bytes. */
const COPY_ZERO_MEANS = 0x10000;

/**
 * Reads the two sizes at the beginning of a delta (its first 20 bytes are enough).
 * @throws {CorruptObjectError} where the sizes are cut off or absurd.
 */
export function deltaSizes(delta: Uint8Array): DeltaSizes {
  const base = readSize(delta, 0);
  const result = readSize(delta, base.next);
  return { baseSize: base.value, resultSize: result.value, start: result.next };
}

/**
 * Rebuilds an object from its base.
 *
 * The result owns its memory. A few bytes of delta can describe gigabytes, so a caller that reads
 * foreign packs passes `maxBytes`.
 * @throws {CorruptObjectError} where the delta does not fit the base, reads outside of it, or
 * promises more than `maxBytes`.
 */
export function applyDelta(
  base: Buffer,
  delta: Buffer,
  maxBytes = Number.MAX_SAFE_INTEGER,
): Buffer {
  const { baseSize, resultSize, start } = deltaSizes(delta);
  if (baseSize !== base.length) throw broken("it was made for another base");
  if (resultSize > maxBytes) throw broken(`more than ${maxBytes} bytes`);
  const result = Buffer.allocUnsafeSlow(resultSize);
  let at = start;
  let filled = 0;
  while (at < delta.length) {
    const command = delta[at++]!;
    if (command & 0x80) {
      const copy = readCopy(delta, at, command);
      at = copy.next;
      const end = copy.offset + copy.size;
      if (end > base.length || filled + copy.size > resultSize) {
        throw broken("a copy leaves the base or the result");
      }
      base.copy(result, filled, copy.offset, end);
      filled += copy.size;
    } else {
      const end = at + command;
      if (command === 0) throw broken("instruction 0 is reserved");
      if (end > delta.length || filled + command > resultSize) {
        throw broken("an insert leaves the delta or the result");
      }
      delta.copy(result, filled, at, end);
      at = end;
      filled += command;
    }
  }
  if (filled !== resultSize) throw broken("the result is too short");
  return result;
}

/** A copy's offset (4 bytes) and size (3 bytes), little-endian, only the non-zero bytes stored. */
function readCopy(delta: Uint8Array, at: number, command: number) {
  let offset = 0;
  let size = 0;
  for (let i = 0; i < 4; i++) {
    if (command & (1 << i)) offset += byteAt(delta, at++) * 2 ** (8 * i);
  }
  for (let i = 0; i < 3; i++) {
    if (command & (0x10 << i)) size += byteAt(delta, at++) << (8 * i);
  }
  return { offset, size: size === 0 ? COPY_ZERO_MEANS : size, next: at };
}

/** A number in groups of 7 bits, lowest first. */
function readSize(delta: Uint8Array, from: number) {
  let value = 0;
  let at = from;
  for (let shift = 0; shift <= 42; shift += 7) {
    const byte = byteAt(delta, at++);
    value += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) return { value, next: at };
  }
  throw broken("a size is too long");
}

function byteAt(delta: Uint8Array, at: number): number {
  const byte = delta[at];
  if (byte === undefined) throw broken("it is cut off");
  return byte;
}

function broken(reason: string): CorruptObjectError {
  return new CorruptObjectError("delta", reason);
}
