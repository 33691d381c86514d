/**
 * Where pages went that were renamed: `.redirects` at the root of the repository, a line `old<TAB>new` for each, sorted.
 *
 * The file can come from anywhere (a push, an import), so reading is tolerant: a line that is no pair of page paths is skipped,
 * a file that is too large counts as empty, a loop ends. What a line leads to is only ever an existing page of this wiki, and an
 * existing page always comes before a line.
 *
 * The one writer is {@linkcode withRedirects}, asked by `commit.ts` for every change: a page that is created drops its line, one
 * that is deleted the lines that lead to it, one that is renamed leaves a line.
 *
 * @module
 */
import type { IndexReader } from "../db/index/index_database.ts";
import type { FileContent, RepositoryReader } from "../git/repository.ts";
import type { ReadableWiki } from "./access.ts";
import { foldPath, MAX_PATH_BYTES, pageFile, pageOfFile } from "./page_path.ts";
import { decodeText } from "./page_text.ts";

/** The file that holds them. */
export const REDIRECTS_FILE = ".redirects";

/** Most lines that count. */
const MAX_REDIRECTS = 10_000;

/** A larger file counts as empty: reading it would take too long. */
const MAX_BYTES = 2 * 1024 * 1024;

/** Characters of old names that are folded at once; what stands behind them is found by its exact spelling alone. */
const MAX_FOLDED = 250_000;

/** Most old names of one page that are looked at. */
const MAX_OLD_PATHS = 100;

/** How many lines are followed one after the other. */
const MAX_HOPS = 5;

/** What looking up a redirect needs of a wiki. */
export interface RedirectNames {
  readonly index: IndexReader;
  readonly repo: Pick<RepositoryReader, "readBlob">;
}

/** The lines of one version of the file. */
interface Redirects {
  readonly targets: ReadonlyMap<string, string>;
  /** The one old path with this key; `null`: several. */
  readonly byFold: ReadonlyMap<string, string | null>;
  /** The key of each old path. */
  readonly folds: ReadonlyMap<string, string>;
  /** Old paths by what they lead to. */
  readonly sources: ReadonlyMap<string, readonly string[]>;
}

const NONE: Redirects = {
  targets: new Map(),
  byFold: new Map(),
  folds: new Map(),
  sources: new Map(),
};

/** The last version read for each open wiki, by its blob. */
const read = new WeakMap<IndexReader, { oid: string; redirects: Redirects }>();

/**
 * The page that an old path leads to now, or `undefined`. Ask only where no page or file has this name.
 *
 * The path is matched as names are: exactly, else by the one line that is equal after folding.
 */
export function redirectOf(
  wiki: RedirectNames,
  path: string,
): string | undefined {
  const redirects = redirectsOf(wiki);
  if (redirects.targets.size === 0) return undefined;
  let at: string | undefined = redirects.targets.has(path)
    ? path
    : redirects.byFold.get(foldPath(path)) ?? undefined;
  for (let hop = 0; at !== undefined && hop < MAX_HOPS; hop++) {
    at = redirects.targets.get(at);
    if (at !== undefined && wiki.index.pages.find(at) !== undefined) return at;
  }
  return undefined;
}

/** Old paths that lead to a page, as they stand in the file; at most some 100. */
export function oldPathsOf(wiki: RedirectNames, page: string): string[] {
  const { sources } = redirectsOf(wiki);
  const found = new Set<string>();
  let reached: readonly string[] = [page];
  for (let hop = 0; hop < MAX_HOPS && found.size < MAX_OLD_PATHS; hop++) {
    reached = reached.flatMap((path) => sources.get(path) ?? [])
      .slice(0, MAX_OLD_PATHS)
      .filter((path) =>
        !found.has(path) && wiki.index.pages.find(path) === undefined
      );
    for (const path of reached) found.add(path);
  }
  return [...found];
}

/**
 * Reads the lines of the file; of two lines for one path the first counts.
 *
 * ```ts
 * import assert from "node:assert/strict";
 * import { parseRedirects } from "./redirects.ts";
 *
 * assert.deepEqual([...parseRedirects("A\tB\nnonsense\n../x\tB\n")], [["A", "B"]]);
 * ```
 */
export function parseRedirects(text: string): Map<string, string> {
  const targets = new Map<string, string>();
  for (let at = 0; at < text.length && targets.size < MAX_REDIRECTS;) {
    const newline = text.indexOf("\n", at);
    const end = newline < 0 ? text.length : newline;
    // A line longer than two paths is no pair of paths: it is not looked into.
    const line = end - at <= 2 * MAX_PATH_BYTES + 2 ? text.slice(at, end) : "";
    const [, from = "", to = ""] = LINE.exec(line) ?? [];
    const isPair = from !== to && isPath(from) && isPath(to);
    if (isPair && !targets.has(from)) targets.set(from, to);
    at = end + 1;
  }
  return targets;
}

/** The file for these lines, as many as it may hold; `null`: there are none, so there is no file. */
export function formatRedirects(
  targets: ReadonlyMap<string, string>,
): Uint8Array | null {
  if (targets.size === 0) return null;
  const lines = [...targets].map(([from, to]) => `${from}\t${to}\n`).sort();
  const bytes = new TextEncoder().encode(lines.join(""));
  if (bytes.length <= MAX_BYTES) return bytes;
  return bytes.slice(0, bytes.lastIndexOf(10, MAX_BYTES - 1) + 1);
}

/** What a change does to pages. */
export interface PageChanges {
  readonly files: ReadonlyMap<string, FileContent>;
  /** Old path to new, of the pages that are renamed. */
  readonly moves?: ReadonlyMap<string, string>;
}

/** The files of a change, and the file of redirects where the change means another one. */
export function withRedirects(
  wiki: ReadableWiki,
  change: PageChanges,
): ReadonlyMap<string, FileContent> {
  // A pushed folder of this name is left alone: there are no redirects then.
  const isFolder = wiki.index.files.findFolder(REDIRECTS_FILE) !== undefined;
  if (isFolder) return change.files;
  const after = redirectsAfter(wiki, change);
  return after === undefined
    ? change.files
    : new Map([...change.files, [REDIRECTS_FILE, after]]);
}

/** The file of redirects after a change; `null`: there is none any more; `undefined`: the change leaves it as it is. */
function redirectsAfter(
  wiki: ReadableWiki,
  { files, moves = new Map() }: PageChanges,
): Uint8Array | null | undefined {
  const own = files.get(REDIRECTS_FILE);
  const current = own instanceof Uint8Array
    ? parseRedirects(decodeText(own) ?? "")
    : own === null
    ? new Map<string, string>()
    : redirectsOf(wiki).targets;
  if (current.size === 0 && moves.size === 0) return undefined;
  const pages = new Map(
    [...files].map(([file, content]) => [pageOfFile(file), content] as const),
  );
  const targets = new Map(current);
  const arrived = new Set(moves.values());
  addMoves(targets, moves);
  dropMade(
    targets,
    redirectsOf(wiki).folds,
    [...pages.keys()].filter((page) =>
      page !== undefined && pages.get(page) !== null &&
      (arrived.has(page) || wiki.index.pages.find(page) === undefined)
    ) as string[],
  );
  dropGone(
    targets,
    (page) => pages.get(page) === null && !moves.has(page),
  );
  const isSame = own === undefined && targets.size === current.size &&
    [...targets].every(([from, to]) => current.get(from) === to);
  return isSame ? undefined : formatRedirects(targets);
}

/** Leaves a line for each renamed page; lines that led to it lead to its new path, so that no chain grows. */
function addMoves(
  targets: Map<string, string>,
  moves: ReadonlyMap<string, string>,
): void {
  for (const [old, target] of targets) {
    const to = moves.get(target);
    if (to !== undefined) targets.set(old, to);
  }
  for (const [from, to] of moves) {
    if (targets.size < MAX_REDIRECTS) targets.set(from, to);
  }
}

/** Where a page is made, no line for it, or for another spelling of it, counts any more. `folds`: keys that are known. */
function dropMade(
  targets: Map<string, string>,
  folds: ReadonlyMap<string, string>,
  pages: readonly string[],
): void {
  if (pages.length === 0) return;
  const made = new Set(pages.map(foldPath));
  for (const old of targets.keys()) {
    if (made.has(folds.get(old) ?? foldPath(old))) targets.delete(old);
  }
}

/** Where nothing is any more, lines that lead there go, and those that lead to these: each line is looked at once. */
function dropGone(
  targets: Map<string, string>,
  isGone: (page: string) => boolean,
): void {
  const sources = Map.groupBy(targets.keys(), (old) => targets.get(old)!);
  const gone = [...sources.keys()].filter(isGone);
  for (const page of gone) {
    for (const old of sources.get(page) ?? []) {
      if (targets.delete(old)) gone.push(old);
    }
  }
}

/** The lines at HEAD. */
function redirectsOf(wiki: RedirectNames): Redirects {
  const row = wiki.index.files.find(REDIRECTS_FILE);
  if (row === undefined || row.size > MAX_BYTES) return NONE;
  const known = read.get(wiki.index);
  if (known?.oid === row.oid) return known.redirects;
  const text = decodeText(wiki.repo.readBlob(row.oid)) ?? "";
  const redirects = keyed(parseRedirects(text), known?.redirects ?? NONE);
  read.set(wiki.index, { oid: row.oid, redirects });
  return redirects;
}

/** Keys of lines that the version before had are taken over: making ten thousand of them takes long. */
function keyed(
  targets: ReadonlyMap<string, string>,
  before: Redirects,
): Redirects {
  const byFold = new Map<string, string | null>();
  const folds = new Map<string, string>();
  let folded = 0;
  for (const from of targets.keys()) {
    const known = before.folds.get(from);
    if (known === undefined) folded += from.length;
    const fold = known ?? (folded <= MAX_FOLDED ? foldPath(from) : from);
    folds.set(from, fold);
    byFold.set(fold, byFold.has(fold) ? null : from);
  }
  const sources = Map.groupBy(
    targets.keys(),
    (from) => targets.get(from)!,
  );
  return { targets, byFold, folds, sources };
}

// deno-lint-ignore no-control-regex
const LINE = /^([^\0-\x1f\x7f]+)\t([^\0-\x1f\x7f]+)\r?$/;

/** A segment that is empty, `.` or `..`. */
const ODD_SEGMENT = /(?:^|\/)\.{0,2}(?:\/|$)/;

/** Whether a text may be a page's path; also of one that git holds and nobody could create. */
function isPath(text: string): boolean {
  if (ODD_SEGMENT.test(text)) return false;
  const file = pageFile(text);
  return 3 * file.length <= MAX_PATH_BYTES ||
    new TextEncoder().encode(file).length <= MAX_PATH_BYTES;
}
