/** Full-text search over the pages of one wiki. @module */
import type { ReadableWiki } from "./access.ts";
/** A piece of a snippet. */
export interface SnippetPart {
  readonly text: string;
  readonly match: boolean;
}
/** A page that fits. */
export interface Hit {
  readonly path: string;
  readonly title: string;
  /** 0…1, highest first. */
  readonly score: number;
  /** The heading under which the snippet stands, or `null`. */
  readonly heading: string | null;
  readonly snippet: readonly SnippetPart[];
}
/** The answer to a query. */
export interface SearchResult {
  readonly query: string;
  readonly hits: readonly Hit[];
  readonly total: number; /** Pages that still wait to be indexed. */
  readonly catchingUp:
    number; /** A word that was found instead of a misspelt one. */
  readonly corrected: string | null;
}
/** Searches: words (AND), `"phrase"`, `prefix*`. Ranked title > headings > body. @throws {AppError} `invalid` for an empty query. */
export declare function searchPages(
  wiki: ReadableWiki,
  query: string,
  options?: { limit?: number; offset?: number },
): SearchResult;
