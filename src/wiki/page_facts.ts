/**
 * What a page's text says about the page: title, words, category, tags, front matter, headings, links, anchors. Pure; time grows
 * with the length of the text alone, because it runs within a commit's turn.
 *
 * @module
 */
import { type Blocks, scanBlocks } from "../markdown/blocks.ts";
import { splitFrontMatter } from "../markdown/front_matter.ts";
import { type Outline, outlineOf } from "../markdown/outline.ts";
import type { LinkStyle } from "../markdown/rendered.ts";
import { type PageLink, scanAllLinks } from "../markdown/wiki_links.ts";
import { displayName } from "./page_path.ts";

/** A heading with `#`, at the top level of the page. */
export interface PageHeading {
  readonly level: number;
  /** Markup kept. */
  readonly title: string;
}

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
  /** At most 2,000, in order. */
  readonly headings: readonly PageHeading[];
  /** The first of each kind and target, at most 5,000, in order. */
  readonly links: readonly PageLink[];
  /** Headings as they are rendered, and written ids: what can be linked to. */
  readonly outline: Outline;
  /** Links with a fragment, the first of each kind, target and fragment, at most 1,000; an empty target is this page. */
  readonly anchors: readonly PageLink[];
  /** Whether the body holds nothing but headings and comments. */
  readonly isEmpty: boolean;
  /** Whether there is front matter that cannot be read: no YAML, no mapping, or far too long. */
  readonly hasBadFrontMatter: boolean;
}

/** Longest title, category or tag that is kept. */
const MAX_LABEL_LENGTH = 200;
/** Most tags that are kept of one page. */
const MAX_TAGS = 100;
/** Longest front matter that lists of pages show, as JSON. */
const MAX_FRONT_MATTER_LENGTH = 20_000;

/** A text of nothing but headings or links must not fill the index. */
const MAX_HEADINGS = 2_000;
const MAX_LINKS = 5_000;
const MAX_ANCHORS = 1_000;

/** Reads a page's text. */
export function pageFacts(
  path: string,
  text: string,
  style: LinkStyle,
): PageFacts {
  const { values, source, bodyStart } = splitFrontMatter(text);
  const blocks = scanBlocks(text, bodyStart);
  const headings = headingsOf(text, blocks);
  const links = scanAllLinks(text, blocks, style);
  return {
    title: titleFrom(path, values, headings[0]),
    ...labelsFrom(values),
    words: countWords(text, bodyStart),
    frontMatter: storable(values),
    bodyStart,
    headings,
    links: distinctLinks(text, links),
    outline: outlineOf(text, blocks, style),
    anchors: distinctAnchors(links),
    isEmpty: isEmptyBody(text, bodyStart),
    hasBadFrontMatter: isBad(source, values),
  };
}

/** How far {@linkcode titleOf} looks for a heading, in UTF-16 units. */
const TITLE_WITHIN = 64 * 1024;

/** The title of a page, as {@linkcode pageFacts} has it; a heading far below does not count, because requests wait for this. */
export function titleOf(path: string, text: string): string {
  const { values, bodyStart } = splitFrontMatter(text);
  const beginning = text.slice(0, bodyStart + TITLE_WITHIN);
  return titleFrom(
    path,
    values,
    headingsOf(beginning, scanBlocks(beginning, bodyStart))[0],
  );
}

/** Category and tags that a front matter gives; as {@linkcode PageFacts}. */
export function labelsFrom(
  values: Readonly<Record<string, unknown>> | null,
): Pick<PageFacts, "category" | "tags"> {
  return { category: labelOf(values?.category), tags: tagsOf(values?.tags) };
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

function titleFrom(
  path: string,
  values: Readonly<Record<string, unknown>> | null,
  heading: PageHeading | undefined,
): string {
  return labelOf(values?.title) ?? plainHeading(heading) ?? displayName(path);
}

function headingsOf(text: string, blocks: Blocks): PageHeading[] {
  return blocks.headings
    .filter(({ isTopLevel }) => isTopLevel)
    .slice(0, MAX_HEADINGS)
    .map(({ level, titleStart, titleEnd }) => ({
      level,
      title: text.slice(titleStart, titleEnd),
    }));
}

function distinctLinks(text: string, found: readonly PageLink[]): PageLink[] {
  const links = new Map<string, PageLink>();
  for (const link of found) {
    if (links.size === MAX_LINKS) break;
    if (link.target === "") continue;
    // `<a href>` and `<img src>` are of one kind, and mean different things.
    const tag = link.kind === "html"
      ? text.slice(link.start, link.start + 4)
      : "";
    const key = `${link.kind}${tag} ${link.target}`;
    if (!links.has(key)) links.set(key, link);
  }
  return [...links.values()];
}

/** Links that name a place; a fragment that only a browser understands (`:~:text=`) is none. */
function distinctAnchors(found: readonly PageLink[]): PageLink[] {
  const anchors = new Map<string, PageLink>();
  for (const link of found) {
    if (anchors.size === MAX_ANCHORS) break;
    const { kind, target, fragment } = link;
    if (fragment === "" || fragment.startsWith(":~:")) continue;
    if (kind === "image" || fragment.length > MAX_LABEL_LENGTH) continue;
    const key = JSON.stringify([kind === "wikilink", target, fragment]);
    if (!anchors.has(key)) anchors.set(key, link);
  }
  return [...anchors.values()];
}

/** Whether no line of the body is anything but a heading or a comment; ends soon after the first line that is. */
function isEmptyBody(text: string, bodyStart: number): boolean {
  const lines = /[^\n]*\n?/y;
  let isInComment = false;
  let isUnderlined = true; // what would be text if no underline came below it
  for (lines.lastIndex = bodyStart; lines.lastIndex < text.length;) {
    let line = lines.exec(text)![0].trim();
    if (isInComment || line.startsWith("<!--")) {
      const end = line.indexOf("-->");
      isInComment = end < 0;
      line = end < 0 ? "" : line.slice(end + 3).trim();
    }
    if (!isUnderlined && !/^(?:=+|-+)$/.test(line)) return false;
    isUnderlined = !isUnderlined || line === "" ||
      /^#{1,6}(?:\s|$)/.test(line);
  }
  return isUnderlined;
}

/** Whether what stands between the marks is no mapping; nothing at all, or comments alone, is no fault. */
function isBad(
  source: string | null,
  values: Readonly<Record<string, unknown>> | null,
): boolean {
  return values === null && source !== null &&
    source.split("\n").some((line) => /^\s*[^\s#]/.test(line));
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
function plainHeading(heading: PageHeading | undefined): string | undefined {
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
