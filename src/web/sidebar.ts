/**
 * The sidebar: shortcuts, the wiki's own menu, further places, and the tree of pages, as escaped HTML.
 *
 * @module
 */
import type { Hono } from "hono";
import { AppError } from "../errors.ts";
import { notModified } from "../http/conditional.ts";
import type { WikiEnv } from "../http/env.ts";
import { escapeHtml } from "../http/views/escape_html.ts";
import { forReading, type ReadableWiki } from "../wiki/access.ts";
import { type MenuEntry, parseMenu } from "../wiki/custom_menu.ts";
import { addressOf, lookUp } from "../wiki/look_up.ts";
import { isPlace, pageUrl, placeUrl } from "../wiki/page_path.ts";
import { preferenceOf } from "../wiki/preferences.ts";
import { headingId } from "../markdown/wiki_links.ts";
import type { Shortcut, SiteLook } from "../wiki/site_look.ts";
import type { Screen } from "./screen.ts";

/** A place of the wiki. */
interface Place {
  readonly url: string;
  readonly text: string;
  /** Browsers' access key. */
  readonly key?: string;
}

/** Branches of the tree that a page leaves out, for readers who open them. */
export function addTreeRoute(app: Hono<WikiEnv>, screen: Screen): void {
  app.get("/-/tree", (c) => {
    const wiki = forReading(c.var.visit);
    const unchanged = notModified(c, wiki);
    if (unchanged) return unchanged;
    const folder = c.req.query("folder") ?? "";
    const home = screen.homeOf(wiki);
    const html = screen.trees.fragment(wiki, { folder, home });
    if (html === undefined) {
      throw new AppError("not_found", `Cannot find folder "${folder}"`);
    }
    return c.html(html);
  });
}

/** What a sidebar is drawn for. */
export interface SidebarProps {
  readonly look: SiteLook;
  /** HTML of the tree. */
  readonly tree: string;
  /** HTML of the wiki's own menu; see {@linkcode menuHtml}. */
  readonly menu: string;
  readonly isSignedIn: boolean;
  /** The wiki's page on the dashboard, for who belongs to it; else `null`. */
  readonly dashboardUrl: string | null;
  /** Path of the request. */
  readonly here: string;
}

/** HTML of the whole sidebar. */
export function sidebarHtml(wiki: ReadableWiki, props: SidebarProps): string {
  const { look, here } = props;
  const places = placesOf(wiki, look.shortcuts);
  const more = otherPlaces(wiki, props);
  const isWithin = more.some(({ url }) => url === here);
  return `<div lang="en"><ul class="pages-places">${
    items(places, here)
  }</ul><details class="pages-more"${
    isWithin ? " open" : ""
  }><summary>More</summary><ul>${
    items(more, here)
  }</ul></details></div>${props.menu}${
    props.tree === "" ? "" : `<div class="tree">${props.tree}</div>`
  }`;
}

/** HTML of the wiki's own menu; empty where it has none. */
export function menuHtml(wiki: ReadableWiki): string {
  const entries = parseMenu(
    preferenceOf(wiki.preferences, "SIDEBAR_CUSTOM_MENU"),
  );
  if (entries.length === 0) return "";
  const parts = entries.map((entry) =>
    entry.kind === "line"
      ? `</ul><hr><ul class="pages-menu">`
      : `<li>${menuLink(wiki, entry)}</li>`
  );
  // A line at either end, or two together, would leave a list without entries.
  return `<ul class="pages-menu">${parts.join("")}</ul>`
    .replaceAll(`<ul class="pages-menu"></ul>`, "");
}

function menuLink(
  wiki: ReadableWiki,
  entry: Exclude<MenuEntry, { kind: "line" }>,
): string {
  const isElsewhere = entry.kind === "address";
  const url = isElsewhere ? entry.url : addressIn(wiki, entry);
  const rel = isElsewhere ? ' rel="noopener nofollow"' : "";
  return `<a href="${escapeHtml(url)}"${rel}>${escapeHtml(entry.title)}</a>`;
}

/** Where an entry leads within the wiki; a page that does not exist leads to "not found", which offers to create it. */
function addressIn(
  wiki: ReadableWiki,
  { path, fragment }: { path: string; fragment: string },
): string {
  const hash = fragment === ""
    ? ""
    : `#${encodeURIComponent(headingId(fragment))}`;
  if (path === "") return `/${hash}`;
  if (isPlace(path)) return `${placeUrl(path)}${hash}`;
  const found = lookUp(wiki, path);
  const url = found.kind === "page"
    ? addressOf(wiki, found.path)
    : pageUrl(path);
  return `${url}${hash}`;
}

const PLACES: Readonly<Record<Shortcut, Place>> = {
  home: { url: "/", text: "Home" },
  pageindex: { url: "/-/index", text: "All pages" },
  changelog: { url: "/-/changelog", text: "Recent changes", key: "r" },
  createpage: { url: "/-/create", text: "New page", key: "n" },
};

function placesOf(
  { rights }: ReadableWiki,
  shortcuts: readonly Shortcut[],
): Place[] {
  return shortcuts
    .filter((name) => name !== "createpage" || rights.write)
    .map((name) => PLACES[name]);
}

/** Shortcuts that the wiki did not choose, and what is asked for less often. */
function otherPlaces(
  wiki: ReadableWiki,
  { look, isSignedIn, dashboardUrl }: SidebarProps,
): Place[] {
  const { write, manage } = wiki.rights;
  const names = Object.keys(PLACES) as Shortcut[];
  return [
    ...placesOf(wiki, names.filter((name) => !look.shortcuts.includes(name))),
    { url: "/-/tags", text: "Tags" },
    { url: "/-/categories", text: "Categories" },
    ...isSignedIn && write ? [{ url: "/-/drafts", text: "My drafts" }] : [],
    ...isSignedIn ? [{ url: "/-/lint", text: "Housekeeping" }] : [],
    ...manage ? [{ url: "/-/admin", text: "Settings" }] : [],
    ...dashboardUrl === null ? [] : [{ url: dashboardUrl, text: "Dashboard" }],
    { url: "/-/changelog.atom", text: "Feed" },
    { url: "/-/help", text: "Help" },
  ];
}

function items(places: readonly Place[], here: string): string {
  return places.map(({ url, text, key }) => {
    const mark = url === here ? ' aria-current="page"' : "";
    const access = key === undefined ? "" : ` accesskey="${key}"`;
    return `<li><a href="${url}"${access}${mark}>${text}</a></li>`;
  }).join("");
}
