/**
 * Pages whose names resemble a name that no page has: what an answer "not found" offers.
 *
 * @module
 */
import type { IndexReader } from "../db/index/index_database.ts";
import { matchExpression, parseQuery, type Term } from "./search_query.ts";
import { MIN_CORRECTED_LENGTH, nearestWord, trigramsOf } from "./spelling.ts";
import { isSpaceless } from "./words.ts";

/** More candidates are not compared with a misspelt word. */
const MAX_CANDIDATES = 100;

/** Paths of pages whose title or path has one of the words of a name, or a word near it; the best first. */
export function listSimilarPages(
  index: IndexReader,
  name: string,
  limit: number,
): string[] {
  const terms = parseQuery(name.replaceAll("/", " ").replaceAll("_", " "))
    .map((term) => correctedTerm(index, term) ?? term);
  if (terms.length === 0) return [];
  const expression = `{title} : (${matchExpression(terms, "OR")})`;
  return index.texts.listRanked(expression, 1_000)
    .sort((a, b) => b.rank - a.rank)
    .slice(0, limit)
    .flatMap(({ pageId }) => index.texts.findPage(pageId)?.path ?? []);
}

/** The term with a known word in the place of its only, unknown one; `undefined` where it needs or finds no correction. */
export function correctedTerm(
  index: IndexReader,
  term: Term,
): Term | undefined {
  const [word] = term.words;
  const mayBeWrong = term.words.length === 1 && !term.isQuoted &&
    [...word!].length >= MIN_CORRECTED_LENGTH && !isSpaceless(word!) &&
    !/\d/.test(word!);
  if (!mayBeWrong || isKnown(index, { ...term, isPrefix: true })) {
    return undefined;
  }
  const candidates = index.names.listSimilar(trigramsOf(word!), MAX_CANDIDATES);
  const nearest = nearestWord(word!, candidates);
  return nearest === undefined
    ? undefined
    : { words: [nearest], isPrefix: false, isQuoted: false };
}

function isKnown(index: IndexReader, term: Term): boolean {
  const expression = matchExpression([term], "AND");
  return index.texts.count(expression) > 0 ||
    (index.texts.hasPortions() &&
      index.texts.listLarge(expression, 1).length > 0);
}
