/**
 * Loose objects: one compressed file each, `objects/ab/cdef…`.
 *
 * Reading checks size and hash. Writing is durable: temporary files are written and synced side by
 * side, renamed, then the folders are synced.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import * as fs from "node:fs";
import { open, rename, unlink } from "node:fs/promises";
import { deflateGently } from "./deflate.ts";
import {
  isMissing,
  makeFolder,
  namesIn,
  READ_ONLY,
  syncFolder,
  temporaryName,
  writeSynced,
} from "./durable_file.ts";
import { inflateExactly, inflatePrefix } from "./inflate.ts";
import {
  CorruptObjectError,
  type GitObject,
  hashObject,
  isObjectType,
  type NewObject,
  objectHeader,
  type ObjectType,
} from "./objects.ts";
import { LooseSize, NoRoomError } from "./loose_size.ts";
import type { Oid } from "./repository.ts";

/** Type and size of an object. */
export interface ObjectHeader {
  readonly type: ObjectType;
  /** Bytes. */
  readonly size: number;
}

/** An object that {@linkcode LooseObjects.write} puts on disk. */
export interface NamedObject extends NewObject {
  readonly oid: Oid;
}

/**
 * Enough compressed bytes to yield every header (`commit 9007199254740991\0`): a block's code tables, up to 300 bytes that
 * yield nothing by themselves, come first.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc1951} 3.2.7
 */
const START_BYTES = 512;
/** Files written at the same time; more only costs descriptors. */
const PARALLEL_WRITES = 16;
/** The loose objects of one repository. */
export class LooseObjects {
  /** Bytes on disk. */
  readonly size: LooseSize;
  readonly #folder: string;

  /** Looks into `objects/` of a repository. */
  constructor(objectsFolder: string) {
    this.#folder = objectsFolder;
    this.size = new LooseSize(objectsFolder);
  }

  /** Where an object lies, or would lie. */
  path(oid: Oid): string {
    return `${this.#folder}/${oid.slice(0, 2)}/${oid.slice(2)}`;
  }

  /** Whether there is a file for this object; it may be damaged. */
  has(oid: Oid): boolean {
    return fs.existsSync(this.path(oid));
  }

  /**
   * The object, or `undefined` where there is no such file.
   * @throws {CorruptObjectError} where it is empty, damaged, or has another hash.
   */
  find(oid: Oid): GitObject | undefined {
    const stored = this.#readFile(oid);
    if (stored === undefined) return undefined;
    const header = parseStart(oid, stored.subarray(0, START_BYTES));
    const data = inflateObject(oid, stored, header);
    if (hashObject({ type: header.type, data }) !== oid) {
      throw new CorruptObjectError(oid, "its content has another hash");
    }
    return { type: header.type, data };
  }

  /** Type and size, read from the first bytes only; `undefined` where there is no such file. */
  findHeader(oid: Oid): ObjectHeader | undefined {
    const start = this.#readStart(oid);
    return start && parseStart(oid, start);
  }

  /** Names of all loose objects, by folder; files that are not objects are left out. */
  *oids(): Generator<Oid> {
    for (let byte = 0; byte < 256; byte++) {
      const prefix = byte.toString(16).padStart(2, "0");
      for (const name of namesIn(`${this.#folder}/${prefix}`)) {
        if (/^[0-9a-f]{38}$/.test(name)) yield prefix + name;
      }
    }
  }

  /**
   * Writes objects durably; all of them are there when it answers. On failure the temporary files
   * are removed; objects that were complete may stay, which harms nobody.
   *
   * @param roomBytes what the files may take on disk.
   * @throws {NoRoomError} where they would take more.
   */
  async write(
    objects: readonly NamedObject[],
    roomBytes = Infinity,
  ): Promise<void> {
    let room = roomBytes;
    const written: { temporary: string; path: string }[] = [];
    try {
      await inParallel(objects, async (object) => {
        const folder = `${this.#folder}/${object.oid.slice(0, 2)}`;
        const temporary = `${folder}/${temporaryName("obj")}`;
        const bytes = await compress(object);
        room -= bytes.length;
        if (room < 0) throw new NoRoomError();
        await writeInFolder(folder, temporary, bytes);
        written.push({ temporary, path: this.path(object.oid) });
        this.size.add(bytes.length);
      });
      await inParallel(written, (file) => rename(file.temporary, file.path));
    } catch (error) {
      this.size.forget();
      // Already renamed ones are not there any more; the first failure is the one to report.
      await inParallel(
        written,
        (file) => unlink(file.temporary).catch(() => {}),
      );
      throw error;
    }
    await this.#syncFolders(objects);
  }

  /**
   * Makes objects durable that somebody else wrote, perhaps without syncing. Answers those that are
   * gone: a repack may have taken them in.
   */
  async sync(oids: readonly Oid[]): Promise<Oid[]> {
    const gone: Oid[] = [];
    await inParallel(oids, async (oid) => {
      try {
        const file = await open(this.path(oid), "r");
        await file.sync().finally(() => file.close());
      } catch (error) {
        if (!isMissing(error)) throw error;
        gone.push(oid);
      }
    });
    const there = oids.filter((oid) => !gone.includes(oid));
    await this.#syncFolders(there.map((oid) => ({ oid })));
    return gone;
  }

  /** The folders of these objects, and the folder that holds those: it may be new in it. */
  async #syncFolders(objects: readonly { oid: Oid }[]): Promise<void> {
    if (objects.length === 0) return;
    const folders = objects.map(({ oid }) =>
      `${this.#folder}/${oid.slice(0, 2)}`
    );
    await inParallel([...new Set([...folders, this.#folder])], syncFolder);
  }

  #readFile(oid: Oid): Buffer | undefined {
    try {
      return fs.readFileSync(this.path(oid));
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  #readStart(oid: Oid): Buffer | undefined {
    let fd: number;
    try {
      fd = fs.openSync(this.path(oid), "r");
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
    try {
      const start = Buffer.alloc(START_BYTES);
      return start.subarray(0, fs.readSync(fd, start, 0, START_BYTES, 0));
    } finally {
      fs.closeSync(fd);
    }
  }
}

/** Runs `work` for each item, at most {@linkcode PARALLEL_WRITES} at a time; all end before it throws. */
async function inParallel<T>(
  items: readonly T[],
  work: (item: T) => Promise<void>,
): Promise<void> {
  const waiting = items.values();
  const failures: unknown[] = [];
  const lane = async () => {
    for (const item of waiting) {
      if (failures.length > 0) return;
      await work(item).catch((error) => failures.push(error));
    }
  };
  await Promise.all(Array.from({ length: PARALLEL_WRITES }, lane));
  if (failures.length > 0) throw failures[0];
}

async function writeInFolder(
  folder: string,
  path: string,
  bytes: Uint8Array,
): Promise<void> {
  try {
    await writeSynced(path, bytes, READ_ONLY);
  } catch (error) {
    if (!isMissing(error)) throw error;
    await makeFolder(folder);
    await writeSynced(path, bytes, READ_ONLY);
  }
}

/** Header and bytes, compressed. */
function compress({ type, data }: NewObject): Promise<Buffer> {
  return deflateGently(objectHeader(type, data.length), data);
}

function parseStart(oid: Oid, stored: Buffer): ObjectHeader {
  const fail = (reason: string, cause?: unknown) =>
    new CorruptObjectError(oid, reason, { cause });
  if (stored.length === 0) throw fail("its file is empty");
  let start: Buffer;
  try {
    start = inflatePrefix(stored);
  } catch (cause) {
    throw fail("it cannot be inflated", cause);
  }
  const text = start.toString("latin1", 0, 40);
  const header = /^([a-z]+) (0|[1-9][0-9]{0,15})\0/.exec(text);
  const [, type = "", size = ""] = header ?? [];
  if (!isObjectType(type)) throw fail("it has no header");
  return { type, size: Number(size) };
}

function inflateObject(oid: Oid, stored: Buffer, header: ObjectHeader): Buffer {
  const prefix = objectHeader(header.type, header.size).length;
  try {
    return inflateExactly(stored, prefix + header.size).subarray(prefix);
  } catch (cause) {
    throw new CorruptObjectError(oid, "it cannot be inflated", { cause });
  }
}
