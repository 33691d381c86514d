/**
 * Smaller pictures on disk, one folder for each wiki. Derived: deleting them loses nothing, they are made again. What was not
 * looked at for longest goes first.
 *
 * @module
 */

/** What a folder may hold. */
export interface ThumbnailLimits {
  readonly bytes: number;
  readonly files: number;
}

const LIMITS: ThumbnailLimits = { bytes: 20 * 1024 * 1024, files: 2000 };
/** Folders that are known at the same time. */
const MAX_FOLDERS = 64;
/** What a file that is being written begins with. */
const UNFINISHED = ".unfinished-";

/** A folder, as far as it is known: bytes by name, least recently used first. */
interface Folder {
  readonly sizes: Map<string, number>;
  total: number;
}

/** Keeps pictures by name. */
export class ThumbnailFiles {
  readonly #limits: ThumbnailLimits;
  readonly #folders = new Map<string, Promise<Folder>>();
  #nextId = 0;

  constructor(limits: ThumbnailLimits = LIMITS) {
    this.#limits = limits;
  }

  /** The picture whose name begins with `stem`, or `undefined`. */
  async find(
    path: string,
    stem: string,
    endings: readonly string[],
  ): Promise<{ bytes: Uint8Array<ArrayBuffer>; ending: string } | undefined> {
    const folder = await this.#folder(path);
    for (const ending of endings) {
      const name = `${stem}.${ending}`;
      const size = folder.sizes.get(name);
      if (size === undefined) continue;
      const bytes = await readWhole(`${path}/${name}`);
      if (bytes?.length === size) {
        touch(folder, name, size);
        return { bytes, ending };
      }
      forget(folder, name); // somebody removed or cut it
    }
    return undefined;
  }

  /** Keeps a picture. A disk that is full is no reason not to show it. */
  async put(path: string, name: string, bytes: Uint8Array): Promise<void> {
    const folder = await this.#folder(path);
    const temporary = `${path}/${UNFINISHED}${this.#nextId++}`;
    try {
      await Deno.mkdir(path, { recursive: true, mode: 0o700 });
      await writeSynced(temporary, bytes);
      await Deno.rename(temporary, `${path}/${name}`);
    } catch {
      await remove(temporary);
      return;
    }
    forget(folder, name);
    touch(folder, name, bytes.length);
    for (const oldest of folder.sizes.keys()) {
      const isFull = folder.total > this.#limits.bytes ||
        folder.sizes.size > this.#limits.files;
      if (!isFull || oldest === name) break;
      forget(folder, oldest);
      await remove(`${path}/${oldest}`);
    }
  }

  #folder(path: string): Promise<Folder> {
    const folder = this.#folders.get(path) ?? readFolder(path);
    this.#folders.delete(path);
    this.#folders.set(path, folder);
    if (this.#folders.size > MAX_FOLDERS) {
      this.#folders.delete(this.#folders.keys().next().value!);
    }
    return folder;
  }
}

function touch(folder: Folder, name: string, size: number): void {
  forget(folder, name);
  folder.sizes.set(name, size);
  folder.total += size;
}

function forget(folder: Folder, name: string): void {
  folder.total -= folder.sizes.get(name) ?? 0;
  folder.sizes.delete(name);
}

/** What is there, oldest first; a missing folder is empty. */
async function readFolder(path: string): Promise<Folder> {
  const found: { name: string; size: number; at: number }[] = [];
  try {
    for await (const { name, isFile } of Deno.readDir(path)) {
      if (!isFile) continue;
      if (name.startsWith(UNFINISHED)) {
        await remove(`${path}/${name}`);
        continue;
      }
      const { size, mtime } = await Deno.stat(`${path}/${name}`);
      found.push({ name, size, at: mtime?.getTime() ?? 0 });
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  found.sort((a, b) => a.at - b.at);
  return {
    sizes: new Map(found.map(({ name, size }) => [name, size])),
    total: found.reduce((sum, { size }) => sum + size, 0),
  };
}

async function readWhole(
  path: string,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  try {
    return await Deno.readFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** A power cut must not leave a picture of zeros. */
async function writeSynced(path: string, bytes: Uint8Array): Promise<void> {
  using file = await Deno.open(path, {
    write: true,
    createNew: true,
    mode: 0o600,
  });
  for (let at = 0; at < bytes.length;) {
    at += await file.write(bytes.subarray(at));
  }
  await file.sync();
}

async function remove(path: string): Promise<void> {
  try {
    await Deno.remove(path);
  } catch {
    // It was never made, or is gone already; what stays is found at the next start.
  }
}
