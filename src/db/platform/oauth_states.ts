/** Sign-ins that have not come back yet, sealed. @module */
import type { DatabaseSync } from "node:sqlite";

/** A sealed row. */
export interface SealedRow {
  /** SHA-256 of what finds it, in hex. */
  readonly id: string;
  readonly sealed: Uint8Array;
  readonly expiresAt: string;
}

/** Reads and writes `oauth_states` rows. */
export class OauthStates {
  readonly #db: DatabaseSync;

  /** Uses a database opened by `openPlatformDatabase()`. */
  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  /** Adds a row. */
  add(row: SealedRow): void {
    this.#db.prepare(`
      INSERT INTO oauth_states (id, sealed, expires_at) VALUES (?, ?, ?)
    `).run(row.id, row.sealed, row.expiresAt);
  }

  /** Takes a row out; `undefined` where there is none or it has expired. One statement: of two racers, one gets it. */
  take(id: string, at: string): Uint8Array | undefined {
    const row = this.#db.prepare(`
      DELETE FROM oauth_states WHERE id = ? RETURNING sealed, expires_at AS expiresAt
    `).get(id);
    return row && String(row.expiresAt) > at
      ? row.sealed as Uint8Array
      : undefined;
  }

  /** Removes at most `limit` rows that expired before a time; returns how many. */
  removeExpired(at: string, limit: number): number {
    const { changes } = this.#db.prepare(`
      DELETE FROM oauth_states WHERE id IN (
        SELECT id FROM oauth_states WHERE expires_at < ? LIMIT ?
      )
    `).run(at, limit);
    return Number(changes);
  }
}
