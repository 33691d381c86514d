/**
 * Which pages fit the terms of a query, the best first. All from the index.
 *
 * @module
 */
import type { IndexReader } from "../db/index/index_database.ts";
import type { Among } from "../db/index/page_texts.ts";
import { matchExpression, type Term, termExpression } from "./search_query.ts";

/** A page and how well it fits. */
export interface ScoredPage {
  readonly pageId: number;
  /** 0…1. */
  readonly score: number;
}

/** Pages that fit. */
export interface Ranking {
  /** The best first. */
  readonly pages: readonly ScoredPage[];
  /** How many fit, also beyond those listed. */
  readonly total: number;
}

/** More pages are counted, not ranked: that would take too long, and what fits so many pages does not tell them apart. */
const MAX_RANKED = 1_000;
/** More portions of large pages are not looked at. */
const MAX_PORTIONS = 20_000;
/** BM25 rank that earns half of what a place between two steps is worth; a rare word in an ordinary text ranks about there. */
const MEDIUM_RANK = 5;

/** Steps of the score, lowest first: some words in the text; all in the text; in title and headings; in the title; the very title. */
const STEPS = { some: 0, text: 0.25, headings: 0.5, title: 0.75, exact: 1 };

/** What to rank by. */
export interface RankingWish {
  readonly terms: readonly Term[];
  /** Whether a page must hold all of the terms, or some. */
  readonly operator: "AND" | "OR";
  readonly among: Among;
}

/** Ranks the pages that hold all or some of the terms. */
export function rankPages(index: IndexReader, wish: RankingWish): Ranking {
  const { terms, operator, among } = wish;
  const expression = matchExpression(terms, operator);
  const ranks = new Map<number, number>();
  const addRanks = (fitting: string) => {
    const rows = index.texts.listRanked(fitting, MAX_RANKED, among);
    for (const { pageId, rank } of rows) {
      if (!ranks.has(pageId)) ranks.set(pageId, rank);
    }
  };
  addRanks(expression);
  const isCut = ranks.size === MAX_RANKED;
  if (isCut) addRanks(`{title headings} : (${expression})`);
  const count = isCut ? index.texts.count(expression, among) : ranks.size;
  for (const [pageId, rank] of rankLargePages(index, wish)) {
    ranks.set(pageId, Math.max(rank, ranks.get(pageId) ?? 0));
  }
  const stepOf = operator === "AND"
    ? stepsByColumn(index, wish, expression)
    : () => STEPS.some;
  const pages = [...ranks]
    .map(([pageId, rank]) => ({ pageId, score: scoreOf(stepOf(pageId), rank) }))
    .sort((a, b) => b.score - a.score || a.pageId - b.pageId);
  return { pages, total: Math.max(count, pages.length) };
}

/** Between its step and the next one, by rank. */
function scoreOf(step: number, rank: number): number {
  const within = rank / (rank + MEDIUM_RANK);
  return Math.min(step + 0.25 * within, 1);
}

/** Tells on which step a page stands: where all terms are found. */
function stepsByColumn(
  index: IndexReader,
  { terms, among }: RankingWish,
  expression: string,
): (pageId: number) => number {
  const { texts, names } = index;
  const words = terms.flatMap((term) => term.words).join(" ");
  const exact = new Set(names.listIdsCalled(words));
  const title = new Set(texts.listIds("title", expression, MAX_RANKED, among));
  const headings = new Set(
    texts.listIds("title headings", expression, MAX_RANKED, among),
  );
  return (pageId) => {
    if (exact.has(pageId)) return STEPS.exact;
    if (title.has(pageId)) return STEPS.title;
    return headings.has(pageId) ? STEPS.headings : STEPS.text;
  };
}

/** Ranks of large pages that fit, their terms standing in any of their portions. */
function rankLargePages(
  index: IndexReader,
  { terms, operator, among }: RankingWish,
): Map<number, number> {
  const ranks = new Map<number, number>();
  if (!index.texts.hasPortions()) return ranks;
  const found = terms.map((term) =>
    new Map(
      index.texts.listLarge(termExpression(term), MAX_PORTIONS, among).map((
        { pageId, rank },
      ) => [pageId, rank]),
    )
  );
  for (const pageId of new Set(found.flatMap((map) => [...map.keys()]))) {
    const each = found.map((map) => map.get(pageId));
    if (operator === "AND" && each.includes(undefined)) continue;
    ranks.set(pageId, each.reduce<number>((sum, rank) => sum + (rank ?? 0), 0));
  }
  return ranks;
}
