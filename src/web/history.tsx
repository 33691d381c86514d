/**
 * What happened: history, diff, blame, source of a page; one commit; recent changes.
 *
 * @module
 */
import type { Hono } from "hono";
import { AppError } from "../errors.ts";
import { notModified } from "../http/conditional.ts";
import type { WikiEnv } from "../http/env.ts";
import { forReading, type ReadableWiki } from "../wiki/access.ts";
import {
  blamePage,
  type Change,
  changelog,
  diffChange,
  diffPage,
  pageHistory,
  readChange,
} from "../wiki/history.ts";
import { lookUp } from "../wiki/look_up.ts";
import { actionUrl } from "../wiki/page_path.ts";
import { readPage } from "../wiki/pages.ts";
import { sendText } from "./files.ts";
import { missing, namedPage, toSpelling } from "./missing.tsx";
import { pathOf, type Screen, show, type WebContext } from "./screen.ts";
import {
  ChangelogView,
  CommitView,
  DiffView,
  HistoryView,
  type Pager,
} from "./views/history_view.tsx";
import { BlameView, SourceView } from "./views/source_view.tsx";

/** Entries of one page of a listing. */
const PAGE_LENGTH = 50;
/** Files of a commit whose diffs are drawn. */
const MAX_FILES = 100;

/** The past of one page. */
export function addPageHistoryRoutes(
  app: Hono<WikiEnv>,
  screen: Screen,
): void {
  app.get("/-/history/*", (c) => {
    const wiki = forReading(c.var.visit);
    return notModified(c, wiki) ?? showHistory(screen, c, wiki);
  });

  app.get("/-/diff/*", (c) => {
    const wiki = forReading(c.var.visit);
    return notModified(c, wiki) ?? showDiff(screen, c, wiki);
  });

  app.get("/-/blame/*", async (c) => {
    const wiki = forReading(c.var.visit);
    const path = namedPage(screen, c, wiki);
    if (typeof path !== "string") return path;
    const unchanged = notModified(c, wiki);
    if (unchanged) return unchanged;
    const runs = await blamePage(wiki, path, c.req.query("revision"));
    const layout = screen.pageLayout(c, wiki, { path, tool: "blame" });
    return show(c, BlameView({ layout, path, runs }));
  });

  app.get("/-/source/*", (c) => {
    const wiki = forReading(c.var.visit);
    const asked = pathOf(c) ?? "";
    const revision = c.req.query("revision");
    const path = revision ? asked : namedPage(screen, c, wiki);
    if (typeof path !== "string") return path;
    const unchanged = notModified(c, wiki);
    if (unchanged) return unchanged;
    const page = readPage(wiki, path, revision ? { revision } : {});
    if (c.req.query("raw") !== undefined) {
      return sendText(c, wiki, page, "text/plain");
    }
    const exists = lookUp(wiki, path).kind === "page";
    const place = { path, tool: "source", exists } as const;
    const layout = screen.pageLayout(c, wiki, place);
    return show(c, SourceView({ layout, page }));
  });
}

/** What happened to the whole wiki. */
export function addChangeRoutes(app: Hono<WikiEnv>, screen: Screen): void {
  app.get("/-/commit/:revision", async (c) => {
    const wiki = forReading(c.var.visit);
    const unchanged = notModified(c, wiki);
    if (unchanged) return unchanged;
    const { change, files } = await diffChange(wiki, c.req.param("revision"));
    const layout = screen.layout(c, wiki);
    const view = CommitView({
      layout,
      change,
      files: files.slice(0, MAX_FILES),
      hiddenFiles: Math.max(0, files.length - MAX_FILES),
    });
    return show(c, view);
  });

  app.get("/-/changelog", (c) => {
    const wiki = forReading(c.var.visit);
    const unchanged = notModified(c, wiki);
    if (unchanged) return unchanged;
    const before = c.req.query("before");
    const found = changelog(wiki, sliceAfter(before));
    const { entries, pager } = paged(found, "/-/changelog", before);
    const layout = screen.layout(c, wiki);
    return show(c, ChangelogView({ layout, changes: entries, pager }));
  });

  app.get("/-/log", (c) => c.redirect("/-/changelog", 301));
}

/** History of a page, or of one that was deleted. */
function showHistory(
  screen: Screen,
  c: WebContext,
  wiki: ReadableWiki,
): Response | Promise<Response> {
  const asked = pathOf(c) ?? "";
  const found = lookUp(wiki, asked);
  if (found.kind === "page" && found.path !== asked) {
    return toSpelling(c, found.path);
  }
  const before = c.req.query("before");
  const revisions = historyOf(wiki, asked, before);
  if (revisions === undefined) return missing(screen, c, wiki, asked);
  const url = actionUrl("history", asked);
  const { entries, pager } = paged(revisions, url, before);
  const layout = screen.pageLayout(c, wiki, {
    path: asked,
    tool: "history",
    exists: found.kind === "page",
  });
  const view = HistoryView({ layout, path: asked, revisions: entries, pager });
  return show(c, view);
}

function historyOf(
  wiki: ReadableWiki,
  path: string,
  before: string | undefined,
) {
  try {
    return pageHistory(wiki, path, sliceAfter(before));
  } catch (error) {
    const isNone = error instanceof AppError && error.code === "not_found" &&
      before === undefined;
    if (isNone) return undefined; // there never was such a page
    throw error;
  }
}

/** One more than is shown tells whether there are older ones. */
function sliceAfter(before: string | undefined) {
  return before
    ? { limit: PAGE_LENGTH + 1, before }
    : { limit: PAGE_LENGTH + 1 };
}

function paged<T extends Change>(
  found: readonly T[],
  url: string,
  before: string | undefined,
): { entries: readonly T[]; pager: Pager } {
  const entries = found.slice(0, PAGE_LENGTH);
  const last = entries.at(-1);
  const olderUrl = found.length > PAGE_LENGTH && last
    ? `${url}?${new URLSearchParams({ before: last.revision })}`
    : null;
  return { entries, pager: { olderUrl, newestUrl: before ? url : null } };
}

/** Two revisions of a page; without `from` the one before, without `to` the newest. */
function showDiff(
  screen: Screen,
  c: WebContext,
  wiki: ReadableWiki,
): Response | Promise<Response> {
  const asked = pathOf(c) ?? "";
  const from = c.req.query("from") || null;
  const to = c.req.query("to") || "HEAD";
  const found = lookUp(wiki, asked);
  if (found.kind === "page" && found.path !== asked) {
    return toSpelling(c, found.path);
  }
  const compared = diffPage(wiki, asked, { from, to });
  const view = DiffView({
    layout: screen.pageLayout(c, wiki, {
      path: asked,
      tool: "history",
      exists: found.kind === "page",
    }),
    path: compared.path,
    from: compared.from === null ? null : readChange(wiki, compared.from),
    to: readChange(wiki, compared.to),
    diff: compared.diff,
  });
  return show(c, view);
}
