/** Opens SQLite databases and brings them up to date. @module */
import type { DatabaseSync } from "node:sqlite";

/** One step of a schema; the name is its file's, without `.sql`. */
export interface Migration {
  readonly name: string;
  readonly sql: string;
}
/** The three kinds of database. */
export type DatabaseKind = "platform" | "wiki" | "index";
/** Reads `migrations/<kind>/NNNN_*.sql` below the folder of assets, in order. */
export declare function readMigrations(
  assetsDir: string,
  kind: DatabaseKind,
): readonly Migration[];
/** Opens (or makes, mode 0600) a database: WAL, foreign keys, busy timeout; `synchronous` FULL for platform and wiki, NORMAL for index; runs the missing migrations, each in a transaction. */
export declare function openDatabase(
  path: string,
  kind: DatabaseKind,
  migrations: readonly Migration[],
): DatabaseSync;
/** Runs `work` in a transaction (a savepoint inside another one); rolls back where it throws. */
export declare function transaction<T>(db: DatabaseSync, work: () => T): T;
