/** Sections of a page: ATX headings outside fences, linear scanner. @module */

/** A section: a heading and what follows it up to the next heading of the same or a higher level. */
export interface Section {
  readonly level: number;
  /** Text of the heading, markup kept, closing `#`s gone. */
  readonly title: string;
  /** Titles of the ancestors and its own, joined by ` > `. */
  readonly path: string;
  /** UTF-16 offset of the heading line. */
  readonly start: number;
  /** UTF-16 offset of the first line after the heading. */
  readonly bodyStart: number;
  /** UTF-16 offset behind the section with its sub-sections. */
  readonly end: number;
  /** 1-based line of the heading. */
  readonly line: number;
}
/** All sections in order of their headings. */
export declare function listSections(text: string): Section[];
/** The one section that a query names (exact path, path suffix, exact title; case ignored), or all candidates' paths where none or several fit. */
export declare function findSection(
  text: string,
  query: string,
): { section: Section } | { candidates: string[] };
