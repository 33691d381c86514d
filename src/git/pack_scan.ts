/**
 * The first reading of a pack that has no index yet: checksum, where each entry begins, what it is, and the names of those
 * that are not deltas. The pack is foreign: every number in it is checked before memory is spent on it.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import { crc32, inflateSync } from "node:zlib";
import { AppError } from "../errors.ts";
import { hashObject, type ObjectType } from "./objects.ts";
import {
  type EntryHead,
  MAX_HEAD_BYTES,
  PACKED,
  readEntryHead,
} from "./pack_entry.ts";
import { PACK_HEAD_BYTES, PACK_TRAILER_BYTES } from "./pack_writer.ts";
import type { Oid } from "./repository.ts";

/** What a pack may at most hold. */
export interface PackLimits {
  /** Bytes of one object, inflated. */
  readonly maxObjectBytes: number;
  /** Bytes of all objects together, inflated: a pack of copies can be a bomb without one large object. */
  readonly maxTotalBytes: number;
}

/** Room for any honest repository, and an end for a bomb. */
export const DEFAULT_PACK_LIMITS: PackLimits = {
  maxObjectBytes: 256 << 20,
  maxTotalBytes: 64 * 2 ** 30,
};

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
  const count = checkFrame(file);
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

/** Bytes read at once. */
const WINDOW_BYTES = 1 << 20;

/** A pack file, read through a window. */
export class PackBytes implements Disposable {
  readonly #fd: number;
  readonly sizeBytes: number;
  #window: Buffer = Buffer.alloc(0);
  #windowStart = 0;

  /** Opens the file for reading. */
  constructor(path: string) {
    this.#fd = fs.openSync(path, "r");
    this.sizeBytes = fs.fstatSync(this.#fd).size;
  }

  /** Where the trailer begins. */
  get entriesEnd(): number {
    return this.sizeBytes - PACK_TRAILER_BYTES;
  }

  /** At most `length` bytes from `start` on; they are valid until the next call. */
  read(start: number, length: number): Buffer {
    const wanted = Math.max(0, Math.min(length, this.sizeBytes - start));
    const windowEnd = this.#windowStart + this.#window.length;
    if (start < this.#windowStart || start + wanted > windowEnd) {
      this.#load(start, wanted);
    }
    const from = start - this.#windowStart;
    return this.#window.subarray(from, from + wanted);
  }

  /** The head and the inflated content of the entry at `offset`, and where it ends. */
  inflateEntry(
    offset: number,
    limits: PackLimits,
  ): { head: EntryHead; content: Buffer; endOffset: number } {
    const start = this.read(
      offset,
      Math.min(MAX_HEAD_BYTES, this.entriesEnd - offset),
    );
    const head = readEntryHead(start, 0);
    if (!head) throw damaged(`there is no object at byte ${offset}`);
    if (head.sizeBytes > limits.maxObjectBytes) {
      throw tooLarge("an object in it is too large");
    }
    const { content, compressedBytes } = this.#inflate(
      offset + head.headBytes,
      head.sizeBytes,
    );
    return {
      head,
      content,
      endOffset: offset + head.headBytes + compressedBytes,
    };
  }

  crcOf(start: number, end: number): number {
    let crc = 0;
    for (let at = start; at < end; at += WINDOW_BYTES) {
      crc = crc32(this.read(at, Math.min(WINDOW_BYTES, end - at)), crc);
    }
    return crc;
  }

  [Symbol.dispose](): void {
    fs.closeSync(this.#fd);
  }

  /** Inflates from `start`; how long the stream is shows only afterwards, so a little more is offered, then more. */
  #inflate(
    start: number,
    sizeBytes: number,
  ): { content: Buffer; compressedBytes: number } {
    const available = this.entriesEnd - start;
    let offered = sizeBytes + (sizeBytes >> 6) + 256;
    for (;;) {
      const input = this.read(start, Math.min(offered, available));
      const result = tryInflate(input, sizeBytes);
      if (result !== "needs more") {
        if (result.content.length !== sizeBytes) {
          throw damaged("an object has another size than it says");
        }
        return result;
      }
      if (offered >= available) throw damaged("it is cut short");
      offered *= 8;
    }
  }

  #load(start: number, wanted: number): void {
    const length = Math.min(
      Math.max(WINDOW_BYTES, wanted),
      this.sizeBytes - start,
    );
    const bytes = Buffer.allocUnsafe(length);
    for (let filled = 0; filled < length;) {
      const read = fs.readSync(
        this.#fd,
        bytes,
        filled,
        length - filled,
        start + filled,
      );
      if (read === 0) throw damaged("it is cut short");
      filled += read;
    }
    this.#window = bytes;
    this.#windowStart = start;
  }
}

/** The error for a pack that is not what it says. */
export function damaged(reason: string, cause?: unknown): AppError {
  return new AppError("invalid", `Cannot read the pack: ${reason}`, { cause });
}

/** The error for a pack over a limit. */
export function tooLarge(reason: string): AppError {
  return new AppError("too_large", `Cannot take the pack: ${reason}`);
}

/** What zlib says with `info`. */
interface InflatedWithEngine {
  readonly buffer: Buffer;
  readonly engine: { readonly bytesWritten: number };
}

/** Inflates one stream, with more bytes behind it, to at most `sizeBytes`. */
function tryInflate(
  input: Buffer,
  sizeBytes: number,
): { content: Buffer; compressedBytes: number } | "needs more" {
  const options = {
    info: true,
    maxOutputLength: Math.max(sizeBytes, 1),
    chunkSize: Math.max(sizeBytes + 1, 64),
  };
  try {
    const { buffer, engine } = inflateSync(
      input,
      options,
    ) as unknown as InflatedWithEngine;
    return { content: buffer, compressedBytes: engine.bytesWritten };
  } catch (error) {
    if (
      error instanceof Error && "code" in error && error.code === "Z_BUF_ERROR"
    ) return "needs more";
    throw damaged("an object cannot be inflated", error);
  }
}

/** Checks the first bytes and returns how many entries the pack says to have. */
function checkFrame(file: PackBytes): number {
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
