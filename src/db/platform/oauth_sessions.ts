/** Tokens of people's own servers, sealed, until they are revoked. @module */
import type { DatabaseSync } from "node:sqlite";
import type { SealedRow } from "./oauth_states.ts";

/** Reads and writes `oauth_sessions` rows. */
export class OauthSessions {
  readonly #db: DatabaseSync;

  /** Uses a database opened by `openPlatformDatabase()`. */
  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  /** Adds a row, or writes another value into it. */
  put(row: SealedRow): void {
    this.#db.prepare(`
      INSERT INTO oauth_sessions (id, sealed, expires_at) VALUES (?, ?, ?)
      ON CONFLICT (id) DO UPDATE SET sealed = excluded.sealed, expires_at = excluded.expires_at
    `).run(row.id, row.sealed, row.expiresAt);
  }

  /** The value of a row that has not expired, or `undefined`. */
  find(id: string, at: string): Uint8Array | undefined {
    const row = this.#db.prepare(`
      SELECT sealed FROM oauth_sessions WHERE id = ? AND expires_at > ?
    `).get(id, at);
    return row?.sealed as Uint8Array | undefined;
  }

  /** Removes a row; nothing happens where there is none. */
  remove(id: string): void {
    this.#db.prepare("DELETE FROM oauth_sessions WHERE id = ?").run(id);
  }

  /** Removes at most `limit` rows that expired before a time; returns how many. */
  removeExpired(at: string, limit: number): number {
    const { changes } = this.#db.prepare(`
      DELETE FROM oauth_sessions WHERE id IN (
        SELECT id FROM oauth_sessions WHERE expires_at < ? LIMIT ?
      )
    `).run(at, limit);
    return Number(changes);
  }
}
