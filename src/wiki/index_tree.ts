/**
 * Brings the tables of files, folders and pages from the old head to the new one.
 *
 * @module
 */
import type { IndexDatabase } from "../db/index/index_database.ts";
import type { RepositoryReader } from "../git/repository.ts";
import type { FileAfter, RegularFile } from "./index_history.ts";
import {
  forgetPage,
  indexWholePage,
  type PagePlace,
  putBarePage,
  type TextReading,
} from "./page_indexing.ts";
import { foldPath, pageOfFile } from "./page_path.ts";

/** What the tables hold in all. */
export interface Totals {
  readonly fileCount: number;
  readonly pageCount: number;
  readonly contentBytes: number;
}

/** A page whose text changed. */
interface ChangedPage extends PagePlace {
  readonly oid: string;
  readonly size: number;
  readonly isNew: boolean;
}

/**
 * How much text is read in one turn, in bytes: what comes on top waits until after it. Reading so much takes 15 ms, and 40 where
 * the text is meant to be slow.
 */
const MAX_TEXT_IN_TURN = 100 * 1024;
/** Where more pages change at once, their texts wait until after the turn. */
const MAX_PAGES_IN_TURN = 50;

/** Applies where files ended up, and returns what the tables then hold. */
export function applyFiles(
  index: IndexDatabase,
  repo: RepositoryReader,
  after: ReadonlyMap<string, FileAfter>,
  { totals, texts }: { totals: Totals; texts: TextReading },
): Totals {
  const update = new TreeUpdate(index, repo, totals);
  for (const [path, file] of after) update.apply(path, file);
  update.storeFolders();
  readTexts(index, repo, update.changedPages, texts);
  return update.totals;
}

/** One pass over the changed files. */
class TreeUpdate {
  readonly changedPages: ChangedPage[] = [];
  readonly #index: IndexDatabase;
  readonly #repo: RepositoryReader;
  readonly #folders = new Map<string, { files: number; pages: number }>();
  readonly #totals: { -readonly [Key in keyof Totals]: Totals[Key] };

  constructor(index: IndexDatabase, repo: RepositoryReader, totals: Totals) {
    this.#index = index;
    this.#repo = repo;
    this.#totals = {
      fileCount: totals.fileCount,
      pageCount: totals.pageCount,
      contentBytes: totals.contentBytes,
    };
  }

  get totals(): Totals {
    return this.#totals;
  }

  /** Stores or removes one file. */
  apply(path: string, { pathId, file, seq }: FileAfter): void {
    const old = this.#index.files.find(path);
    const page = pageOfFile(path);
    const folder = folderOf(path);
    const place = { pageId: pathId, folder, fold: foldPath(page ?? path) };
    if (file !== null) {
      const size = this.#put(
        { path, file, seq, isPage: page !== undefined },
        place,
      );
      this.#totals.contentBytes += size;
      if (page !== undefined && file.oid !== old?.oid) {
        const isNew = old === undefined;
        this.changedPages.push({
          ...place,
          path: page,
          oid: file.oid,
          size,
          isNew,
        });
      }
    } else if (old !== undefined) {
      this.#index.files.remove(pathId);
      if (page !== undefined) {
        forgetPage(this.#index, { pageId: pathId, path: page });
      }
    }
    this.#totals.contentBytes -= old?.size ?? 0;
    const files = Number(file !== null) - Number(old !== undefined);
    this.#count(folder, { files, pages: page === undefined ? 0 : files });
  }

  /** Stores what the folders hold now. */
  storeFolders(): void {
    for (const [path, by] of this.#folders) {
      this.#index.files.countInFolder(
        { path, parent: folderOf(path), fold: foldPath(path) },
        by,
      );
    }
  }

  #put(
    { path, file, seq, isPage }: {
      path: string;
      file: RegularFile;
      seq: number;
      isPage: boolean;
    },
    { pageId: pathId, folder, fold }: Omit<PagePlace, "path">,
  ): number {
    const size = this.#repo.blobSize(file.oid);
    const { oid, mode } = file;
    this.#index.files.put({
      pathId,
      path,
      folder,
      fold,
      isPage: Number(isPage),
      mode,
      oid,
      size,
      seq,
    });
    return size;
  }

  /** Adds to the totals and to every folder above. */
  #count(folder: string, by: { files: number; pages: number }): void {
    if (by.files === 0) return;
    this.#totals.fileCount += by.files;
    this.#totals.pageCount += by.pages;
    for (let path = folder; path !== ""; path = folderOf(path)) {
      const counts = this.#folders.get(path) ?? { files: 0, pages: 0 };
      counts.files += by.files;
      counts.pages += by.pages;
      this.#folders.set(path, counts);
    }
  }
}

/** Reads the texts of changed pages, now or (large ones, and those of large changes) after the turn. */
function readTexts(
  index: IndexDatabase,
  repo: RepositoryReader,
  pages: readonly ChangedPage[],
  texts: TextReading,
): void {
  const isLarge = pages.length > MAX_PAGES_IN_TURN;
  let bytesLeft = texts.mayWait ? MAX_TEXT_IN_TURN : Infinity;
  for (const page of pages) {
    if (texts.mayWait && (isLarge || page.size > bytesLeft)) {
      if (page.isNew) putBarePage(index, page, true);
      index.waitingTexts.put({ pathId: page.pageId, nextOffset: 0 });
    } else {
      bytesLeft -= page.size;
      index.waitingTexts.remove(page.pageId);
      indexWholePage(index, repo, page, texts);
    }
  }
}

/** The folder that holds a file or folder; empty at the root. */
function folderOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf("/"), 0));
}
