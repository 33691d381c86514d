/**
 * What rendering a page's Markdown yields: HTML with holes where the address of
 * a page or a file, or the contents of another page belong, because these depend on which pages exist now.
 *
 * @module
 */

/** Which half of `[[a|b]]` is the page. */
export type LinkStyle = "target_first" | "text_first";

/** How a rendering differs from that of a stored page. */
export interface RenderOptions {
  /** Blocks at the top level get `data-line`, their 1-based line in the text: for a preview that follows the cursor. */
  readonly marksLines?: boolean;
  /** Links to other sites open in a new tab. */
  readonly opensNewTab?: boolean;
  /** Stands before each `id`: the text is shown within another page. Its headings then have no links of their own. */
  readonly idPrefix?: string;
}

/**
 * A place in the HTML that waits for what the wiki knows.
 *
 * A link, an embed and a section stand inside an opening tag where attributes stand, with the spaces around
 * it already in the parts: `<a ` hole `>Iran</a>`, `<img ` hole ` alt="…" loading="lazy" />`. Fill it with whole attributes,
 * escaped, without spaces at the ends: `href="/Actors/Iran"`, `href="/-/create/X" class="missing"`, `src="/Actors/map.png"`. The
 * tag has no `href`, `src` or `class` of its own (a section has its class). All others stand between tags, where a block may stand,
 * and are filled with HTML.
 */
export type Hole = AddressHole | SectionHole | ContentHole;

/** An address is wanted. */
export interface AddressHole {
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

/** An `href` that opens the section of a heading in the editor is wanted. */
export interface SectionHole {
  readonly kind: "section";
  /** The heading's `id`. */
  readonly id: string;
}

/** HTML is wanted. */
export type ContentHole =
  | {
    /** Another page, or one section of it. */
    readonly kind: "page";
    readonly target: string;
    /** The heading as the writer named it; empty: the whole page. */
    readonly fragment: string;
    /** Whether the page's (or section's) own heading is shown. */
    readonly showsHeading: boolean;
    /** Whether the sections below the named one are shown. */
    readonly showsChildren: boolean;
  }
  | {
    /** A table made of a CSV file. */
    readonly kind: "csv";
    readonly target: string;
    readonly options: CsvOptions;
  }
  | {
    /** Says that a file is missing; nothing where it exists. */
    readonly kind: "missing_file";
    readonly target: string;
  }
  | {
    /** The page's attachments. */
    readonly kind: "attachments";
    /** Glob over their names; empty: all. */
    readonly filter: string;
    readonly format: "full" | "details" | "minimal";
  }
  | {
    /** A list of pages. */
    readonly kind: "page_index";
    /** Glob over their paths, or a folder; empty: all. */
    readonly source: string;
    /** `index`: nested by folder; `list`: flat. */
    readonly style: "index" | "list";
  };

/** How a CSV file becomes a table. */
export interface CsvOptions {
  readonly delimiter: string;
  readonly quote: string;
  /** Whether the first row holds the names of the columns. */
  readonly hasHeader: boolean;
  /** Columns to show, in this order: a name, or a number from 0; `null`: all. */
  readonly columns: readonly (string | number)[] | null;
  /** Names shown in place of the file's. */
  readonly headers: readonly string[] | null;
}

/** A heading, for the table of contents. */
export interface Heading {
  readonly level: number;
  /** The `id` of the heading in the HTML. */
  readonly id: string;
  /** Plain text. */
  readonly text: string;
  /** 1-based line in the page's text, of a heading that begins a section: written with `#`, at the top level. */
  readonly line?: number;
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
  /** Whether `static/page.js` has something to add: code, a diagram, a table that sorts. */
  readonly usesScript: boolean;
}
