/**
 * The pages of a wiki as a tree of names: grown from the list of its files, sorted level by level when a level is
 * first looked at.
 *
 * @module
 */
import { escapeHtml } from "../http/views/escape_html.ts";
import { displayName } from "../wiki/page_path.ts";
import type { IndexName } from "./index_names.ts";

/** A page, a folder, or both under one name. */
export interface Entry {
  readonly path: string;
  isPage: boolean;
  readonly children: Entry[];
  /** Children are sorted when they are first needed. */
  isSorted: boolean;
  /** The entry as it is drawn where the current page is elsewhere; kept by the drawing. */
  html: string | null;
  /** Everything below it in the order of an index, once that was asked for; a page that comes or goes makes new entries. */
  index: readonly IndexName[] | null;
}

/** How the children of a folder are ordered. */
export interface Order {
  /** Folders stand before pages. */
  readonly isGrouped: boolean;
  readonly ignoresCase: boolean;
}

/** Names of one level that are sorted as people sort: more would hold up every other request. */
const MAX_SORTED = 5_000;

/** Puts each page under its folders; says how many pages and entries there are. */
export function growTree(
  paths: readonly string[],
): { root: Entry; pages: number; entries: number } {
  const root = newEntry("");
  const entries = new Map([["", root]]);
  for (const path of paths) entryAt(path, entries).isPage = true;
  return { root, pages: paths.length, entries: entries.size };
}

/** The children of a folder, in order. */
export function childrenOf(folder: Entry, order: Order): readonly Entry[] {
  if (!folder.isSorted) {
    sortEntries(folder.children, order);
    folder.isSorted = true;
  }
  return folder.children;
}

/** The entry at exactly this path, or `undefined`. */
export function findEntry(root: Entry, path: string): Entry | undefined {
  let entry: Entry | undefined = root;
  for (let at = 0; entry !== undefined && at < path.length;) {
    const slash = path.indexOf("/", at);
    const end = slash < 0 ? path.length : slash;
    const step = path.slice(0, end);
    entry = entry.children.find((child) => child.path === step);
    at = end + 1;
  }
  return entry;
}

/** The name of an entry as it stands in HTML. */
export function nameOf({ path }: Pick<Entry, "path">): string {
  return escapeHtml(displayName(path));
}

/**
 * What a name is sorted by: without accents, numbers by their value (`Page 2` before `Page 10`). Comparing such keys takes a
 * tenth of the time of a collator, which for 10,000 names would hold up every other request.
 */
export function orderKey(
  name: string,
  { ignoresCase }: Pick<Order, "ignoresCase">,
): string {
  const plain = hasAsciiOnly(name)
    ? name
    : name.normalize("NFD").replace(/\p{M}/gu, "");
  const cased = ignoresCase ? plain.toLowerCase() : plain;
  return /\d/.test(cased)
    ? cased.replace(/\d+/g, (digits) => digits.padStart(12, "0"))
    : cased;
}

/** Compares two keys. */
export function compareKeys(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The entry of a path; it and the folders above it are made where they are missing. */
function entryAt(path: string, entries: Map<string, Entry>): Entry {
  const known = entries.get(path);
  if (known) return known;
  const entry = newEntry(path);
  entries.set(path, entry);
  const slash = path.lastIndexOf("/");
  entryAt(path.slice(0, Math.max(0, slash)), entries).children.push(entry);
  return entry;
}

function newEntry(path: string): Entry {
  return {
    ...{ path, isPage: false, children: [], isSorted: false },
    ...{ html: null, index: null },
  };
}

function sortEntries(entries: Entry[], order: Order): void {
  // A level of such length is read by nobody; it stays in the order of its file names.
  if (entries.length > MAX_SORTED) return;
  const keyed = entries.map((entry) => {
    const group = order.isGrouped && entry.children.length === 0 ? "1" : "0";
    return { key: group + orderKey(displayName(entry.path), order), entry };
  });
  keyed.sort((a, b) =>
    compareKeys(a.key, b.key) || compareKeys(a.entry.path, b.entry.path)
  );
  keyed.forEach(({ entry }, i) => entries[i] = entry);
}

function hasAsciiOnly(text: string): boolean {
  // deno-lint-ignore no-control-regex
  return /^[\x00-\x7f]*$/.test(text);
}
