/** A wiki's folder, opened: repository and databases, pooled together. @module */
import type { WikiRow } from "../db/platform/wikis.ts";
import type { IndexDatabase } from "../db/index/index_database.ts";
import type { WikiDatabase } from "../db/wiki/wiki_database.ts";
import type { Repository } from "../git/repository.ts";

/** The files of one wiki, open. */
export interface OpenWiki {
  /** As it was when this request began. */
  readonly row: WikiRow;
  readonly folder: string;
  readonly repo: Repository;
  readonly index: IndexDatabase;
  readonly records: WikiDatabase;
}

/** An {@linkcode OpenWiki} that stays open until it is disposed of. */
export interface BorrowedWiki extends Disposable {
  readonly wiki: OpenWiki;
}

/** At most 64 wikis open (least recently used goes first, never one that is borrowed). */
export declare class OpenWikis {
  constructor(options: import("./house.ts").OpenWikisOptions);
  /**
   * Opens a wiki (first time: catches the index up with HEAD).
   * @throws {AppError} `unavailable` where the folder belongs to another id or cannot be opened.
   */
  borrow(row: WikiRow): BorrowedWiki;
  /** Closes one wiki's files as soon as nobody borrows them (deletion). */
  forget(id: string): Promise<void>;
  close(): void;
}
