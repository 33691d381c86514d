/**
 * `index.db`: everything derived from the repository; deleting it loses nothing.
 *
 * One class for each table or pair, each with a reader half that a `ReadableWiki` is shown. A new table needs its migration in
 * `migrations/index/`, its class, one field in {@linkcode IndexReader} and one in {@linkcode IndexDatabase}.
 *
 * @module
 */
import { DatabaseSync } from "node:sqlite";
import { AppError } from "../../errors.ts";
import { type Migration, openDatabase, transaction } from "../database.ts";
import { Anchors, type AnchorsReader } from "./anchors.ts";
import { Changes, type ChangesReader } from "./changes.ts";
import { ChosenPages } from "./chosen_pages.ts";
import { Commits, type CommitsReader } from "./commits.ts";
import { DefectsReader } from "./defects.ts";
import { Files, type FilesReader } from "./files.ts";
import { Headings, type HeadingsReader } from "./headings.ts";
import { IndexConnection } from "./index_connection.ts";
import { Links, type LinksReader } from "./links.ts";
import { Meta, type MetaReader } from "./meta.ts";
import { PageNames, type PageNamesReader } from "./page_names.ts";
import { PageTexts, type PageTextsReader } from "./page_texts.ts";
import { Pages, type PagesReader } from "./pages.ts";
import { WaitingTexts, type WaitingTextsReader } from "./waiting_texts.ts";

/** Reads the index. */
export interface IndexReader {
  /** The commit that the index stands at, or `null` where nothing was indexed yet. */
  head(): string | null;
  readonly meta: MetaReader;
  readonly commits: CommitsReader;
  readonly changes: ChangesReader;
  readonly files: FilesReader;
  readonly pages: PagesReader;
  readonly waitingTexts: WaitingTextsReader;
  readonly links: LinksReader;
  readonly headings: HeadingsReader;
  readonly anchors: AnchorsReader;
  readonly defects: DefectsReader;
  readonly texts: PageTextsReader;
  readonly names: PageNamesReader;
  readonly chosen: ChosenPages;
  /** Runs `work`, which only reads and does not wait: its statements see one state and share one lock. */
  reading<T>(work: () => T): T;
}

/** What the follower does with an index in the background; kept by the follower alone. */
export interface IndexUpkeep {
  /** The rebuild that runs in a worker; `isNeeded`: only it can bring this index to HEAD. */
  rebuild: { readonly done: Promise<void>; readonly isNeeded: boolean } | null;
  /** Whether waiting texts are being read, slice by slice. */
  isReadingTexts: boolean;
  /** The last rebuild that failed: for which HEAD, and when by the process's clock, in milliseconds. */
  failure: { readonly head: string | null; readonly atMs: number } | null;
  /** Whether following failed because the disk is full: it is tried again each time. */
  isDiskFull: boolean;
}

/** Reads and writes the index. */
export class IndexDatabase implements IndexReader {
  readonly path: string;
  /** The steps of the schema; a rebuild needs them again. */
  readonly migrations: readonly Migration[];
  readonly meta: Meta;
  readonly commits: Commits;
  readonly changes: Changes;
  readonly files: Files;
  readonly pages: Pages;
  readonly waitingTexts: WaitingTexts;
  readonly links: Links;
  readonly headings: Headings;
  readonly anchors: Anchors;
  readonly defects: DefectsReader;
  readonly texts: PageTexts;
  readonly names: PageNames;
  readonly chosen: ChosenPages;
  readonly upkeep: IndexUpkeep = {
    rebuild: null,
    isReadingTexts: false,
    failure: null,
    isDiskFull: false,
  };
  readonly #connection: IndexConnection;
  readonly #closing = new AbortController();

  private constructor(path: string, migrations: readonly Migration[]) {
    this.path = path;
    this.migrations = migrations;
    this.#connection = new IndexConnection(openOrReplace(path, migrations));
    this.meta = new Meta(this.#connection);
    this.commits = new Commits(this.#connection);
    this.changes = new Changes(this.#connection);
    this.files = new Files(this.#connection);
    this.pages = new Pages(this.#connection);
    this.waitingTexts = new WaitingTexts(this.#connection);
    this.links = new Links(this.#connection);
    this.headings = new Headings(this.#connection);
    this.anchors = new Anchors(this.#connection);
    this.defects = new DefectsReader(this.#connection);
    this.texts = new PageTexts(this.#connection);
    this.names = new PageNames(this.#connection);
    this.chosen = new ChosenPages(this.#connection);
  }

  /**
   * Opens (or makes) the index of a wiki. A file that is damaged, or that a newer version of the program has changed, is
   * replaced by an empty one: the follower fills it again.
   *
   * @throws {AppError} `unavailable` where the file cannot be opened or made (rights, a full disk).
   */
  static open(path: string, migrations: readonly Migration[]): IndexDatabase {
    removeUnfinished(path);
    return new IndexDatabase(path, migrations);
  }

  /** The open database; do not keep it: a rebuild exchanges it. */
  get db(): DatabaseSync {
    return this.#connection.db;
  }

  /** Aborted when the index is closed: background work ends. */
  get closing(): AbortSignal {
    return this.#closing.signal;
  }

  head(): string | null {
    return this.meta.read().head;
  }

  reading<T>(work: () => T): T {
    const { db } = this.#connection;
    if (db.isTransaction) return work();
    db.exec("BEGIN");
    try {
      return work();
    } finally {
      db.exec("COMMIT");
    }
  }

  /** Runs `work` in a transaction. */
  transaction<T>(work: () => T): T {
    this.meta.forget();
    try {
      return transaction(this.#connection.db, work);
    } finally {
      this.meta.forget();
    }
  }

  /**
   * Puts a newly built file (closed, beside this one) in the place of this index; every table goes on with it.
   *
   * A crash in between leaves either file whole under this name: a missing or older index is caught up at the next opening.
   */
  replaceWith(newPath: string): void {
    this.#connection.close();
    try {
      removeJournals(this.path);
      Deno.renameSync(newPath, this.path);
    } finally {
      this.#connection.use(openOrReplace(this.path, this.migrations));
    }
  }

  close(): void {
    if (this.closing.aborted) return;
    this.#closing.abort();
    this.meta.forget();
    this.#connection.close();
  }
}

/** Removes an index and what SQLite keeps beside it; a missing file is fine. */
export function removeIndexFile(path: string): void {
  removeIfThere(path);
  removeJournals(path);
}

/** Copies an index that another thread has open, as it is at one moment; a file in the way is replaced. */
export function copyIndexFile(from: string, to: string): void {
  removeIndexFile(to);
  const db = new DatabaseSync(from, { readOnly: true });
  try {
    db.prepare("VACUUM INTO ?").run(to);
  } finally {
    db.close();
  }
}

function openOrReplace(
  path: string,
  migrations: readonly Migration[],
): DatabaseSync {
  try {
    return openDatabase(path, "index", migrations);
  } catch (error) {
    if (!isBeyondUse(error)) throw error;
    removeIndexFile(path);
    return openDatabase(path, "index", migrations);
  }
}

/** Whether a query failed because the file is damaged, or is no database at all. */
export function isDamaged(error: unknown): boolean {
  return [SQLITE_CORRUPT, SQLITE_NOTADB].includes(resultCode(error) ?? 0);
}

/** Whether an opening failed because of what is in the file (a newer schema, damage), and not because of the disk. */
function isBeyondUse(error: unknown): boolean {
  if (error instanceof AppError) {
    return error.cause === undefined || isBeyondUse(error.cause);
  }
  return isDamaged(error) || resultCode(error) === SQLITE_ERROR;
}

/** @see {@link https://www.sqlite.org/rescode.html} */
const SQLITE_ERROR = 1;
const SQLITE_CORRUPT = 11;
const SQLITE_NOTADB = 26;

/** How SQLite's messages begin for codes that matter here: opening and `exec()` fail with words alone, without a code. */
const MESSAGES: readonly (readonly [beginning: string, code: number])[] = [
  ["database is locked", 5],
  ["attempt to write a readonly database", 8],
  ["disk I/O error", 10],
  ["database disk image is malformed", SQLITE_CORRUPT],
  ["database or disk is full", 13],
  ["unable to open database file", 14],
  ["file is not a database", SQLITE_NOTADB],
];

/** The primary result code of a failed query; `undefined` where SQLite was not the one that failed. */
function resultCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !("code" in error)) return undefined;
  if (error.code !== "ERR_SQLITE_ERROR") return undefined;
  if ("errcode" in error) return Number(error.errcode) & 0xff;
  const { message } = error;
  const known = MESSAGES.find(([beginning]) => message.startsWith(beginning));
  return known?.[1] ?? SQLITE_ERROR;
}

/** Removes what a build that was cut short left beside an index: `index.db.new-…`. */
function removeUnfinished(path: string): void {
  const slash = path.lastIndexOf("/");
  const folder = slash < 0 ? "." : path.slice(0, slash);
  const beginning = `${path.slice(slash + 1)}.new-`;
  for (const name of namesIn(folder)) {
    if (name.startsWith(beginning)) removeIfThere(`${folder}/${name}`);
  }
}

function namesIn(folder: string): string[] {
  try {
    return [...Deno.readDirSync(folder)].map(({ name }) => name);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return []; // opening says it better
    throw error;
  }
}

function removeJournals(path: string): void {
  for (const ending of ["-wal", "-shm"]) removeIfThere(path + ending);
}

function removeIfThere(path: string): void {
  try {
    Deno.removeSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
