/**
 * Writes a pack, version 2, entry by entry: to a file or to a client. It knows the format, not which objects belong in.
 *
 * @see {@link https://git-scm.com/docs/gitformat-pack}
 * @module
 */
import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { crc32, deflateSync } from "node:zlib";
import {
  encodeDistance,
  encodeKindAndSize,
  PACKED,
  type PackedKind,
} from "./pack_entry.ts";
import type { PackedObject } from "./pack_index_writer.ts";
import type { Oid } from "./repository.ts";

/** Bytes before the first entry. */
export const PACK_HEAD_BYTES = 12;

/** Bytes of the checksum at the end. */
export const PACK_TRAILER_BYTES = 20;

/** What {@linkcode PackWriter} needs. */
export interface PackWriterOptions {
  /** How many entries will be written: the pack says so at its start. */
  readonly objectCount: number;
  /** Takes the next bytes; they are not changed afterwards. */
  readonly write: (bytes: Uint8Array) => void;
  /** zlib level: 1 is quick, 6 is small. */
  readonly level: number;
}

/** Writes a pack from its first byte to its checksum. */
export class PackWriter {
  readonly #options: PackWriterOptions;
  readonly #hash = createHash("sha1");
  readonly #offsets = new Map<Oid, number>();
  readonly #objects: PackedObject[] = [];
  #position = 0;
  #entry: { oid: Oid; offset: number; crc: number } | null = null;

  constructor(options: PackWriterOptions) {
    this.#options = options;
    this.#write(packHead(options.objectCount));
  }

  /** Bytes written so far. */
  get sizeBytes(): number {
    return this.#position;
  }

  /** The entries written so far. */
  get objects(): readonly PackedObject[] {
    return this.#objects;
  }

  has(oid: Oid): boolean {
    return this.#offsets.has(oid);
  }

  /** Adds an object, compressed here. */
  addWhole(oid: Oid, kind: PackedKind, content: Uint8Array): void {
    this.begin(oid, encodeKindAndSize(kind, content.length));
    this.append(deflateSync(content, { level: this.#options.level }));
    this.end();
  }

  /** Adds a delta to an object that is in this pack already. */
  addDelta(
    oid: Oid,
    baseOid: Oid,
    delta: Uint8Array,
    options: { byName?: boolean } = {},
  ): void {
    this.begin(oid, this.deltaHead(baseOid, delta.length, options));
    this.append(deflateSync(delta, { level: this.#options.level }));
    this.end();
  }

  /** The head of a delta: by distance where the base was written, else by name (the reader must have the base). */
  deltaHead(
    baseOid: Oid,
    deltaBytes: number,
    options: { byName?: boolean } = {},
  ): Buffer {
    const base = this.#offsets.get(baseOid);
    if (base === undefined || options.byName) {
      return Buffer.concat([
        encodeKindAndSize(PACKED.nameDelta, deltaBytes),
        Buffer.from(baseOid, "hex"),
      ]);
    }
    return Buffer.concat([
      encodeKindAndSize(PACKED.offsetDelta, deltaBytes),
      encodeDistance(this.#position - base),
    ]);
  }

  /** Begins an entry whose zlib stream comes piece by piece. */
  begin(oid: Oid, head: Uint8Array): void {
    if (this.#entry) throw new Error(`Entry ${this.#entry.oid} was not ended`);
    this.#entry = { oid, offset: this.#position, crc: 0 };
    this.append(head);
  }

  append(bytes: Uint8Array): void {
    if (!this.#entry) throw new Error("No entry was begun");
    this.#entry.crc = crc32(bytes, this.#entry.crc);
    this.#write(bytes);
  }

  end(): void {
    if (!this.#entry) throw new Error("No entry was begun");
    this.#offsets.set(this.#entry.oid, this.#entry.offset);
    this.#objects.push(this.#entry);
    this.#entry = null;
  }

  /** Adds the entries of another pack as they are (its bytes between head and trailer, piece by piece); they are not known by name here. */
  appendEntries(bytes: Uint8Array): void {
    this.#write(bytes);
  }

  /** Writes the checksum and returns it. */
  finish(): Buffer {
    const checksum = this.#hash.digest();
    this.#position += checksum.length;
    this.#options.write(checksum);
    return checksum;
  }

  #write(bytes: Uint8Array): void {
    this.#hash.update(bytes);
    this.#position += bytes.length;
    this.#options.write(bytes);
  }
}

/** `PACK`, version 2, and the number of entries. */
function packHead(objectCount: number): Buffer {
  const head = Buffer.alloc(PACK_HEAD_BYTES);
  head.write("PACK");
  head.writeUInt32BE(2, 4);
  head.writeUInt32BE(objectCount, 8);
  return head;
}
