/**
 * The wiki as of a date: `/-/at` asks for one, `/-/at/<revision>/…` shows index, pages and files as they were. Nothing can be
 * changed there, links stay within that time, and search engines are kept away.
 *
 * @module
 */
import type { Hono } from "hono";
import { AppError } from "../errors.ts";
import { notModified } from "../http/conditional.ts";
import type { WikiEnv } from "../http/env.ts";
import { STATUS } from "../http/error_response.ts";
import { forReading, type ReadableWiki } from "../wiki/access.ts";
import { type Change, readChange } from "../wiki/history.ts";
import { homeNames, lookUp } from "../wiki/look_up.ts";
import {
  findMoment,
  findPast,
  listPast,
  openPast,
  type Past,
  type PastName,
  readMoment,
  readPast,
} from "../wiki/past.ts";
import { pastBody, pastUrl } from "../wiki/past_body.ts";
import { sendFile } from "./files.ts";
import {
  type Layout,
  offsetOf,
  pathOf,
  type Screen,
  show,
  type WebContext,
} from "./screen.ts";
import {
  PastAskView,
  type PastFrame,
  PastIndexView,
  PastMissingView,
  PastPageView,
  pastSidebar,
} from "./views/past_view.tsx";

type Answer = Response | Promise<Response>;

/** Entries of one part of a folder's list. */
const INDEX_LENGTH = 1000;

/** The wiki as of a date. */
export function addPastRoutes(app: Hono<WikiEnv>, screen: Screen): void {
  app.get("/-/at", (c) => {
    const wiki = forReading(c.var.visit);
    return askForTime(screen, c, wiki);
  });

  app.get("/-/at/*", (c) => {
    const wiki = forReading(c.var.visit);
    c.header("X-Robots-Tag", "noindex"); // a file has no head that says so
    const [name = "", ...rest] = (pathOf(c) ?? "").split("/");
    if (name === "") return c.redirect("/-/at", 302);
    const commit = findMoment(wiki, name);
    const path = rest.join("/");
    if (commit !== name) return c.redirect(pastUrl({ commit }, path), 302);
    const unchanged = notModified(c, wiki);
    if (unchanged) return unchanged;
    return showPast(screen, c, { wiki, past: openPast(wiki, commit), path });
  });
}

/** Leads to the commit of a date or revision; else asks for one. */
function askForTime(
  screen: Screen,
  c: WebContext,
  wiki: ReadableWiki,
): Answer {
  const when = (c.req.query("date") ?? "").trim();
  const path = c.req.query("path") ?? "";
  const ask = (problem: AppError | null) =>
    show(
      c,
      PastAskView({
        layout: screen.layout(c, wiki),
        ...{ when, path, problem: problem?.message ?? null },
      }),
      problem === null ? 200 : STATUS[problem.code],
    );
  if (when === "") return ask(null);
  try {
    return c.redirect(pastUrl({ commit: findMoment(wiki, when) }, path), 302);
  } catch (error) {
    if (error instanceof AppError) return ask(error);
    throw error;
  }
}

/** What a path names then; the empty one the home page, with `?all` the folder even where a page has its name. */
function findAsked(
  c: WebContext,
  wiki: ReadableWiki,
  { past, path }: { past: Past; path: string },
): PastName | undefined {
  const isFolder = path === "" || past.folders.has(path);
  if (isFolder && c.req.query("all") !== undefined) {
    return { kind: "folder", path };
  }
  if (path !== "") return findPast(past, path);
  return homeNames(wiki).map((name) => findPast(past, name))
    .find((found) => found?.kind === "page");
}

/** Shows what a path names then. */
function showPast(
  screen: Screen,
  c: WebContext,
  { wiki, past, path }: { wiki: ReadableWiki; past: Past; path: string },
): Answer {
  const found = findAsked(c, wiki, { past, path });
  if (found !== undefined && path !== "" && found.path !== path) {
    return c.redirect(pastUrl(past, found.path), 302);
  }
  if (found?.kind === "file") return sendFile(c, wiki, found);
  const layout = pastLayout(screen, c, { wiki, past });
  const frame = frameOf(screen, wiki, { past, path: found?.path ?? path });
  if (found?.kind === "page") {
    return showPastPage(c, wiki, { past, path: found.path, layout, frame });
  }
  if (path !== "" && found === undefined) {
    return show(c, PastMissingView({ layout, frame, path }), 404);
  }
  const offset = offsetOf(c);
  const { pages, folders, files } = listPast(past, path);
  const entries = [
    ...folders.map((folder) => ({ path: folder, kind: "folder" as const })),
    ...pages.map((page) => ({ path: page, kind: "page" as const })),
    ...files.map((file) => ({ path: file, kind: "file" as const })),
  ];
  const view = PastIndexView({
    ...{ layout, frame, folder: path },
    entries: entries.slice(offset, offset + INDEX_LENGTH),
    total: past.pages.size,
    nextUrl: offset + INDEX_LENGTH < entries.length
      ? `${pastUrl(past, path)}?all&offset=${offset + INDEX_LENGTH}`
      : null,
  });
  return show(c, view);
}

async function showPastPage(
  c: WebContext,
  wiki: ReadableWiki,
  { past, path, layout, frame }: {
    past: Past;
    path: string;
    layout: Layout;
    frame: PastFrame;
  },
): Promise<Response> {
  const page = readPast(wiki, past, path);
  const body = await pastBody(wiki, past, page);
  return await show(c, PastPageView({ layout, frame, page, body }));
}

/** The frame without what leads out of that time. */
function pastLayout(
  screen: Screen,
  c: WebContext,
  { wiki, past }: { wiki: ReadableWiki; past: Past },
): Layout {
  const layout = screen.layout(c, wiki);
  const { pages, folders } = listPast(past, "");
  const sidebarHtml = pastSidebar(past, { pages, folders });
  return {
    ...layout,
    frame: { ...layout.frame, sidebarHtml, canWrite: false },
  };
}

/** What is said above everything of that time. */
function frameOf(
  screen: Screen,
  wiki: ReadableWiki,
  { past, path }: { past: Past; path: string },
): PastFrame {
  const { change, before, after } = readMoment(wiki, past.commit);
  const now = path === "" ? undefined : lookUp(wiki, path);
  return {
    past,
    path,
    change,
    beforeUrl: before && neighbourUrl(wiki, before, { change, path }),
    afterUrl: after &&
      neighbourUrl(wiki, after, { change: readChange(wiki, after), path }),
    nowUrl: now === undefined
      ? "/"
      : now.kind === "page"
      ? screen.addressOf(wiki, now.path)
      : null,
  };
}

/** A neighbour in time, one change away: what is looked at, where it is there too; else the wiki of that time. */
function neighbourUrl(
  wiki: ReadableWiki,
  commit: string,
  { change, path }: { change: Change; path: string },
): string {
  const { pages, files, touched } = change;
  const isTouched = pages.includes(path) || files.includes(path) ||
    touched > pages.length + files.length;
  const isGone = isTouched && path !== "" &&
    findPast(openPast(wiki, commit), path) === undefined;
  return pastUrl({ commit }, isGone ? "" : path);
}
