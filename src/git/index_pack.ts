/**
 * Makes the index of a pack, and proves on the way that every object in it can be rebuilt. Two readings, so that memory
 * follows the number of objects and a fixed cache, not their size.
 *
 * Takes a second per 25,000 objects and does not yield: call it in a worker.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { applyDelta } from "./delta.ts";
import { ByteLru } from "./byte_lru.ts";
import { hashObject, type ObjectType } from "./objects.ts";
import { type PackedObject } from "./pack_index_writer.ts";
import { PACKED } from "./pack_entry.ts";
import {
  damaged,
  DEFAULT_PACK_LIMITS,
  PackBytes,
  type PackLimits,
  tooLarge,
} from "./pack_bytes.ts";
import { type ScannedPack, scanPack, TYPE_OF_PACKED } from "./pack_scan.ts";
import type { Oid } from "./repository.ts";

/** A pack, understood. */
export interface IndexedPack {
  readonly objects: readonly PackedObject[];
  readonly checksum: Buffer;
}

/** Bytes of rebuilt bases that are kept while their deltas are read. */
const BASES_BYTES = 64 << 20;

/**
 * Reads the pack at `path` and names every object in it.
 *
 * @throws {AppError} `invalid` where the pack is damaged, cut short, or has a delta whose base is not in it; `too_large` over
 * the limits.
 */
export function indexPack(
  path: string,
  limits: PackLimits = DEFAULT_PACK_LIMITS,
): IndexedPack {
  using file = new PackBytes(path);
  const scanned = scanPack(file, limits);
  const oids = new DeltaResolver(file, scanned, limits).resolveAll();
  const objects = oids.map((oid, i) => ({
    oid,
    offset: scanned.offsets[i]!,
    crc: scanned.crcs[i]!,
  }));
  return { objects, checksum: scanned.checksum };
}

/** Names the deltas of a scanned pack. */
class DeltaResolver {
  readonly #file: PackBytes;
  readonly #pack: ScannedPack;
  readonly #limits: PackLimits;
  readonly #bases = new ByteLru<Buffer>(BASES_BYTES);
  /** Number of the entry each delta builds on, -1 for none (yet). */
  readonly #baseOf: Int32Array;
  readonly #depths: Uint16Array;
  /** Deltas by the number of their base; a linked list in two arrays. */
  readonly #firstChild: Int32Array;
  readonly #nextSibling: Int32Array;
  /** Deltas that name their base, by that name. */
  readonly #byBaseOid = new Map<Oid, number[]>();
  #totalBytes: number;

  constructor(file: PackBytes, pack: ScannedPack, limits: PackLimits) {
    this.#file = file;
    this.#pack = pack;
    this.#limits = limits;
    this.#totalBytes = pack.inflatedBytes;
    this.#baseOf = new Int32Array(pack.count).fill(-1);
    this.#depths = new Uint16Array(pack.count);
    this.#firstChild = new Int32Array(pack.count).fill(-1);
    this.#nextSibling = new Int32Array(pack.count).fill(-1);
    pack.heads.forEach((head, i) => {
      if (head.kind === PACKED.offsetDelta) {
        this.#link(i, this.#entryAt(pack.offsets[i]! - head.baseDistance));
      }
      if (head.kind !== PACKED.nameDelta) return;
      const siblings = this.#byBaseOid.get(head.baseOid);
      if (siblings) siblings.push(i);
      else this.#byBaseOid.set(head.baseOid, [i]);
    });
  }

  /** The names of all entries. Children follow their base at once, while it is still in the cache. */
  resolveAll(): Oid[] {
    const { count, oids, heads } = this.#pack;
    let resolved = 0;
    for (let root = 0; root < count; root++) {
      const type = TYPE_OF_PACKED[heads[root]!.kind];
      if (type === undefined) continue;
      const waiting = [root];
      for (
        let entry = waiting.pop();
        entry !== undefined;
        entry = waiting.pop()
      ) {
        resolved++;
        if (entry !== root) oids[entry] = this.#nameOf(entry, type);
        this.#linkByName(entry);
        for (
          let child = this.#firstChild[entry]!;
          child >= 0;
          child = this.#nextSibling[child]!
        ) {
          waiting.push(child);
        }
      }
    }
    if (resolved !== count) {
      throw damaged(`the bases of ${count - resolved} deltas are not in it`);
    }
    return oids as Oid[];
  }

  /** Rebuilds a delta and hashes it. */
  #nameOf(entry: number, type: ObjectType): Oid {
    const depth = this.#depths[this.#baseOf[entry]!]! + 1;
    if (depth > this.#limits.maxChain) {
      throw damaged("a chain of deltas is too long");
    }
    this.#depths[entry] = depth;
    const data = this.#contentOf(entry);
    this.#totalBytes += data.length;
    if (this.#totalBytes > this.#limits.maxTotalBytes) {
      throw tooLarge("its objects are too large together");
    }
    return hashObject({ type, data });
  }

  /** The content of an entry, from the nearest base that is cached, or from the root of its chain. */
  #contentOf(entry: number): Buffer {
    const deltas: number[] = [];
    let at = entry;
    let content = this.#bases.get(String(at));
    while (content === undefined && this.#baseOf[at]! >= 0) {
      deltas.push(at);
      at = this.#baseOf[at]!;
      content = this.#bases.get(String(at));
    }
    content ??= this.#keep(at, this.#inflate(at));
    for (let delta = deltas.pop(); delta !== undefined; delta = deltas.pop()) {
      content = this.#keep(delta, this.#apply(content, this.#inflate(delta)));
    }
    return content;
  }

  #apply(base: Buffer, delta: Buffer): Buffer {
    try {
      return applyDelta(base, delta, this.#limits.maxObjectBytes);
    } catch (error) {
      throw damaged("a delta does not fit its base", error);
    }
  }

  #inflate(entry: number): Buffer {
    return this.#file.inflateEntry(this.#pack.offsets[entry]!, this.#limits)
      .content;
  }

  /** Caches what others may build on. */
  #keep(entry: number, content: Buffer): Buffer {
    if (this.#firstChild[entry]! >= 0) {
      this.#bases.set(String(entry), content, content.length);
    }
    return content;
  }

  /** Links the deltas that name this entry; of two entries with the same name the first gets them. */
  #linkByName(entry: number): void {
    const oid = this.#pack.oids[entry]!;
    for (const child of this.#byBaseOid.get(oid) ?? []) {
      this.#link(child, entry);
    }
    this.#byBaseOid.delete(oid);
  }

  #link(child: number, base: number): void {
    this.#baseOf[child] = base;
    this.#nextSibling[child] = this.#firstChild[base]!;
    this.#firstChild[base] = child;
  }

  /** The number of the entry that begins at an offset. */
  #entryAt(offset: number): number {
    const { offsets, count } = this.#pack;
    let low = 0;
    let high = count - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      if (offsets[middle] === offset) return middle;
      if (offsets[middle]! < offset) low = middle + 1;
      else high = middle - 1;
    }
    throw damaged("the base of a delta is not an object");
  }
}
