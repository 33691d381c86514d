/** Texts that are being written: one for each writer and page. @module */
import type { DatabaseSync } from "node:sqlite";
import { transaction } from "../database.ts";

/** A `drafts` row. */
export interface DraftRow {
  readonly did: string;
  readonly path: string;
  readonly text: string;
  /** Revision that it began from; empty: the page was new. */
  readonly base: string;
  /** ISO 8601 UTC. */
  readonly savedAt: string;
}

/** A draft in a list. */
export type DraftListing = Omit<DraftRow, "did" | "text"> & {
  /** UTF-8 bytes of its text. */
  readonly sizeBytes: number;
};

/** Reads and writes `drafts` rows. Every question names the writer: there is no way to ask for somebody else's. */
export class Drafts {
  readonly #db: DatabaseSync;

  /** Uses a database opened by `openWikiDatabase()`. */
  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  /** A writer's draft for a page, or `undefined`. */
  find(did: string, path: string): DraftRow | undefined {
    const row = this.#db.prepare(`
      SELECT did, path, text, base, saved_at AS savedAt
      FROM drafts
      WHERE did = ? AND path = ?
    `).get(did, path);
    return row && { ...row } as unknown as DraftRow;
  }

  /** A writer's drafts, newest first. */
  list(did: string): DraftListing[] {
    const rows = this.#db.prepare(`
      SELECT path, base, saved_at AS savedAt, octet_length(text) AS sizeBytes
      FROM drafts
      WHERE did = ?
      ORDER BY saved_at DESC, path
    `).all(did);
    return rows.map((row) => ({ ...row }) as unknown as DraftListing);
  }

  /**
   * Stores a draft in place of the one that was there.
   *
   * @param most how many a writer may have.
   * @returns `false` where it would be one too many; then nothing is stored.
   * @throws {AppError} `storage_full`.
   */
  put(row: DraftRow, { most }: { most: number }): boolean {
    return transaction(this.#db, () => {
      const others = this.#db.prepare(`
        SELECT count(*) AS number FROM drafts WHERE did = ? AND path <> ?
      `).get(row.did, row.path);
      if (Number(others?.number) >= most) return false;
      this.#db.prepare(`
        INSERT OR REPLACE INTO drafts (did, path, text, base, saved_at)
        VALUES (?, ?, ?, ?, ?)
      `).run(row.did, row.path, row.text, row.base, row.savedAt);
      return true;
    });
  }

  /** Removes a draft; whether there was one. */
  remove(did: string, path: string): boolean {
    const { changes } = this.#db.prepare(`
      DELETE FROM drafts WHERE did = ? AND path = ?
    `).run(did, path);
    return Number(changes) > 0;
  }

  /** Everybody's drafts for a page go to its new name, but for a writer who has one there already. */
  move(from: string, to: string): void {
    this.#db.prepare("UPDATE OR IGNORE drafts SET path = ? WHERE path = ?")
      .run(to, from);
  }

  /** Removes what was not touched since a time; returns how many. */
  removeOlderThan(savedAt: string): number {
    const { changes } = this.#db.prepare(
      "DELETE FROM drafts WHERE saved_at < ?",
    ).run(savedAt);
    return Number(changes);
  }
}
