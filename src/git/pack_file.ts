/**
 * One pack on disk: entries by offset, read with `pread`, never the whole file.
 *
 * Entries are given as stored (compressed, perhaps as a delta), so that a pack writer can copy them.
 * Deltas are resolved by the object store. Foreign packs are indexed elsewhere before they come here.
 *
 * @see {@link https://git-scm.com/docs/gitformat-pack}
 * @module
 */
import { Buffer } from "node:buffer";
import * as fs from "node:fs";
import { inflateExactly, inflatePrefix } from "./inflate.ts";
import { CorruptObjectError, type ObjectType } from "./objects.ts";
import { PackIndex } from "./pack_index.ts";
import type { Oid } from "./repository.ts";

/** One entry of a pack, its compressed bytes not yet read. */
export interface PackEntry {
  readonly offset: number;
  /** Inflated bytes: of the object, or of the delta. */
  readonly size: number;
  readonly kind: ObjectType | "ofs-delta" | "ref-delta";
  /** Set for `ofs-delta`. */
  readonly baseOffset?: number;
  /** Set for `ref-delta`. */
  readonly baseOid?: Oid;
  /** Where the compressed bytes begin. */
  readonly dataOffset: number;
  /** Where the next entry, or the trailer, begins. */
  readonly end: number;
}

const HEADER_BYTES = 12;
const TRAILER_BYTES = 20;
/** A size (at most 10 bytes) and a base (an offset of at most 10 bytes, or an oid of 20). */
const MAX_ENTRY_HEADER = 32;
/** The numbers of the types in an entry header; 0 and 5 are not used. */
const KINDS: readonly (PackEntry["kind"] | undefined)[] = [
  undefined,
  "commit",
  "tree",
  "blob",
  "tag",
  undefined,
  "ofs-delta",
  "ref-delta",
];

/**
 * An open pack. It keeps its file descriptor, so it can be read on after the file was unlinked by
 * a repack; whoever reads over several ticks holds it with {@linkcode PackFile.hold}.
 */
export class PackFile {
  /** `pack-<40 hex>`, without extension. */
  readonly name: string;
  readonly index: PackIndex;
  /** Bytes of the `.pack` file. */
  readonly size: number;
  readonly #fd: number;
  #sortedOffsets: Float64Array | undefined;
  #holders = 1;

  private constructor(
    name: string,
    opened: { index: PackIndex; fd: number; size: number },
  ) {
    this.name = name;
    this.index = opened.index;
    this.size = opened.size;
    this.#fd = opened.fd;
  }

  /**
   * Opens `<folder>/<name>.pack` and its `.idx`.
   * @throws {CorruptObjectError} where the pack is not one, or belongs to another index; errors of
   * the file system as they are (`ENOENT`: it was replaced meanwhile).
   */
  static open(folder: string, name: string): PackFile {
    const fd = fs.openSync(`${folder}/${name}.pack`, "r");
    try {
      const bytes = fs.readFileSync(`${folder}/${name}.idx`);
      const index = new PackIndex(bytes, `${name}.idx`);
      const size = fs.fstatSync(fd).size;
      const pack = new PackFile(name, { index, fd, size });
      pack.#checkFrame();
      return pack;
    } catch (error) {
      fs.closeSync(fd);
      throw error;
    }
  }

  /** The entry at an offset that the index gave. */
  entryAt(offset: number): PackEntry {
    const end = this.#endOf(offset);
    const head = this.read(offset, Math.min(MAX_ENTRY_HEADER, end - offset));
    let at = 0;
    const next = () => {
      const byte = head[at++];
      if (byte === undefined) throw this.#broken(offset, "it is cut off");
      return byte;
    };
    let byte = next();
    const kind = KINDS[(byte >> 4) & 7];
    let size = byte & 0x0f;
    for (let shift = 4; byte >= 0x80; shift += 7) {
      byte = next();
      size += (byte & 0x7f) * 2 ** shift;
    }
    if (kind === undefined) throw this.#broken(offset, "unknown type");
    if (kind === "ofs-delta") {
      const baseOffset = offset - readDistance(next);
      if (baseOffset < HEADER_BYTES || baseOffset >= offset) {
        throw this.#broken(offset, "its base lies outside of the pack");
      }
      return { offset, size, kind, baseOffset, dataOffset: offset + at, end };
    }
    if (kind === "ref-delta") {
      if (head.length < at + 20) throw this.#broken(offset, "it is cut off");
      const baseOid = head.toString("hex", at, at + 20);
      return { offset, size, kind, baseOid, dataOffset: offset + at + 20, end };
    }
    return { offset, size, kind, dataOffset: offset + at, end };
  }

  /** The compressed bytes of an entry, as stored. */
  compressed(entry: PackEntry): Buffer {
    return this.read(entry.dataOffset, entry.end - entry.dataOffset);
  }

  /** The object or delta of an entry, inflated to exactly its size; the result owns its memory. */
  inflate(entry: PackEntry): Buffer {
    try {
      return inflateExactly(this.compressed(entry), entry.size);
    } catch (cause) {
      throw this.#broken(entry.offset, "its data cannot be inflated", cause);
    }
  }

  /** The first bytes of an entry, inflated (at least 20, or all), for the sizes in a delta. */
  inflateStart(entry: PackEntry): Buffer {
    const length = Math.min(128, entry.end - entry.dataOffset);
    try {
      return inflatePrefix(this.read(entry.dataOffset, length));
    } catch (cause) {
      throw this.#broken(entry.offset, "its data cannot be inflated", cause);
    }
  }

  /** Bytes of the file as they are. @throws {CorruptObjectError} where the file is shorter. */
  read(offset: number, length: number): Buffer {
    const bytes = Buffer.allocUnsafe(length);
    for (let filled = 0; filled < length;) {
      const at = offset + filled;
      const got = fs.readSync(this.#fd, bytes, filled, length - filled, at);
      if (got === 0) throw this.#broken(offset, "the pack is cut off");
      filled += got;
    }
    return bytes;
  }

  /** All offsets at which entries begin, ascending, and behind them the offset of the trailer. */
  offsets(): Float64Array {
    if (this.#sortedOffsets === undefined) {
      const { count } = this.index;
      const offsets = new Float64Array(count + 1);
      for (let i = 0; i < count; i++) offsets[i] = this.index.offsetAt(i);
      offsets[count] = this.size - TRAILER_BYTES;
      this.#sortedOffsets = offsets.sort();
    }
    return this.#sortedOffsets;
  }

  /** Keeps the file descriptor open until the answer is disposed of, even when the pack is replaced. */
  hold(): Disposable {
    if (this.#holders === 0) {
      throw new Error(`Cannot hold ${this.name}: it is closed`);
    }
    this.#holders++;
    let held = true;
    return {
      [Symbol.dispose]: () => {
        if (held) this.release();
        held = false;
      },
    };
  }

  /** Gives up the opener's own hold; the last one closes the file. */
  release(): void {
    if (--this.#holders === 0) fs.closeSync(this.#fd);
  }

  /** Signature, version, number of objects, and that the index was made for this very pack. */
  #checkFrame(): void {
    if (this.size < HEADER_BYTES + TRAILER_BYTES) {
      throw this.#broken(0, "the pack is cut off");
    }
    const head = this.read(0, HEADER_BYTES);
    const version = head.readUInt32BE(4);
    if (
      head.toString("latin1", 0, 4) !== "PACK" || version < 2 || version > 3
    ) {
      throw this.#broken(0, "not a pack of version 2");
    }
    const trailer = this.read(this.size - TRAILER_BYTES, TRAILER_BYTES);
    if (
      head.readUInt32BE(8) !== this.index.count ||
      !trailer.equals(this.index.packChecksum)
    ) {
      throw this.#broken(0, "its index belongs to another pack");
    }
  }

  #endOf(offset: number): number {
    const offsets = this.offsets();
    let low = 0;
    let high = offsets.length - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (offsets[middle]! <= offset) low = middle + 1;
      else high = middle;
    }
    const end = offsets[low]!;
    if (end <= offset || offset < HEADER_BYTES) {
      throw this.#broken(offset, "there is no entry at this offset");
    }
    return end;
  }

  #broken(offset: number, reason: string, cause?: unknown): CorruptObjectError {
    const what = `${this.name}.pack at ${offset}`;
    return new CorruptObjectError(what, reason, { cause });
  }
}

/** The distance back to a base: groups of 7 bits, highest first, each group but the last plus one. */
function readDistance(next: () => number): number {
  let byte = next();
  let distance = byte & 0x7f;
  while (byte >= 0x80) {
    byte = next();
    distance = (distance + 1) * 128 + (byte & 0x7f);
  }
  return distance;
}
