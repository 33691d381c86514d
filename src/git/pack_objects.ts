/**
 * Packs chosen objects: what lies in a pack already is copied as it is, as far as its base goes along; the rest is compressed
 * here, as a delta to the next newer version at its path where that is smaller.
 *
 * @module
 */
import { DeltaBase, encodeDelta } from "./delta_encoder.ts";
import { deflatePieces } from "./deflate_pieces.ts";
import type { GitObject } from "./objects.ts";
import type { Candidate } from "./object_selection.ts";
import type { ObjectStore, PackedPlace } from "./object_store.ts";
import { encodeKindAndSize } from "./pack_entry.ts";
import type { PackEntry, PackFile } from "./pack_file.ts";
import { PackNames } from "./pack_names.ts";
import { PACKED_OF_TYPE } from "./pack_scan.ts";
import type { PackWriter } from "./pack_writer.ts";
import type { Oid } from "./repository.ts";
import type { Steps } from "./steps.ts";

/** How to pack. */
export interface PackingOptions {
  /** zlib level. */
  readonly level: number;
  /** The reader understands a base given by its distance. */
  readonly offsetDeltas: boolean;
  /** Tries to make deltas also of what is stored whole: slower, and worth it for a pack that stays. */
  readonly improves?: boolean;
  /** Objects outside of the pack that the reader has, and that may be bases. */
  readonly outsideBases?: ReadonlySet<Oid>;
}

/** Deltas on deltas: deeper chains read slowly. git's own limit for packs it writes is 50 too. */
const MAX_DEPTH = 50;

/** Larger objects are not searched for a delta, and are compressed in pieces. */
const LARGE_BYTES = 512 << 10;

/** A delta must save at least half: reading it costs two reads. */
const LEAST_SAVING = 2;

/** Nothing is gained by a delta for less. */
const SMALLEST_TARGET_BYTES = 50;

/** Writes `candidates` (without head and checksum of the pack) to `writer`; pauses after each. */
export function* packObjects(
  store: ObjectStore,
  candidates: readonly Candidate[],
  writer: PackWriter,
  options: PackingOptions,
): Steps {
  const packing = new Packing(store, candidates, writer, options);
  for (const { oid } of candidates) yield* packing.add(oid);
}

/** One packing, under way. */
class Packing {
  readonly #store: ObjectStore;
  readonly #candidates: ReadonlyMap<Oid, Candidate>;
  readonly #writer: PackWriter;
  readonly #options: PackingOptions;
  readonly #names = new PackNames();
  /** Deltas below each written object. */
  readonly #depths = new Map<Oid, number>();
  #deltaBase: { readonly oid: Oid; readonly base: DeltaBase } | null = null;

  constructor(
    store: ObjectStore,
    candidates: readonly Candidate[],
    writer: PackWriter,
    options: PackingOptions,
  ) {
    this.#store = store;
    this.#candidates = new Map(
      candidates.map((candidate) => [candidate.oid, candidate]),
    );
    this.#writer = writer;
    this.#options = options;
  }

  /** Writes an object, and before it the stored bases that it builds on. */
  *add(wanted: Oid): Steps {
    const chain = this.#unwrittenChain(wanted);
    for (let oid = chain.pop(); oid !== undefined; oid = chain.pop()) {
      yield* this.#write(oid);
      yield undefined;
    }
  }

  /** As a new delta, as it is stored, or whole: what is best first. */
  *#write(oid: Oid): Steps {
    const place = this.#store.findPacked(oid);
    const entry = place?.pack.entryAt(place.offset);
    const isDelta = entry !== undefined && !(entry.kind in PACKED_OF_TYPE);
    const mayImprove = !isDelta &&
      (entry === undefined || this.#options.improves === true);
    if (mayImprove && this.#addDelta(oid)) return;
    if (place && entry && (yield* this.#copy(oid, place, entry))) return;
    if (!mayImprove && this.#addDelta(oid)) return;
    yield* this.#addWhole(oid);
  }

  /** The object, its stored base, the base of that and so on, as far as they are to be packed and not written yet. */
  #unwrittenChain(wanted: Oid): Oid[] {
    const chain: Oid[] = [];
    let oid: Oid | undefined = wanted;
    while (
      oid !== undefined && this.#candidates.has(oid) &&
      !this.#writer.has(oid) && !chain.includes(oid)
    ) {
      chain.push(oid);
      const place = this.#store.findPacked(oid);
      oid = place && this.#baseOf(place.pack, place.pack.entryAt(place.offset));
    }
    return chain;
  }

  /** Copies an entry as it is stored, and answers whether that was possible. */
  *#copy(
    oid: Oid,
    { pack }: PackedPlace,
    entry: PackEntry,
  ): Generator<Uint8Array | undefined, boolean> {
    const base = this.#baseOf(pack, entry);
    const isOutside = base !== undefined && !this.#writer.has(base);
    if (isOutside && !this.#options.outsideBases?.has(base)) return false;
    const depth = base === undefined ? 0 : 1 + (this.#depths.get(base) ?? 0);
    if (depth > MAX_DEPTH) return false;
    const head = base === undefined
      ? encodeKindAndSize(
        PACKED_OF_TYPE[entry.kind as GitObject["type"]],
        entry.size,
      )
      : this.#writer.deltaHead(base, entry.size, {
        byName: !this.#options.offsetDeltas,
      });
    this.#depths.set(oid, depth);
    this.#writer.begin(oid, head);
    for (let at = entry.dataOffset; at < entry.end; at += LARGE_BYTES) {
      this.#writer.append(pack.read(at, Math.min(LARGE_BYTES, entry.end - at)));
      yield undefined;
    }
    this.#writer.end();
    return true;
  }

  /** Compresses an object here. */
  *#addWhole(oid: Oid): Steps {
    const { type, data } = this.#store.read(oid);
    this.#depths.set(oid, 0);
    if (data.length <= LARGE_BYTES) {
      return this.#writer.addWhole(oid, PACKED_OF_TYPE[type], data);
    }
    this.#writer.begin(
      oid,
      encodeKindAndSize(PACKED_OF_TYPE[type], data.length),
    );
    for (const piece of deflatePieces(data, this.#options.level)) {
      this.#writer.append(piece);
      yield undefined;
    }
    this.#writer.end();
  }

  /** Writes the difference to the next newer version, where that was written and the difference is small. */
  #addDelta(oid: Oid): boolean {
    const base = this.#candidates.get(oid)?.base;
    if (!base || !this.#writer.has(base)) return false;
    const depth = 1 + (this.#depths.get(base) ?? 0);
    const { size = 0 } = this.#store.findHeader(oid) ?? {};
    if (
      depth > MAX_DEPTH || size < SMALLEST_TARGET_BYTES || size > LARGE_BYTES
    ) return false;
    const prepared = this.#prepare(base);
    const { data } = this.#store.read(oid);
    const delta = prepared &&
      encodeDelta(prepared, data, Math.floor(size / LEAST_SAVING));
    if (!delta) return false;
    this.#depths.set(oid, depth);
    this.#writer.addDelta(oid, base, delta, {
      byName: !this.#options.offsetDeltas,
    });
    return true;
  }

  /** The base, indexed; the last one is kept, because neighbours often share it. */
  #prepare(oid: Oid): DeltaBase | undefined {
    if (this.#deltaBase?.oid !== oid) {
      const { data } = this.#store.read(oid);
      if (data.length > LARGE_BYTES) return undefined;
      this.#deltaBase = { oid, base: new DeltaBase(data) };
    }
    return this.#deltaBase.base;
  }

  /** The name of the object that a stored delta builds on. */
  #baseOf(pack: PackFile, entry: PackEntry): Oid | undefined {
    if (entry.baseOffset === undefined) return entry.baseOid;
    return this.#names.oidAt(pack, entry.baseOffset);
  }
}
