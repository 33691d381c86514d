/** The one grammar of links, used by renderer, link index, rename and agent guide. @module */
import type { LinkStyle } from "./rendered.ts";

/** A link as it stands in a page. */
export interface PageLink {
  readonly kind: "wikilink" | "markdown" | "image" | "html";
  /** As {@linkcode Hole.target}. */
  readonly target: string;
  readonly fragment: string;
  /** Shown text (wikilinks: the target where none was given). */
  readonly text: string;
  /** Offsets of the whole link in the page's text, UTF-16. */
  readonly start: number;
  readonly end: number;
}
/**
 * All links to pages and files of this wiki in a page: `[[…]]`, `[t](/Page)`, `![](./file.png)`; code spans, fences, indented
 * code, comments and front matter skipped. A linear scanner: flat time per byte up to 1 MB.
 */
export declare function scanLinks(text: string, style: LinkStyle): PageLink[];
/** Reads the inside of `[[…]]`, or `undefined` where it names nothing. */
export declare function parseWikiLink(
  inside: string,
  style: LinkStyle,
): { target: string; fragment: string; text: string } | undefined;
/** The `id` that the renderer gives a heading with this text (before numbering of duplicates). */
export declare function headingId(text: string): string;
