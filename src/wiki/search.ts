/**
 * Full-text search over the pages of one wiki, or over those that pass the filters of the query.
 *
 * A page fits when it holds all words of the query. Where none does, the last word may be only the beginning of one; then words
 * written without a space need not stand together; then words that no page holds are corrected to the nearest word of a title
 * or heading; then one word of the query is enough. Pages with that very title come first, then those with all words in the
 * title, then in title and headings, then in the text; among equals BM25 decides.
 *
 * @module
 */
import type { IndexReader } from "../db/index/index_database.ts";
import type { Among, FoundPage } from "../db/index/page_texts.ts";
import { AppError } from "../errors.ts";
import { splitFrontMatter } from "../markdown/front_matter.ts";
import type { LinkStyle } from "../markdown/rendered.ts";
import type { ReadableWiki } from "./access.ts";
import { decodeText } from "./page_text.ts";
import { PORTION_LENGTH } from "./page_words.ts";
import { lastHeading, plainLine } from "./plain_lines.ts";
import { linkStyleOf } from "./preferences.ts";
import {
  choosePages,
  type SearchFilter,
  takeFilters,
} from "./search_filters.ts";
import { type Ranking, rankPages } from "./search_ranking.ts";
import {
  matchExpression,
  parseQuery,
  splitPhrases,
  type Term,
  withLastAsPrefix,
} from "./search_query.ts";
import { correctedTerm } from "./similar_pages.ts";
import { findSnippet, type Snippet, type SnippetPart } from "./snippet.ts";
import { listWords } from "./words.ts";

export type { SnippetPart };

/** A page that fits. */
export interface Hit {
  readonly path: string;
  readonly title: string;
  /** 0…1, highest first. */
  readonly score: number;
  /** The heading under which the snippet stands, or `null`. */
  readonly heading: string | null;
  /** Plain text in pieces, of about 200 characters; empty where the texts of earlier hits were long already. */
  readonly snippet: readonly SnippetPart[];
}

/** The answer to a query. */
export interface SearchResult {
  readonly query: string;
  readonly hits: readonly Hit[];
  /** Pages that fit, of which only the best 1,000 or so can be paged to. */
  readonly total: number;
  /** Pages that still wait to be indexed. */
  readonly catchingUp: number;
  /** Words that were found instead of misspelt ones, or `null`. */
  readonly corrected: string | null;
  /** Filters that the query holds; with these alone pages are listed, those changed last first. */
  readonly filters: readonly SearchFilter[];
}

/** Most hits in one answer. */
const MAX_LIMIT = 100;
/** Most pages that filters alone list. */
const MAX_LISTED = 10_000;
/** In a wiki of more pages the beginning of a word must have 3 letters: shorter ones begin too much to walk through. */
const MANY_PAGES = 2_000;
/** Texts are read for snippets until so many bytes were read; further hits show none. */
const MAX_READ_BYTES = 2_000_000;
/** Texts are searched for the words until so many UTF-16 units were read; further hits show their beginning. */
const MAX_SCANNED = 100_000;
/** What a line costs beside its length, in the same measure: a megabyte may be nothing but ends of lines. */
const LINE_COST = 30;
/** What is read of a text beyond that. */
const MIN_SCANNED = 1_000;

/**
 * Searches: words (all of them), `"a phrase"`, `begin*`, filters (see `search_filters.ts`). Any other sign is only a border between
 * words.
 *
 * @throws {AppError} `invalid` for an empty query.
 */
export function searchPages(
  wiki: ReadableWiki,
  query: string,
  options: { limit?: number; offset?: number } = {},
): SearchResult {
  if (query.trim() === "") {
    throw new AppError("invalid", "Cannot search: the query is empty");
  }
  const { filters, words } = takeFilters(query, wiki.house.now());
  return wiki.index.reading(() => {
    if (filters.length > 0) choosePages(wiki, filters);
    const found = words === "" && filters.length > 0
      ? listChosen(wiki.index)
      : findPages(wiki.index, words, filters.length > 0 ? "chosen" : "all");
    const hits = readHits(wiki, found, options);
    return {
      query,
      hits,
      total: found.ranking.total,
      catchingUp: wiki.index.waitingTexts.count(),
      corrected: found.corrected && asWritten(found.corrected, hits),
      filters,
    };
  });
}

/** What was found for a query, and by which terms. */
interface FoundPages {
  readonly ranking: Ranking;
  readonly terms: readonly Term[];
  readonly corrected: readonly string[] | null;
}

/** The hits of one answer. */
function readHits(
  wiki: ReadableWiki,
  { ranking, terms }: FoundPages,
  options: { limit?: number; offset?: number },
): Hit[] {
  const limit = whole(options.limit ?? 20, MAX_LIMIT);
  const offset = whole(options.offset ?? 0, ranking.pages.length);
  const reader = new SnippetReader(wiki, terms);
  return ranking.pages.slice(offset, offset + limit)
    .flatMap(({ pageId, score }) => {
      const page = wiki.index.texts.findPage(pageId);
      if (page === undefined) return [];
      const { heading, parts } = reader.read(page);
      const { path, title } = page;
      return [{ path, title, score, heading, snippet: parts }];
    });
}

/** All pages that pass the filters: each fits as well as the others. */
function listChosen({ chosen }: IndexReader): FoundPages {
  const pages = chosen.listLatest(MAX_LISTED)
    .map((pageId) => ({ pageId, score: 1 }));
  const ranking = { pages, total: chosen.count() };
  return { ranking, terms: [], corrected: null };
}

/** One way to read a query. */
interface Reading {
  readonly terms: readonly Term[];
  readonly operator: "AND" | "OR";
  /** Words in the place of misspelt ones. */
  readonly corrected: readonly string[] | null;
}

/** The first reading of a query that finds anything. */
function findPages(
  index: IndexReader,
  words: string,
  among: Among,
): FoundPages {
  const isLarge = index.meta.read().pageCount > MANY_PAGES;
  const terms = parseQuery(words, { minPrefixLength: isLarge ? 3 : 2 });
  for (const reading of readingsOf(index, terms)) {
    const ranking = rankPages(index, { ...reading, among });
    if (ranking.total > 0) return { ...reading, ranking };
  }
  return { ranking: { pages: [], total: 0 }, terms, corrected: null };
}

/** Ways to read a query, the strictest first. */
function* readingsOf(
  index: IndexReader,
  terms: readonly Term[],
): Generator<Reading> {
  if (terms.length === 0) return;
  yield { terms, operator: "AND", corrected: null };
  const typing = withLastAsPrefix(terms);
  if (typing) yield { terms: typing, operator: "AND", corrected: null };
  const loose = splitPhrases(terms);
  if (loose.length > terms.length) {
    yield { terms: loose, operator: "AND", corrected: null };
  }
  const correction = correct(index, loose);
  if (correction) yield { ...correction, operator: "AND" };
  const last = correction ??
    { terms: withLastAsPrefix(loose) ?? loose, corrected: null };
  if (last.terms.length > 1) yield { ...last, operator: "OR" };
}

/** The terms with known words for unknown ones; `undefined` where nothing is to be corrected. */
function correct(
  index: IndexReader,
  terms: readonly Term[],
): Omit<Reading, "operator"> | undefined {
  const corrected: string[] = [];
  const better = terms.map((term) => {
    const found = correctedTerm(index, term);
    if (found !== undefined) corrected.push(...found.words);
    return found ?? term;
  });
  return corrected.length === 0 ? undefined : { terms: better, corrected };
}

/** A corrected word as the first hit writes it in title or heading, which is where it was found. */
function asWritten(words: readonly string[], hits: readonly Hit[]): string {
  const [hit] = hits;
  const names = `${hit?.title ?? ""} ${hit?.heading ?? ""}`;
  const written = new Map(
    listWords(names).map((
      { word, start, end },
    ) => [word, names.slice(start, end)]),
  );
  return words.map((word) => written.get(word) ?? word).join(" ");
}

/** Reads snippets, within the bounds of one answer. */
class SnippetReader {
  readonly #wiki: ReadableWiki;
  readonly #terms: readonly Term[];
  readonly #style: LinkStyle;
  #bytesLeft = MAX_READ_BYTES;
  #scanLeft = MAX_SCANNED;

  constructor(wiki: ReadableWiki, terms: readonly Term[]) {
    this.#wiki = wiki;
    this.#terms = terms;
    this.#style = linkStyleOf(wiki.preferences);
  }

  read({ pageId, oid, sizeBytes }: FoundPage): Snippet {
    const nothing = { heading: null, parts: [] };
    if (this.#bytesLeft < sizeBytes) return nothing;
    this.#bytesLeft -= sizeBytes;
    const text = decodeText(this.#wiki.repo.readBlob(oid));
    if (text === undefined) return nothing;
    const start = splitFrontMatter(text).bodyStart;
    const portion = this.#findPortion(pageId);
    const first = this.#look(text, start, portion && start + PORTION_LENGTH);
    const isFound = portion === undefined ||
      first.parts.some(({ match }) => match);
    if (isFound) return first;
    const found = this.#look(text, portion, undefined);
    const above = lastHeading(text.slice(start, portion));
    return found.heading !== null || above === undefined
      ? found
      : { heading: plainLine(above, this.#style), parts: found.parts };
  }

  /** Looks in a text between two offsets, as far as the answer's bounds allow. */
  #look(text: string, from: number, to: number | undefined): Snippet {
    const budget = Math.max(this.#scanLeft, MIN_SCANNED);
    const end = Math.min(to ?? text.length, text.length);
    const { length: maxLength, cost } = affordable(text, { from, end, budget });
    this.#scanLeft -= cost;
    const style = this.#style;
    return findSnippet({ text, from, maxLength, style }, this.#terms);
  }

  /** Where the first further portion of a long text begins that holds one of the terms. */
  #findPortion(pageId: number): number | undefined {
    const { texts } = this.#wiki.index;
    if (this.#terms.length === 0 || !texts.hasPortions()) return undefined;
    return texts.findPortion(pageId, matchExpression(this.#terms, "OR"));
  }
}

/** How much of a text a budget pays for, line by line. */
function affordable(
  text: string,
  { from, end, budget }: { from: number; end: number; budget: number },
): { length: number; cost: number } {
  let at = from;
  let cost = 0;
  while (at < end && cost < budget) {
    const newline = text.indexOf("\n", at);
    const next = Math.min(newline < 0 ? end : newline + 1, end);
    const length = Math.min(next - at, budget - cost);
    cost += length + LINE_COST;
    at += length;
  }
  return { length: Math.max(at - from, 0), cost };
}

function whole(value: number, most: number): number {
  return Number.isFinite(value)
    ? Math.min(Math.max(Math.trunc(value), 0), most)
    : most;
}
