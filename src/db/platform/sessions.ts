/** Browser sessions: a row each, named by a JWT. @module */
import type { DatabaseSync, StatementSync } from "node:sqlite";

/** A session's row. */
export interface SessionRow {
  readonly id: string;
  readonly did: string;
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly revokedAt: string | null;
  /** Network address at sign-in; `null` or left out: unknown. */
  readonly address?: string | null;
  /** The browser's own words at sign-in, shortened; likewise. */
  readonly userAgent?: string | null;
  /** When it was last used, to about ten minutes; `null` or left out: not since sign-in. */
  readonly lastUsedAt?: string | null;
  /** When the account was last known to be active; likewise: at sign-in. */
  readonly checkedAt?: string | null;
}

/** Columns of a {@linkcode SessionRow}. */
const COLUMNS =
  `id, did, created_at AS createdAt, expires_at AS expiresAt, revoked_at AS revokedAt, address,
        user_agent AS userAgent, last_used_at AS lastUsedAt, checked_at AS checkedAt`;

/** Reads and writes `sessions` rows; whether one is still valid is decided in `auth/sessions.ts`. */
export class Sessions {
  readonly #db: DatabaseSync;
  /** Prepared once: every request asks. */
  readonly #find: StatementSync;

  /** Uses a database opened by `openPlatformDatabase()`. */
  constructor(db: DatabaseSync) {
    this.#db = db;
    this.#find = db.prepare(`
      SELECT ${COLUMNS}
      FROM sessions
      WHERE id = ?
    `);
  }

  /** The session with this id, also an expired or revoked one; or `undefined`. */
  find(id: string): SessionRow | undefined {
    const row = this.#find.get(id);
    return row && { ...row } as unknown as SessionRow;
  }

  /** Adds a session. */
  add(row: SessionRow): void {
    this.#db.prepare(`
      INSERT INTO sessions (id, did, created_at, expires_at, revoked_at, address, user_agent, last_used_at, checked_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
    `).run(
      row.id,
      row.did,
      row.createdAt,
      row.expiresAt,
      row.revokedAt,
      row.address ?? null,
      row.userAgent ?? null,
      row.lastUsedAt ?? null,
      row.checkedAt ?? null,
    );
  }

  /** The sessions of a person that are good at a time, the last used first. */
  listLive(did: string, at: string): SessionRow[] {
    const rows = this.#db.prepare(`
      SELECT ${COLUMNS}
      FROM sessions
      WHERE did = ? AND revoked_at IS NULL AND expires_at > ?
      ORDER BY coalesce(last_used_at, created_at) DESC, id
    `).all(did, at);
    return rows.map((row) => ({ ...row }) as unknown as SessionRow);
  }

  /** Moves the end of a session on, and notes that it was used; a revoked one stays revoked. */
  renew(
    id: string,
    { expiresAt, at }: { expiresAt: string; at: string },
  ): void {
    this.#db.prepare(`
      UPDATE sessions SET expires_at = ?, last_used_at = ? WHERE id = ?
    `).run(expiresAt, at, id);
  }

  /** Notes that a session was used. */
  touch(id: string, at: string): void {
    this.#db.prepare("UPDATE sessions SET last_used_at = ? WHERE id = ?")
      .run(at, id);
  }

  /** Notes that the account behind all sessions of a person was active at a time. */
  noteChecked(did: string, at: string): void {
    this.#db.prepare(`
      UPDATE sessions SET checked_at = ? WHERE did = ? AND revoked_at IS NULL
    `).run(at, did);
  }

  /** Ends a session; the first time counts. */
  revoke(id: string, at: string): void {
    this.#db.prepare(`
      UPDATE sessions SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL
    `).run(at, id);
  }

  /** Ends all sessions of a person that have not ended; how many. */
  revokeAllOf(did: string, at: string): number {
    const { changes } = this.#db.prepare(`
      UPDATE sessions SET revoked_at = ?1 WHERE did = ?2 AND revoked_at IS NULL AND expires_at > ?1
    `).run(at, did);
    return Number(changes);
  }

  /** Ends all but the `count` sessions of a person that were used last; how many. */
  keepNewest(
    did: string,
    { count, at }: { count: number; at: string },
  ): number {
    const { changes } = this.#db.prepare(`
      UPDATE sessions SET revoked_at = ?1 WHERE id IN (
        SELECT id
        FROM sessions
        WHERE did = ?2 AND revoked_at IS NULL AND expires_at > ?1
        ORDER BY coalesce(last_used_at, created_at) DESC, rowid DESC
        LIMIT -1 OFFSET ?3
      )
    `).run(at, did, count);
    return Number(changes);
  }

  /** Removes at most `limit` sessions that expired before a time, however they ended; returns how many. */
  removeEndedBefore(at: string, limit: number): number {
    const { changes } = this.#db.prepare(`
      DELETE FROM sessions WHERE id IN (
        SELECT id FROM sessions WHERE expires_at < ? LIMIT ?
      )
    `).run(at, limit);
    return Number(changes);
  }
}
