/** Who was behind a commit, as the service itself saw it. @module */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { transaction } from "../database.ts";

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

/** Who a `provenance` row names. */
export type Maker = Pick<ProvenanceRow, "did" | "handle" | "door" | "agent">;

/** Reads and writes `provenance` rows. */
export class Provenance {
  readonly #db: DatabaseSync;
  readonly #find: StatementSync;
  readonly #listMakers: StatementSync;

  /** Uses a database opened by `openWikiDatabase()`. */
  constructor(db: DatabaseSync) {
    this.#db = db;
    this.#find = db.prepare(`
      SELECT commit_oid AS "commit", did, handle, door, token_id AS tokenId, agent, client, session, at
      FROM provenance
      WHERE commit_oid = ?
    `);
    this.#listMakers = db.prepare(`
      SELECT commit_oid AS "commit", did, handle, door, agent
      FROM provenance
      WHERE commit_oid IN (SELECT value FROM json_each(?))
    `);
  }

  /** What is known of a commit, or `undefined` where it was not made through this service. */
  find(commit: string): ProvenanceRow | undefined {
    const row = this.#find.get(commit);
    return row && { ...row } as unknown as ProvenanceRow;
  }

  /** Who made these commits, by commit; those that were not made through this service are left out. */
  listMakers(commits: readonly string[]): Map<string, Maker> {
    const rows = this.#listMakers.all(JSON.stringify(commits)) as unknown as (
      & Maker
      & { commit: string }
    )[];
    return new Map(rows.map((row) => [row.commit, row]));
  }

  /** Adds or replaces what is known of a commit. @throws {AppError} `storage_full`. */
  put(row: ProvenanceRow): void {
    transaction(this.#db, () => this.#put(row));
  }

  #put(row: ProvenanceRow): void {
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
