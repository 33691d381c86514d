/**
 * Reading: a page, a file, a folder or the home page, whatever the address names.
 *
 * | the path names       | answer                                         |
 * | -------------------- | ---------------------------------------------- |
 * | a page               | the page; 301 where it is spelt otherwise      |
 * | a file               | the file                                       |
 * | a page and `.md`     | its Markdown                                   |
 * | a folder             | the index of the folder                        |
 * | a renamed page       | 301 to the page, or to its Markdown            |
 * | an old address       | 301 to where that is now                       |
 * | several, or nothing  | 404 that helps on                              |
 *
 * @module
 */
import type { Hono } from "hono";
import { AppError } from "../errors.ts";
import { notModified, unchangedSince } from "../http/conditional.ts";
import type { WikiEnv } from "../http/env.ts";
import { readAddress } from "../http/place.ts";
import { forReading, type ReadableWiki } from "../wiki/access.ts";
import { readChange } from "../wiki/history.ts";
import { fileAddressOf, lookUp } from "../wiki/look_up.ts";
import { oldAddress } from "../wiki/old_addresses.ts";
import { actionUrl, pageFile, pageUrl } from "../wiki/page_path.ts";
import { findPage, type Page, readPage } from "../wiki/pages.ts";
import { sendFile, sendMarkdown, sendVersion } from "./files.ts";
import { missing, namedPage } from "./missing.tsx";
import { descriptionOf } from "./machines.ts";
import { showIndex } from "./page_index.tsx";
import { sendPageMarkdown, wantsMarkdown } from "./page_markdown.ts";
import { pathOf, type Screen, show, type WebContext } from "./screen.ts";
import { PageHead } from "./views/page_head.tsx";
import { PageView } from "./views/page_view.tsx";

type Answer = Response | Promise<Response>;

/** Old revisions, and addresses of what has none of its own. */
export function addPageRoutes(app: Hono<WikiEnv>, screen: Screen): void {
  app.get("/-/view/*", async (c) => {
    const wiki = forReading(c.var.visit);
    const path = pathOf(c) ?? "";
    const revision = c.req.query("revision");
    if (!revision) return c.redirect(screen.addressOf(wiki, path), 302);
    const page = readPage(wiki, path, { revision });
    return notModified(c, wiki) ?? await showOld(screen, c, { wiki, page });
  });

  app.get("/-/page/*", (c) => {
    const wiki = forReading(c.var.visit);
    const path = namedPage(screen, c, wiki);
    if (typeof path !== "string") return path;
    const canonical = screen.addressOf(wiki, path);
    return canonical === readAddress(c.req.url).path ||
        pathOf(c) === path && canonical === actionUrl("page", path)
      ? showPage(screen, c, { wiki, path })
      : c.redirect(canonical, 301);
  });

  app.get("/-/file/*", (c) => {
    const wiki = forReading(c.var.visit);
    const asked = pathOf(c) ?? "";
    const revision = c.req.query("revision");
    if (revision) return sendVersion(c, wiki, { path: asked, revision });
    const found = lookUp(wiki, asked);
    if (found.kind !== "file") return missing(screen, c, wiki, asked);
    const canonical = fileAddressOf(wiki, found.path);
    const isHere = found.path === asked &&
      canonical === actionUrl("file", asked);
    const { query } = readAddress(c.req.url);
    return isHere
      ? sendFile(c, wiki, found)
      : c.redirect(`${canonical}${query}`, 301);
  });
}

/** Everything that is no route: added last. */
export function addDispatch(app: Hono<WikiEnv>, screen: Screen): void {
  app.get("/", (c) => {
    const wiki = forReading(c.var.visit);
    c.header("Vary", "Accept", { append: true });
    const home = screen.homeOf(wiki);
    return home === null
      ? showIndex(screen, c, { wiki, folder: "" })
      : showPage(screen, c, { wiki, path: home });
  });

  app.get("/*", (c) => {
    const wiki = forReading(c.var.visit);
    c.header("Vary", "Accept", { append: true });
    const unchanged = wantsMarkdown(c.req.header("accept"))
      ? undefined // what the browser has is HTML
      : unchangedSince(c, wiki);
    if (unchanged) return unchanged;
    if (readAddress(c.req.url).path.startsWith("/-/")) {
      throw new AppError("not_found", "Cannot find anything at this address");
    }
    const asked = pathOf(c);
    return asked === undefined
      ? missing(screen, c, wiki, "")
      : dispatch(screen, c, { wiki, asked });
  });
}

/** What a path names, in the order of the table above. */
function dispatch(
  screen: Screen,
  c: WebContext,
  { wiki, asked }: { wiki: ReadableWiki; asked: string },
): Answer {
  // Most addresses are spelt as the page is: one row says so, and the page is shown from it.
  const page = findPage(wiki, asked);
  if (page !== undefined) {
    return redirectTo(c, screen.addressOf(wiki, asked), true) ??
      showPage(screen, c, { wiki, path: asked, page });
  }
  const found = lookUp(wiki, asked);
  if (found.kind === "page") {
    return redirectTo(
      c,
      screen.addressOf(wiki, found.path),
      found.path === asked,
    ) ??
      showPage(screen, c, { wiki, path: found.path });
  }
  if (found.kind === "file") {
    return redirectTo(
      c,
      fileAddressOf(wiki, found.path),
      found.path === asked,
    ) ??
      sendFile(c, wiki, found);
  }
  const twin = /\.md$/i.test(asked)
    ? lookUp(wiki, asked.slice(0, -3))
    : undefined;
  if (twin?.kind === "page") {
    const canonical = pageUrl(pageFile(twin.path));
    return redirectTo(c, canonical, pageFile(twin.path) === asked) ??
      sendMarkdown(c, wiki, twin.path);
  }
  if (found.kind === "moved") {
    return redirectToMoved(c, screen.addressOf(wiki, found.path));
  }
  if (twin?.kind === "moved") {
    return redirectToMoved(c, pageUrl(pageFile(twin.path)));
  }
  if (found.kind === "folder") {
    return redirectTo(c, pageUrl(found.path), found.path === asked) ??
      showIndex(screen, c, { wiki, folder: found.path });
  }
  const old = found.kind === "none" ? oldAddress(asked) : undefined;
  return old === undefined
    ? missing(screen, c, wiki, asked)
    : c.redirect(old, 301);
}

/**
 * 301 to the one address, unless this is it. Percent-encoding may differ, so decoded paths are compared:
 * what is the home page or has no address of its own moves whatever the spelling.
 */
function redirectTo(
  c: WebContext,
  canonical: string,
  isSameName: boolean,
): Response | undefined {
  const { path, query } = readAddress(c.req.url);
  const isElsewhere = canonical === "/" || canonical.startsWith("/-/") ||
    path !== "/" && (path.endsWith("/") || path.startsWith("//"));
  return isSameName && !isElsewhere
    ? undefined
    : c.redirect(`${canonical}${query}`, 301);
}

/** 301 to the page that had this name once. Another page may have it tomorrow, so a browser asks again. */
function redirectToMoved(c: WebContext, url: string): Response {
  c.header("Cache-Control", "private, no-cache");
  return c.redirect(`${url}${readAddress(c.req.url).query}`, 301);
}

/** A page as it is now. */
async function showPage(
  screen: Screen,
  c: WebContext,
  { wiki, path, page: known }: {
    wiki: ReadableWiki;
    path: string;
    /** Where it was read already. */
    page?: Page;
  },
): Promise<Response> {
  if (wantsMarkdown(c.req.header("accept"))) {
    return sendPageMarkdown(c, wiki, path);
  }
  const unchanged = notModified(c, wiki);
  if (unchanged) return unchanged;
  const page = known ?? readPage(wiki, path);
  const body = await wiki.house.bodies.bodyOf(wiki, page);
  const layout = screen.pageLayout(c, wiki, { path, tool: "read" });
  const facts = screen.facts.of(wiki, page);
  const { change } = facts;
  const description = facts.description || descriptionOf(wiki);
  const canonicalPath = screen.addressOf(wiki, path);
  const { wikiName, wikiUrl, look } = layout.frame;
  const head = PageHead({
    ...{ wikiName, wikiUrl, description, canonicalPath },
    title: page.title,
    markdownPath: pageUrl(pageFile(path)),
    feedPath: actionUrl("history.atom", path),
    imagePath: look.logoUrl,
    changedAt: change?.at ?? null,
  });
  const view = PageView({
    layout: { ...layout, canonicalPath, description, head },
    page,
    body,
    change,
    backlinks: screen.backlinks(wiki, path),
  });
  return show(c, view);
}

/** A page as it was. */
async function showOld(
  screen: Screen,
  c: WebContext,
  { wiki, page }: { wiki: ReadableWiki; page: Page },
): Promise<Response> {
  const { path, revision } = page;
  const body = await wiki.house.bodies.bodyOf(wiki, page);
  const exists = lookUp(wiki, path).kind === "page";
  const view = PageView({
    layout: screen.pageLayout(c, wiki, { path, tool: null, exists }),
    page,
    body,
    change: readChange(wiki, revision),
    old: {
      currentUrl: exists ? screen.addressOf(wiki, path) : null,
      restoreUrl: wiki.rights.write && page.isText
        ? actionUrl("edit", path, { revision })
        : null,
      revertUrl: wiki.rights.write
        ? actionUrl("restore", path, { revision })
        : null,
    },
  });
  return show(c, view);
}
