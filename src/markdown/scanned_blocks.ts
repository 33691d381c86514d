/** What the block scanner yields; see `blocks.ts`. @module */

/** Pieces of the text that are read together, one for each line: start, end, start, end… */
export type Pieces = readonly number[];

/** A heading written with `#`. */
export interface ScannedHeading {
  readonly level: number;
  /** Offset of its line, and of the line after it. */
  readonly start: number;
  readonly next: number;
  /** Offsets of its text without `#`s. */
  readonly titleStart: number;
  readonly titleEnd: number;
  /** 1-based. */
  readonly line: number;
  /** Not inside a quote, a list or a footnote. */
  readonly isTopLevel: boolean;
}

/** A heading that is underlined with `===` or `---`. */
export interface UnderlinedHeading {
  readonly level: 1 | 2;
  /** Its text, one piece for each line. */
  readonly pieces: Pieces;
}

/** What a text consists of. */
export interface Blocks {
  /** Paragraphs, headings and table cells. */
  readonly runs: Pieces[];
  /** Blocks of raw HTML. */
  readonly html: Pieces[];
  readonly headings: ScannedHeading[];
  readonly underlined: UnderlinedHeading[];
  /** Addresses (undecoded) by folded label, of `[label]: address`. */
  readonly definitions: Map<string, string>;
  /** Where those addresses are written: start, end, start, end… */
  readonly definitionSpots: number[];
  /** Labels of `[^label]: …`. */
  readonly footnotes: Set<string>;
  /** Addresses in the options of embeddings. */
  readonly options: OptionAddress[];
}

/** An address that an embedding names: `|src=/Actors/map.png`. */
export interface OptionAddress {
  /** `page`: it names a page, as a wikilink does. */
  readonly kind: "page" | "file";
  readonly start: number;
  readonly end: number;
}
