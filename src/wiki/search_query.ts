/**
 * What a reader typed into a search box, read: words, `"a phrase"`, `begin*`. Any text is a query; nothing in it is syntax of
 * SQL or FTS5, because only folded words ever leave this module.
 *
 * @module
 */
import { foldedWords, isSpaceless } from "./words.ts";

/** Words that must follow each other; mostly one. */
export interface Term {
  /** At least one. */
  readonly words: readonly string[];
  /** Whether the last word is only the beginning of one. */
  readonly isPrefix: boolean;
  /** Whether it was written in quotes. */
  readonly isQuoted: boolean;
}

/** The rest of a longer query is left out, in UTF-16 units. */
const MAX_QUERY_LENGTH = 400;
/** Further terms are left out: each costs a walk through the index. */
const MAX_TERMS = 10;
/** Further words of a phrase are left out. */
const MAX_PHRASE_WORDS = 10;

/**
 * The terms of a query, each once; none where it holds no word.
 *
 * What was written without spaces but is several words to us (`node:sqlite`, `my_page`) is a phrase.
 *
 * ```ts
 * import assert from "node:assert/strict";
 * import { parseQuery } from "./search_query.ts";
 *
 * const terms = parseQuery('Otters "river bank" swim*');
 * assert.deepEqual(terms.map(({ words }) => words), [["otters"], ["river", "bank"], ["swim"]]);
 * assert.deepEqual(terms.map(({ isPrefix }) => isPrefix), [false, false, true]);
 * ```
 */
export function parseQuery(query: string): Term[] {
  const text = query.slice(0, MAX_QUERY_LENGTH).replace(/[“”„«»＂]/g, '"');
  const terms = new Map<string, Term>();
  for (const [, quoted, plain] of text.matchAll(/"([^"]*)"?|([^\s"]+)/g)) {
    const words = foldedWords(quoted ?? plain ?? "").slice(0, MAX_PHRASE_WORDS);
    if (words.length === 0) continue;
    const isQuoted = quoted !== undefined;
    const isPrefix = !isQuoted && isBeginning(plain!, words.at(-1)!);
    terms.set(`${words.join(" ")} ${isPrefix}`, { words, isPrefix, isQuoted });
  }
  return [...terms.values()].slice(0, MAX_TERMS);
}

/** The terms, the last one as a beginning; `undefined` where it is one already, or quoted, or too short. */
export function withLastAsPrefix(
  terms: readonly Term[],
): readonly Term[] | undefined {
  const last = terms.at(-1)!;
  if (last.isPrefix || last.isQuoted || !mayBegin(last.words.at(-1)!)) {
    return undefined;
  }
  return [...terms.slice(0, -1), { ...last, isPrefix: true }];
}

/** Joins terms to an FTS5 expression. */
export function matchExpression(
  terms: readonly Term[],
  operator: "AND" | "OR",
): string {
  return terms.map(termExpression).join(` ${operator} `);
}

/** One term as an FTS5 phrase; words hold no quotes, see `words.ts`. */
export function termExpression({ words, isPrefix }: Term): string {
  return `"${words.join(" ")}"${isPrefix ? " *" : ""}`;
}

/**
 * Starred words are beginnings, and so is the last word of a script without spaces: where the segmenter cuts depends on what
 * follows.
 */
function isBeginning(plain: string, lastWord: string): boolean {
  const isStarred = plain.endsWith("*") && mayBegin(lastWord);
  return isStarred || isSpaceless(lastWord);
}

/** One ASCII letter would begin a tenth of all words: too much to walk through. */
function mayBegin(word: string): boolean {
  // deno-lint-ignore no-control-regex
  return word.length > 1 || !/^[\x00-\x7f]*$/.test(word);
}
