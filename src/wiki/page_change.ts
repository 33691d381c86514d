/**
 * Comparing what a writer sends with the wiki as it is, within a turn: which page is meant, what it was at the writer's
 * base, and the conflicts of the table "No lost updates".
 *
 * @module
 */
import { AppError, type ErrorDetails } from "../errors.ts";
import { unifiedDiff } from "../git/line_diff.ts";
import type { WritableWiki } from "./access.ts";
import { type Change, readChange, resolveRevision } from "./history.ts";
import {
  changesSince,
  exactPageFile,
  normalisedText,
  pageFileAt,
  pathSince,
} from "./page_file.ts";
import { foldPath, newPagePath } from "./page_path.ts";

/** A page as a change finds it. */
export interface PageNow {
  readonly path: string;
  /** The last commit that changed it. */
  readonly revision: string;
  /** Normalised. */
  readonly text: string;
  readonly oid: string;
  readonly sizeBytes: number;
}

/** A page at HEAD, and as it was when its writer read it. */
export interface ComparedPage {
  readonly now: PageNow;
  /** The commit that the writer named. */
  readonly baseCommit: string;
  /** Normalised; `undefined` where it was not UTF-8 text. */
  readonly baseText: string | undefined;
  /** Whether the page is still as the writer read it. */
  readonly isCurrent: boolean;
}

/** Most changes of others that an answer names. */
const MAX_NAMED_CHANGES = 20;

/**
 * The page that a writer means who read it at `base`: at HEAD and at that base. `undefined` where it was there neither then
 * nor now: the page is new.
 *
 * @throws {AppError} `not_found` for an unknown base; `conflict` (`deleted`, `moved`, `exists`, `ambiguous`); `invalid` where
 * the page is no text.
 */
export function comparePage(
  wiki: WritableWiki,
  path: string,
  base: string,
): ComparedPage | undefined {
  const baseCommit = resolveRevision(wiki, base);
  const target = targetOf(wiki, path, baseCommit);
  const baseFile = pageFileAt(wiki, baseCommit, target);
  const now = findNow(wiki, target);
  if (now === undefined) {
    if (baseFile === undefined) return undefined;
    throw goneSince(target);
  }
  if (baseFile === undefined) throw existsAlready(target);
  const isSame = baseFile.oid === now.oid;
  const baseText = isSame ? now.text : normalisedText(wiki, baseFile);
  return { now, baseCommit, baseText, isCurrent: baseText === now.text };
}

/** The path of a page whose file is the very same at HEAD as at its writer's base; else `undefined`. */
export function untouchedSince(
  wiki: WritableWiki,
  path: string,
  base: string,
): string | undefined {
  const baseCommit = resolveRevision(wiki, base);
  const target = targetOf(wiki, path, baseCommit);
  const oid = wiki.index.pages.find(target)?.oid;
  const isSame = oid !== undefined &&
    pageFileAt(wiki, baseCommit, target)?.oid === oid;
  return isSame ? target : undefined;
}

/** The page at HEAD. @throws {AppError} `invalid` where it is no text, so nothing could be put into it. */
export function findNow(
  wiki: WritableWiki,
  path: string,
): PageNow | undefined {
  const row = wiki.index.pages.find(path);
  if (row === undefined) return undefined;
  const file = exactPageFile(wiki, wiki.head!, path)!;
  const text = normalisedText(wiki, file);
  if (text === undefined) {
    throw new AppError(
      "invalid",
      `Cannot edit "${path}": the file is not UTF-8 text`,
      { details: { path } },
    );
  }
  const { revision, oid, sizeBytes } = row;
  return { path, revision, text, oid, sizeBytes };
}

/**
 * The path of a page to be made.
 *
 * @throws {AppError} `conflict` where it exists already, or differs from a page or attachment only in case or in space and
 * underscore; `invalid` for a name that is refused. Asked within the turn: two writers cannot both pass.
 */
export function freePath(wiki: WritableWiki, path: string): string {
  if (wiki.index.pages.find(path) !== undefined) throw existsAlready(path);
  const wanted = newPagePath(path);
  const [other] = wiki.index.files.listFolded(foldPath(wanted));
  if (other === undefined) return wanted;
  if (!other.isPage) {
    throw new AppError(
      "conflict",
      `Cannot create "${wanted}": there is a file "${other.path}"`,
      { details: { reason: "exists", path: other.path } },
    );
  }
  const existing = other.path.slice(0, -".md".length);
  throw existing === wanted ? existsAlready(wanted) : new AppError(
    "conflict",
    `Cannot create "${wanted}": the page "${existing}" differs only in case or in spaces and underscores`,
    { details: { reason: "exists", path: existing } },
  );
}

/** The conflict of a save without a base: neither revision nor text are told, so that the writer has to read. */
function existsAlready(path: string): AppError {
  return new AppError(
    "conflict",
    `Cannot create "${path}": the page exists; read it first and send its revision`,
    { details: { reason: "exists", path } },
  );
}

/** The conflict of a change to a text that others have changed: all that is needed to try again. */
export function changedSince(
  wiki: WritableWiki,
  { now, baseCommit, baseText }: ComparedPage,
): AppError {
  const { path, revision, text } = now;
  const diff = unifiedDiff(baseText ?? "", text, {
    before: `${path}@${baseCommit.slice(0, 8)}`,
    after: `${path}@${revision.slice(0, 8)}`,
  });
  const details: ErrorDetails = {
    reason: "changed",
    path,
    revision,
    text,
    diff,
  };
  const names = namesOf(othersSince(wiki, path, baseCommit));
  return new AppError(
    "conflict",
    `Cannot change "${path}": ${names} changed it since revision ${
      baseCommit.slice(0, 8)
    }`,
    { details },
  );
}

/** What others did to a page since a commit, newest first. */
export function othersSince(
  wiki: WritableWiki,
  path: string,
  commit: string,
): Change[] {
  return changesSince(wiki, commit, { path, limit: MAX_NAMED_CHANGES })
    .map((oid) => readChange(wiki, oid));
}

/**
 * The path that a writer means: the page of this very name now or at the base, else the one that the name leads to. A page
 * that was renamed meanwhile is not followed.
 */
function targetOf(
  wiki: WritableWiki,
  path: string,
  baseCommit: string,
): string {
  if (exactPageFile(wiki, baseCommit, path) !== undefined) {
    const today = pathSince(wiki, baseCommit, path);
    if (today !== undefined && today !== path) throw movedSince(path, today);
    return path;
  }
  if (wiki.index.pages.find(path) !== undefined) return path;
  const pages = wiki.index.pages.listFolded(foldPath(path));
  if (pages.length > 1) {
    const candidates = pages.map((page) => page.path);
    throw new AppError("conflict", `Cannot tell which page "${path}" is`, {
      details: { reason: "ambiguous", path, candidates },
    });
  }
  return pages[0]?.path ?? path;
}

function goneSince(path: string): AppError {
  return new AppError(
    "conflict",
    `Cannot change "${path}": the page was deleted meanwhile; save it without a base to create it again`,
    { details: { reason: "deleted", path } },
  );
}

function movedSince(path: string, movedTo: string): AppError {
  return new AppError(
    "conflict",
    `Cannot change "${path}": the page was renamed to "${movedTo}" meanwhile`,
    { details: { reason: "moved", path, movedTo } },
  );
}

/** `Bob and Carol`, for a sentence. */
function namesOf(changes: readonly Change[]): string {
  const names = [...new Set(changes.map((change) => change.author.name))];
  if (names.length === 0) return "somebody";
  if (names.length > 3) return `${names[0]} and ${names.length - 1} others`;
  const last = names.pop()!;
  return names.length === 0 ? last : `${names.join(", ")} and ${last}`;
}
