/**
 * What rendering a page's Markdown yields: HTML with holes where the address of
 * a page or a file belongs, because these depend on which pages exist now.
 *
 * @module
 */

/** Which half of `[[a|b]]` is the page. */
export type LinkStyle = "target_first" | "text_first";

/**
 * A place in the HTML that waits for an address. It stands inside an opening tag where attributes stand, with the spaces around
 * it already in the parts: `<a ` hole `>Iran</a>`, `<img ` hole ` alt="…" loading="lazy" />`. Fill it with whole attributes,
 * escaped, without spaces at the ends: `href="/Actors/Iran"`, `href="/-/create/X" class="missing"`, `src="/Actors/map.png"`. The
 * tag has no `href`, `src` or `class` of its own.
 */
export interface Hole {
  /** `link`: an `href` is wanted; `embed`: a `src` is wanted. */
  readonly kind: "link" | "embed";
  /** The page or file as the writer named it, percent-decoded; a leading `/` is gone, `./x` and `../x` are kept, a Markdown link `x` is `./x`. Empty: the home page (`[x](/)`). */
  readonly target: string;
  /** The fragment without `#`, as the writer gave it (`Heading`), or empty. */
  readonly fragment: string;
  /** The query without `?`, still encoded, where there is one: `thumbnail=80`. */
  readonly query?: string;
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
