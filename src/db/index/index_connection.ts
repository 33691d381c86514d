/**
 * The open file behind the tables of `index.db`. It can be exchanged under them (a rebuilt index is swapped in), so the tables
 * ask it for each statement; statements are prepared once.
 *
 * @module
 */
import type { DatabaseSync, StatementSync } from "node:sqlite";

/** An open database and its prepared statements. */
export class IndexConnection {
  #db: DatabaseSync;
  #statements = new Map<string, StatementSync>();

  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  /** The open database; do not keep it: the next rebuild closes it. */
  get db(): DatabaseSync {
    return this.#db;
  }

  /** The prepared statement for this text. Use it at once: one statement holds one result. */
  statement(sql: string): StatementSync {
    const found = this.#statements.get(sql);
    if (found) return found;
    const statement = this.#db.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  /** Closes the file. */
  close(): void {
    this.#statements.clear();
    this.#db.close();
  }

  /** Goes on with another open database; the old one must be closed. */
  use(db: DatabaseSync): void {
    this.#statements.clear();
    this.#db = db;
  }
}
