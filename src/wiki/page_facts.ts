/**
 * What a page's text says about the page: title, words, category, tags, front matter, headings, links. Pure; time grows with
 * the length of the text alone, because it runs within a commit's turn.
 *
 * @module
 */
import { splitFrontMatter } from "../markdown/front_matter.ts";
import type { LinkStyle } from "../markdown/rendered.ts";
import { listSections, type Section } from "../markdown/sections.ts";
import { type PageLink, scanLinks } from "../markdown/wiki_links.ts";
import { displayName } from "./page_path.ts";

/** What a text says. */
export interface PageFacts {
  /** `title` of the front matter, else the first heading, else the last segment of the path. */
  readonly title: string;
  /** `category` of the front matter, or `null`. */
  readonly category: string | null;
  /** `tags` of the front matter: a list, or text split at commas. */
  readonly tags: readonly string[];
  /** Words of the body, as white space parts them. */
  readonly words: number;
  /** The mapping, or `null` where there is none. */
  readonly frontMatter: Readonly<Record<string, unknown>> | null;
  /** Where the body begins in the text. */
  readonly bodyStart: number;
  readonly headings: readonly Section[];
  readonly links: readonly PageLink[];
}

/** Longest title, category or tag that is kept. */
const MAX_LABEL_LENGTH = 200;
/** Most tags that are kept of one page. */
const MAX_TAGS = 100;
/** Longest front matter that lists of pages show, as JSON. */
const MAX_FRONT_MATTER_LENGTH = 20_000;

/** Reads a page's text. */
export function pageFacts(
  path: string,
  text: string,
  style: LinkStyle,
): PageFacts {
  const { values, bodyStart } = splitFrontMatter(text);
  const headings = listSections(text);
  return {
    title: labelOf(values?.title) ?? plainHeading(headings[0]) ??
      displayName(path),
    category: labelOf(values?.category),
    tags: tagsOf(values?.tags),
    words: countWords(text, bodyStart),
    frontMatter: storable(values),
    bodyStart,
    headings,
    links: scanLinks(text, style),
  };
}

/** Words from an offset on: runs of anything but white space. */
export function countWords(text: string, from = 0): number {
  let words = 0;
  let inWord = false;
  for (let i = from; i < text.length; i++) {
    const isSpace = isWhiteSpace(text.charCodeAt(i));
    if (!isSpace && !inWord) words++;
    inWord = !isSpace;
  }
  return words;
}

/** White space as JavaScript's `\s` knows it, without a regular expression for each character. */
function isWhiteSpace(code: number): boolean {
  if (code <= 32) return code === 32 || (code >= 9 && code <= 13);
  if (code < 160) return false;
  return code === 160 || code === 0x1680 ||
    (code >= 0x2000 && code <= 0x200a) ||
    code === 0x2028 || code === 0x2029 || code === 0x202f || code === 0x205f ||
    code === 0x3000 || code === 0xfeff;
}

/** One line of text out of a front matter value; `null` where there is none. */
function labelOf(value: unknown): string | null {
  if (typeof value === "number" || typeof value === "boolean") {
    return String(value);
  }
  if (typeof value !== "string") return null;
  return oneLine(value) || null;
}

function tagsOf(value: unknown): string[] {
  const parts = typeof value === "string"
    ? value.split(",")
    : Array.isArray(value)
    ? value
    : [value];
  const tags = parts.slice(0, MAX_TAGS).map(labelOf);
  return [...new Set(tags.filter((tag) => tag !== null))];
}

function oneLine(text: string): string {
  const cut = text.slice(0, 4 * MAX_LABEL_LENGTH).replace(/\s+/g, " ").trim();
  return cut.slice(0, MAX_LABEL_LENGTH).toWellFormed();
}

/** A heading without the commonest marks: a title is shown as text. */
function plainHeading(heading: Section | undefined): string | undefined {
  if (heading === undefined) return undefined;
  const plain = heading.title.slice(0, 4 * MAX_LABEL_LENGTH)
    .replace(/!?\[([^\][]*)\]\([^()\s]*\)/g, "$1")
    .replace(/\[\[([^\][|]*)(?:\|[^\][]*)?\]\]/g, "$1")
    .replace(/[*`~]+/g, "");
  return oneLine(plain) || undefined;
}

/** The front matter, or `null` where it is too long to be carried through every list, or holds itself (a YAML alias can). */
function storable(
  values: Readonly<Record<string, unknown>> | null,
): Readonly<Record<string, unknown>> | null {
  try {
    return JSON.stringify(values).length <= MAX_FRONT_MATTER_LENGTH
      ? values
      : null;
  } catch {
    return null; // a cycle
  }
}
