/**
 * A look at the index of a wiki that need not be open: a page of wikis costs the operator milliseconds, and nobody's wiki is pushed
 * out of the pool for it.
 *
 * @module
 */
import { DatabaseSync } from "node:sqlite";
import { pathToFileURL } from "node:url";
import type { IndexReader } from "./index_database.ts";

/** What a glance tells. */
export interface IndexGlance {
  readonly pages: number;
  /** Bytes of all files at HEAD. */
  readonly contentBytes: number;
  /** When the newest commit was made, ISO 8601 UTC; `null`: there is none. */
  readonly changedAt: string | null;
}

/** The sizes in an index that is open; `undefined` where it is damaged. */
export function glanceOf(index: IndexReader): IndexGlance | undefined {
  try {
    const { pageCount, contentBytes, headSeq } = index.meta.read();
    const newest = index.commits.findAt(headSeq)?.committedAt ?? null;
    return { pages: pageCount, contentBytes, changedAt: isoOf(newest) };
  } catch {
    return undefined; // one damaged wiki must not take the list of all along
  }
}

/**
 * The sizes in an `index.db` that nobody has open; `undefined` where it is missing, damaged or being built anew. The file is taken
 * for unchanging, so that no lock and no other file is made beside it.
 *
 * @see {@link https://www.sqlite.org/uri.html#uriimmutable}
 */
export function glanceAtFile(path: string): IndexGlance | undefined {
  const url = pathToFileURL(path);
  url.searchParams.set("immutable", "1");
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(url, { readOnly: true });
    const row = db.prepare(`
      SELECT page_count AS pages, content_bytes AS contentBytes,
        (SELECT committed_at FROM commits WHERE seq = head_seq) AS changedAt
      FROM meta
    `).get() as { pages: number; contentBytes: number; changedAt: number };
    return { ...row, changedAt: isoOf(row.changedAt) };
  } catch {
    return undefined; // it is derived, and what is wrong with it is told when the wiki is opened
  } finally {
    db?.close();
  }
}

function isoOf(seconds: number | null): string | null {
  return seconds === null ? null : new Date(seconds * 1000).toISOString();
}
