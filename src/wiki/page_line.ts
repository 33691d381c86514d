/**
 * The line of changes of one page: its file's changes along first parents, going on under the old name where a commit moved it.
 *
 * @module
 */
import type { IndexReader } from "../db/index/index_database.ts";
import { pageFile, pageOfFile } from "./page_path.ts";

/** What a commit did to a page. */
export type PageDeed = "created" | "changed" | "deleted" | "moved";

/** A page in one commit. */
export interface PagePoint {
  /** The page's path at that commit. */
  readonly path: string;
  /** Place of the commit on the line. */
  readonly seq: number;
  /** The text after the commit; `null`: deleted. */
  readonly blob: string | null;
  readonly kind: PageDeed;
}

/**
 * Newest first: the points of a page at or before place `upTo`, at most `limit`. Empty where there never was such a page.
 *
 * Names are followed backwards from the newest commit on, whatever `upTo` is: `path` is the name that the page has (or last had).
 */
export function pageLine(
  index: IndexReader,
  path: string,
  { upTo, limit }: { upTo: number; limit: number },
): PagePoint[] {
  const points: PagePoint[] = [];
  let pathId = index.changes.findPathId(pageFile(path));
  let nameUpTo = Infinity;
  while (pathId !== undefined && points.length < limit) {
    const move = index.changes.findMoveTo(pathId, toSeq(nameUpTo));
    points.push(...pointsUnderName(index, pathId, {
      fromSeq: move?.seq ?? 1,
      toSeq: Math.min(nameUpTo, upTo),
      limit: limit - points.length,
      isMovedHere: move !== undefined,
    }));
    pathId = move?.fromId;
    nameUpTo = (move?.seq ?? 0) - 1;
  }
  return points;
}

/** The page as it was at place `seq`: its last point at or before it, under the name that it had then. */
export function pagePointAt(
  index: IndexReader,
  path: string,
  seq: number,
): PagePoint | undefined {
  return pageLine(index, path, { upTo: seq, limit: 1 })[0];
}

/** The points under one name, from its making (or the move to it) on. */
function pointsUnderName(
  index: IndexReader,
  pathId: number,
  { fromSeq, toSeq: upTo, limit, isMovedHere }: {
    fromSeq: number;
    toSeq: number;
    limit: number;
    isMovedHere: boolean;
  },
): PagePoint[] {
  const name = pageOfFile(index.changes.pathOf(pathId));
  if (name === undefined) return []; // moved here from a file that was no page
  // One more than asked for: whether a change created the page is seen from the one before.
  const rows = index.changes.listOfPath(pathId, {
    fromSeq,
    toSeq: toSeq(upTo),
    limit: limit + 1,
  });
  return rows.slice(0, limit).map(({ seq, blob }, i) => {
    const isFirst = (rows[i + 1]?.blob ?? null) === null;
    const kind = blob === null
      ? "deleted"
      : isMovedHere && seq === fromSeq
      ? "moved"
      : isFirst
      ? "created"
      : "changed";
    return { path: name, seq, blob, kind };
  });
}

/** A place that SQLite can compare: `Infinity` is no integer. */
function toSeq(upTo: number): number {
  return Math.min(upTo, Number.MAX_SAFE_INTEGER);
}
