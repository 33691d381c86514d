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
import {
  actionUrl,
  displayName,
  pageOfFile,
  pageUrl,
} from "../wiki/page_path.ts";
import { escapeHtml } from "../http/views/escape_html.ts";

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
  /** The entry as it is drawn where the current page is elsewhere. */
  html: string | null;
}

/** The tree of one wiki at one head. */
interface Tree {
  readonly head: string | null;
  readonly home: string | null;
  readonly files: readonly { readonly path: string }[];
  readonly root: Entry;
  /** All of it is drawn, not only the way to the current page. */
  readonly isWhole: boolean;
}

/** What one drawing is about. */
type Drawing = Pick<Tree, "home" | "isWhole"> & {
  readonly current: string | null;
};

/** The trees of the wikis that were looked at last. */
export class PageTrees {
  readonly #trees = new Map<string, Tree>();

  /** HTML of the tree, with the way to `current` open; `null`: no page is current, or none is the home page. */
  html(
    wiki: ReadableWiki,
    { current, home }: { current: string | null; home: string | null },
  ): string {
    const { root, isWhole } = this.#treeOf(wiki, home);
    return level(root, { current, home, isWhole });
  }

  #treeOf(wiki: ReadableWiki, home: string | null): Tree {
    const { row, head } = wiki;
    const known = this.#trees.get(row.id);
    if (known?.head === head && known.home === home) return known;
    const files = head === null ? [] : wiki.repo.listFiles(head);
    const tree = known?.home === home && haveSamePaths(known.files, files)
      ? { ...known, head, files }
      : { head, home, files, ...growTree(files) };
    this.#trees.delete(row.id);
    this.#trees.set(row.id, tree);
    if (this.#trees.size > MAX_TREES) {
      this.#trees.delete(this.#trees.keys().next().value!);
    }
    return tree;
  }
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
): { root: Entry; isWhole: boolean } {
  const root = newEntry("");
  const entries = new Map([["", root]]);
  let pages = 0;
  for (const file of files) {
    const path = pageOfFile(file.path);
    if (path === undefined) continue;
    entryAt(path, entries).isPage = true;
    pages += 1;
  }
  return { root, isWhole: pages <= SMALL_WIKI };
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
    html: null,
  };
}

const order = new Intl.Collator("en", { numeric: true });

/** The entries of a folder, home page first. */
function level(folder: Entry, drawing: Drawing): string {
  if (!folder.isSorted) {
    folder.children.sort((a, b) => order.compare(a.name, b.name));
    folder.isSorted = true;
  }
  const isTop = folder.path === "";
  const step = stepInto(folder.path, drawing.current);
  const shown = around(folder.children, step);
  const hidden = folder.children.length - shown.length;
  let html = "<ul>";
  if (isTop && drawing.home !== null) {
    const isCurrent = drawing.home === drawing.current;
    html += `<li>${link("/", "Home", isCurrent)}</li>`;
  }
  for (const entry of shown) {
    html += entry.path === step
      ? line(entry, drawing)
      : entry.html ??= line(entry, { ...drawing, current: null });
  }
  if (hidden > 0) {
    const rest = isTop ? "/-/index" : actionUrl("index", folder.path);
    html += `<li><a class="more" href="${
      escapeHtml(rest)
    }">${hidden} more…</a></li>`;
  }
  return `${html}</ul>`;
}

/** The path in this folder that is the current page or leads to it; `null` where it is elsewhere. */
function stepInto(folder: string, current: string | null): string | null {
  const prefix = folder === "" ? "" : `${folder}/`;
  if (!current?.startsWith(prefix)) return null;
  const slash = current.indexOf("/", prefix.length);
  return slash < 0 ? current : current.slice(0, slash);
}

/** The part of a long level that holds the current page. */
function around(
  entries: readonly Entry[],
  step: string | null,
): readonly Entry[] {
  if (entries.length <= MAX_LEVEL) return entries;
  const place = entries.findIndex(({ path }) => path === step);
  const last = entries.length - MAX_LEVEL;
  const first = Math.max(0, Math.min(place - MAX_LEVEL / 2, last));
  return entries.slice(first, first + MAX_LEVEL);
}

/** One entry: a page, or a folder that can be opened. The home page stands at the top already. */
function line(entry: Entry, drawing: Drawing): string {
  const { path, name, isPage, children } = entry;
  const { current, home, isWhole } = drawing;
  const isHome = path === home;
  const isLeaf = children.length === 0;
  if (isHome && isLeaf && !path.includes("/")) return "";
  const own = link(isHome ? "/" : pageUrl(path), name, path === current);
  if (isLeaf) return `<li>${own}</li>`;
  const isOpen = stepInto(path, current) !== null || path === current;
  if (!isOpen && !isWhole) {
    const url = escapeHtml(pageUrl(path));
    return `<li><a class="folder" href="${url}">${name}</a></li>`;
  }
  const page = isPage ? `<ul><li>${own}</li></ul>` : "";
  return `<li><details${
    isOpen ? " open" : ""
  }><summary>${name}</summary>${page}${level(entry, drawing)}</details></li>`;
}

function link(url: string, name: string, isCurrent: boolean): string {
  const mark = isCurrent ? ' aria-current="page"' : "";
  return `<a href="${escapeHtml(url)}"${mark}>${name}</a>`;
}
