/**
 * The piece of a page's text that a search result shows: as plain text, with the words that were looked for marked and the
 * heading under which they stand.
 *
 * @module
 */
import type { LinkStyle } from "../markdown/rendered.ts";
import { headingOf, linesOf, plainLine } from "./plain_lines.ts";
import type { Term } from "./search_query.ts";
import { listWords, type Word } from "./words.ts";

/** A piece of a snippet. */
export interface SnippetPart {
  readonly text: string;
  readonly match: boolean;
}

/** What a result shows. */
export interface Snippet {
  /** Plain text of the heading above, or `null`. */
  readonly heading: string | null;
  readonly parts: readonly SnippetPart[];
}

/** Where to look. */
export interface SnippetSource {
  readonly text: string;
  /** Offset to begin at: behind the front matter, or where a portion of a long text begins. */
  readonly from: number;
  /** How far to look, in UTF-16 units. */
  readonly maxLength: number;
  readonly style: LinkStyle;
}

/** Length of a snippet without its ellipses, in UTF-16 units. */
const SNIPPET_LENGTH = 190;
/** How much of a snippet stands before the first match, in UTF-16 units. */
const LEAD = 60;
/** More passages (headings) of one text are not looked at. */
const MAX_PASSAGES = 300;
/** More places than these do not make a better choice. */
const MAX_MATCHES = 100;

/** A place that fits a term. */
interface Match {
  readonly term: number;
  readonly start: number;
  readonly end: number;
}

/** Text under one heading, as far as it was read. */
interface Passage {
  readonly heading: string | null;
  readonly text: string;
  readonly matches: readonly Match[];
  /** Whether the heading itself fits. */
  readonly isHeadingMatch: boolean;
}

/** The best place in a text for these terms; where none is found, the text's beginning. */
export function findSnippet(
  source: SnippetSource,
  terms: readonly Term[],
): Snippet {
  let best: { passage: Passage; weight: number } | undefined;
  let count = 0;
  let read = 0;
  for (const passage of readPassages(source, terms)) {
    const weight = weightOf(passage);
    if (best === undefined || weight > best.weight) best = { passage, weight };
    count += passage.matches.length;
    const isEnough = weight >= terms.length * 10 || count >= MAX_MATCHES;
    if (isEnough || ++read === MAX_PASSAGES) break;
  }
  return best === undefined
    ? { heading: null, parts: [] }
    : { heading: best.passage.heading, parts: cutOut(best.passage) };
}

/** Splits a text at its headings, each passage with its matches. */
function* readPassages(
  { text, from, maxLength, style }: SnippetSource,
  terms: readonly Term[],
): Generator<Passage> {
  let passage = new PassageReader(null, terms);
  let fence = "";
  for (const line of linesOf(text, from, from + maxLength)) {
    const mark = /^ {0,3}(```+|~~~+)/.exec(line)?.[1] ?? "";
    if (mark !== "" && (fence === "" || mark.startsWith(fence))) {
      fence = fence === "" ? mark : "";
      continue;
    }
    const heading = fence === "" ? headingOf(line) : undefined;
    if (heading === undefined) {
      passage.add(fence === "" ? plainLine(line, style) : line);
    } else {
      yield passage.read();
      passage = new PassageReader(plainLine(heading, style), terms);
    }
  }
  yield passage.read();
}

/** Collects the lines under one heading. */
class PassageReader {
  #text = "";
  readonly #heading: string | null;
  readonly #terms: readonly Term[];
  readonly #matches: Match[] = [];

  constructor(heading: string | null, terms: readonly Term[]) {
    this.#heading = heading;
    this.#terms = terms;
  }

  add(plain: string): void {
    const line = plain.replace(/\s+/g, " ").trim();
    if (line === "") return;
    if (this.#text !== "") this.#text += " ";
    const start = this.#text.length;
    this.#text += line;
    if (this.#matches.length >= MAX_MATCHES) return;
    for (const match of matchesIn(listWords(line), this.#terms)) {
      this.#matches.push({
        term: match.term,
        start: start + match.start,
        end: start + match.end,
      });
    }
  }

  read(): Passage {
    const heading = this.#heading?.replace(/\s+/g, " ").trim() || null;
    return {
      heading,
      text: this.#text,
      matches: this.#matches,
      isHeadingMatch:
        matchesIn(listWords(heading ?? ""), this.#terms).length > 0,
    };
  }
}

/** Where terms stand among words, in order, none overlapping another. */
function matchesIn(words: readonly Word[], terms: readonly Term[]): Match[] {
  const matches: Match[] = [];
  for (let i = 0; i < words.length; i++) {
    const term = terms.findIndex((candidate) => fits(candidate, words, i));
    if (term < 0) continue;
    const { start } = words[i]!;
    i += terms[term]!.words.length - 1;
    matches.push({ term, start, end: words[i]!.end });
  }
  return matches;
}

function fits(term: Term, words: readonly Word[], at: number): boolean {
  const last = term.words.length - 1;
  return term.words.every((wanted, k) => {
    const word = words[at + k]?.word;
    if (word === undefined) return false;
    return k === last && term.isPrefix
      ? word.startsWith(wanted)
      : word === wanted;
  });
}

/** Different terms close together count most, then any match, then a heading that fits. */
function weightOf(passage: Passage): number {
  if (passage.matches.length > 0) return bestWindow(passage.matches).weight;
  if (passage.text === "") return 0;
  return passage.isHeadingMatch ? 2 : 1;
}

/** The stretch of matches that fits into a snippet and holds most different terms. */
function bestWindow(
  matches: readonly Match[],
): { start: number; weight: number } {
  let best = { start: 0, weight: 0 };
  for (const [i, first] of matches.entries()) {
    const seen = new Set<number>();
    let count = 0;
    for (let k = i; k < matches.length; k++) {
      const match = matches[k]!;
      if (match.end > first.start + SNIPPET_LENGTH - LEAD) break;
      seen.add(match.term);
      count++;
    }
    const weight = Math.max(seen.size, 1) * 10 + Math.min(count, 5) / 10;
    if (weight > best.weight) best = { start: first.start, weight };
  }
  return best;
}

/** A window of the passage around its best matches, cut at word borders. */
function cutOut({ text, matches }: Passage): SnippetPart[] {
  const wanted = matches.length === 0 ? 0 : bestWindow(matches).start - LEAD;
  const { start, end } = wordBorders(text, Math.max(wanted, 0));
  const parts: SnippetPart[] = [];
  const add = (part: string, match: boolean) => {
    if (part !== "") parts.push({ text: part, match });
  };
  let at = start;
  for (const match of matches) {
    if (match.start < at || match.start >= end) continue;
    add(
      (at === start && start > 0 ? "…" : "") + text.slice(at, match.start),
      false,
    );
    at = Math.min(match.end, end);
    add(text.slice(match.start, at), true);
  }
  const isWhole = at === start && start > 0;
  add(
    (isWhole ? "…" : "") + text.slice(at, end) + (end < text.length ? "…" : ""),
    false,
  );
  return parts;
}

/** The nearest borders of words around a window of the wanted length. */
function wordBorders(
  text: string,
  wanted: number,
): { start: number; end: number } {
  const base = Math.max(wanted - 1, 0);
  const limit = wanted + SNIPPET_LENGTH;
  const words = listWords(text.slice(base, limit + 1));
  const inner = words.filter((word) =>
    base + word.start >= wanted && base + word.end <= limit
  );
  const isOpen = (word: Word | undefined) =>
    word !== undefined && word.start > 0;
  const first = wanted === 0 ? 0 : inner.find(isOpen)?.start;
  const start = first === undefined ? wanted : base + first;
  if (limit >= text.length) return { start, end: text.length };
  const last = inner.at(-1)?.end;
  return {
    start,
    end: last === undefined ? limit : Math.max(base + last, start),
  };
}
