/** Personal tokens: bound to one wiki and one person, stored as SHA-256. @module */
import type { DatabaseSync, StatementSync } from "node:sqlite";

/** A token's row; the token itself is nowhere. */
export interface TokenRow {
  readonly id: string;
  readonly wikiId: string;
  readonly did: string;
  readonly name: string;
  readonly scope: "wiki:read" | "wiki:write" | "wiki:suggest";
  readonly createdAt: string;
  readonly expiresAt: string | null;
  readonly lastUsedAt: string | null;
  readonly revokedAt: string | null;
}

/** Reads and writes `tokens` rows; whether one is still valid is decided in `auth/tokens.ts`. */
export class Tokens {
  readonly #db: DatabaseSync;
  /** Prepared once: every request asks. */
  readonly #findByHash: StatementSync;

  /** Uses a database opened by `openPlatformDatabase()`. */
  constructor(db: DatabaseSync) {
    this.#db = db;
    this.#findByHash = db.prepare(`
      SELECT id, wiki_id AS wikiId, did, name, scope, created_at AS createdAt, expires_at AS expiresAt,
        last_used_at AS lastUsedAt, revoked_at AS revokedAt
      FROM tokens
      WHERE hash = ?
    `);
  }

  /** The token with this hash, also an expired or revoked one; or `undefined`. */
  findByHash(hash: Uint8Array): TokenRow | undefined {
    const row = this.#findByHash.get(hash);
    return row && { ...row } as unknown as TokenRow;
  }

  /** The token with this id, or `undefined`. */
  find(id: string): TokenRow | undefined {
    const row = this.#db.prepare(`
      SELECT id, wiki_id AS wikiId, did, name, scope, created_at AS createdAt, expires_at AS expiresAt,
        last_used_at AS lastUsedAt, revoked_at AS revokedAt
      FROM tokens
      WHERE id = ?
    `).get(id);
    return row && { ...row } as unknown as TokenRow;
  }

  /** All tokens of a wiki, newest first, revoked ones too. */
  list(wikiId: string): TokenRow[] {
    const rows = this.#db.prepare(`
      SELECT id, wiki_id AS wikiId, did, name, scope, created_at AS createdAt, expires_at AS expiresAt,
        last_used_at AS lastUsedAt, revoked_at AS revokedAt
      FROM tokens
      WHERE wiki_id = ?
      ORDER BY created_at DESC, id
    `).all(wikiId);
    return rows.map((row) => ({ ...row }) as unknown as TokenRow);
  }

  /** Adds a token. */
  add(row: TokenRow, hash: Uint8Array): void {
    this.#db.prepare(`
      INSERT INTO tokens (id, hash, wiki_id, did, name, scope, created_at, expires_at, last_used_at, revoked_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    `).run(
      row.id,
      hash,
      row.wikiId,
      row.did,
      row.name,
      row.scope,
      row.createdAt,
      row.expiresAt,
      row.lastUsedAt,
      row.revokedAt,
    );
  }

  /** Takes a token out of use; the first time counts. */
  revoke(id: string, at: string): void {
    this.#db.prepare(`
      UPDATE tokens SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL
    `).run(at, id);
  }

  /** Notes that a token was used. */
  touch(id: string, at: string): void {
    this.#db.prepare("UPDATE tokens SET last_used_at = ? WHERE id = ?")
      .run(at, id);
  }
}
