/** Rendered pages, cached by (blob, renderer version, link style), and their holes filled for one wiki. @module */
import type { ReadableWiki } from "./access.ts";
import type { Heading, Rendered } from "../markdown/rendered.ts";
import type { Page } from "./pages.ts";
/** HTML for a page's body, ready to stand in a layout. */
export interface PageBody {
  readonly html: string;
  readonly headings: readonly Heading[];
  readonly frontMatter: Readonly<Record<string, unknown>> | null;
  readonly shownAsText: string | null;
}
/** A byte-bounded cache over the render pool. */
export declare class PageBodies {
  constructor(
    pool: import("../markdown/render_pool.ts").RenderPool,
    options?: { maxBytes?: number },
  );
  /** The body of a stored page. */
  bodyOf(wiki: ReadableWiki, page: Page): Promise<PageBody>;
  /** The body of a text that is not stored (preview); `path` gives relative links their base. */
  preview(
    wiki: ReadableWiki,
    page: { path: string; text: string },
  ): Promise<PageBody>;
  close(): void;
}
/** Fills the holes: existing pages and files get their canonical URL, missing ones `class="missing"` and the address of "create". */
export declare function fillHoles(
  wiki: ReadableWiki,
  path: string,
  rendered: Rendered,
): string;
