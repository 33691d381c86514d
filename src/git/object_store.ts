/**
 * All objects of one repository, wherever they lie: packs first, then loose files.
 *
 * Knows nothing of refs or of what objects mean. A repack or a real git may replace packs at any
 * time: a miss looks at the folder once more before it is believed.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import * as fs from "node:fs";
import { AppError } from "../errors.ts";
import { breathe } from "./deflate.ts";
import { applyDelta, deltaSizes } from "./delta.ts";
import { asStorageError, errorCode } from "./durable_file.ts";
import type { GitCache } from "./git_cache.ts";
import {
  LooseObjects,
  type NamedObject,
  type ObjectHeader,
} from "./loose_objects.ts";
import {
  CorruptObjectError,
  EMPTY_TREE,
  type GitObject,
  hashObject,
  type NewObject,
  type ObjectType,
} from "./objects.ts";
import { type PackEntry, PackFile } from "./pack_file.ts";
import type { Oid } from "./repository.ts";

/** Where an object lies in a pack. */
export interface PackedPlace {
  readonly pack: PackFile;
  readonly offset: number;
}

/** Longer chains of deltas are a damaged or hostile pack (git itself stops at 4,095). */
const MAX_CHAIN = 10_000;

/** How many objects are looked for before others get their turn; takes about 5 ms. */
const CHECKED_AT_ONCE = 200;

/** The objects of one repository. */
export class ObjectStore {
  /** `<repository>/objects`. */
  readonly folder: string;
  readonly loose: LooseObjects;
  readonly #cache: GitCache;
  readonly #key: string;
  #packs: PackFile[] = [];
  readonly #damaged = new Map<string, Error>();
  /** Cache key prefixes of the packs. */
  readonly #packKeys = new WeakMap<PackFile, string>();

  /** Opens the packs of a bare repository. */
  constructor(repositoryDir: string, cache: GitCache) {
    this.folder = `${repositoryDir}/objects`;
    this.loose = new LooseObjects(this.folder);
    this.#cache = cache;
    this.#key = cache.nextKey();
    this.rescan();
  }

  /** The key prefix under which this store keeps things in the shared cache. */
  get cacheKey(): string {
    return this.#key;
  }

  /** The open packs; hold one ({@linkcode PackFile.hold}) to read from it over several ticks. */
  get packs(): readonly PackFile[] {
    return this.#packs;
  }

  /** Packs that cannot be opened, by name; what they held is missing, the rest can be read. */
  get damagedPacks(): ReadonlyMap<string, Error> {
    return this.#damaged;
  }

  /** Looks at the pack folder: opens new packs, lets go of those that are gone. */
  rescan(): void {
    const folder = `${this.folder}/pack`;
    const known = new Map(this.#packs.map((pack) => [pack.name, pack]));
    const packs: PackFile[] = [];
    this.#damaged.clear();
    for (const name of packNames(folder)) {
      const pack = known.get(name) ?? this.#open(folder, name);
      known.delete(name);
      if (pack === undefined) continue;
      if (!this.#packKeys.has(pack)) {
        this.#packKeys.set(pack, this.#cache.nextKey());
      }
      packs.push(pack);
    }
    // Larger packs hold most objects, so they are asked first.
    this.#packs = packs.sort((a, b) => b.index.count - a.index.count);
    for (const gone of known.values()) gone.release();
  }

  /** Bytes on disk: of the packs without their indexes, and of the loose objects. */
  async storedBytes(): Promise<number> {
    const loose = await this.loose.size.read();
    return this.#packs.reduce((sum, pack) => sum + pack.size, loose);
  }

  /** Where an object lies in a pack, or `undefined` where it is loose or missing. */
  findPacked(oid: Oid): PackedPlace | undefined {
    for (const place of this.#packedPlaces(oid)) return place;
  }

  /** Whether there is such an object; it is not read. */
  has(oid: Oid): boolean {
    const isHere = () =>
      this.findPacked(oid) !== undefined || this.loose.has(oid);
    if (isHere()) return true;
    this.rescan();
    return isHere() || oid === EMPTY_TREE;
  }

  /**
   * The object, or `undefined` where there is none.
   * @throws {CorruptObjectError} where every stored copy is damaged.
   */
  find(oid: Oid): GitObject | undefined {
    const cached = this.#cache.objects.get(this.#key + oid);
    if (cached !== undefined) return cached;
    const object = this.#findStored(oid);
    if (object !== undefined) {
      const { length } = object.data;
      this.#cache.objects.set(this.#key + oid, object, length);
    }
    return object;
  }

  /**
   * The object.
   * @throws {AppError} `not_found` where there is none, or it is of another type.
   */
  read(oid: Oid, type?: ObjectType): GitObject {
    const object = this.find(oid);
    if (object === undefined || (type && object.type !== type)) {
      const what = type ?? "object";
      throw new AppError("not_found", `Cannot find ${what} "${oid}"`);
    }
    return object;
  }

  /** Type and size of an object without inflating it, or `undefined`. */
  findHeader(oid: Oid): ObjectHeader | undefined {
    const cached = this.#cache.objects.get(this.#key + oid);
    if (cached) return { type: cached.type, size: cached.data.length };
    const stored = this.#headerNow(oid);
    if (stored !== undefined) return stored;
    this.rescan();
    return this.#headerNow(oid) ??
      (oid === EMPTY_TREE ? { type: "tree", size: 0 } : undefined);
  }

  /**
   * Reads an object from disk, past the cache, and compares its hash.
   * @throws {CorruptObjectError} where every copy is damaged; {AppError} `not_found`.
   */
  verify(oid: Oid): GitObject {
    const isStored = this.has(oid);
    for (const place of this.#packedPlaces(oid)) {
      const object = this.#readFresh(place);
      if (hashObject(object) === oid) return object;
    }
    const loose = this.loose.find(oid);
    if (loose !== undefined) return loose;
    if (oid === EMPTY_TREE) return emptyTree();
    if (isStored) {
      throw new CorruptObjectError(oid, "its content has another hash");
    }
    throw new AppError("not_found", `Cannot find object "${oid}"`);
  }

  /** The object at an offset of a pack, deltas resolved. */
  readPacked({ pack, offset }: PackedPlace): GitObject {
    const key = this.#packKeys.get(pack) ?? "";
    const chain: PackEntry[] = [];
    let object: GitObject | undefined;
    for (let at = offset; object === undefined;) {
      object = this.#cache.bases.get(key + at);
      if (object !== undefined) break;
      const entry = pack.entryAt(at);
      const base = baseOffset(pack, entry);
      if (base === undefined) {
        object = { type: entry.kind as ObjectType, data: pack.inflate(entry) };
        this.#keepBase(key + at, object);
      } else {
        chain.push(entry);
        if (chain.length > MAX_CHAIN) throw endless(pack, offset);
        at = base;
      }
    }
    for (const entry of chain.reverse()) {
      object = this.#resolve(pack, entry, object);
      this.#keepBase(key + entry.offset, object);
    }
    return object;
  }

  /**
   * Stores objects durably, and answers their names. One that is there already is read and hashed
   * before that is believed: an empty file left by a crash must not be kept for ever.
   *
   * @param options.maxStoredBytes what all stored objects may take afterwards; left out: any number.
   * @throws {AppError} `storage_full`, {@linkcode NoRoomError}; then nothing refers to what was written.
   */
  async write(
    objects: readonly (NewObject | NamedObject)[],
    { maxStoredBytes }: { maxStoredBytes?: number | undefined } = {},
  ): Promise<Oid[]> {
    const named: NamedObject[] = [];
    for (const object of objects) {
      named.push(
        "oid" in object ? object : { ...object, oid: hashObject(object) },
      );
    }
    try {
      await this.#writeMissing(named, maxStoredBytes);
    } catch (error) {
      throw asStorageError(error, "store objects");
    }
    return named.map(({ oid }) => oid);
  }

  /** Lets go of the packs. */
  close(): void {
    for (const pack of this.#packs) pack.release();
    this.#packs = [];
  }

  /** A pack that a repack removed between listing and opening is no error. */
  #open(folder: string, name: string): PackFile | undefined {
    try {
      return PackFile.open(folder, name);
    } catch (error) {
      if (error instanceof CorruptObjectError) this.#damaged.set(name, error);
      else if (errorCode(error) !== "ENOENT") throw error;
      return undefined;
    }
  }

  async #writeMissing(
    objects: readonly NamedObject[],
    maxStoredBytes: number | undefined,
  ): Promise<void> {
    const missing = new Map<Oid, NamedObject>();
    const loose = new Set<Oid>();
    this.rescan(); // A repack may have taken in what looks missing.
    for (const [i, object] of objects.entries()) {
      if (i % CHECKED_AT_ONCE === CHECKED_AT_ONCE - 1) await breathe();
      const stored = this.#storedWell(object.oid);
      if (stored === "loose") loose.add(object.oid);
      if (stored === false) missing.set(object.oid, object);
    }
    const room = maxStoredBytes === undefined
      ? Infinity
      : maxStoredBytes - await this.storedBytes();
    await this.loose.write([...missing.values()], room);
    const gone = new Set(await this.loose.sync([...loose]));
    if (gone.size === 0) return;
    const again = objects.filter(({ oid }) => gone.has(oid));
    await this.#writeMissing(again, maxStoredBytes);
  }

  /** Where an undamaged copy lies, or `false`. */
  #storedWell(oid: Oid): "packed" | "loose" | false {
    for (const place of this.#packedPlaces(oid)) {
      if (isWhole(oid, () => this.#readFresh(place))) return "packed";
    }
    return isWhole(oid, () => this.loose.find(oid)) && "loose";
  }

  /** The first copy that can be read; looks at the folder again before giving up. */
  #findStored(oid: Oid): GitObject | undefined {
    const found = this.#findNow(oid);
    if (found !== undefined) return found;
    this.rescan();
    const empty = oid === EMPTY_TREE ? emptyTree() : undefined;
    return this.#findNow(oid) ?? empty;
  }

  #findNow(oid: Oid): GitObject | undefined {
    let damage: CorruptObjectError | undefined;
    for (const place of this.#packedPlaces(oid)) {
      try {
        return this.readPacked(place);
      } catch (error) {
        if (!(error instanceof CorruptObjectError)) throw error;
        damage ??= error;
      }
    }
    const found = this.loose.find(oid);
    if (found === undefined && damage) {
      throw new CorruptObjectError(oid, damage.message, { cause: damage });
    }
    return found;
  }

  #headerNow(oid: Oid): ObjectHeader | undefined {
    const place = this.findPacked(oid);
    if (place === undefined) return this.loose.findHeader(oid);
    const { pack } = place;
    const first = pack.entryAt(place.offset);
    const size = baseOffset(pack, first) === undefined
      ? first.size
      : deltaSizes(pack.inflateStart(first)).resultSize;
    let entry = first;
    for (let links = 0; links <= MAX_CHAIN; links++) {
      const base = baseOffset(pack, entry);
      if (base === undefined) return { type: entry.kind as ObjectType, size };
      entry = pack.entryAt(base);
    }
    throw endless(pack, place.offset);
  }

  *#packedPlaces(oid: Oid): Generator<PackedPlace> {
    for (const pack of this.#packs) {
      const position = pack.index.find(oid);
      if (position >= 0) {
        yield { pack, offset: pack.index.offsetAt(position) };
      }
    }
  }

  #resolve(pack: PackFile, entry: PackEntry, base: GitObject): GitObject {
    try {
      const data = applyDelta(base.data, pack.inflate(entry));
      return { type: base.type, data };
    } catch (cause) {
      if (!(cause instanceof CorruptObjectError)) throw cause;
      const what = `${pack.name}.pack at ${entry.offset}`;
      throw new CorruptObjectError(what, cause.reason, { cause });
    }
  }

  #keepBase(key: string, object: GitObject): void {
    this.#cache.bases.set(key, object, object.data.length);
  }

  /** Reads past the cache of bases for this very entry (its bases may be cached). */
  #readFresh(place: PackedPlace): GitObject {
    this.#cache.bases.delete(
      (this.#packKeys.get(place.pack) ?? "") + place.offset,
    );
    return this.readPacked(place);
  }
}

/** Offset of the entry that a delta was made for, or `undefined` for a whole object. */
function baseOffset(pack: PackFile, entry: PackEntry): number | undefined {
  if (entry.baseOid === undefined) return entry.baseOffset;
  const position = pack.index.find(entry.baseOid);
  if (position < 0) {
    const what = `${pack.name}.pack at ${entry.offset}`;
    throw new CorruptObjectError(what, "its base is not in the same pack");
  }
  return pack.index.offsetAt(position);
}

function isWhole(oid: Oid, read: () => GitObject | undefined): boolean {
  try {
    const object = read();
    return object !== undefined && hashObject(object) === oid;
  } catch (error) {
    if (error instanceof CorruptObjectError) return false;
    throw error;
  }
}

function packNames(folder: string): string[] {
  let names: string[];
  try {
    names = fs.readdirSync(folder);
  } catch (error) {
    if (errorCode(error) === "ENOENT") return [];
    throw error;
  }
  return names.filter((name) => /^pack-[0-9a-f]+\.idx$/.test(name))
    .map((name) => name.slice(0, -".idx".length));
}

function endless(pack: PackFile, offset: number): CorruptObjectError {
  const what = `${pack.name}.pack at ${offset}`;
  return new CorruptObjectError(what, "its chain of deltas does not end");
}

function emptyTree(): GitObject {
  return { type: "tree", data: Buffer.alloc(0) };
}
