/**
 * Puts the words of a page's text into the index, portion by portion. Called by the follower alone.
 *
 * @module
 */
import type { IndexDatabase } from "../db/index/index_database.ts";
import type { PageFacts } from "./page_facts.ts";
import { lastSegment } from "./page_path.ts";
import { MIN_CORRECTED_LENGTH } from "./spelling.ts";
import { foldedWords, isSpaceless } from "./words.ts";

/** What indexing needs of a page. */
export interface PageToIndex {
  readonly pageId: number;
  readonly path: string;
  /** The whole text, with front matter. */
  readonly text: string;
}

/** Longest text that is read in one go, in UTF-16 units: 2 ms, or 20 ms in scripts without spaces. */
const MAX_WHOLE_TEXT = 32 * 1024;
/** Size of a portion of a longer text, in UTF-16 units: below 10 ms also for those scripts. */
export const PORTION_LENGTH = 16 * 1024;
/** The rest of a longer heading counts as text only, in UTF-16 units. */
const MAX_HEADING_LENGTH = 1_000;
/** More words of headings, tags and category are found as words of the text only. */
const MAX_HEADING_WORDS = 2_000;
/** More words of one page are not compared with misspelt ones. */
const MAX_KNOWN_WORDS = 300;

/**
 * More places of one word in one portion are not kept. No language repeats a word so often; a text made of one word would have
 * thousands, and every search for it would walk through all of them.
 */
const MAX_PLACES = 600;

/** A word that no query holds: keeps phrases from running across two titles or headings. */
const BREAK = "\u{e000}";

/**
 * Indexes the beginning of a text, in the place of whatever the page had before, and returns the offset at which
 * {@linkcode indexMorePageText} goes on; `null`: that was all.
 */
export function indexPageText(
  index: IndexDatabase,
  { pageId, path, text }: PageToIndex,
  facts: PageFacts,
): number | null {
  const { title, headings, tags, category, bodyStart } = facts;
  const titleWords = foldedWords(title);
  const pathWords = foldedWords(path);
  const nameWords = foldedWords(lastSegment(path));
  const labels = [...headings.map((heading) => heading.title), ...tags];
  const headingWords = joined([...labels, category ?? ""]);
  const end = portionEnd(text, bodyStart, MAX_WHOLE_TEXT);
  index.texts.put(pageId, {
    title: [...titleWords, BREAK, ...nameWords].join(" "),
    headings: [...pathWords, BREAK, ...headingWords].join(" "),
    body: wordsOfText(text.slice(bodyStart, end)),
  });
  index.names.put(pageId, {
    title: titleWords.join(" "),
    name: nameWords.join(" "),
    path: pathWords.join(" "),
    known: knownWords([...titleWords, ...nameWords, ...headingWords]),
  });
  return end < text.length ? end : null;
}

/** Indexes a further portion of a long text from `offset` on; returns as {@linkcode indexPageText} does. */
export function indexMorePageText(
  index: IndexDatabase,
  { pageId, text }: Pick<PageToIndex, "pageId" | "text">,
  offset: number,
): number | null {
  const end = portionEnd(text, offset, PORTION_LENGTH);
  const body = wordsOfText(text.slice(offset, end));
  index.texts.addPortion(pageId, offset, body);
  return end < text.length ? end : null;
}

/** Takes a page's words out of the index. */
export function forgetPageText(
  index: IndexDatabase,
  { pageId }: Pick<PageToIndex, "pageId">,
): void {
  index.texts.remove(pageId);
  index.names.remove(pageId);
}

/** Where a portion ends: at the end of the text, or near the wanted length where no word is cut. */
function portionEnd(text: string, start: number, wholeLength: number): number {
  if (text.length - start <= wholeLength) return text.length;
  const end = start + PORTION_LENGTH;
  const tail = text.slice(end - 1_000, end);
  const space = Math.max(tail.lastIndexOf("\n"), tail.lastIndexOf(" "));
  return space < 0 ? end : end - 1_000 + space + 1;
}

/** The words of a portion; where one is left out, a break stands, so that no phrase closes over it. */
function wordsOfText(text: string): string {
  const places = new Map<string, number>();
  return foldedWords(text).map((word) => {
    const count = (places.get(word) ?? 0) + 1;
    places.set(word, count);
    return count > MAX_PLACES ? BREAK : word;
  }).join(" ");
}

/** The words of several texts with a break between two. */
function joined(texts: readonly string[]): string[] {
  const words: string[] = [];
  for (const text of texts) {
    if (words.length > MAX_HEADING_WORDS) break;
    words.push(...foldedWords(text.slice(0, MAX_HEADING_LENGTH)), BREAK);
  }
  return words.slice(0, MAX_HEADING_WORDS);
}

/** Words that a misspelt one may be corrected to, each once, in order. */
function knownWords(words: readonly string[]): string[] {
  const known = words.filter((word) =>
    word.length >= MIN_CORRECTED_LENGTH - 1 && !isSpaceless(word) &&
    !/\d/.test(word)
  );
  return [...new Set(known)].slice(0, MAX_KNOWN_WORDS).sort();
}
