/**
 * The bytes of a pack that nobody has looked at yet: read through a window, inflated only as far as the limits allow.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import * as fs from "node:fs";
import { crc32, inflateSync } from "node:zlib";
import { AppError } from "../errors.ts";
import { type EntryHead, MAX_HEAD_BYTES, readEntryHead } from "./pack_entry.ts";
import { PACK_TRAILER_BYTES } from "./pack_writer.ts";

/** What a pack may at most hold. */
export interface PackLimits {
  /** Bytes of one object, inflated. */
  readonly maxObjectBytes: number;
  /** Bytes of all objects together, inflated: a pack of copies can be a bomb without one large object. */
  readonly maxTotalBytes: number;
  readonly maxObjects: number;
  /** Deltas that build on one another. */
  readonly maxChain: number;
}

/** Room for any honest repository, and an end for a bomb. */
export const DEFAULT_PACK_LIMITS: PackLimits = {
  maxObjectBytes: 256 << 20,
  maxTotalBytes: 64 * 2 ** 30,
  maxObjects: 20_000_000,
  // git writes chains of at most 4095; a longer one is made to waste time.
  maxChain: 4095,
};

/** Bytes read at once. */
export const WINDOW_BYTES = 1 << 20;

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
    // One byte more than needed, so that zlib sees the end without a second chunk; but a size that lies gets no memory.
    chunkSize: Math.min(Math.max(sizeBytes + 1, 64), WINDOW_BYTES),
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
