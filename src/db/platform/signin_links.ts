/** One-time sign-in links, stored as SHA-256. @module */
import type { DatabaseSync } from "node:sqlite";

/** Reads and writes `signin_links` rows. */
export class SigninLinks {
  readonly #db: DatabaseSync;

  /** Uses a database opened by `openPlatformDatabase()`. */
  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  /** Adds a link; those that expired are dropped on the way. */
  add(
    row: {
      hash: Uint8Array;
      did: string;
      expiresAt: string;
      createdAt: string;
    },
  ): void {
    this.#db.prepare("DELETE FROM signin_links WHERE expires_at < ?")
      .run(row.createdAt);
    this.#db.prepare(`
      INSERT INTO signin_links (hash, did, created_at, expires_at)
      VALUES (?, ?, ?, ?)
    `).run(row.hash, row.did, row.createdAt, row.expiresAt);
  }

  /** Removes at most `limit` links that expired; returns how many. */
  removeExpired(at: string, limit: number): number {
    const { changes } = this.#db.prepare(`
      DELETE FROM signin_links WHERE hash IN (
        SELECT hash FROM signin_links WHERE expires_at < ? LIMIT ?
      )
    `).run(at, limit);
    return Number(changes);
  }

  /**
   * Takes the link out of use and returns whom it signs in; `undefined` where unknown, used or expired.
   * One statement: of two racers, one wins.
   */
  redeem(hash: Uint8Array, at: string): string | undefined {
    const row = this.#db.prepare(`
      UPDATE signin_links SET used_at = ?1
      WHERE hash = ?2 AND used_at IS NULL AND expires_at > ?1
      RETURNING did
    `).get(at, hash);
    return row?.did as string | undefined;
  }
}
