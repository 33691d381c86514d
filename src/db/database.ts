/**
 * Opens SQLite databases and brings them up to date.
 *
 * There are three kinds: the platform's (`robot.db`), a wiki's own records (`wiki.db`) and a wiki's derived index
 * (`index.db`). Each is written by the main thread alone. The first two are synced to the disk at each commit, because a
 * revoked token must not come back after a power cut; the index can be derived again.
 *
 * @module
 */
import { DatabaseSync } from "node:sqlite";
import { AppError } from "../errors.ts";

/** One step of a schema; the name is its file's, without `.sql`. */
export interface Migration {
  readonly name: string;
  readonly sql: string;
}
/** The three kinds of database. */
export type DatabaseKind = "platform" | "wiki" | "index";

const SYNCHRONOUS: Readonly<Record<DatabaseKind, string>> = {
  platform: "FULL",
  wiki: "FULL",
  index: "NORMAL",
};

/** How long a statement waits for another process (a backup, the operator's `sqlite3`), in milliseconds. */
const BUSY_TIMEOUT_MS = 2000;

/**
 * Reads `migrations/<kind>/NNNN_*.sql` below the folder of assets, in order.
 *
 * @throws {AppError} `unavailable` where the folder is not there: the program was not installed whole.
 */
export function readMigrations(
  assetsDir: string,
  kind: DatabaseKind,
): readonly Migration[] {
  const folder = `${assetsDir}/migrations/${kind}`;
  try {
    return [...Deno.readDirSync(folder)]
      .filter((entry) => entry.isFile && /^\d{4}_\w+\.sql$/.test(entry.name))
      .map((entry) => entry.name)
      .sort()
      .map((name) => ({
        name: name.slice(0, -".sql".length),
        sql: Deno.readTextFileSync(`${folder}/${name}`),
      }));
  } catch (cause) {
    throw new AppError("unavailable", `Cannot read "${folder}"`, { cause });
  }
}

/**
 * Opens (or makes, mode 0600) a database: WAL, foreign keys, busy timeout; `synchronous` FULL for platform and wiki,
 * NORMAL for index; runs the missing migrations, each in a transaction.
 *
 * @throws {AppError} `unavailable` where the file is not a database, or a newer version of the program has changed it.
 */
export function openDatabase(
  path: string,
  kind: DatabaseKind,
  migrations: readonly Migration[],
): DatabaseSync {
  let db: DatabaseSync | undefined;
  try {
    makePrivateFile(path);
    db = new DatabaseSync(path);
    db.exec(`
      PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS};
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = ${SYNCHRONOUS[kind]};
      PRAGMA foreign_keys = ON;
    `);
    migrate(db, migrations);
    return db;
  } catch (cause) {
    db?.close();
    if (cause instanceof AppError) throw cause;
    throw new AppError("unavailable", `Cannot open the database "${path}"`, {
      cause,
    });
  }
}

/**
 * Runs `work` in a transaction (a savepoint inside another one); rolls back where it throws.
 *
 * `work` is synchronous on purpose: a transaction that waited would hold the write lock for as long.
 */
export function transaction<T>(db: DatabaseSync, work: () => T): T {
  const nested = db.isTransaction;
  db.exec(nested ? "SAVEPOINT step" : "BEGIN IMMEDIATE");
  try {
    const result = work();
    db.exec(nested ? "RELEASE step" : "COMMIT");
    return result;
  } catch (error) {
    // SQLite rolls back by itself after some failures (a full disk); then there is nothing left to undo.
    if (db.isTransaction) {
      db.exec(nested ? "ROLLBACK TO step; RELEASE step" : "ROLLBACK");
    }
    throw asStorageFull(error);
  }
}

/**
 * A full disk as `storage_full`, anything else as it is.
 *
 * @see {@link https://www.sqlite.org/rescode.html} (`SQLITE_FULL`, `SQLITE_IOERR_SHMSIZE`)
 */
export function asStorageFull(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { errcode, message } = error as Error & { errcode?: number };
  // What `exec()` throws has words alone.
  const isFull = errcode === 13 || errcode === 4874 ||
    message === "database or disk is full";
  if (!isFull) return error;
  return new AppError("storage_full", "Cannot store: no room on the disk", {
    cause: error,
  });
}

/** Whether an error says that the disk is full, told by SQLite or by ourselves. */
export function isStorageFull(error: unknown): boolean {
  const known = asStorageFull(error);
  return known instanceof AppError && known.code === "storage_full";
}

/**
 * Whether an error says that a row with this key exists already.
 *
 * @see {@link https://www.sqlite.org/rescode.html} (`SQLITE_CONSTRAINT_PRIMARYKEY`, `SQLITE_CONSTRAINT_UNIQUE`)
 */
export function isDuplicate(error: unknown): boolean {
  const code = (error as { errcode?: unknown } | null)?.errcode;
  return code === 1555 || code === 2067;
}

/** SQLite gives `-wal` and `-shm` the mode of the database, so only this one file needs it. */
function makePrivateFile(path: string): void {
  try {
    Deno.openSync(path, { write: true, createNew: true, mode: 0o600 }).close();
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
  }
}

/** Runs what is missing, each step in a transaction of its own. */
function migrate(db: DatabaseSync, migrations: readonly Migration[]): void {
  db.exec(`
    CREATE TABLE IF NOT EXISTS migrations (
      name TEXT PRIMARY KEY,   -- file name without .sql
      run_at TEXT NOT NULL     -- ISO 8601 UTC
    ) STRICT
  `);
  const done = new Set(
    db.prepare("SELECT name FROM migrations").all().map((row) => row.name),
  );
  const known = new Set<unknown>(migrations.map((step) => step.name));
  for (const name of done) {
    if (known.has(name)) continue;
    throw new AppError(
      "unavailable",
      `Cannot use this database: a newer version of the program has run "${name}" on it`,
    );
  }
  for (const step of migrations) {
    if (!done.has(step.name)) runMigration(db, step);
  }
}

function runMigration(db: DatabaseSync, step: Migration): void {
  try {
    transaction(db, () => {
      db.exec(step.sql);
      db.prepare(`
        INSERT INTO migrations (name, run_at)
        VALUES (?, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
      `).run(step.name);
    });
  } catch (cause) {
    throw new AppError("unavailable", `Cannot run migration "${step.name}"`, {
      cause,
    });
  }
}
