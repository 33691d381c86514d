/**
 * Pages that link to a page, each with the sentence around its first link there, as plain text.
 *
 * The index says which pages link; the sentence is looked for in their texts, near enough: where a link is written in a way
 * that is not found quickly (by a label, in raw HTML), the page is named without one.
 *
 * @module
 */
import type { LinkStyle } from "../markdown/rendered.ts";
import { type PageLink, scanLinks } from "../markdown/wiki_links.ts";
import type { ReadableWiki } from "./access.ts";
import { targetPaths } from "./link_target.ts";
import { pageLinks } from "./links.ts";
import { homePage } from "./look_up.ts";
import { foldPath, lastSegment } from "./page_path.ts";
import { decodeText } from "./page_text.ts";
import { plainLine } from "./plain_lines.ts";
import { linkStyleOf } from "./preferences.ts";

/** A page that links, and how. */
export interface Backlink {
  readonly path: string;
  readonly title: string;
  /** The sentence around the link, or `null` where none was found. */
  readonly excerpt: Excerpt | null;
}

/** A sentence in three pieces, plain text. */
export interface Excerpt {
  readonly before: string;
  /** What the link shows. */
  readonly link: string;
  readonly after: string;
}

/** Most pages of one answer. */
const MAX_LIMIT = 200;
/** Texts are read until so many bytes were read; further pages are named only. */
const MAX_READ_BYTES = 1_000_000;
/** Beginnings of links that are looked at in one text. */
const MAX_OPENINGS = 400;
/** Blocks around them that are read as Markdown. */
const MAX_SCANS = 6;
/** Characters behind such a beginning that may hold the target. */
const MAX_TARGET = 300;
/** Characters of a text around a link that may belong to its sentence. */
const MAX_REACH = 500;
/** Characters of an excerpt on either side of the link. */
const MAX_SIDE = 140;

/**
 * Pages that link to a page, by path; the page itself is none of them.
 *
 * @param options.limit at most 200; 20 unless said.
 */
export function backlinks(
  wiki: ReadableWiki,
  path: string,
  options: { limit?: number; offset?: number } = {},
): { total: number; entries: Backlink[] } {
  const { linkedFrom, path: target } = pageLinks(wiki, path);
  const { limit = 20, offset = 0 } = options;
  const sources = linkedFrom.slice(offset, offset + Math.min(limit, MAX_LIMIT));
  const wanted = wantedOf(wiki, target);
  let bytesLeft = MAX_READ_BYTES;
  const entries = sources.map((source) => {
    const row = wiki.index.pages.find(source);
    const title = row?.title ?? source;
    if (row === undefined || row.sizeBytes > bytesLeft) {
      return { path: source, title, excerpt: null };
    }
    bytesLeft -= row.sizeBytes;
    const text = decodeText(wiki.repo.readBlob(row.oid)) ?? "";
    const page = { path: source, text };
    return { path: source, title, excerpt: findExcerpt(page, wanted) };
  });
  return { total: linkedFrom.length, entries };
}

/** The page whose links are looked for. */
export interface Wanted {
  /** Key of its path. */
  readonly fold: string;
  readonly isHome: boolean;
  readonly style: LinkStyle;
}

function wantedOf(wiki: ReadableWiki, path: string): Wanted {
  return {
    fold: foldPath(path),
    isHome: path === homePage(wiki),
    style: linkStyleOf(wiki.preferences),
  };
}

/** The sentence around a page's first link to the wanted page; `null` where none is found. Linear in the text. */
export function findExcerpt(
  page: { readonly path: string; readonly text: string },
  wanted: Wanted,
): Excerpt | null {
  const name = lastSegment(wanted.fold);
  let scans = 0;
  for (const at of openingsIn(page.text)) {
    const inside = page.text.slice(at + 2, at + 2 + MAX_TARGET);
    const isLikely = wanted.isHome || foldPath(decoded(inside)).includes(name);
    if (!isLikely) continue;
    if (++scans > MAX_SCANS) return null;
    const block = blockAround(page.text, at);
    const link = scanLinks(block, wanted.style)
      .find((candidate) => leadsTo(candidate, page.path, wanted));
    if (link !== undefined) return excerptOf(block, link, wanted.style);
  }
  return null;
}

/** Where `[[` and `](` stand, in order, as far as is looked. */
function* openingsIn(text: string): Generator<number> {
  const pattern = /\[\[|\]\(/g;
  for (let i = 0; i < MAX_OPENINGS; i++) {
    const found = pattern.exec(text);
    if (found === null) return;
    yield found.index;
  }
}

function decoded(text: string): string {
  if (!text.includes("%")) return text;
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (codes) => {
    try {
      return decodeURIComponent(codes);
    } catch {
      return codes; // not UTF-8: no page's name
    }
  });
}

function leadsTo(
  { kind, target }: PageLink,
  source: string,
  { fold, isHome }: Wanted,
): boolean {
  if (kind === "image") return false;
  return targetPaths(source, target).some((path) =>
    foldPath(path) === fold || path === "" && isHome
  );
}

/** Begins a block of its own: a list item, a heading, a row of a table, a quote. */
const BLOCK_START = /^\s*(?:[-*+] |\d{1,9}[.)] |#{1,6} |\||>)/;
/** A line that no sentence crosses: blank, a heading, a rule or the border of code or front matter. */
const BORDER = /^\s*(?:$|#{1,6} |[-=*_]{3,}\s*$|```|~~~)/;

/** The lines of the paragraph, item or row that holds an offset, as far as a sentence may reach. */
function blockAround(text: string, at: number): string {
  const least = Math.max(0, at - MAX_REACH);
  const most = Math.min(text.length, at + MAX_TARGET + MAX_REACH);
  let start = lineStart(text, at, least);
  while (
    start > least && !BLOCK_START.test(text.slice(start, start + 20)) &&
    !BORDER.test(text.slice(lineStart(text, start - 1, least), start - 1))
  ) start = lineStart(text, start - 1, least);
  let end = lineEnd(text, at, most);
  while (
    end < most && !BLOCK_START.test(text.slice(end + 1, end + 21)) &&
    !BORDER.test(text.slice(end + 1, lineEnd(text, end + 1, most)))
  ) end = lineEnd(text, end + 1, most);
  return text.slice(start, end);
}

function lineStart(text: string, at: number, least: number): number {
  const newline = text.lastIndexOf("\n", at - 1);
  return Math.max(newline + 1, least);
}

function lineEnd(text: string, at: number, most: number): number {
  const newline = text.slice(at, most).indexOf("\n");
  return newline < 0 ? most : at + newline;
}

/** Stand for the link's two ends while marks are taken out; no text holds them then. */
const OPEN = "\ue000";
const CLOSE = "\ue001";

function excerptOf(block: string, link: PageLink, style: LinkStyle): Excerpt {
  const marked = without(block.slice(0, link.start)) + OPEN +
    without(link.text) + CLOSE + without(block.slice(link.end));
  const plain = marked.split("\n").map((line) => plainLine(line, style))
    .join(" ").replace(/\s+/g, " ").trim();
  const open = plain.indexOf(OPEN);
  const close = plain.indexOf(CLOSE);
  return {
    before: endOf(plain.slice(0, Math.max(open, 0))),
    link: plain.slice(open + 1, close).trim().slice(0, MAX_SIDE)
      .toWellFormed(),
    after: beginningOf(plain.slice(close + 1)),
  };
}

function without(text: string): string {
  return text.replace(/[\ue000\ue001]/g, "");
}

/** The part of the last sentence, cut at a word where it is long. */
function endOf(text: string): string {
  const from = Math.max(0, text.length - MAX_SIDE);
  const near = text.slice(from);
  const borders = [...near.matchAll(/[.!?…]["')\]]*\s+(?=\S)|[。！？]/g)];
  const last = borders.at(-1);
  if (last !== undefined) return near.slice(last.index + last[0].length);
  if (from === 0) return near;
  const space = near.indexOf(" ");
  return `…${near.slice(space < 0 ? 0 : space)}`.toWellFormed();
}

/** The rest of the sentence, cut likewise. */
function beginningOf(text: string): string {
  const near = text.slice(0, MAX_SIDE);
  const border = /[.!?…]["')\]]*(?=\s)|[。！？]/.exec(near);
  if (border !== null) return near.slice(0, border.index + border[0].length);
  if (near.length === text.length) return near;
  const space = near.lastIndexOf(" ");
  return `${near.slice(0, space < 0 ? near.length : space)}…`.toWellFormed();
}
