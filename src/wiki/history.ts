/**
 * What happened to a wiki and its pages, read from the index, which follows HEAD along first parents.
 *
 * @module
 */
import type { CommitRow } from "../db/index/commits.ts";
import { AppError } from "../errors.ts";
import { diffLines, type LineDiff, unifiedDiff } from "../git/line_diff.ts";
import type { ReadableWiki } from "./access.ts";
import {
  changeOfSideCommit,
  changesOfRows,
  wholeChange,
} from "./change_facts.ts";
import { type PageDeed, pageLine } from "./page_line.ts";
import { blameAt } from "./page_blame.ts";
import { type ChangedFile, compareFiles } from "./page_diff.ts";
import { pageFile } from "./page_path.ts";
import { lastStepOf, pageStateAt, textOfBlob } from "./page_state.ts";
import { secondsOf } from "./iso_time.ts";
import { findNamed } from "./revision_names.ts";

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
  /** Message without our trailers; a listing cuts it at 4,000 characters. */
  readonly message: string;
  /** Pages touched (paths without `.md`), sorted. Listings name at most 100 pages and files of a commit. */
  readonly pages: readonly string[];
  /** Other files touched, sorted. */
  readonly files: readonly string[];
  /** How many pages and files were touched in all. */
  readonly touched: number;
}
/** A commit in the history of one page. */
export interface PageRevision extends Change {
  /** The page's path at that commit (older ones may have another name). */
  readonly path: string;
  readonly kind: PageDeed;
}
/** Where a listing goes on. */
export interface Slice {
  /** Default 50. */
  readonly limit?: number;
  /** Revision to begin behind. */
  readonly before?: string;
}

const DEFAULT_LIMIT = 50;

/**
 * The full oid of a revision (full or prefix ≥ 7, or `HEAD`) reachable from HEAD.
 *
 * @throws {AppError} `not_found`, also where several revisions begin so, and for objects that HEAD does not reach: they may
 * be what somebody wanted gone.
 */
export function resolveRevision(wiki: ReadableWiki, revision: string): string {
  return findNamed(wiki, revision).oid;
}

/**
 * Newest first, following a rename. Also for a deleted page.
 *
 * @throws {AppError} `not_found` where there never was one, and for an unknown `before`.
 */
export function pageHistory(
  wiki: ReadableWiki,
  path: string,
  { limit = DEFAULT_LIMIT, before }: Slice = {},
): PageRevision[] {
  const upTo = before === undefined ? Infinity : placeOf(wiki, before) - 1;
  const points = pageLine(wiki.index, path, { upTo, limit });
  if (points.length === 0) demandPage(wiki, path);
  const changes = changesOf(wiki, points.map(({ seq }) => seq));
  return points.map(({ path, kind }, i) => ({ ...changes[i]!, path, kind }));
}

/**
 * Newest first; `since`: ISO 8601, only what was committed then or later.
 *
 * @throws {AppError} `not_found` for an unknown `before`; `invalid` for a `since` that is no time.
 */
export function changelog(
  wiki: ReadableWiki,
  { limit = DEFAULT_LIMIT, before, since }: Slice & { since?: string } = {},
): Change[] {
  return wiki.index.reading(() => {
    const place = before === undefined
      ? Number.MAX_SAFE_INTEGER
      : placeOf(wiki, before);
    const rows = wiki.index.commits.listBefore(place, {
      limit,
      since: since === undefined ? 0 : secondsOf(since),
    });
    return changesOfRows(wiki, rows);
  });
}

/**
 * What happened after a revision, oldest first; `cursor` is the revision to ask with next time (where nothing happened: the same).
 * A commit beside the line counts as the merge that brought it in.
 *
 * @throws {AppError} `not_found` for an unknown revision.
 */
export function changesAfter(
  wiki: ReadableWiki,
  revision: string,
  { limit = DEFAULT_LIMIT }: { limit?: number } = {},
): { changes: Change[]; cursor: string; hasMore: boolean } {
  return wiki.index.reading(() => {
    const { oid, mergedSeq } = findNamed(wiki, revision);
    const rows = wiki.index.commits.listAfter(mergedSeq, limit + 1);
    const shown = rows.slice(0, limit);
    return {
      changes: changesOfRows(wiki, shown),
      cursor: shown.at(-1)?.oid ?? oid,
      hasMore: rows.length > shown.length,
    };
  });
}

/** The changes at these places of the line. */
export function changesOf(
  wiki: ReadableWiki,
  seqs: readonly number[],
): Change[] {
  return wiki.index.reading(() =>
    changesOfRows(wiki, seqs.map((seq) => rowAt(wiki, seq)))
  );
}

/** The last change of a page at HEAD, or `undefined`. */
export function lastChange(
  wiki: ReadableWiki,
  path: string,
): Change | undefined {
  const file = wiki.index.files.find(pageFile(path));
  return file && changesOf(wiki, [file.seq])[0];
}

/**
 * One commit, with its whole message and all names.
 *
 * @throws {AppError} `not_found`.
 */
export function readChange(wiki: ReadableWiki, revision: string): Change {
  const { oid, seq } = findNamed(wiki, revision);
  return seq === null
    ? changeOfSideCommit(wiki, oid)
    : wholeChange(wiki, rowAt(wiki, seq));
}

/** How a page differs between two revisions. */
export interface PageDiff {
  /** The page's path at `to`. */
  readonly path: string;
  /** The revision and the page's path then; `null`: the page was made at `to`. */
  readonly from: { readonly path: string; readonly revision: string } | null;
  readonly to: string;
  /** `undefined`: too different to be compared in time. */
  readonly diff: LineDiff | undefined;
}

/**
 * How a page differs between two revisions; `from` = `null`: what the last change at or before `to` did to it.
 *
 * @throws {AppError} `not_found` for an unknown revision, and where the page was at neither; `invalid` where it was no text.
 */
export function diffPage(
  wiki: ReadableWiki,
  path: string,
  revisions: { from: string | null; to: string },
): PageDiff {
  const { before, after, ...sides } = textsOf(wiki, path, revisions);
  return { ...sides, diff: diffLines(before, after, { words: true }) };
}

/** As {@linkcode diffPage}, as the text that `git diff` prints; empty where nothing differs. */
export function unifiedPageDiff(
  wiki: ReadableWiki,
  path: string,
  revisions: { from: string | null; to: string },
): Omit<PageDiff, "diff"> & { diff: string } {
  const { before, after, ...sides } = textsOf(wiki, path, revisions);
  const diff = unifiedDiff(before, after, {
    before: pageFile(sides.from?.path ?? sides.path),
    after: pageFile(sides.path),
  });
  return { ...sides, diff };
}

/** A page at two revisions, with its texts. */
function textsOf(
  wiki: ReadableWiki,
  path: string,
  revisions: { from: string | null; to: string },
): Omit<PageDiff, "diff"> & { before: string; after: string } {
  const { from, to } = revisions.from === null
    ? lastStepOf(wiki, path, revisions.to)
    : {
      from: pageStateAt(wiki, path, revisions.from),
      to: pageStateAt(wiki, path, revisions.to),
    };
  if (!from?.blob && !to.blob) {
    throw new AppError("not_found", `Cannot find page "${path}"`);
  }
  return {
    path: to.path,
    from: from && { path: from.path, revision: from.revision },
    to: to.revision,
    before: textOfBlob(wiki, path, from?.blob ?? null),
    after: textOfBlob(wiki, path, to.blob),
  };
}

/**
 * All files of one commit against its first parent, with renames detected. The first 100 are compared, as far as time allows.
 *
 * @throws {AppError} `not_found`.
 */
export async function diffChange(
  wiki: ReadableWiki,
  revision: string,
): Promise<{ change: Change; files: ChangedFile[] }> {
  const { oid, seq } = findNamed(wiki, revision);
  const moves = seq === null ? [] : wiki.index.changes.listMovesOfCommit(seq);
  const files = await compareFiles(wiki, oid, moves);
  return { change: readChange(wiki, oid), files };
}

/** A run of lines of one origin. */
export interface BlameRun {
  readonly change: Change;
  /** From 1. */
  readonly firstLine: number;
  readonly lines: readonly string[];
}

/**
 * Who wrote each line of a page at a revision (left out: at HEAD). Works in slices.
 *
 * @throws {AppError} `not_found`; `invalid` where it is no text; `too_large` where the page or its history is too long.
 */
export async function blamePage(
  wiki: ReadableWiki,
  path: string,
  revision = "HEAD",
): Promise<BlameRun[]> {
  const { seq } = findNamed(wiki, revision);
  if (seq === null) {
    throw new AppError(
      "not_found",
      `Cannot blame at "${revision}": it came in by a merge`,
    );
  }
  const { blob, origins } = await blameAt(wiki, path, seq);
  const lines = textOfBlob(wiki, path, blob).split("\n");
  const places = [...new Set(origins)];
  const found = changesOf(wiki, places);
  const changes = new Map(places.map((place, i) => [place, found[i]!]));
  const runs: { change: Change; firstLine: number; lines: string[] }[] = [];
  origins.forEach((origin, i) => {
    const isNew = i === 0 || origins[i - 1] !== origin;
    if (isNew) {
      const change = changes.get(origin)!;
      runs.push({ change, firstLine: i + 1, lines: [] });
    }
    runs.at(-1)!.lines.push(lines[i] ?? "");
  });
  return runs;
}

/** Where on the line a revision stands; of a side commit, where it came in. @throws {AppError} `not_found`. */
export function placeOf(wiki: ReadableWiki, revision: string): number {
  return findNamed(wiki, revision).mergedSeq;
}

function rowAt(wiki: ReadableWiki, seq: number): CommitRow {
  const row = wiki.index.commits.findAt(seq);
  if (row === undefined) throw new Error(`The index has no commit ${seq}`);
  return row;
}

/** @throws {AppError} `not_found` where there never was such a page. */
function demandPage(wiki: ReadableWiki, path: string): void {
  if (wiki.index.changes.findPathId(pageFile(path)) !== undefined) return;
  throw new AppError("not_found", `Cannot find page "${path}": it never was`);
}
