/**
 * What rendering a page's Markdown yields: HTML with holes where the address of
 * a page or a file belongs, because these depend on which pages exist now.
 *
 * @module
 */

/** Which half of `[[a|b]]` is the page. */
export type LinkStyle = "target_first" | "text_first";

/** A place in the HTML (inside an opening tag) that waits for an address. */
export interface Hole {
  /** `link`: an `href` is wanted; `embed`: a `src` is wanted. */
  readonly kind: "link" | "embed";
  /** The page or file as the writer named it, percent-decoded; a leading `/` is gone, `./x` is kept. */
  readonly target: string;
  /** The fragment without `#`, as the writer gave it (`Heading`), or empty. */
  readonly fragment: string;
  /** Whether it was written as `[[…]]`. */
  readonly isWikiLink: boolean;
}

/** A heading, for the table of contents. */
export interface Heading {
  readonly level: number;
  /** The `id` of the heading in the HTML. */
  readonly id: string;
  /** Plain text. */
  readonly text: string;
}

/** A rendered page: `parts[0] hole[0] parts[1] hole[1] … parts[n]`. */
export interface Rendered {
  readonly parts: readonly string[];
  readonly holes: readonly Hole[];
  readonly headings: readonly Heading[];
  /** Front matter, or `null` where there is none or it is not a mapping. */
  readonly frontMatter: Readonly<Record<string, unknown>> | null;
  /** Why the text is shown as it is instead of rendered, or `null`. */
  readonly shownAsText: string | null;
}
