/** Sections of a page: ATX headings outside fences, linear scanner. @module */
import { scanBlocks } from "./blocks.ts";
import { splitFrontMatter } from "./front_matter.ts";

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

/** Longer titles are cut in paths, or one long title above many headings would fill the memory. */
const MAX_TITLE_IN_PATH = 200;

/** Headings behind these are text of the section before: making a hundred thousand sections would hold everybody up. */
const MAX_SECTIONS = 5_000;

/**
 * The sections in order of their headings, at most 5,000. Headings written with `#` at the top level of the page count; those in code, comments,
 * quotes and lists do not, nor do underlined ones.
 */
export function listSections(text: string): Section[] {
  const blocks = scanBlocks(text, splitFrontMatter(text).bodyStart);
  const sections: (Section & { end: number })[] = [];
  const open: (Section & { end: number })[] = [];
  for (const heading of blocks.headings) {
    if (!heading.isTopLevel) continue;
    while (open.length > 0 && open.at(-1)!.level >= heading.level) {
      open.pop()!.end = heading.start;
    }
    if (sections.length >= MAX_SECTIONS) {
      if (open.length > 0) continue;
      break;
    }
    const title = text.slice(heading.titleStart, heading.titleEnd);
    const section = {
      level: heading.level,
      title,
      path: [...open.map((outer) => outer.title), title]
        .map((part) => part.slice(0, MAX_TITLE_IN_PATH)).join(" > "),
      start: heading.start,
      bodyStart: heading.next,
      end: text.length,
      line: heading.line,
    };
    open.push(section);
    sections.push(section);
  }
  return sections;
}

/**
 * The one section that a query names, case ignored: by its exact path, else by the end of its path, else by its title; or the paths
 * of all candidates (of all sections where none fits).
 */
export function findSection(
  text: string,
  query: string,
): { section: Section } | { candidates: string[] } {
  const sections = listSections(text);
  const wanted = foldQuery(query);
  const rules: ((section: Section) => boolean)[] = [
    (section) => foldQuery(section.path) === wanted,
    (section) => foldQuery(section.path).endsWith(` > ${wanted}`),
    (section) => foldQuery(section.title) === wanted,
  ];
  for (const fits of rules) {
    const found = wanted === "" ? [] : sections.filter(fits);
    if (found.length === 1) return { section: found[0]! };
    if (found.length > 1) {
      return { candidates: found.map((section) => section.path) };
    }
  }
  return { candidates: sections.map((section) => section.path) };
}

/** Queries may repeat the `#`s of the heading and need not repeat its case. */
function foldQuery(query: string): string {
  return query.trim().replace(/^#{1,6}\s+/, "").replace(/\s*>\s*/g, " > ")
    .toLowerCase();
}
