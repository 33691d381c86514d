/** Reports: what somebody found in a wiki that the operator should see. @module */
import type { DatabaseSync } from "node:sqlite";

/** A report. */
export interface ReportRow {
  readonly id: number;
  readonly at: string;
  readonly wikiId: string;
  /** Address within the wiki: `/Actors/Iran`. */
  readonly path: string;
  /** In the reporter's words. */
  readonly reason: string;
  /** `null`: not signed in. */
  readonly reporterDid: string | null;
  /** Network address of the reporter, or `null`. */
  readonly address: string | null;
  /** `null`: open. */
  readonly closedAt: string | null;
  /** DID of the operator; `null`: open, or closed on the command line. */
  readonly closedBy: string | null;
}

/** Columns of a {@linkcode ReportRow}. */
const COLUMNS =
  `id, at, wiki_id AS wikiId, path, reason, reporter_did AS reporterDid, address,
        closed_at AS closedAt, closed_by AS closedBy`;

/** Reads and writes `reports` rows. */
export class Reports {
  readonly #db: DatabaseSync;

  /** Uses a database opened by `openPlatformDatabase()`. */
  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  /** Adds an open report. */
  add(report: Omit<ReportRow, "id" | "closedAt" | "closedBy">): void {
    this.#db.prepare(`
      INSERT INTO reports (at, wiki_id, path, reason, reporter_did, address)
      VALUES (?, ?, ?, ?, ?, ?)
    `).run(
      report.at,
      report.wikiId,
      report.path,
      report.reason,
      report.reporterDid,
      report.address,
    );
  }

  /** The report with this id, or `undefined`. */
  find(id: number): ReportRow | undefined {
    const row = this.#db.prepare(`
      SELECT ${COLUMNS} FROM reports WHERE id = ?
    `).get(id);
    return row && { ...row } as unknown as ReportRow;
  }

  /** Open reports, or closed ones, newest first, from place `offset` on. */
  list(
    which: { isOpen: boolean; limit: number; offset: number },
  ): ReportRow[] {
    const rows = this.#db.prepare(`
      SELECT ${COLUMNS}
      FROM reports
      WHERE (closed_at IS NULL) = ?
      ORDER BY id DESC
      LIMIT ? OFFSET ?
    `).all(Number(which.isOpen), which.limit, which.offset);
    return rows.map((row) => ({ ...row }) as unknown as ReportRow);
  }

  /** How many are open: of one wiki, or of all. */
  countOpen(wikiId: string | null = null): number {
    const row = this.#db.prepare(`
      SELECT count(*) AS count
      FROM reports
      WHERE closed_at IS NULL AND (?1 IS NULL OR wiki_id = ?1)
    `).get(wikiId);
    return row!.count as number;
  }

  /** Closes a report; the first time counts. */
  close(id: number, by: { did: string | null; at: string }): void {
    this.#db.prepare(`
      UPDATE reports SET closed_at = ?, closed_by = ? WHERE id = ? AND closed_at IS NULL
    `).run(by.at, by.did, id);
  }

  /** Removes what was closed before a moment, at most `limit` of them; how many. */
  removeClosedBefore(at: string, limit: number): number {
    const { changes } = this.#db.prepare(`
      DELETE FROM reports
      WHERE id IN (SELECT id FROM reports WHERE closed_at < ? LIMIT ?)
    `).run(at, limit);
    return Number(changes);
  }

  /** Forgets who reported: the account is deleted. */
  forgetReporter(did: string): void {
    this.#db.prepare(`
      UPDATE reports SET reporter_did = NULL, address = NULL WHERE reporter_did = ?
    `).run(did);
  }
}
