/**
 * A page's file at a commit, and under which other name it was or will be found at another commit. Moves are those that the
 * index noticed along first parents.
 *
 * @module
 */
import { AppError } from "../errors.ts";
import type { TreeFile } from "../git/repository.ts";
import { isRegularFile } from "../git/trees.ts";
import type { ReadableWiki } from "./access.ts";
import { pageFile, pageOfFile } from "./page_path.ts";
import { decodeText, normaliseText } from "./page_text.ts";

/** Most moves that are followed; a page that was renamed more often is taken for deleted. */
const MAX_MOVES = 100;

/** The page's file at a commit, under the name that the page had then; `undefined` where there was none. */
export function pageFileAt(
  wiki: ReadableWiki,
  commit: string,
  path: string,
): TreeFile | undefined {
  return regularFile(wiki, commit, pageFile(path)) ??
    regularFile(wiki, commit, formerFile(wiki, commit, path));
}

/** The file with this very name, where it is a page's: no symlink, no submodule. */
export function exactPageFile(
  wiki: ReadableWiki,
  commit: string,
  path: string,
): TreeFile | undefined {
  return regularFile(wiki, commit, pageFile(path));
}

/** A page's text as it would be stored, or `undefined` where the file is not UTF-8 text. */
export function normalisedText(
  wiki: ReadableWiki,
  file: TreeFile,
): string | undefined {
  const text = decodeText(wiki.repo.readBlob(file.oid));
  if (text === undefined) return undefined;
  try {
    return normaliseText(text);
  } catch (error) {
    // A file that git brought may hold what a save refuses (a NUL); it is then no text that one could edit.
    if (error instanceof AppError && error.code === "invalid") return undefined;
    throw error;
  }
}

/**
 * What became of a page that was there at `commit`: the path it has at HEAD (another one where it was renamed), or
 * `undefined` where it was deleted.
 */
export function pathSince(
  wiki: ReadableWiki,
  commit: string,
  path: string,
): string | undefined {
  const { changes } = wiki.index;
  let fileId = changes.findPathId(pageFile(path));
  let seq = placeBefore(wiki, commit);
  let file = pageFile(path);
  for (let i = 0; fileId !== undefined && i < MAX_MOVES; i++) {
    const move = changes.findMoveFrom(fileId, seq);
    if (move === undefined) break;
    fileId = move.toId;
    seq = move.seq;
    file = changes.pathOf(move.toId);
  }
  const isThere = wiki.head !== null &&
    regularFile(wiki, wiki.head, file) !== undefined;
  return isThere ? pageOfFile(file) : undefined;
}

/** Commits after `commit` that changed the page under its present name, newest first, at most `limit`. */
export function changesSince(
  wiki: ReadableWiki,
  commit: string,
  { path, limit }: { path: string; limit: number },
): string[] {
  const { changes, commits, meta } = wiki.index;
  const pathId = changes.findPathId(pageFile(path));
  if (pathId === undefined) return [];
  const fromSeq = placeBefore(wiki, commit) + 1;
  return changes.listOfPath(pathId, {
    fromSeq,
    toSeq: meta.read().headSeq,
    limit,
  }).map(({ seq }) => commits.findAt(seq)!.oid).filter((oid) => oid !== commit);
}

/** The last commit at or before `commit` that changed the file; `commit` itself where that lies beside the line. */
export function revisionAt(
  wiki: ReadableWiki,
  commit: string,
  file: string,
): string {
  const { changes, commits } = wiki.index;
  const [named] = commits.listNamed(commit, 1);
  const pathId = changes.findPathId(file);
  const seq = named?.seq ?? null;
  if (seq === null || pathId === undefined) return commit;
  const last = changes.findLast(pathId, seq);
  return last === undefined ? commit : commits.findAt(last.seq)!.oid;
}

/** The name that the file of today's page had at a commit. */
function formerFile(
  wiki: ReadableWiki,
  commit: string,
  path: string,
): string {
  const { changes, meta } = wiki.index;
  const place = placeBefore(wiki, commit);
  let seq = meta.read().headSeq;
  let fileId = changes.findPathId(pageFile(path));
  let file = pageFile(path);
  for (let i = 0; fileId !== undefined && i < MAX_MOVES; i++) {
    const move = changes.findMoveTo(fileId, seq);
    if (move === undefined || move.seq <= place) break;
    fileId = move.fromId;
    seq = move.seq - 1;
    file = changes.pathOf(move.fromId);
  }
  return file;
}

/**
 * A place on the first-parent line such that whatever happened to the page after `commit` lies behind it. For a commit beside
 * the line that is the place before the merge that brought it in.
 */
function placeBefore(wiki: ReadableWiki, commit: string): number {
  const [named] = wiki.index.commits.listNamed(commit, 1);
  if (named === undefined) return 0;
  return named.seq ?? named.mergedSeq - 1;
}

function regularFile(
  wiki: ReadableWiki,
  commit: string,
  file: string,
): TreeFile | undefined {
  const found = wiki.repo.findFile(commit, file);
  return isRegularFile(found) ? found : undefined;
}
