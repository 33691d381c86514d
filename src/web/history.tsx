/**
 * The past of one page: its revisions, how two of them differ, who wrote each line, its source.
 *
 * @module
 */
import type { Hono } from "hono";
import { AppError } from "../errors.ts";
import { nextTurn } from "../next_turn.ts";
import { notModified } from "../http/conditional.ts";
import type { WikiEnv } from "../http/env.ts";
import { forReading, type ReadableWiki } from "../wiki/access.ts";
import { findRevisions } from "../wiki/change_filter.ts";
import { blamePage, diffPage, readChange } from "../wiki/history.ts";
import { lookUp } from "../wiki/look_up.ts";
import { actionUrl } from "../wiki/page_path.ts";
import { readPage } from "../wiki/pages.ts";
import { type ChangeQuery, readChangeQuery } from "./change_query.ts";
import { sendText } from "./files.ts";
import { missing, namedPage, toSpelling } from "./missing.tsx";
import { pathOf, type Screen, show, type WebContext } from "./screen.ts";
import { BlameView } from "./views/blame_view.tsx";
import { pagerOf } from "./views/change_filter_form.tsx";
import { DiffView } from "./views/diff_view.tsx";
import { HistoryView } from "./views/history_view.tsx";
import { SourceView } from "./views/source_view.tsx";

/** Revisions of one page of a history. */
const PAGE_LENGTH = 50;

/** The past of one page. */
export function addPageHistoryRoutes(
  app: Hono<WikiEnv>,
  screen: Screen,
): void {
  app.get("/-/history/*", async (c) => {
    const wiki = forReading(c.var.visit);
    return notModified(c, wiki) ?? await showHistory(screen, c, wiki);
  });

  app.get("/-/diff/*", async (c) => {
    const wiki = forReading(c.var.visit);
    return notModified(c, wiki) ?? await showDiff(screen, c, wiki);
  });

  app.get("/-/blame/*", async (c) => {
    const wiki = forReading(c.var.visit);
    const path = namedPage(screen, c, wiki);
    if (typeof path !== "string") return path;
    const unchanged = notModified(c, wiki);
    if (unchanged) return unchanged;
    const revision = c.req.query("revision") || null;
    const runs = await blamePage(wiki, path, revision ?? "HEAD");
    const layout = screen.pageLayout(c, wiki, { path, tool: "blame" });
    const at = revision === null ? null : readChange(wiki, revision);
    return show(c, BlameView({ layout, path, runs, at }));
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

/** The revisions of a page, also of one that was deleted. */
async function showHistory(
  screen: Screen,
  c: WebContext,
  wiki: ReadableWiki,
): Promise<Response> {
  const asked = pathOf(c) ?? "";
  const found = lookUp(wiki, asked);
  if (found.kind === "page" && found.path !== asked) {
    return toSpelling(c, found.path);
  }
  const query = readChangeQuery(c);
  const revisions = await historyOf(wiki, asked, query);
  if (revisions === undefined) return await missing(screen, c, wiki, asked);
  const layout = screen.pageLayout(c, wiki, {
    path: asked,
    tool: "history",
    exists: found.kind === "page",
  });
  const view = HistoryView({
    layout,
    path: asked,
    revisions: revisions.changes,
    filter: query.filter,
    pager: pagerOf(actionUrl("history", asked), query, revisions),
  });
  return await show(c, view);
}

async function historyOf(
  wiki: ReadableWiki,
  path: string,
  { filter, before }: ChangeQuery,
) {
  const slice = {
    limit: PAGE_LENGTH,
    ...(before === undefined ? {} : { before }),
  };
  try {
    return await findRevisions(wiki, path, filter, slice);
  } catch (error) {
    const isNone = error instanceof AppError && error.code === "not_found" &&
      before === undefined;
    if (isNone) return undefined; // there never was such a page
    throw error;
  }
}

/** Two revisions of a page; without `from` the one before, without `to` the newest. */
async function showDiff(
  screen: Screen,
  c: WebContext,
  wiki: ReadableWiki,
): Promise<Response> {
  const asked = pathOf(c) ?? "";
  const from = c.req.query("from") || null;
  const to = c.req.query("to") || "HEAD";
  const found = lookUp(wiki, asked);
  if (found.kind === "page" && found.path !== asked) {
    return toSpelling(c, found.path);
  }
  const compared = diffPage(wiki, asked, { from, to });
  await nextTurn(); // comparing and drawing two hostile texts takes 30 ms each
  const view = DiffView({
    layout: screen.pageLayout(c, wiki, {
      path: asked,
      tool: "history",
      exists: found.kind === "page",
    }),
    path: asked,
    from: compared.from && {
      path: compared.from.path,
      change: readChange(wiki, compared.from.revision),
    },
    to: { path: compared.path, change: readChange(wiki, compared.to) },
    diff: compared.diff,
  });
  return await show(c, view);
}
