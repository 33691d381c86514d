/**
 * Rendered pages, cached by (blob, renderer version, link style), and their holes filled for one wiki.
 *
 * Rendering is hostile work and is done in the pool's threads; filling the holes is a look-up for each link, and the rendering of
 * each page that is shown within the page. It is done when the page is shown, because it depends on which pages exist now. The
 * filled HTML is kept too, for as long as nothing in the wiki changes.
 *
 * @module
 */
import { ByteLru } from "../git/byte_lru.ts";
import type {
  Heading,
  Hole,
  LinkStyle,
  Rendered,
  RenderOptions,
} from "../markdown/rendered.ts";
import { RENDERER_VERSION, type RenderPool } from "../markdown/render_pool.ts";
import type { ReadableWiki } from "./access.ts";
import { HoleFiller, type RenderPart } from "./hole_contents.ts";
import type { Page } from "./pages.ts";
import { isOn, linkStyleOf } from "./preferences.ts";

/** HTML for a page's body, ready to stand in a layout. */
export interface PageBody {
  readonly html: string;
  readonly headings: readonly Heading[];
  readonly frontMatter: Readonly<Record<string, unknown>> | null;
  readonly shownAsText: string | null;
  /** Whether the script `page.js` has something to add to it. */
  readonly usesScript: boolean;
}

const DEFAULT_MAX_BYTES = 32 * 1024 * 1024;

/** A byte-bounded cache over the render pool. */
export class PageBodies {
  readonly #pool: RenderPool;
  readonly #rendered: ByteLru<Rendered>;
  readonly #filled: ByteLru<string>;
  /** Renders that run now: several readers of one text share one. */
  readonly #running = new Map<string, Promise<Rendered>>();
  /** Fillings that run now. */
  readonly #filling = new Map<string, Promise<string>>();

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
    const { key, rendered } = await this.#render(wiki, page, {});
    const html = await this.#fill(wiki, page.path, { key, rendered });
    return bodyFrom(rendered, html);
  }

  /**
   * The body of a stored page with its holes filled by the caller; see {@linkcode Hole} for what belongs in each.
   *
   * @throws {AppError} `unavailable` where the pool is full or closed.
   */
  async bodyWith(
    wiki: ReadableWiki,
    page: Page,
    fill: (hole: Hole) => string,
  ): Promise<PageBody> {
    if (!page.isText) return NOT_TEXT;
    const { rendered } = await this.#render(wiki, page, {});
    const { parts, holes } = rendered;
    const pieces = holes.map((hole, i) => parts[i]! + fill(hole));
    return bodyFrom(rendered, pieces.join("") + parts[holes.length]!);
  }

  /**
   * The body of a text that is not stored (preview); `path` gives relative links their base. Blocks carry `data-line`.
   *
   * @throws {AppError} `unavailable` where the pool is full or closed.
   */
  async preview(
    wiki: ReadableWiki,
    page: { path: string; text: string },
  ): Promise<PageBody> {
    const { style, ...options } = renderOptionsOf(wiki);
    const rendered = await this.#pool.render(page.text, style, {
      ...options,
      ...{ group: wiki.row.id, marksLines: true },
    });
    return bodyFrom(
      rendered,
      await this.#filler(wiki).fill(page.path, rendered),
    );
  }

  /** What the pool has to do. */
  get load(): RenderPool["load"] {
    return this.#pool.load;
  }

  /** Ends the pool. */
  close(): void {
    this.#pool.close();
  }

  /** The rendered text of a page, or of the part of it that is shown in another page. */
  async #render(
    wiki: ReadableWiki,
    page: Page,
    part: Partial<Parameters<RenderPart>[1]>,
  ): Promise<{ key: string; rendered: Rendered }> {
    const { style, ...more } = renderOptionsOf(wiki);
    const { text = page.text, name = "", idPrefix } = part;
    const options = { ...more, ...(idPrefix !== undefined && { idPrefix }) };
    const key = `${page.blob} ${RENDERER_VERSION} ${style} ${
      more.opensNewTab ? "tab" : ""
    } ${idPrefix ?? ""} ${name}`;
    const group = wiki.row.id;
    const rendered = await this.#renderOnce(
      key,
      () => this.#pool.render(text, style, { ...options, group }),
    );
    return { key, rendered };
  }

  /**
   * What was shown as text because it took too long is remembered as well, or each view would cost a
   * deadline; a pool that is full rejects, and that is forgotten.
   */
  async #renderOnce(
    key: string,
    start: () => Promise<Rendered>,
  ): Promise<Rendered> {
    const cached = this.#rendered.get(key);
    if (cached !== undefined) return cached;
    return await once(this.#running, key, async () => {
      const rendered = await start();
      this.#rendered.set(key, rendered, weightOf(rendered));
      return rendered;
    });
  }

  /** The HTML with its holes filled: the same until a commit or a preference changes the wiki. */
  async #fill(
    wiki: ReadableWiki,
    path: string,
    { key, rendered }: { key: string; rendered: Rendered },
  ): Promise<string> {
    if (rendered.holes.length === 0) return rendered.parts.join("");
    const version = wiki.preferences.version();
    const head = wiki.index.head();
    const place = `${wiki.row.id} ${head} ${version} ${path} ${key}`;
    const cached = this.#filled.get(place);
    if (cached !== undefined) return cached;
    return await once(this.#filling, place, async () => {
      const html = await this.#filler(wiki).fill(path, rendered);
      this.#filled.set(place, html, 2 * html.length);
      return html;
    });
  }

  #filler(wiki: ReadableWiki): HoleFiller {
    return new HoleFiller(
      wiki,
      async (page, part) => (await this.#render(wiki, page, part)).rendered,
    );
  }
}

/** What a wiki's preferences change in the rendering of all its pages. */
function renderOptionsOf(
  { preferences }: ReadableWiki,
): RenderOptions & { style: LinkStyle } {
  const opensNewTab = isOn(preferences, "OPEN_LINKS_IN_NEW_TAB");
  return {
    style: linkStyleOf(preferences),
    ...(opensNewTab && { opensNewTab }),
  };
}

/** Joins the work that runs under a key, or starts it. */
async function once<T>(
  running: Map<string, Promise<T>>,
  key: string,
  start: () => Promise<T>,
): Promise<T> {
  const known = running.get(key);
  if (known !== undefined) return await known;
  const started = start();
  running.set(key, started);
  try {
    return await started;
  } finally {
    running.delete(key);
  }
}

const NOT_TEXT: PageBody = {
  html: "",
  headings: [],
  frontMatter: null,
  shownAsText: "This file is not UTF-8 text",
  usesScript: false,
};

function bodyFrom(rendered: Rendered, html: string): PageBody {
  const { headings, frontMatter, shownAsText, usesScript } = rendered;
  return { html, headings, frontMatter, shownAsText, usesScript };
}

/** About how many bytes a rendered text takes in memory. */
function weightOf({ parts, holes, headings, frontMatter }: Rendered): number {
  const html = parts.reduce((sum, part) => sum + part.length, 0);
  const rest = JSON.stringify([holes, headings, frontMatter]).length;
  return 2 * (html + rest);
}
