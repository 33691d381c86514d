/**
 * What somebody who types a few letters may mean: pages by title and path, and headings.
 *
 * | fits                                            | weight |
 * | ----------------------------------------------- | ------ |
 * | the whole title, name or path                   | 1000   |
 * | their beginning                                 | 900    |
 * | each word of the query begins a word            | 800    |
 * | the query stands within title or path           | 700    |
 * | each word of the query does                     | 600    |
 * | its letters stand there in this order (`gtstd`) | 300    |
 *
 * Among equals the shorter title comes first. Where nothing fits, a misspelt word is corrected to one of the wiki's titles.
 *
 * @module
 */
import type { FoundHeading } from "../db/index/headings.ts";
import type { ReadableWiki } from "./access.ts";
import { changelog } from "./history.ts";
import { lookUp } from "./look_up.ts";
import { lastSegment } from "./page_path.ts";
import { listSimilarPages } from "./similar_pages.ts";
import { Slices } from "./slices.ts";

/** A page by its names. */
export interface SuggestedPage {
  readonly path: string;
  readonly title: string;
}

/** The best of each kind, best first. */
export interface Suggestions {
  readonly pages: readonly SuggestedPage[];
  readonly headings: readonly FoundHeading[];
}

/** Most of each kind. */
const MAX_LIMIT = 20;
/** Longer queries are cut: nobody types them to jump somewhere. */
const MAX_QUERY = 100;
/** Pages that are looked at between two pauses. */
const BATCH = 2_000;
/** Queries of one letter would fit every heading. */
const MIN_HEADING_QUERY = 2;

/** Longest path and heading of a query `Page#heading`. */
const MAX_LINK = 1_200;

/** Finds pages and headings; for an empty query the pages that changed last, for `Page#heading` the headings of that page. */
export async function suggest(
  wiki: ReadableWiki,
  query: string,
  options: { limit?: number } = {},
): Promise<Suggestions> {
  const limit = Math.min(options.limit ?? MAX_LIMIT, MAX_LIMIT);
  const within = headingsWithin(wiki, query, limit);
  if (within !== undefined) return { pages: [], headings: within };
  const words = query.trim().slice(0, MAX_QUERY).toWellFormed();
  if (words === "") return { pages: recentPages(wiki, limit), headings: [] };
  const found = await findPages(wiki, foldName(words), limit);
  const pages = found.length > 0
    ? found
    : namesOf(wiki, listSimilarPages(wiki.index, words, limit));
  const headings = words.length < MIN_HEADING_QUERY
    ? []
    : wiki.index.headings.search(words, 2 * limit)
      .filter((heading) => !isTitle(heading, pages)).slice(0, limit);
  return { pages, headings };
}

/** Headings of the page before the sign `#`, in order; `undefined` where there is no such sign or page. */
function headingsWithin(
  wiki: ReadableWiki,
  query: string,
  limit: number,
): FoundHeading[] | undefined {
  const link = query.trim().slice(0, MAX_LINK).toWellFormed();
  const sign = link.indexOf("#");
  if (sign <= 0) return undefined;
  const found = lookUp(wiki, link.slice(0, sign).trim());
  if (found.kind !== "page") return undefined;
  const { path } = found;
  return wiki.index.headings.searchIn(path, link.slice(sign + 1).trim(), limit);
}

/** How well a text's name fits a query; 0: not at all. Both are folded by {@linkcode foldName}. */
export function weigh(query: string, name: string): number {
  if (name === query) return 1000;
  if (name.startsWith(query)) return 900;
  const terms = query.split(" ").filter((term) => term !== "");
  if (terms.every((term) => beginsWord(name, term))) return 800;
  if (name.includes(query)) return 700;
  if (terms.every((term) => name.includes(term))) return 600;
  return hasInOrder(name, terms.join("")) ? 300 : 0;
}

/** A name without case and accents, `_` as a space. */
export function foldName(name: string): string {
  // deno-lint-ignore no-control-regex
  const plain = /^[\x00-\x7f]*$/.test(name)
    ? name
    : name.normalize("NFD").replace(/\p{M}/gu, "");
  return plain.toLowerCase().replaceAll("_", " ");
}

/** Whether a heading says no more than the page that was found already. */
function isTitle(
  { path, level, text }: FoundHeading,
  pages: readonly SuggestedPage[],
): boolean {
  return level === 1 &&
    pages.some((page) => page.path === path && page.title === text);
}

async function findPages(
  wiki: ReadableWiki,
  query: string,
  limit: number,
): Promise<SuggestedPage[]> {
  const slices = new Slices();
  const best: { page: SuggestedPage; weight: number }[] = [];
  for (let after = "";;) {
    const batch = wiki.index.pages.listNames({ limit: BATCH, after });
    for (const page of batch) {
      const weight = weightOf(page, query);
      if (weight > 0) best.push({ page, weight });
    }
    best.sort((a, b) => b.weight - a.weight).splice(limit);
    const last = batch.at(-1);
    if (batch.length < BATCH || last === undefined) break;
    after = last.path;
    await slices.pause();
  }
  return best.map(({ page }) => page);
}

/** The better of title and path, shorter names first; a path's folders count less than its name. */
function weightOf({ path, title }: SuggestedPage, query: string): number {
  const foldedPath = foldName(path);
  const name = lastSegment(foldedPath);
  const foldedTitle = foldName(title);
  const weight = Math.max(
    weigh(query, foldedTitle),
    name === foldedTitle ? 0 : weigh(query, name) - 1,
    name === foldedPath ? 0 : weigh(query, foldedPath) - 20,
  );
  return weight <= 0 ? 0 : weight - Math.min(title.length, 100) / 10;
}

/** Whether a word of the name begins so. */
function beginsWord(name: string, term: string): boolean {
  for (let at = name.indexOf(term); at >= 0; at = name.indexOf(term, at + 1)) {
    if (at === 0 || !/[\p{L}\p{N}]/u.test(name[at - 1]!)) return true;
  }
  return false;
}

/** Whether the letters stand in the name in this order, not too far apart. */
function hasInOrder(name: string, letters: string): boolean {
  if (letters.length < 3) return false;
  const first = name.indexOf(letters[0]!);
  let at = first;
  for (let i = 1; i < letters.length && at >= 0; i++) {
    at = name.indexOf(letters[i]!, at + 1);
  }
  return first >= 0 && at >= 0 && at - first < 4 * letters.length;
}

/** Pages that changed last and are still there, each once. */
function recentPages(wiki: ReadableWiki, limit: number): SuggestedPage[] {
  const changes = changelog(wiki, { limit });
  const paths = new Set(changes.flatMap(({ pages }) => pages));
  return namesOf(wiki, [...paths].slice(0, limit));
}

function namesOf(
  wiki: ReadableWiki,
  paths: readonly string[],
): SuggestedPage[] {
  return paths.flatMap((path) => {
    const page = wiki.index.pages.find(path);
    return page === undefined ? [] : [{ path, title: page.title }];
  });
}
