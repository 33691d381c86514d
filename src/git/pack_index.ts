/**
 * A pack's index, version 2: from object name to offset, by binary search in the file's own bytes.
 *
 * @see {@link https://git-scm.com/docs/gitformat-pack#_version_2_pack_idx_files_support_packs_larger_than_4_gib_and}
 * @module
 */
import { Buffer } from "node:buffer";
import { CorruptObjectError } from "./objects.ts";
import type { Oid } from "./repository.ts";

const MAGIC = 0xff744f63;
const NAMES_AT = 8 + 256 * 4;
/** Two SHA-1: of the pack and of the index. */
const TRAILER_BYTES = 40;

/** The index of one pack. Positions count from 0 in the order of names. */
export class PackIndex {
  /** Objects in the pack. */
  readonly count: number;
  readonly #bytes: Buffer;
  readonly #fanout: Uint32Array;
  readonly #largeCount: number;

  /**
   * Reads the whole content of an `.idx` file, which is kept.
   * @throws {CorruptObjectError} where it is not a complete index of version 2. Its checksum is
   * not computed here: that would make opening a large repository slow.
   */
  constructor(bytes: Buffer, name: string) {
    const fail = (reason: string) => new CorruptObjectError(name, reason);
    if (bytes.length < NAMES_AT + TRAILER_BYTES) throw fail("it is cut off");
    if (bytes.readUInt32BE(0) !== MAGIC || bytes.readUInt32BE(4) !== 2) {
      throw fail("only pack indexes of version 2 are supported");
    }
    this.#bytes = bytes;
    this.#fanout = new Uint32Array(257);
    for (let i = 0; i < 256; i++) {
      this.#fanout[i + 1] = bytes.readUInt32BE(8 + 4 * i);
      if (this.#fanout[i + 1]! < this.#fanout[i]!) {
        throw fail("its fan-out table is not sorted");
      }
    }
    this.count = this.#fanout[256]!;
    const rest = bytes.length - NAMES_AT - this.count * 28 - TRAILER_BYTES;
    if (rest < 0 || rest % 8 !== 0) throw fail("its size does not fit");
    this.#largeCount = rest / 8;
  }

  /** The whole file. */
  get bytes(): Buffer {
    return this.#bytes;
  }

  /** SHA-1 at the end of the pack that this index belongs to. */
  get packChecksum(): Buffer {
    return this.#bytes.subarray(-40, -20);
  }

  /** Position of an object, or -1. */
  find(oid: Oid): number {
    const wanted = Buffer.from(oid, "hex");
    const first = wanted[0]!;
    let low = this.#fanout[first]!;
    let high = this.#fanout[first + 1]! - 1;
    while (low <= high) {
      const middle = (low + high) >>> 1;
      const at = NAMES_AT + middle * 20;
      const order = wanted.compare(this.#bytes, at, at + 20);
      if (order === 0) return middle;
      if (order < 0) high = middle - 1;
      else low = middle + 1;
    }
    return -1;
  }

  /** Name of the object at a position. */
  oidAt(position: number): Oid {
    const at = NAMES_AT + position * 20;
    return this.#bytes.toString("hex", at, at + 20);
  }

  /** CRC-32 of the packed entry at a position, as stored in the pack. */
  crcAt(position: number): number {
    return this.#bytes.readUInt32BE(NAMES_AT + this.count * 20 + position * 4);
  }

  /** Offset in the pack of the object at a position. */
  offsetAt(position: number): number {
    const small = this.#bytes.readUInt32BE(
      NAMES_AT + this.count * 24 + position * 4,
    );
    if (small < 0x80000000) return small;
    const row = small - 0x80000000;
    if (row >= this.#largeCount) {
      throw new CorruptObjectError(this.oidAt(position), "bad offset in index");
    }
    const at = NAMES_AT + this.count * 28 + row * 8;
    return Number(this.#bytes.readBigUInt64BE(at));
  }

  /** All names, in order. */
  *oids(): Generator<Oid> {
    for (let i = 0; i < this.count; i++) yield this.oidAt(i);
  }
}
