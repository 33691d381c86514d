/** Pages: read, save, edit exactly once, delete, list. @module */
import type { ReadableWiki, WritableWiki } from "./access.ts";
import type { Change } from "./history.ts";

/** A page as it is (or was at a revision). */
export interface Page {
  readonly path: string;
  /** Last commit that changed the file (at or before the revision asked for). */
  readonly revision: string;
  readonly text: string;
  readonly title: string;
  readonly frontMatter: Readonly<Record<string, unknown>> | null;
  readonly blob: string;
  /** `false`: the file is not UTF-8; `text` is then empty, and it cannot be edited. */
  readonly isText: boolean;
  readonly sizeBytes: number;
}
/** A text to be stored. */
export interface PageEdit {
  readonly path: string;
  readonly text: string;
  /** Revision that the writer began from; `null`: the page is new. */
  readonly base: string | null;
  /** First line of the commit message; left out: "Create/Update <path>". The door's prefix is added here. */
  readonly message?: string;
}
/** What became of it. */
export interface Saved {
  readonly path: string;
  readonly revision: string;
  /** The text as stored. */
  readonly text: string;
  readonly outcome: "created" | "updated" | "merged" | "unchanged";
  /** What others changed since the base; empty unless merged. */
  readonly mergedWith: readonly Change[];
}
/** @throws {AppError} `not_found` (page or revision). `revision`: full, or a prefix of ≥ 7. */
export declare function readPage(
  wiki: ReadableWiki,
  path: string,
  options?: { revision?: string },
): Page;
/** {@linkcode readPage}, `undefined` where there is no such page. */
export declare function findPage(
  wiki: ReadableWiki,
  path: string,
): Page | undefined;
/** Stores a text by the table "No lost updates". @throws {AppError} `conflict` (exists, changed, deleted, moved), `invalid`, `too_large`, `storage_full`. */
export declare function savePage(
  wiki: WritableWiki,
  edit: PageEdit,
): Promise<Saved>;
/** Replaces the one occurrence of `oldString`. @throws {AppError} `invalid` with `lines` (none or several), `conflict`. */
export declare function editPage(
  wiki: WritableWiki,
  edit: {
    path: string;
    base: string;
    oldString: string;
    newString: string;
    message?: string;
  },
): Promise<Saved>;
/** Replaces a section (heading kept where `text` has one) in the base text, then saves. */
export declare function editSection(
  wiki: WritableWiki,
  edit: {
    path: string;
    base: string;
    section: string;
    text: string;
    message?: string;
  },
): Promise<Saved>;
/** Deletes a page (not its sub-pages). @throws {AppError} `conflict` where `base` is stale. Returns the commit. */
export declare function deletePage(
  wiki: WritableWiki,
  deletion: { path: string; base?: string; message?: string },
): Promise<{ path: string; revision: string }>;
/** A page in a list. */
export interface PageSummary {
  readonly path: string;
  readonly title: string;
  readonly category: string | null;
  readonly tags: readonly string[];
  readonly words: number;
  readonly sizeBytes: number;
  readonly revision: string;
  /** ISO 8601 UTC. */
  readonly updatedAt: string;
}
/** Which pages to list; AND-combined. */
export interface PageFilter {
  readonly prefix?: string;
  readonly category?: string;
  readonly tag?: string; /** ISO date or time. */
  readonly updatedSince?: string;
  readonly limit?: number;
  readonly offset?: number;
}
/** Pages by path, and how many fit in all. @throws {AppError} `invalid` for a bad date. */
export declare function listPages(
  wiki: ReadableWiki,
  filter?: PageFilter,
): { pages: PageSummary[]; total: number };
