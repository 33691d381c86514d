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
const MAX_TERMS = 8;
/** An ASCII word that is shorter is never taken for a beginning while a reader types. */
const MIN_TYPED_LENGTH = 3;
/** Further words of a phrase are left out. */
const MAX_PHRASE_WORDS = 10;
/** How often a word may stand in a phrase: of a page of nothing but this word, each costs a walk through all of it. */
const MAX_REPEATED = 2;

/**
 * The terms of a query, each once; none where it holds no word.
 *
 * The last word of a script without spaces is a beginning too: where the segmenter cuts depends on what follows. What was
 * written without spaces but is several words to us (`node:sqlite`, `my_page`) is a phrase.
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
export function parseQuery(
  query: string,
  { minPrefixLength = 2 }: { minPrefixLength?: number } = {},
): Term[] {
  const text = query.slice(0, MAX_QUERY_LENGTH).replace(/[“”„«»＂]/g, '"');
  const terms = new Map<string, Term>();
  for (const [, quoted, plain] of text.matchAll(/"([^"]*)"?|([^\s"]+)/g)) {
    const words = phraseOf(foldedWords(quoted ?? plain ?? ""));
    if (words.length === 0) continue;
    const isQuoted = quoted !== undefined;
    const last = words.at(-1)!;
    const isStarred = !isQuoted && plain!.endsWith("*") &&
      mayBegin(last, minPrefixLength);
    const isPrefix = isStarred || (!isQuoted && isSpaceless(last));
    terms.set(`${words.join(" ")} ${isPrefix}`, { words, isPrefix, isQuoted });
  }
  return [...terms.values()].slice(0, MAX_TERMS);
}

/** As many of the first words as one phrase may have. */
function phraseOf(words: readonly string[]): string[] {
  const seen = new Map<string, number>();
  const end = words.findIndex((word, i) => {
    seen.set(word, (seen.get(word) ?? 0) + 1);
    return i === MAX_PHRASE_WORDS || seen.get(word)! > MAX_REPEATED;
  });
  return words.slice(0, end < 0 ? words.length : end);
}

/** The terms, the last one as a beginning; `undefined` where it is one already, or quoted, or too short. */
export function withLastAsPrefix(
  terms: readonly Term[],
): readonly Term[] | undefined {
  const last = terms.at(-1)!;
  const mayBe = mayBegin(last.words.at(-1)!, MIN_TYPED_LENGTH);
  if (last.isPrefix || last.isQuoted || !mayBe) return undefined;
  return [...terms.slice(0, -1), { ...last, isPrefix: true }];
}

/** The terms with each word of an unquoted phrase as a term of its own: a segmenter may have cut a page's text elsewhere. */
export function splitPhrases(terms: readonly Term[]): readonly Term[] {
  const split = terms.flatMap((term) =>
    term.isQuoted ? [term] : term.words.map((word, i) => ({
      words: [word],
      isPrefix: isSpaceless(word) ||
        (term.isPrefix && i === term.words.length - 1),
      isQuoted: false,
    }))
  );
  return split.slice(0, MAX_TERMS);
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

/** Short ASCII words begin too many others: one letter begins a tenth of all words. */
function mayBegin(word: string, minLength: number): boolean {
  // deno-lint-ignore no-control-regex
  return word.length >= minLength || !/^[\x00-\x7f]*$/.test(word);
}
