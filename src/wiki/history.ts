/** What happened to a wiki and its pages, read from the index (which follows HEAD along first parents). @module */
import type { ReadableWiki } from "./access.ts";
import type { LineDiff } from "../git/line_diff.ts";

/** One commit. */
export interface Change {
  readonly revision: string;
  readonly author: { readonly name: string; readonly email: string };
  /** Set where the commit was made through this service. */
  readonly by: {
    readonly did: string | null;
    readonly handle: string | null;
    readonly door: string;
    readonly agent: string | null;
  } | null;
  /** ISO 8601 UTC. */
  readonly at: string;
  /** Whole message without our trailers. */
  readonly message: string;
  /** Pages touched (paths without `.md`). */
  readonly pages: readonly string[];
  /** Other files touched. */
  readonly files: readonly string[];
}
/** A commit in the history of one page. */
export interface PageRevision extends Change {
  /** The page's path at that commit (older ones may have another name). */
  readonly path: string;
  readonly kind: "created" | "changed" | "deleted" | "moved";
}
/** Where a listing goes on. */
export interface Slice {
  readonly limit?: number; /** Revision to begin behind. */
  readonly before?: string;
}
/** The full oid of a revision (full or prefix ≥ 7, or `HEAD`) reachable from HEAD. @throws {AppError} `not_found`. */
export declare function resolveRevision(
  wiki: ReadableWiki,
  revision: string,
): string;
/** Newest first, following a rename. Also for a deleted page. @throws {AppError} `not_found` where there never was one. */
export declare function pageHistory(
  wiki: ReadableWiki,
  path: string,
  slice?: Slice,
): PageRevision[];
/** Newest first. */
export declare function changelog(
  wiki: ReadableWiki,
  slice?: Slice & { since?: string },
): Change[];
/** The last change of a page at HEAD, or `undefined`. */
export declare function lastChange(
  wiki: ReadableWiki,
  path: string,
): Change | undefined;
/** One commit. @throws {AppError} `not_found`. */
export declare function readChange(
  wiki: ReadableWiki,
  revision: string,
): Change;
/** How a page differs between two revisions (`from` = `null`: the one before `to`). `diff` is `undefined` where the texts are too different to compare in time. */
export declare function diffPage(
  wiki: ReadableWiki,
  path: string,
  revisions: { from: string | null; to: string },
): {
  path: string;
  from: string | null;
  to: string;
  diff: LineDiff | undefined;
};
/** All files of one commit against its first parent, with renames detected. */
export declare function diffChange(
  wiki: ReadableWiki,
  revision: string,
): {
  change: Change;
  files: {
    path: string;
    movedFrom: string | null;
    diff: LineDiff | undefined;
    isText: boolean;
  }[];
};
/** A run of lines of one origin. */
export interface BlameRun {
  readonly change: Change;
  readonly firstLine: number;
  readonly lines: readonly string[];
}
/** Who wrote each line. */
export declare function blamePage(
  wiki: ReadableWiki,
  path: string,
  revision?: string,
): BlameRun[];
