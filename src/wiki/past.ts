/**
 * The wiki as it was at a commit: names, pages and files of its tree. Everything is read from the repository, nothing from the
 * index, which stands at HEAD. Symbolic links, submodules and names that begin with a dot are not shown.
 *
 * @module
 */
import { AppError } from "../errors.ts";
import type { TreeFile } from "../git/repository.ts";
import { isRegularFile } from "../git/trees.ts";
import type { ReadableWiki } from "./access.ts";
import { type Change, readChange, resolveRevision } from "./history.ts";
import { endOf } from "./iso_time.ts";
import { foldPath, pageFile, pageOfFile } from "./page_path.ts";
import { type Page, readPage } from "./pages.ts";

/** The wiki at a commit. */
export interface Past {
  readonly commit: string;
  /** Pages, by path. */
  readonly pages: ReadonlyMap<string, TreeFile>;
  /** Files that are no pages, by path. */
  readonly files: ReadonlyMap<string, TreeFile>;
  /** Paths of folders that hold any of these. */
  readonly folders: ReadonlySet<string>;
  /** Paths of pages, files and folders by their folded form. */
  readonly byFold: ReadonlyMap<string, readonly PastName[]>;
}

/** What a path names in the past. */
export type PastName =
  | { readonly kind: "page"; readonly path: string }
  | { readonly kind: "file"; readonly path: string; readonly oid: string }
  | { readonly kind: "folder"; readonly path: string };

/** A commit of the past, with its neighbours on the line. */
export interface Moment {
  readonly change: Change;
  /** The commit before; `null`: this is the first, or lies beside the line. */
  readonly before: string | null;
  /** The commit after; `null`: this is the newest, or lies beside the line. */
  readonly after: string | null;
}

/**
 * The commit that a revision (see `revision_names.ts`) or a time names: the newest that was committed at that time or earlier.
 * A date alone means its end (UTC).
 *
 * @throws {AppError} `not_found` for an unknown revision, and for a time before the first commit; `invalid` for what is neither.
 */
export function findMoment(wiki: ReadableWiki, when: string): string {
  if (!/^\d{4}-\d\d-\d\d/.test(when.trim())) return resolveRevision(wiki, when);
  const row = wiki.index.commits.findLastUntil(endOf(when));
  if (row !== undefined) return row.oid;
  throw new AppError(
    "not_found",
    `Cannot show the wiki as of ${when.trim()}: it did not exist yet`,
  );
}

/** A commit and its neighbours. @throws {AppError} `not_found`. */
export function readMoment(wiki: ReadableWiki, revision: string): Moment {
  const change = readChange(wiki, revision);
  const { commits } = wiki.index;
  const seq = commits.find(change.revision)?.seq;
  const oidAt = (place: number) => commits.findAt(place)?.oid ?? null;
  return {
    change,
    before: seq === undefined ? null : oidAt(seq - 1),
    after: seq === undefined ? null : oidAt(seq + 1),
  };
}

/** Names of one tree, for as long as the repository remembers its listing. */
const PASTS = new WeakMap<readonly TreeFile[], Omit<Past, "commit">>();

/** The wiki at a commit that `findMoment` gave. @throws {AppError} `too_large` where it holds more than any wiki has. */
export function openPast(wiki: ReadableWiki, commit: string): Past {
  const listing = wiki.repo.listFiles(commit);
  const known = PASTS.get(listing) ?? namesOf(listing);
  PASTS.set(listing, known);
  return { commit, ...known };
}

function namesOf(listing: readonly TreeFile[]): Omit<Past, "commit"> {
  const pages = new Map<string, TreeFile>();
  const files = new Map<string, TreeFile>();
  const folders = new Set<string>();
  const byFold = new Map<string, PastName[]>();
  const name = (found: PastName) => {
    const fold = foldPath(found.path);
    const others = byFold.get(fold);
    if (others === undefined) byFold.set(fold, [found]);
    else others.push(found);
  };
  for (const file of listing) {
    if (!isRegularFile(file) || /(?:^|\/)\./.test(file.path)) continue;
    const page = pageOfFile(file.path);
    (page === undefined ? files : pages).set(page ?? file.path, file);
    name(
      page === undefined
        ? { kind: "file", path: file.path, oid: file.oid }
        : { kind: "page", path: page },
    );
    let folder = folderOf(file.path);
    while (folder !== "" && !folders.has(folder)) {
      folders.add(folder);
      folder = folderOf(folder);
    }
  }
  for (const path of folders) name({ kind: "folder", path });
  return { pages, files, folders, byFold };
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

/** What a path names: exactly this, else the only page, file or folder of another spelling. Pages come first. */
export function findPast(past: Past, path: string): PastName | undefined {
  if (past.pages.has(path)) return { kind: "page", path };
  const file = past.files.get(path);
  if (file !== undefined) return { kind: "file", path, oid: file.oid };
  if (past.folders.has(path)) return { kind: "folder", path };
  const twin = path.endsWith(".md") ? path.slice(0, -3) : undefined;
  if (twin !== undefined && past.pages.has(twin)) {
    return { kind: "page", path: twin };
  }
  const found = past.byFold.get(foldPath(path)) ?? [];
  const documents = found.filter(({ kind }) => kind !== "folder");
  const fitting = documents.length > 0 ? documents : found;
  return fitting.length === 1 ? fitting[0] : undefined;
}

/** What lies directly in a folder (empty: the root), sorted. */
export function listPast(
  past: Past,
  folder: string,
): { pages: string[]; folders: string[]; files: string[] } {
  const isHere = (path: string) => folderOf(path) === folder;
  return {
    pages: [...past.pages.keys()].filter(isHere).sort(),
    folders: [...past.folders].filter(isHere).sort(),
    files: [...past.files.keys()].filter(isHere).sort(),
  };
}

/** A page of the past, by its exact path. @throws {AppError} `not_found`. */
export function readPast(
  wiki: ReadableWiki,
  { commit, pages }: Past,
  path: string,
): Page {
  if (pages.get(path)?.path !== pageFile(path)) {
    throw new AppError("not_found", `Cannot find page "${path}" in that time`);
  }
  return readPage(wiki, path, { revision: commit });
}
