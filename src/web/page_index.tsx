/**
 * Finding: the page index, search, and the links of a page.
 *
 * @module
 */
import type { Hono } from "hono";
import { AppError } from "../errors.ts";
import { notModified } from "../http/conditional.ts";
import type { WikiEnv } from "../http/env.ts";
import { forReading, type ReadableWiki } from "../wiki/access.ts";
import { pageLinks } from "../wiki/links.ts";
import { lookUp } from "../wiki/look_up.ts";
import {
  actionUrl,
  displayPath,
  pageOfFile,
  pageUrl,
} from "../wiki/page_path.ts";
import { listPages } from "../wiki/pages.ts";
import { searchPages, type SearchResult } from "../wiki/search.ts";
import { missing, namedPage } from "./missing.tsx";
import { pathOf, type Screen, show, type WebContext } from "./screen.ts";
import {
  type IndexGroup,
  IndexView,
  LinksView,
  SearchView,
} from "./views/index_view.tsx";

/** Pages of one part of the index. */
const INDEX_LENGTH = 1000;
/** Files that an index lists. */
const MAX_FILES = 500;
/** Results of one part of a search. */
const SEARCH_LENGTH = 20;

/** Index, search, links. */
export function addFindingRoutes(app: Hono<WikiEnv>, screen: Screen): void {
  app.get("/-/index", (c) => {
    const wiki = forReading(c.var.visit);
    return showIndex(screen, c, { wiki, folder: "" });
  });

  app.get("/-/index/*", (c) => {
    const wiki = forReading(c.var.visit);
    const folder = pathOf(c) ?? "";
    return isFolder(wiki, folder)
      ? showIndex(screen, c, { wiki, folder })
      : missing(screen, c, wiki, folder);
  });

  app.get("/-/search", (c) => {
    const wiki = forReading(c.var.visit);
    return notModified(c, wiki) ?? showSearch(screen, c, wiki);
  });

  app.get("/-/links/*", (c) => {
    const wiki = forReading(c.var.visit);
    const path = namedPage(screen, c, wiki);
    if (typeof path !== "string") return path;
    const unchanged = notModified(c, wiki);
    if (unchanged) return unchanged;
    const layout = screen.pageLayout(c, wiki, { path, tool: "links" });
    const canWrite = wiki.rights.write;
    const view = LinksView({ layout, links: pageLinks(wiki, path), canWrite });
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
  const offset = numberOf(c.req.query("offset"));
  const { pages, total } = listPages(wiki, {
    ...(folder === "" ? {} : { prefix: `${folder}/` }),
    limit: INDEX_LENGTH,
    offset,
  });
  const next = offset + pages.length;
  const url = folder === "" ? "/-/index" : actionUrl("index", folder);
  const view = IndexView({
    layout: screen.layout(c, wiki, {
      ...(folder === "" ? {} : { current: `${folder}/` }),
      canonicalPath: folder === "" ? "/-/index" : pageUrl(folder),
    }),
    folder,
    groups: groupsOf(pages, { folder, home: screen.homeOf(wiki) }),
    total,
    files: offset === 0 ? filesIn(wiki, folder) : [],
    canWrite: wiki.rights.write,
    pager: { nextUrl: next < total ? `${url}?offset=${next}` : null },
  });
  return show(c, view);
}

/** Whether any file lies below this path. */
function isFolder(wiki: ReadableWiki, folder: string): boolean {
  if (folder === "") return true;
  const files = wiki.head === null ? [] : wiki.repo.listFiles(wiki.head);
  return files.some(({ path }) => path.startsWith(`${folder}/`));
}

/** By first letter of what is shown. */
function groupsOf(
  pages: readonly { readonly path: string }[],
  { folder, home }: { folder: string; home: string | null },
): IndexGroup[] {
  const skip = folder === "" ? 0 : folder.length + 1;
  const groups = new Map<string, { href: string; text: string }[]>();
  for (const { path } of pages) {
    const text = displayPath(path.slice(skip));
    const letter = firstLetter(text);
    const group = groups.get(letter) ?? [];
    group.push({ href: path === home ? "/" : pageUrl(path), text });
    groups.set(letter, group);
  }
  const order = new Intl.Collator("en", { numeric: true });
  return [...groups]
    .sort(([a], [b]) => order.compare(a, b))
    .map(([letter, members]) => ({
      letter,
      pages: members.sort((a, b) => order.compare(a.text, b.text)),
    }));
}

/** A letter in upper case without its accents, or `#`. */
function firstLetter(text: string): string {
  const [first = "#"] = text.slice(0, 16).normalize("NFD").toUpperCase();
  return /\p{L}/u.test(first) ? first : "#";
}

/** Files that are no pages and lie in this very folder. */
function filesIn(wiki: ReadableWiki, folder: string): string[] {
  if (wiki.head === null) return [];
  const prefix = folder === "" ? "" : `${folder}/`;
  const names: string[] = [];
  for (const { path, mode } of wiki.repo.listFiles(wiki.head)) {
    const isHere = path.startsWith(prefix) &&
      !path.includes("/", prefix.length);
    if (!isHere || mode === "160000" || pageOfFile(path) !== undefined) {
      continue;
    }
    names.push(path);
    if (names.length === MAX_FILES) break;
  }
  return names;
}

function showSearch(
  screen: Screen,
  c: WebContext,
  wiki: ReadableWiki,
): Response | Promise<Response> {
  const query = (c.req.query("q") ?? "").trim();
  const offset = numberOf(c.req.query("offset"));
  const { result, problem } = search(wiki, query, offset);
  const next = offset + (result?.hits.length ?? 0);
  const exact = query === "" ? undefined : lookUp(wiki, query);
  const view = SearchView({
    layout: screen.layout(c, wiki),
    query,
    result,
    problem,
    exactUrl: exact?.kind === "page"
      ? screen.addressOf(wiki, exact.path)
      : null,
    nextUrl: result && result.hits.length > 0 && next < result.total
      ? `/-/search?${new URLSearchParams({ q: query, offset: String(next) })}`
      : null,
    canWrite: wiki.rights.write,
  });
  return show(c, view, problem === null ? 200 : 400);
}

function search(
  wiki: ReadableWiki,
  query: string,
  offset: number,
): { result: SearchResult | null; problem: string | null } {
  if (query === "") return { result: null, problem: null };
  try {
    const slice = { limit: SEARCH_LENGTH, offset };
    return { result: searchPages(wiki, query, slice), problem: null };
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== "invalid") throw error;
    return { result: null, problem: error.message };
  }
}

/** A whole number from a query, else 0. */
function numberOf(text: string | undefined): number {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : 0;
}
