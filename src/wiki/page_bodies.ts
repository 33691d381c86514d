/**
 * Rendered pages, cached by (blob, renderer version, link style), and their holes filled for one wiki.
 *
 * Rendering is hostile work and is done in the pool's threads; filling the holes is a look-up for each link, done when the
 * page is shown, because it depends on which pages exist now. The filled HTML is kept too, for as long as nothing in the wiki
 * changes.
 *
 * @module
 */
import { ByteLru } from "../git/byte_lru.ts";
import type {
  Heading,
  Hole,
  LinkStyle,
  Rendered,
} from "../markdown/rendered.ts";
import { RENDERER_VERSION, type RenderPool } from "../markdown/render_pool.ts";
import { headingId } from "../markdown/wiki_links.ts";
import type { ReadableWiki } from "./access.ts";
import { targetPaths } from "./link_target.ts";
import {
  addressOf,
  fileAddressOf,
  type Found,
  homePage,
  lookUp,
} from "./look_up.ts";
import { oldAddress } from "./old_addresses.ts";
import { fileUrl, isPlace, pageUrl, placeUrl } from "./page_path.ts";
import type { Page } from "./pages.ts";
import { linkStyleOf } from "./preferences.ts";

/** HTML for a page's body, ready to stand in a layout. */
export interface PageBody {
  readonly html: string;
  readonly headings: readonly Heading[];
  readonly frontMatter: Readonly<Record<string, unknown>> | null;
  readonly shownAsText: string | null;
}

const DEFAULT_MAX_BYTES = 32 * 1024 * 1024;

/** A byte-bounded cache over the render pool. */
export class PageBodies {
  readonly #pool: RenderPool;
  readonly #rendered: ByteLru<Rendered>;
  readonly #filled: ByteLru<string>;
  /** Renders that run now: several readers of one text share one. */
  readonly #running = new Map<string, Promise<Rendered>>();

  /** Half of `maxBytes` (32 MiB) is for rendered texts, half for texts with their holes filled. */
  constructor(pool: RenderPool, options: { maxBytes?: number } = {}) {
    const maxBytes = options.maxBytes ?? DEFAULT_MAX_BYTES;
    this.#pool = pool;
    this.#rendered = new ByteLru(maxBytes / 2);
    this.#filled = new ByteLru(maxBytes / 2);
  }

  /**
   * The body of a stored page; of one that is not UTF-8 it is empty and `shownAsText` says so.
   *
   * @throws {AppError} `unavailable` where the pool is full or closed.
   */
  async bodyOf(wiki: ReadableWiki, page: Page): Promise<PageBody> {
    if (!page.isText) return NOT_TEXT;
    const style = linkStyleOf(wiki.preferences);
    const key = `${page.blob} ${RENDERER_VERSION} ${style}`;
    const rendered = await this.#render(key, page.text, {
      style,
      group: wiki.row.id,
    });
    const html = this.#fill(wiki, page.path, { key, rendered });
    return bodyFrom(rendered, html);
  }

  /**
   * The body of a text that is not stored (preview); `path` gives relative links their base.
   *
   * @throws {AppError} `unavailable` where the pool is full or closed.
   */
  async preview(
    wiki: ReadableWiki,
    page: { path: string; text: string },
  ): Promise<PageBody> {
    const style = linkStyleOf(wiki.preferences);
    const group = wiki.row.id;
    const rendered = await this.#pool.render(page.text, style, { group });
    return bodyFrom(rendered, fillHoles(wiki, page.path, rendered));
  }

  /** Starts the pool's first thread, when the server starts. */
  start(): void {
    this.#pool.start();
  }

  /** Ends the pool. */
  close(): void {
    this.#pool.close();
  }

  /**
   * The rendered text. What was shown as text because it took too long is remembered as well, or each view would cost a
   * deadline; a pool that is full rejects, and that is forgotten.
   */
  async #render(
    key: string,
    text: string,
    { style, group }: { style: LinkStyle; group: string },
  ): Promise<Rendered> {
    const cached = this.#rendered.get(key);
    if (cached !== undefined) return cached;
    const running = this.#running.get(key);
    if (running !== undefined) return await running;
    const started = this.#pool.render(text, style, { group });
    this.#running.set(key, started);
    try {
      const rendered = await started;
      this.#rendered.set(key, rendered, weightOf(rendered));
      return rendered;
    } finally {
      this.#running.delete(key);
    }
  }

  /** The HTML with its holes filled: the same until a commit or a preference changes the wiki. */
  #fill(
    wiki: ReadableWiki,
    path: string,
    { key, rendered }: { key: string; rendered: Rendered },
  ): string {
    if (rendered.holes.length === 0) return rendered.parts.join("");
    const version = wiki.preferences.version();
    const head = wiki.index.head();
    const place = `${wiki.row.id} ${head} ${version} ${path} ${key}`;
    const cached = this.#filled.get(place);
    if (cached !== undefined) return cached;
    const html = fillHoles(wiki, path, rendered);
    this.#filled.set(place, html, 2 * html.length);
    return html;
  }
}

/**
 * Fills the holes: existing pages and files get their canonical URL, missing ones `class="missing"` and the address of
 * "create". URLs begin at the root of the wiki's host.
 */
function fillHoles(
  wiki: ReadableWiki,
  path: string,
  rendered: Rendered,
): string {
  const { parts, holes } = rendered;
  const pieces = holes.map((hole, i) => parts[i]! + fill(wiki, path, hole));
  return pieces.join("") + parts[holes.length]!;
}

const NOT_TEXT: PageBody = {
  html: "",
  headings: [],
  frontMatter: null,
  shownAsText: "This file is not UTF-8 text",
};

function bodyFrom(rendered: Rendered, html: string): PageBody {
  const { headings, frontMatter, shownAsText } = rendered;
  return { html, headings, frontMatter, shownAsText };
}

/** About how many bytes a rendered text takes in memory. */
function weightOf({ parts, holes, headings, frontMatter }: Rendered): number {
  const html = parts.reduce((sum, part) => sum + part.length, 0);
  const rest = JSON.stringify([holes, headings, frontMatter]).length;
  return 2 * (html + rest);
}

/** The attributes of one hole. */
function fill(wiki: ReadableWiki, path: string, hole: Hole): string {
  const { url, isMissing } = addressFor(wiki, path, hole);
  const joint = url.includes("?") ? "&" : "?";
  const query = hole.query && !isMissing ? joint + hole.query : "";
  const attribute = hole.kind === "link" ? "href" : "src";
  const href = escapeAttribute(url + query + fragmentOf(hole));
  const mark = isMissing ? ' class="missing"' : "";
  return `${attribute}="${href}"${mark}`;
}

function addressFor(
  wiki: ReadableWiki,
  page: string,
  { target, kind, isWikiLink }: Hole,
): { url: string; isMissing: boolean } {
  if (target === "") return { url: "/", isMissing: false };
  const candidates = targetPaths(page, target);
  for (const candidate of candidates) {
    const found = candidate === "" ? home(wiki) : lookUp(wiki, candidate);
    const url = urlOf(wiki, candidate, found);
    if (url !== undefined) return { url, isMissing: false };
  }
  const [first] = candidates;
  if (isPlace(first!) && !isWikiLink) {
    return { url: placeUrl(first!), isMissing: false };
  }
  const old = isWikiLink ? undefined : oldAddress(first!);
  if (old !== undefined) return { url: old, isMissing: false };
  const url = kind === "embed"
    ? fileUrl(first!)
    : `/-/create?${new URLSearchParams({ path: first! })}`;
  return { url, isMissing: true };
}

/** What the root of the wiki is, for a relative link that leads there. */
function home(wiki: ReadableWiki): Found {
  const path = homePage(wiki);
  return path === null ? { kind: "folder", path: "" } : { kind: "page", path };
}

/** The canonical URL of what was found; several pages lead to the one address that lists them. */
function urlOf(
  wiki: ReadableWiki,
  asked: string,
  found: Found,
): string | undefined {
  switch (found.kind) {
    case "page":
    case "moved":
      return addressOf(wiki, found.path);
    case "file":
      return fileAddressOf(wiki, found.path);
    case "folder":
      return found.path === "" ? "/" : pageUrl(found.path);
    case "ambiguous":
      return pageUrl(asked);
    case "none":
      return undefined;
  }
}

/** A wikilink names a heading by its text, a Markdown link by its address. */
function fragmentOf({ fragment, isWikiLink, kind }: Hole): string {
  if (fragment === "" || kind === "embed") return "";
  const id = isWikiLink ? headingId(fragment) : fragment;
  return `#${encodeURIComponent(id)}`;
}

function escapeAttribute(text: string): string {
  return text.replace(/[&"<>]/g, (character) => ESCAPES[character]!);
}

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  '"': "&quot;",
  "<": "&lt;",
  ">": "&gt;",
};
