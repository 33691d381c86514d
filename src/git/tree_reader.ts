/**
 * Files and folders of a commit, with parsed trees and listings kept in the shared cache.
 *
 * @module
 */
import type { GitCache } from "./git_cache.ts";
import type { ObjectStore } from "./object_store.ts";
import type { Oid, TreeFile } from "./repository.ts";
import {
  fileMode,
  findEntry,
  isFolder,
  parseTree,
  sortEntries,
  type TreeEntry,
} from "./trees.ts";
import { WalkLimit } from "./walk_limit.ts";

/** What one parsed entry or listed file takes in memory beside its name; an estimate in bytes. */
const ENTRY_BYTES = 160;
/** Where a listing is. */
interface Place {
  /** Path of the folder with a slash at its end; empty for the root. */
  readonly prefix: string;
  readonly depth: number;
  readonly limit: WalkLimit;
}

/** Reads the trees of one repository. */
export class TreeReader {
  readonly #store: ObjectStore;
  readonly #cache: GitCache;

  /** Reads from `store`, keeps in `cache`. */
  constructor(store: ObjectStore, cache: GitCache) {
    this.#store = store;
    this.#cache = cache;
  }

  /** The entries of a tree, in git's order. @throws {AppError} `not_found`. */
  read(tree: Oid): readonly TreeEntry[] {
    const key = this.#store.cacheKey + tree;
    const cached = this.#cache.trees.get(key);
    if (cached !== undefined) return cached;
    const { data } = this.#store.read(tree, "tree");
    const entries = sortEntries(parseTree(data));
    const bytes = entries.length * ENTRY_BYTES + 2 * data.length;
    this.#cache.trees.set(key, entries, bytes);
    return entries;
  }

  /** The file at a path, or `undefined` where there is none or a folder. */
  findFile(tree: Oid, path: string): TreeFile | undefined {
    const names = path.split("/");
    const last = names.pop()!;
    let folder = tree;
    for (const name of names) {
      const entry = findEntry(this.read(folder), name);
      if (entry === undefined || !isFolder(entry)) return undefined;
      folder = entry.oid;
    }
    const entry = findEntry(this.read(folder), last);
    if (entry === undefined || isFolder(entry)) return undefined;
    return { path, mode: fileMode(entry.mode), oid: entry.oid };
  }

  /**
   * All files below a tree, in git's order.
   * @throws {AppError} `too_large` where there are more than any wiki has.
   */
  listFiles(tree: Oid): readonly TreeFile[] {
    return this.#list(tree, { prefix: "", depth: 0, limit: new WalkLimit() });
  }

  /** Listings are kept for each folder, so that a save lists only the folders it touched anew. */
  #list(tree: Oid, { prefix, depth, limit }: Place): readonly TreeFile[] {
    const key = `${this.#store.cacheKey}${prefix}${tree}`;
    const cached = this.#cache.lists.get(key);
    if (cached !== undefined) return cached;
    const entries = this.read(tree);
    limit.enter(depth, entries.length);
    const files: TreeFile[] = [];
    let own = 0;
    for (const entry of entries) {
      const path = prefix + entry.name;
      if (isFolder(entry)) {
        const place = { prefix: `${path}/`, depth: depth + 1, limit };
        for (const file of this.#list(entry.oid, place)) files.push(file);
      } else {
        own++;
        files.push({ path, mode: fileMode(entry.mode), oid: entry.oid });
      }
    }
    // Files of subfolders are shared with the lists of those, so only the references count.
    const perFile = ENTRY_BYTES + prefix.length;
    this.#cache.lists.set(key, files, own * perFile + files.length * 8);
    return files;
  }
}
