/** The audit log: append only. @module */
import type { DatabaseSync } from "node:sqlite";

/** Something that somebody must be able to look up later. */
export interface AuditEntry {
  readonly at: string;
  readonly event: string;
  readonly actorDid: string | null;
  readonly wikiId: string | null;
  readonly address: string | null;
  readonly credential: string | null;
  readonly detail: string | null;
}

/** Appends and lists `audit` rows. */
export class Audit {
  readonly #db: DatabaseSync;

  /** Uses a database opened by `openPlatformDatabase()`. */
  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  /** Appends an entry. */
  add(entry: AuditEntry): void {
    this.#db.prepare(`
      INSERT INTO audit (at, event, actor_did, wiki_id, address, credential, detail)
      VALUES (?, ?, ?, ?, ?, ?, ?)
    `).run(
      entry.at,
      entry.event,
      entry.actorDid,
      entry.wikiId,
      entry.address,
      entry.credential,
      entry.detail,
    );
  }

  /** Entries, newest first; of one wiki where `wikiId` is given; at most `limit` (100). */
  list(filter: { wikiId?: string; limit?: number }): AuditEntry[] {
    const wikiId = filter.wikiId ?? null;
    const rows = this.#db.prepare(`
      SELECT at, event, actor_did AS actorDid, wiki_id AS wikiId, address, credential, detail
      FROM audit
      WHERE ?1 IS NULL OR wiki_id = ?1
      ORDER BY id DESC
      LIMIT ?2
    `).all(wikiId, filter.limit ?? 100);
    return rows.map((row) => ({ ...row }) as unknown as AuditEntry);
  }
}
