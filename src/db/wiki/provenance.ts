/** Who was behind a commit, as the service itself saw it. @module */
import type { DatabaseSync } from "node:sqlite";

/** A `provenance` row. */
export interface ProvenanceRow {
  readonly commit: string;
  readonly did: string | null;
  readonly handle: string | null;
  readonly door: string;
  readonly tokenId: string | null;
  readonly agent: string | null;
  readonly client: string | null;
  readonly session: string | null;
  readonly at: string;
}

/** Reads and writes `provenance` rows. */
export class Provenance {
  readonly #db: DatabaseSync;

  /** Uses a database opened by `openWikiDatabase()`. */
  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  /** What is known of a commit, or `undefined` where it was not made through this service. */
  find(commit: string): ProvenanceRow | undefined {
    const row = this.#db.prepare(`
      SELECT commit_oid AS "commit", did, handle, door, token_id AS tokenId, agent, client, session, at
      FROM provenance
      WHERE commit_oid = ?
    `).get(commit);
    return row && { ...row } as unknown as ProvenanceRow;
  }

  /** Adds or replaces what is known of a commit. */
  put(row: ProvenanceRow): void {
    this.#db.prepare(`
      INSERT OR REPLACE INTO provenance (commit_oid, did, handle, door, token_id, agent, client, session, at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
    `).run(
      row.commit,
      row.did,
      row.handle,
      row.door,
      row.tokenId,
      row.agent,
      row.client,
      row.session,
      row.at,
    );
  }
}
