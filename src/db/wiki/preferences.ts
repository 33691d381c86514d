/** A wiki's preferences: name and value, and a version that grows with each change. @module */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { transaction } from "../database.ts";

/** Reads and writes `preferences` rows; what the names mean is said in `wiki/preferences.ts`. */
export class Preferences {
  readonly #db: DatabaseSync;
  /** Prepared once: every request asks. */
  readonly #version: StatementSync;
  /** Prepared once: every request asks. */
  readonly #get: StatementSync;

  /** Uses a database opened by `openWikiDatabase()`. */
  constructor(db: DatabaseSync) {
    this.#db = db;
    this.#version = db.prepare("SELECT preferences_version FROM wiki");
    this.#get = db.prepare("SELECT value FROM preferences WHERE name = ?");
  }

  /** The value of a preference, or `undefined` where it was never set. */
  get(name: string): string | undefined {
    const row = this.#get.get(name);
    return row?.value as string | undefined;
  }

  /** Sets a preference; the version grows where the value is another one. */
  set(name: string, value: string): void {
    transaction(this.#db, () => {
      const { changes } = this.#db.prepare(`
        INSERT INTO preferences (name, value)
        VALUES (?, ?)
        ON CONFLICT (name) DO UPDATE SET value = excluded.value WHERE value <> excluded.value
      `).run(name, value);
      if (changes === 0) return;
      this.#db.exec(
        "UPDATE wiki SET preferences_version = preferences_version + 1",
      );
    });
  }

  /** Grows with each change; part of ETags. */
  version(): number {
    const row = this.#version.get();
    return Number(row?.preferences_version);
  }
}
