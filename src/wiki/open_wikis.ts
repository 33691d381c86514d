/** A wiki's folder, opened: repository and databases, pooled together. @module */
import type { WikiRow } from "../db/platform/wikis.ts";
import type { IndexDatabase } from "../db/index/index_database.ts";
import type { WikiDatabase } from "../db/wiki/wiki_database.ts";
import { AppError } from "../errors.ts";
import { DEFAULT_CACHE_BYTES, GitCache } from "../git/git_cache.ts";
import { Repacker } from "../git/repack.ts";
import type { Repository } from "../git/repository.ts";
import type { ThreadStarter } from "../threads/thread_starter.ts";
import type { OpenWikisOptions } from "./house.ts";
import {
  closeWikiFolder,
  type FolderOptions,
  openWikiFolder,
  wikiPlaces,
} from "./wiki_folder.ts";

/** The files of one wiki, open. */
export interface OpenWiki {
  /** As it was when this request began. */
  readonly row: WikiRow;
  readonly folder: string;
  readonly repo: Repository;
  readonly index: IndexDatabase;
  readonly records: WikiDatabase;
  /** Starts the threads in which long work is done. */
  readonly threads: ThreadStarter;
}

/** An {@linkcode OpenWiki} that stays open until it is disposed of. */
export interface BorrowedWiki extends Disposable {
  readonly wiki: OpenWiki;
}

/** A wiki in the pool. */
interface Pooled {
  readonly wiki: OpenWiki;
  borrowers: number;
  /** Called when the last borrower is gone; `null`: nobody waits for that. */
  onIdle: (() => void) | null;
}

/** Background work on a wiki. */
interface Task {
  readonly done: Promise<void>;
  readonly stop: AbortController;
}

const DEFAULT_CAPACITY = 64;
/** How long a wiki that is to be deleted waits for those who have it open: a reader may take a clone as slowly as they like. */
const GRACE_MS = 30_000;

/** At most 64 wikis open (least recently used goes first, never one that is borrowed). */
export class OpenWikis {
  /** What the pool was made with; making a wiki needs the same. */
  readonly options: FolderOptions;
  /** Repacks one repository at a time. */
  readonly repacker: Repacker;
  /** By id; the least recently borrowed comes first. */
  readonly #pool = new Map<string, Pooled>();
  readonly #leaving = new Set<string>();
  /** Ids of wikis that were opened since this process began. */
  readonly #seen = new Set<string>();
  readonly #tasks = new Map<string, Task>();
  readonly #closing = new AbortController();

  constructor(options: OpenWikisOptions) {
    this.options = { ...options, cache: new GitCache(DEFAULT_CACHE_BYTES) };
    this.repacker = new Repacker(options.threads);
  }

  /** How many wikis are open. */
  get size(): number {
    return this.#pool.size;
  }

  /** Wikis on which something is done in the background, and those whose index is being built anew. */
  get load(): { readonly working: number; readonly indexing: number } {
    const indexing = this.#pool.values()
      .filter(({ wiki }) => wiki.index.upkeep.rebuild !== null)
      .reduce((count) => count + 1, 0);
    return { working: this.#tasks.size, indexing };
  }

  /** A wiki that happens to be open; it may be closed in the next turn. */
  peek(id: string): OpenWiki | undefined {
    return this.#pool.get(id)?.wiki;
  }

  /**
   * Opens a wiki (first time: catches the index up with HEAD).
   *
   * @throws {AppError} `unavailable` where the folder belongs to another id or cannot be opened, where the wiki is being
   * deleted, and after {@linkcode OpenWikis.close}.
   */
  borrow(row: WikiRow): BorrowedWiki {
    if (this.#closing.signal.aborted) {
      throw new AppError("unavailable", "The service is stopping");
    }
    if (this.#leaving.has(row.id)) {
      throw new AppError(
        "unavailable",
        `Cannot open wiki "${row.slug}": it is being deleted`,
      );
    }
    const pooled = this.#pool.get(row.id) ?? this.#open(row);
    this.#pool.delete(row.id);
    this.#pool.set(row.id, pooled);
    pooled.borrowers += 1;
    this.#closeUnused();
    let isReturned = false;
    return {
      wiki: { ...pooled.wiki, row },
      [Symbol.dispose]: () => {
        if (isReturned) return;
        isReturned = true;
        this.#giveBack(pooled);
      },
    };
  }

  /**
   * Runs `work` on an open wiki after the answer to a request is out; a failure is logged. While such work runs on a wiki,
   * more of it is not begun (it is about what has piled up, so the next time does it all). Nothing happens for a wiki that
   * is not in the pool: it is still being made. Resolves when what runs has ended, well or not.
   */
  inBackground(
    row: WikiRow,
    work: (wiki: OpenWiki, signal: AbortSignal) => Promise<void>,
  ): Promise<void> {
    const running = this.#tasks.get(row.id);
    if (running !== undefined) return running.done;
    const stop = new AbortController();
    const signal = AbortSignal.any([this.#closing.signal, stop.signal]);
    if (signal.aborted || !this.#pool.has(row.id)) return Promise.resolve();
    const run = async () => {
      await null; // the caller's turn ends first
      try {
        if (signal.aborted) return;
        using borrowed = this.borrow(row);
        await work(borrowed.wiki, signal);
      } catch (error) {
        if (signal.aborted) return; // the files were closed under it, on purpose
        const { log } = this.options;
        log("error", "background_failed", { wiki: row.id }, error);
      } finally {
        this.#tasks.delete(row.id);
      }
    };
    const done = run();
    this.#tasks.set(row.id, { done, stop });
    return done;
  }

  /** Resolves when no background work runs. */
  async idle(): Promise<void> {
    while (this.#tasks.size > 0) {
      await Promise.all(this.#tasks.values().map(({ done }) => done));
    }
  }

  /**
   * Closes one wiki's files as soon as nobody borrows them; from the call on nobody can borrow them any more, and background work
   * is ended. Who still has them after the grace (30 s) loses them.
   *
   * @param whileClosed runs before they can be borrowed again: deletion moves the folder away here.
   */
  async forget(
    id: string,
    whileClosed: () => void = () => {},
    { graceMs = GRACE_MS }: { graceMs?: number } = {},
  ): Promise<void> {
    if (this.#leaving.has(id)) {
      throw new AppError("conflict", "This wiki is being deleted already");
    }
    this.#leaving.add(id);
    try {
      this.#tasks.get(id)?.stop.abort();
      const pooled = this.#pool.get(id);
      if (pooled !== undefined && pooled.borrowers > 0) {
        await idleWithin(pooled, graceMs);
      }
      this.#close(id);
      whileClosed();
    } finally {
      this.#leaving.delete(id);
    }
  }

  /** Closes everything, also what is borrowed, and ends background work. */
  close(): void {
    this.#closing.abort();
    for (const id of [...this.#pool.keys()]) this.#close(id);
  }

  #open(row: WikiRow): Pooled {
    const folder = wikiPlaces(this.options.dataDir).folder(row.slug);
    const wiki = openWikiFolder(folder, row, this.options);
    this.#cleanOnce(wiki);
    return { wiki, borrowers: 0, onIdle: null };
  }

  /** Whatever a dead process left in the repository is removed the first time: nobody in this process writes there yet. */
  #cleanOnce({ row, repo }: OpenWiki): void {
    if (this.#seen.has(row.id)) return;
    this.#seen.add(row.id);
    const removed = repo.removeLeftovers();
    if (removed === 0) return;
    const { log } = this.options;
    log("info", "leftovers_removed", { wiki: row.id, files: removed });
  }

  #giveBack(pooled: Pooled): void {
    pooled.borrowers -= 1;
    if (pooled.borrowers > 0) return;
    pooled.onIdle?.();
    this.#closeUnused();
  }

  /** Closes what has not been used for longest, down to the capacity. */
  #closeUnused(): void {
    const capacity = this.options.capacity ?? DEFAULT_CAPACITY;
    for (const [id, pooled] of this.#pool) {
      if (this.#pool.size <= capacity) return;
      if (pooled.borrowers === 0) this.#close(id);
    }
  }

  #close(id: string): void {
    const pooled = this.#pool.get(id);
    if (pooled === undefined) return;
    this.#pool.delete(id);
    closeWikiFolder(pooled.wiki);
  }
}

/** Resolves when nobody borrows the wiki any more, or the time is over. */
async function idleWithin(pooled: Pooled, ms: number): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  await new Promise<void>((resolve) => {
    pooled.onIdle = resolve;
    timer = setTimeout(resolve, ms);
  });
  clearTimeout(timer);
}
