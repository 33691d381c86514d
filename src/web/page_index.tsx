/**
 * Finding: the page index, and the links of a page.
 *
 * @module
 */
import type { Hono } from "hono";
import { notModified } from "../http/conditional.ts";
import type { WikiEnv } from "../http/env.ts";
import { forReading, type ReadableWiki } from "../wiki/access.ts";
import { backlinks } from "../wiki/backlinks.ts";
import { pageLinks } from "../wiki/links.ts";
import { actionUrl, isForPrograms, pageUrl } from "../wiki/page_path.ts";
import { missing, namedPage } from "./missing.tsx";
import { type IndexName, listNames } from "./index_names.ts";
import {
  offsetOf,
  pathOf,
  type Screen,
  show,
  type WebContext,
} from "./screen.ts";
import { findEntry } from "./tree_entries.ts";
import {
  type IndexEntry,
  type IndexGroup,
  IndexView,
} from "./views/index_view.tsx";
import { LinksView } from "./views/links_view.tsx";

/** Entries of one part of the index, alone and with their headings. */
const INDEX_LENGTH = 1000;
const HEADINGS_LENGTH = 200;
/** Headings of one page that the index shows. */
const MAX_HEADINGS = 30;
/** Letters that the index offers to jump to; Chinese has one for each page. */
const MAX_LETTERS = 80;
/** Pages of one part of a list of links. */
const LINKS_LENGTH = 100;
/** Files that an index lists. */
const MAX_FILES = 500;

/** Index and links. */
export function addFindingRoutes(app: Hono<WikiEnv>, screen: Screen): void {
  app.get("/-/index", (c) => {
    const wiki = forReading(c.var.visit);
    return showIndex(screen, c, { wiki, folder: "" });
  });

  app.get("/-/index/*", (c) => {
    const wiki = forReading(c.var.visit);
    const folder = pathOf(c) ?? "";
    return folder === "" || wiki.index.files.findFolder(folder)
      ? showIndex(screen, c, { wiki, folder })
      : missing(screen, c, wiki, folder);
  });

  app.get("/-/links/*", (c) => {
    const wiki = forReading(c.var.visit);
    const path = namedPage(screen, c, wiki);
    if (typeof path !== "string") return path;
    const unchanged = notModified(c, wiki);
    if (unchanged) return unchanged;
    const offset = offsetOf(c);
    const { entries, total } = backlinks(wiki, path, {
      limit: LINKS_LENGTH,
      offset,
    });
    const next = offset + entries.length;
    const view = LinksView({
      layout: screen.pageLayout(c, wiki, { path, tool: "links" }),
      links: pageLinks(wiki, path),
      ...{ entries, total },
      nextUrl: entries.length > 0 && next < total
        ? actionUrl("links", path, { offset: String(next) })
        : null,
      canWrite: wiki.rights.write,
    });
    return show(c, view);
  });
}

/** The pages of a folder with its sub-folders; `folder` empty: all. */
export function showIndex(
  screen: Screen,
  c: WebContext,
  { wiki, folder }: { wiki: ReadableWiki; folder: string },
): Response | Promise<Response> {
  const unchanged = notModified(c, wiki);
  if (unchanged) return unchanged;
  const hasHeadings = c.req.query("headings") === "1";
  const home = screen.homeOf(wiki);
  const root = screen.trees.root(wiki, home);
  const all = listNames(folder === "" ? root : findEntry(root, folder));
  const length = hasHeadings ? HEADINGS_LENGTH : INDEX_LENGTH;
  const part = { offset: offsetOf(c), length };
  const url = folder === "" ? "/-/index" : actionUrl("index", folder);
  const view = IndexView({
    layout: screen.layout(c, wiki, {
      ...(folder === "" ? {} : { current: `${folder}/` }),
      canonicalPath: folder === "" ? "/-/index" : pageUrl(folder),
    }),
    folder,
    url,
    hasHeadings,
    groups: groupsOf(
      all.slice(part.offset, part.offset + length)
        .map((name) => entryOf(wiki, name, { home, hasHeadings })),
    ),
    letters: lettersOf(all, length),
    total: all.filter(({ isPage }) => isPage).length,
    files: part.offset === 0 ? filesIn(wiki, folder) : [],
    canWrite: wiki.rights.write,
    nextOffset: part.offset + length < all.length ? part.offset + length : null,
  });
  return show(c, view);
}

/** One line of the index. */
function entryOf(
  wiki: ReadableWiki,
  { path, text, letter, isPage }: IndexName,
  { home, hasHeadings }: { home: string | null; hasHeadings: boolean },
): IndexEntry & { letter: string } {
  const url = path === home ? "/" : pageUrl(path);
  const headings = hasHeadings && isPage
    ? wiki.index.headings.listOf(path).slice(0, MAX_HEADINGS)
    : [];
  return {
    letter,
    href: url,
    text: isPage ? text : `${text}/`,
    headings: headings.map(({ id, text, level }) => ({
      ...{ text, level },
      href: `${url}#${encodeURIComponent(id)}`,
    })),
  };
}

/** Entries in order, by letter. */
function groupsOf(
  entries: readonly (IndexEntry & { readonly letter: string })[],
): IndexGroup[] {
  const groups: { letter: string; entries: IndexEntry[] }[] = [];
  for (const { letter, ...entry } of entries) {
    const last = groups.at(-1);
    if (last?.letter === letter) last.entries.push(entry);
    else groups.push({ letter, entries: [entry] });
  }
  return groups;
}

/** Where each letter begins; none where a single part holds everything. */
function lettersOf(
  all: readonly IndexName[],
  length: number,
): { letter: string; offset: number }[] {
  const letters: { letter: string; offset: number }[] = [];
  for (const [i, { letter }] of all.entries()) {
    if (letters.at(-1)?.letter === letter) continue;
    if (letters.length === MAX_LETTERS) break;
    letters.push({ letter, offset: Math.floor(i / length) * length });
  }
  return letters.length > 1 ? letters : [];
}

/** Files that are no pages and lie in this very folder. */
function filesIn(wiki: ReadableWiki, folder: string): string[] {
  const slice = { isPage: false, limit: MAX_FILES };
  return wiki.index.files.listIn(folder, slice).map(({ path }) => path)
    .filter((path) => !isForPrograms(path));
}
