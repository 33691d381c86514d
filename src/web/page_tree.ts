/**
 * The tree of pages in the sidebar.
 *
 * Small wikis show all of it; larger ones the top level and the branch of the current page, and of a long level only the
 * part around it. What is not drawn is fetched as a fragment when its folder is opened; without a script the folder's name
 * leads to its index. The tree is read once for each head of a wiki; drawing it touches only what is shown.
 *
 * @module
 */
import { escapeHtml } from "../http/views/escape_html.ts";
import type { ReadableWiki } from "../wiki/access.ts";
import { actionUrl, pageUrl } from "../wiki/page_path.ts";
import {
  isOn,
  preferenceOf,
  type PreferenceReader,
  type PreferenceValue,
} from "../wiki/preferences.ts";
import {
  childrenOf,
  type Entry,
  findEntry,
  growTree,
  nameOf,
  type Order,
} from "./tree_entries.ts";

/** Pages up to which the whole tree is drawn. */
const SMALL_WIKI = 150;
/** Entries of one level that are drawn within a page of a larger wiki, and in a fragment. */
const MAX_LEVEL = 30;
const MAX_FRAGMENT = 500;
/** Trees that are kept: as many as wikis are open at the same time, as long as all have no more than so many entries. */
const MAX_TREES = 64;
const MAX_ENTRIES = 200_000;

/** How a wiki wants its tree. */
interface Look extends Order {
  readonly mode: PreferenceValue<"SIDEBAR_MENUTREE_MODE">;
  readonly focus: PreferenceValue<"SIDEBAR_MENUTREE_FOCUS">;
  /** Levels that are listed. */
  readonly maxDepth: number;
  /** The home page stands among the shortcuts. */
  readonly isHomeAbove: boolean;
}

/** The tree of one wiki at one head. */
interface Tree {
  readonly head: string | null;
  readonly home: string | null;
  /** Version of the preferences. */
  readonly version: number;
  /** Paths of all pages, as the index joins them. */
  readonly paths: string;
  readonly root: Entry;
  readonly pages: number;
  readonly entries: number;
  readonly look: Look;
}

/** What one drawing is about. */
interface Drawing {
  readonly home: string | null;
  readonly current: string | null;
  readonly look: Look;
  /** All of it is drawn, not only the way to the current page. */
  readonly isWhole: boolean;
  readonly maxLevel: number;
}

/** The trees of the wikis that were looked at last. */
export class PageTrees {
  readonly #trees = new Map<string, Tree>();

  /**
   * HTML of the tree, with the way to `current` open; `null`: no page is current, or none is the home page. Empty where the
   * wiki wants no tree.
   */
  html(
    wiki: ReadableWiki,
    { current, home }: { current: string | null; home: string | null },
  ): string {
    const { root, pages, look } = this.#treeOf(wiki, home);
    if (look.mode === "") return "";
    const isWhole = pages <= SMALL_WIKI;
    const maxLevel = isWhole ? SMALL_WIKI : MAX_LEVEL;
    const drawing = { home, current, look, isWhole, maxLevel };
    return level(root, drawing);
  }

  /** HTML of one folder's level, for a reader who opens it; `undefined` where there is no such folder, or it is not shown. */
  fragment(
    wiki: ReadableWiki,
    { folder, home }: { folder: string; home: string | null },
  ): string | undefined {
    const { root, look } = this.#treeOf(wiki, home);
    const entry = look.mode === "" ? undefined : findEntry(root, folder);
    if (!entry?.children.length || depthOf(entry) >= look.maxDepth) {
      return undefined;
    }
    const drawing = { home, current: null, look, maxLevel: MAX_FRAGMENT };
    return level(entry, { ...drawing, isWhole: false });
  }

  /** Every page and folder, as a tree that is not to be changed. */
  root(wiki: ReadableWiki, home: string | null): Entry {
    return this.#treeOf(wiki, home).root;
  }

  #treeOf(wiki: ReadableWiki, home: string | null): Tree {
    const { row, head } = wiki;
    const version = wiki.preferences.version();
    const known = this.#trees.get(row.id);
    const isLike = known?.home === home && known.version === version;
    if (isLike && known.head === head) return known;
    // From the index: reading the trees of a wiki of 500 pages takes 200 ms the first time.
    const paths = wiki.index.pages.joinedPaths();
    const place = { head, home, version, paths };
    const list = paths === "" ? [] : paths.split("//");
    const tree = isLike && known.paths === paths
      ? { ...known, head }
      : { ...place, ...growTree(list), look: lookOf(wiki.preferences) };
    this.#keep(row.id, tree);
    return tree;
  }

  #keep(id: string, tree: Tree): void {
    this.#trees.delete(id);
    this.#trees.set(id, tree);
    let entries = 0;
    for (const { entries: more } of this.#trees.values()) entries += more;
    for (const [oldest, { entries: fewer }] of this.#trees) {
      const isEnough = this.#trees.size <= MAX_TREES && entries <= MAX_ENTRIES;
      if (isEnough || oldest === id) break;
      this.#trees.delete(oldest);
      entries -= fewer;
    }
  }
}

function lookOf(preferences: PreferenceReader): Look {
  const mode = preferenceOf(preferences, "SIDEBAR_MENUTREE_MODE");
  const depth = preferenceOf(preferences, "SIDEBAR_MENUTREE_MAXDEPTH");
  return {
    mode,
    focus: preferenceOf(preferences, "SIDEBAR_MENUTREE_FOCUS"),
    maxDepth: /^[1-9]\d?$/.test(depth) ? Number(depth) : Infinity,
    isHomeAbove: preferenceOf(preferences, "SIDEBAR_SHORTCUTS")
      .split(/\s+/).includes("home"),
    isGrouped: mode === "DIRECTORIES_GROUPED",
    ignoresCase: isOn(preferences, "SIDEBAR_MENUTREE_IGNORE_CASE"),
  };
}

/** Most saves change a text and no name. */
/** The entries of a folder, home page first. */
function level(folder: Entry, drawing: Drawing): string {
  const { current, home, look } = drawing;
  const isTop = folder.path === "";
  const step = stepInto(folder.path, current);
  const entries = entriesOf(folder, { ...drawing, step });
  const shown = around(entries, step, drawing.maxLevel);
  const hidden = entries.length - shown.length;
  let html = "<ul>";
  if (isTop && home !== null && !look.isHomeAbove) {
    html += `<li>${link("/", "Home", home === current)}</li>`;
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

/** What of a folder is shown at all. */
function entriesOf(
  folder: Entry,
  { look, step, current }: Drawing & { step: string | null },
): readonly Entry[] {
  const all = childrenOf(folder, look);
  const isAbove = step !== null && step !== current;
  if (look.focus === "SUBTREE" && isAbove) {
    return all.filter(({ path }) => path === step);
  }
  return look.mode === "DIRECTORIES_ONLY"
    ? all.filter(({ children }) => children.length > 0)
    : all;
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
  maxLevel: number,
): readonly Entry[] {
  if (entries.length <= maxLevel) return entries;
  const place = entries.findIndex(({ path }) => path === step);
  const last = entries.length - maxLevel;
  const first = Math.max(0, Math.min(place - maxLevel / 2, last));
  return entries.slice(first, first + maxLevel);
}

/** One entry: a page, or a folder that can be opened. The home page stands at the top already. */
function line(entry: Entry, drawing: Drawing): string {
  const { path, children } = entry;
  const { current, home, look, isWhole } = drawing;
  const isHome = path === home;
  const isLeaf = children.length === 0;
  if (isHome && isLeaf && !path.includes("/")) return "";
  const name = nameOf(entry);
  const url = isHome ? "/" : pageUrl(path);
  const own = link(url, name, isCurrent(path, current));
  const isDeepest = depthOf(entry) >= look.maxDepth ||
    look.mode === "DIRECTORIES_ONLY" &&
      children.every((child) => child.children.length === 0);
  if (isLeaf || isDeepest) return `<li>${own}</li>`;
  const isOnWay = path === current || stepInto(path, current) !== null;
  const folder = ` data-folder="${escapeHtml(path)}"`;
  if (!isOnWay && !isWhole) return `<li${folder}>${own}</li>`;
  const isOpen = isOnWay || look.focus === "OFF";
  return `<li${folder}>${own}<details${
    isOpen ? " open" : ""
  }><summary aria-label="Pages in ${name}"></summary>${
    level(entry, drawing)
  }</details></li>`;
}

/** The index of a folder is current by its path and a slash. */
function isCurrent(path: string, current: string | null): boolean {
  return path === current || current === `${path}/`;
}

/** Levels from the top: 1 for what stands there. */
function depthOf({ path }: Entry): number {
  return path.split("/").length;
}

function link(url: string, name: string, isMarked: boolean): string {
  const mark = isMarked ? ' aria-current="page"' : "";
  return `<a href="${escapeHtml(url)}"${mark}>${name}</a>`;
}
