/**
 * What every page of a wiki takes from its request: the frame, the crumbs, the tools, and the way out.
 *
 * @module
 */
import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { WikiEnv } from "../http/env.ts";
import { hasFlash, takeFlash } from "../http/flash.ts";
import { personName } from "../wiki/person_name.ts";
import { readAddress } from "../http/place.ts";
import { documentHtml } from "../http/views/document.tsx";
import type { ReadableWiki } from "../wiki/access.ts";
import { backlinks } from "../wiki/backlinks.ts";
import { addressOf, homePage } from "../wiki/look_up.ts";
import { displayName, pageUrl, pathOfUrl } from "../wiki/page_path.ts";
import { isListed, isOpen } from "../wiki/listing.ts";
import { type SiteLook, siteLook } from "../wiki/site_look.ts";
import { PageTrees } from "./page_tree.ts";
import { RevisionFacts } from "./revision_facts.ts";
import { menuHtml, sidebarHtml } from "./sidebar.ts";
import { BacklinksPanel } from "./views/page_view.tsx";
import type {
  Crumb,
  Tool,
  WikiFrame,
  WikiLayoutProps,
} from "./views/wiki_layout.tsx";
import { WikiStates } from "./wiki_states.ts";

/** A request at the browser door. */
export type WebContext = Context<WikiEnv>;

/** The layout of a view, without what the view adds itself. */
export type Layout = Omit<WikiLayoutProps, "children" | "title">;

/** Builds frames; holds what many pages share. One for the door. */
export class Screen {
  readonly facts = new RevisionFacts();
  readonly trees = new PageTrees();
  readonly #looks = new WikiStates<WikiLook>(LOOK_BYTES, weightOf);
  readonly #backlinks = new WikiStates<string>(
    BACKLINK_BYTES,
    (html) => 2 * html.length,
  );
  readonly #crumbs = new WikiStates<readonly Crumb[]>(CRUMB_BYTES, weightOf);
  readonly #homes = new WikiStates<string | null>(HOME_BYTES, () => 100);

  /** The wiki's home page; `null`: the page index. */
  homeOf(wiki: ReadableWiki): string | null {
    return this.#homes.get(wiki, "", () => homePage(wiki));
  }

  /** Where a page is read: `/` for the home page. */
  addressOf(wiki: ReadableWiki, path: string): string {
    return path === this.homeOf(wiki) ? "/" : pageUrl(path);
  }

  /** HTML of the panel of pages that link to a page. */
  backlinks(wiki: ReadableWiki, path: string): string {
    const make = () => {
      const found = backlinks(wiki, path);
      return found.total === 0
        ? ""
        : String(BacklinksPanel({ path, ...found }));
    };
    // Texts that are still to be read in may bring links without a new head.
    const isFinal = () => wiki.index.waitingTexts.count() === 0;
    return this.#backlinks.get(wiki, path, make, isFinal);
  }

  /** The frame of a page that is about no page in particular. */
  layout(
    c: WebContext,
    wiki: ReadableWiki,
    more: Partial<Layout> & { current?: string } = {},
  ): Layout {
    const { current, ...rest } = more;
    return { frame: this.#frame(c, wiki, current ?? null), ...rest };
  }

  /** The frame of a page, or of one of its tools. */
  pageLayout(
    c: WebContext,
    wiki: ReadableWiki,
    page: { path: string; tool: Tool | null; exists?: boolean },
  ): Layout {
    const { path, tool, exists = true } = page;
    const readUrl = this.addressOf(wiki, path);
    return {
      frame: this.#frame(c, wiki, path),
      crumbs: readUrl === "/"
        ? []
        : this.#crumbs.get(wiki, path, () => crumbsOf(wiki, path)),
      tools: exists
        ? { path, readUrl, current: tool, canWrite: wiki.rights.write }
        : undefined,
    };
  }

  #frame(
    c: WebContext,
    wiki: ReadableWiki,
    current: string | null,
  ): WikiFrame {
    const { row, house, caller, rights } = wiki;
    const { config, build } = house;
    const home = this.homeOf(wiki);
    const { look, menu } = this.#looks.get(wiki, "", () => lookOf(wiki));
    const here = readAddress(c.req.url);
    const isSignedIn = caller.kind !== "anonymous";
    const dashboardUrl = isSignedIn && wiki.role !== null
      ? `${config.origin}/app/wiki/${row.slug}`
      : null;
    return {
      wikiName: row.name || row.slug,
      wikiUrl: c.var.wikiUrl,
      siteUrl: config.origin,
      siteName: config.domain,
      build,
      look,
      isPublic: isListed(wiki),
      mayReport: isPublic(wiki),
      canWrite: rights.write,
      handle: isSignedIn ? personName(caller) : null,
      dashboardUrl,
      sidebarHtml: sidebarHtml(wiki, {
        ...{ look, menu, isSignedIn, dashboardUrl },
        tree: this.trees.html(wiki, { current, home }),
        here: here.path,
      }),
      here: `${here.path}${here.query}`,
      notices: hasFlash(c) ? takeFlash(c) : [],
    };
  }
}

/** What is the same around all pages of a wiki. */
interface WikiLook {
  readonly look: SiteLook;
  /** HTML of the wiki's own menu. */
  readonly menu: string;
}

const HOME_BYTES = 512 * 1024;
const LOOK_BYTES = 2 * 1024 * 1024;
const BACKLINK_BYTES = 8 * 1024 * 1024;
const CRUMB_BYTES = 4 * 1024 * 1024;

function lookOf(wiki: ReadableWiki): WikiLook {
  return { look: siteLook(wiki), menu: menuHtml(wiki) };
}

function weightOf(value: WikiLook | readonly Crumb[]): number {
  return 2 * JSON.stringify(value).length;
}

/** Whether everybody may read the wiki. */
export function isPublic(wiki: Pick<ReadableWiki, "row">): boolean {
  return isOpen(wiki.row);
}

/** Answers with a document. The browser keeps it for going back, and asks again before it shows it anew. */
export function show(
  c: WebContext,
  document: unknown,
  status: ContentfulStatusCode = 200,
): Response | Promise<Response> {
  c.header("Cache-Control", "private, no-cache");
  return c.html(documentHtml(document), status);
}

/** The path that an address names, decoded; `undefined` where it does not decode. */
export function pathOf(c: WebContext): string | undefined {
  return pathOfUrl(readAddress(c.req.url).path);
}

/** The whole number in the query's `offset`, else 0. */
export function offsetOf(c: WebContext): number {
  const text = c.req.query("offset");
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : 0;
}

/** The folders above a page, those that are pages by their titles, and its own name. */
function crumbsOf(wiki: ReadableWiki, path: string): Crumb[] {
  const segments = path.split("/");
  const folders = segments.slice(0, -1).map((_, i) => {
    const folder = segments.slice(0, i + 1).join("/");
    const title = wiki.index.pages.find(folder)?.title;
    const href = title === undefined
      ? pageUrl(folder)
      : addressOf(wiki, folder);
    return { text: title ?? displayName(folder), href };
  });
  return [
    { text: wiki.row.name || wiki.row.slug, href: "/" },
    ...folders,
    { text: displayName(path), href: null },
  ];
}
