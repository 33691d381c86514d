/** Personal tokens: bound to one wiki and one person, stored as SHA-256. @module */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { AppError } from "../../errors.ts";
import { isDuplicate } from "../database.ts";

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

const COLUMNS =
  `id, wiki_id AS wikiId, did, name, scope, created_at AS createdAt, expires_at AS expiresAt,
        last_used_at AS lastUsedAt, revoked_at AS revokedAt`;

/** Reads and writes `tokens` rows; whether one is still valid is decided in `auth/tokens.ts`. */
export class Tokens {
  readonly #db: DatabaseSync;
  /** Prepared once: every request asks. */
  readonly #findByHash: StatementSync;

  /** Uses a database opened by `openPlatformDatabase()`. */
  constructor(db: DatabaseSync) {
    this.#db = db;
    this.#findByHash = db.prepare(`
      SELECT ${COLUMNS}
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
      SELECT ${COLUMNS}
      FROM tokens
      WHERE id = ?
    `).get(id);
    return row && { ...row } as unknown as TokenRow;
  }

  /** All tokens of a wiki, newest first, revoked ones too. */
  list(wikiId: string): TokenRow[] {
    const rows = this.#db.prepare(`
      SELECT ${COLUMNS}
      FROM tokens
      WHERE wiki_id = ?
      ORDER BY created_at DESC, id
    `).all(wikiId);
    return rows.map((row) => ({ ...row }) as unknown as TokenRow);
  }

  /** All tokens of a person, newest first, revoked ones too. */
  listOf(did: string, limit: number): TokenRow[] {
    const rows = this.#db.prepare(`
      SELECT ${COLUMNS}
      FROM tokens
      WHERE did = ?
      ORDER BY created_at DESC, id
      LIMIT ?
    `).all(did, limit);
    return rows.map((row) => ({ ...row }) as unknown as TokenRow);
  }

  /** Tokens of a wiki that were not revoked, newest first, also those that have ended; of one person where `did` is given. */
  listKept(
    wikiId: string,
    { did = null, limit }: { did?: string | null; limit: number },
  ): TokenRow[] {
    const rows = this.#db.prepare(`
      SELECT ${COLUMNS}
      FROM tokens
      WHERE wiki_id = ?1 AND revoked_at IS NULL AND (?2 IS NULL OR did = ?2)
      ORDER BY created_at DESC, id
      LIMIT ?3
    `).all(wikiId, did, limit);
    return rows.map((row) => ({ ...row }) as unknown as TokenRow);
  }

  /** Adds a token. @throws {AppError} `conflict` where there is one with this id. */
  add(row: TokenRow, hash: Uint8Array): void {
    try {
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
    } catch (cause) {
      if (!isDuplicate(cause)) throw cause;
      throw new AppError(
        "conflict",
        `Cannot make the token "${row.id}": it was made before. A secret is shown once: where it was not copied, ask for a new one`,
        { cause, details: { reason: "exists" } },
      );
    }
  }

  /** Takes a token out of use; the first time counts. */
  revoke(id: string, at: string): void {
    this.#db.prepare(`
      UPDATE tokens SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL
    `).run(at, id);
  }

  /** Takes all tokens of a person out of use. */
  revokeAllOf(did: string, at: string): void {
    this.#db.prepare(`
      UPDATE tokens SET revoked_at = ? WHERE did = ? AND revoked_at IS NULL
    `).run(at, did);
  }

  /** Notes that a token was used. */
  touch(id: string, at: string): void {
    this.#db.prepare("UPDATE tokens SET last_used_at = ? WHERE id = ?")
      .run(at, id);
  }
}
