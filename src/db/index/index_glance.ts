/**
 * A look at the index of a wiki that need not be open: a page of wikis costs the operator milliseconds, and nobody's wiki is pushed
 * out of the pool for it.
 *
 * @module
 */
import { DatabaseSync } from "node:sqlite";

/** What a glance tells. */
export interface IndexGlance {
  readonly pages: number;
  /** Bytes of all files at HEAD. */
  readonly contentBytes: number;
  /** When the newest commit was made, ISO 8601 UTC; `null`: there is none. */
  readonly changedAt: string | null;
}

/** Reads the sizes in an `index.db`; `undefined` where it is missing, damaged or being built anew. */
export function glanceAtIndex(path: string): IndexGlance | undefined {
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(path, { readOnly: true });
    const row = db.prepare(`
      SELECT page_count AS pages, content_bytes AS contentBytes,
        (SELECT committed_at FROM commits ORDER BY seq DESC LIMIT 1) AS changedAt
      FROM meta
    `).get() as { pages: number; contentBytes: number; changedAt: number };
    const { changedAt, ...sizes } = row;
    return {
      ...sizes,
      changedAt: changedAt === null
        ? null
        : new Date(changedAt * 1000).toISOString(),
    };
  } catch {
    return undefined; // it is derived, and what is wrong with it is told when the wiki is opened
  } finally {
    db?.close();
  }
}
