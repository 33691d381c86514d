/**
 * The line of changes of one page or other file: its changes along first parents, going on under the old name where a commit moved it.
 *
 * @module
 */
import type { IndexReader } from "../db/index/index_database.ts";
import { pageFile, pageOfFile } from "./page_path.ts";

/** What a commit did to a page. */
export type PageDeed = "created" | "changed" | "deleted" | "moved";

/** A file in one commit. */
export interface FilePoint {
  /** The file's path at that commit, `Actors/Iran/map.png`. */
  readonly file: string;
  /** Place of the commit on the line. */
  readonly seq: number;
  /** The content after the commit; `null`: deleted. */
  readonly blob: string | null;
  readonly kind: PageDeed;
}

/** A page in one commit. */
export interface PagePoint extends Omit<FilePoint, "file"> {
  /** The page's path at that commit. */
  readonly path: string;
}

/**
 * Newest first: the points of a page at or before place `upTo`, at most `limit`. Empty where there never was such a page. What
 * it was while its file was no page is left out.
 *
 * Names are followed backwards from the newest commit on, whatever `upTo` is: `path` is the name that the page has (or last had).
 */
export function pageLine(
  index: IndexReader,
  path: string,
  span: { upTo: number; limit: number },
): PagePoint[] {
  return fileLine(index, pageFile(path), span).flatMap(({ file, ...point }) => {
    const page = pageOfFile(file);
    return page === undefined ? [] : [{ path: page, ...point }];
  });
}

/** As {@linkcode pageLine}, for any file. */
export function fileLine(
  index: IndexReader,
  file: string,
  { upTo, limit }: { upTo: number; limit: number },
): FilePoint[] {
  const points: FilePoint[] = [];
  let pathId = index.changes.findPathId(file);
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
): FilePoint[] {
  const file = index.changes.pathOf(pathId);
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
    return { file, seq, blob, kind };
  });
}

/** A place that SQLite can compare: `Infinity` is no integer. */
function toSeq(upTo: number): number {
  return Math.min(upTo, Number.MAX_SAFE_INTEGER);
}
