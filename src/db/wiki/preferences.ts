/** A wiki's preferences: name and value, and a version that grows with each change. @module */
import type { DatabaseSync } from "node:sqlite";
import { transaction } from "../database.ts";

/** All of it, as it was read. */
interface Kept {
  readonly values: ReadonlyMap<string, string>;
  readonly version: number;
}

/**
 * Reads and writes `preferences` rows; what the names mean is said in `wiki/preferences.ts`. Every request asks several times,
 * so the rows are kept until one is written: this process alone writes the file.
 */
export class Preferences {
  readonly #db: DatabaseSync;
  #kept: Kept | null = null;

  /** Uses a database opened by `openWikiDatabase()`. */
  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  /** The value of a preference, or `undefined` where it was never set. */
  get(name: string): string | undefined {
    return this.#all().values.get(name);
  }

  /** Sets a preference; the version grows where the value is another one. */
  set(name: string, value: string): void {
    this.setAll(new Map([[name, value]]));
  }

  /** Sets several, all or none; the version grows where a value is another one. */
  setAll(values: ReadonlyMap<string, string>): void {
    this.#kept = null;
    transaction(this.#db, () => {
      const put = this.#db.prepare(`
        INSERT INTO preferences (name, value)
        VALUES (?, ?)
        ON CONFLICT (name) DO UPDATE SET value = excluded.value WHERE value <> excluded.value
      `);
      let changed = 0;
      for (const [name, value] of values) {
        changed += Number(put.run(name, value).changes);
      }
      if (changed === 0) return;
      this.#db.exec(
        "UPDATE wiki SET preferences_version = preferences_version + 1",
      );
    });
  }

  /** Grows with each change; part of ETags. */
  version(): number {
    return this.#all().version;
  }

  #all(): Kept {
    if (this.#kept !== null) return this.#kept;
    const rows = this.#db.prepare("SELECT name, value FROM preferences").all();
    const row = this.#db.prepare("SELECT preferences_version FROM wiki").get();
    const kept = {
      values: new Map(
        rows.map(({ name, value }) => [name as string, value as string]),
      ),
      version: Number(row?.preferences_version),
    };
    // What a transaction has written may still be undone.
    if (!this.#db.isTransaction) this.#kept = kept;
    return kept;
  }
}
