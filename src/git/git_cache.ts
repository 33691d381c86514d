/**
 * The memory that open repositories share.
 *
 * One {@linkcode GitCache} serves all repositories of a process, so that the bound holds for the
 * process and not for each wiki. Keys begin with a number given to each store: what one repository
 * holds can never be read through another, although equal content has equal names.
 *
 * @module
 */
import { ByteLru } from "./byte_lru.ts";
import type { GitObject } from "./objects.ts";
import type { TreeFile } from "./repository.ts";
import type { TreeEntry } from "./trees.ts";

/** Bounded caches, each weighing bytes. */
export class GitCache {
  /** Objects by store and oid. */
  readonly objects: ByteLru<GitObject>;
  /** Objects by pack and offset, on which deltas are built. */
  readonly bases: ByteLru<GitObject>;
  /** Parsed trees by store and oid. */
  readonly trees: ByteLru<readonly TreeEntry[]>;
  /** All files below a tree, by store, prefix and oid. */
  readonly lists: ByteLru<readonly TreeFile[]>;
  #lastKey = 0;

  /** Shares about `maxBytes` among the caches: a third for objects, the rest in equal parts. */
  constructor(maxBytes: number) {
    this.objects = new ByteLru(maxBytes / 3);
    this.bases = new ByteLru(maxBytes * 2 / 9);
    this.trees = new ByteLru(maxBytes * 2 / 9);
    this.lists = new ByteLru(maxBytes * 2 / 9);
  }

  /** A key prefix that no other store or pack of this cache has. */
  nextKey(): string {
    return `${++this.#lastKey}:`;
  }
}

/** What a repository takes that was opened without a shared cache, in bytes. */
export const DEFAULT_CACHE_BYTES = 24 << 20;
