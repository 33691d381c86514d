/**
 * The tree of pages in the sidebar.
 *
 * Small wikis show all of it, folded; larger ones the top level and the branch of the current page, and
 * of a long level only the part around it. The tree is read once for each head of a wiki; drawing it
 * touches only what is shown.
 *
 * @module
 */
import type { ReadableWiki } from "../wiki/access.ts";
import { displayName, pageOfFile, pageUrl } from "../wiki/page_path.ts";
import { escapeHtml } from "./views/escape_html.ts";

/** Pages up to which the whole tree is drawn. */
const SMALL_WIKI = 150;
/** Entries of one level that are drawn. */
const MAX_LEVEL = 100;
/** Trees that are kept: as many as wikis are open at the same time. */
const MAX_TREES = 64;

/** A page, a folder, or both under one name. */
interface Entry {
  readonly path: string;
  /** Escaped. */
  readonly name: string;
  isPage: boolean;
  children: Entry[];
  /** Children are sorted when they are first drawn. */
  isSorted: boolean;
}

/** The tree of one wiki at one head. */
interface Tree {
  readonly head: string | null;
  readonly files: readonly { readonly path: string }[];
  readonly root: Entry;
  readonly pages: number;
}

/** The trees of the wikis that were looked at last. */
export class PageTrees {
  readonly #trees = new Map<string, Tree>();

  /** HTML of the tree, with the way to `current` open; `null`: no page is current, or none is the home page. */
  html(
    wiki: ReadableWiki,
    { current, home }: { current: string | null; home: string | null },
  ): string {
    const tree = this.#treeOf(wiki);
    const isWhole = tree.pages <= SMALL_WIKI;
    return level(tree.root, { current, home, isWhole });
  }

  #treeOf(wiki: ReadableWiki): Tree {
    const { row, head } = wiki;
    const known = this.#trees.get(row.id);
    if (known?.head === head) return known;
    const files = head === null ? [] : wiki.repo.listFiles(head);
    const tree = known && haveSamePaths(known.files, files)
      ? { ...known, head, files }
      : { head, files, ...growTree(files) };
    this.#trees.delete(row.id);
    this.#trees.set(row.id, tree);
    if (this.#trees.size > MAX_TREES) {
      this.#trees.delete(this.#trees.keys().next().value!);
    }
    return tree;
  }
}

/** What stays the same while one tree is drawn. */
interface Drawing {
  readonly current: string | null;
  readonly home: string | null;
  readonly isWhole: boolean;
}

/** Most saves change a text and no name. */
function haveSamePaths(
  before: readonly { readonly path: string }[],
  after: readonly { readonly path: string }[],
): boolean {
  return before.length === after.length &&
    before.every(({ path }, i) => path === after[i]!.path);
}

/** Puts each page under its folders. */
function growTree(
  files: readonly { readonly path: string }[],
): { root: Entry; pages: number } {
  const root = newEntry("");
  const entries = new Map([["", root]]);
  let pages = 0;
  for (const file of files) {
    const path = pageOfFile(file.path);
    if (path === undefined) continue;
    entryAt(path, entries).isPage = true;
    pages += 1;
  }
  return { root, pages };
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
    path,
    name: escapeHtml(displayName(path)),
    isPage: false,
    children: [],
    isSorted: false,
  };
}

/** The entries of a folder, home page first. */
function level(folder: Entry, drawing: Drawing): string {
  if (!folder.isSorted) {
    folder.children.sort((a, b) => order.compare(a.name, b.name));
    folder.isSorted = true;
  }
  const { current } = drawing;
  const shown = aroundCurrent(folder.children, current);
  const hidden = folder.children.length - shown.length;
  const home = folder.path === "" ? drawing.home : null;
  let html = "<ul>";
  if (home !== null) html += `<li>${link("/", "Home", home === current)}</li>`;
  for (const entry of shown) {
    if (entry.path === home && entry.children.length === 0) continue;
    html += `<li>${line(entry, drawing)}</li>`;
  }
  if (hidden > 0) {
    const more = folder.path === ""
      ? "/-/index"
      : `/-/index${pageUrl(folder.path)}`;
    html += `<li><a class="more" href="${
      escapeHtml(more)
    }">${hidden} more…</a></li>`;
  }
  return `${html}</ul>`;
}

const order = new Intl.Collator("en", { numeric: true });

/** The part of a long level that holds the current page. */
function aroundCurrent(
  entries: readonly Entry[],
  current: string | null,
): readonly Entry[] {
  if (entries.length <= MAX_LEVEL) return entries;
  const place = entries.findIndex(({ path }) => leadsTo(path, current));
  const first = Math.max(
    0,
    Math.min(place - MAX_LEVEL / 2, entries.length - MAX_LEVEL),
  );
  return entries.slice(first, first + MAX_LEVEL);
}

/** Whether a path is the current page or a folder above it. */
function leadsTo(path: string, current: string | null): boolean {
  return current !== null &&
    (current === path || current.startsWith(`${path}/`));
}

/** One entry: a page, or a folder that can be opened. */
function line(entry: Entry, drawing: Drawing): string {
  const { path, name, isPage, children } = entry;
  const { current, home, isWhole } = drawing;
  const isCurrent = path === current;
  const url = path === home ? "/" : pageUrl(path);
  if (children.length === 0) return link(url, name, isCurrent);
  const isOpen = leadsTo(path, current);
  if (!isOpen && !isWhole) {
    return `<a class="folder" href="${escapeHtml(url)}">${name}</a>`;
  }
  const own = isPage ? `<ul><li>${link(url, name, isCurrent)}</li></ul>` : "";
  return `<details${isOpen ? " open" : ""}><summary>${name}</summary>${own}${
    level(entry, drawing)
  }</details>`;
}

function link(url: string, name: string, isCurrent: boolean): string {
  const mark = isCurrent ? ' aria-current="page"' : "";
  return `<a href="${escapeHtml(url)}"${mark}>${name}</a>`;
}
