/** Front matter: the YAML mapping between `---` lines at the start of a page. @module */

/** A page's text, split. */
export interface FrontMatter {
  /** The mapping, own plain keys only; `null` where there is none, or it does not parse to a mapping. */
  readonly values: Readonly<Record<string, unknown>> | null;
  /** Raw YAML text between the markers, or `null` where there are no markers. */
  readonly source: string | null;
  /** Where the body begins in the text (0 where there is no front matter). */
  readonly bodyStart: number;
}
/** Splits a page into front matter and body; linear in the length of the text, never throws. */
export declare function splitFrontMatter(text: string): FrontMatter;
