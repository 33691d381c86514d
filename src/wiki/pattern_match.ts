/**
 * Looks for a regular expression in names and texts of pages, line by line, as a reader sees the result: how often, and the lines
 * around. Runs in the thread of `pattern_worker.ts`, because an expression may take for ever.
 *
 * @module
 */
import type { SnippetPart } from "./snippet.ts";

/** What to look for. */
export interface Pattern {
  /** Of a regular expression of JavaScript. */
  readonly source: string;
  readonly isCaseSensitive: boolean;
}

/** A line that fits. */
export interface PatternLine {
  /** From 1. */
  readonly number: number;
  /** The line, or a piece of about 200 characters, with the matches marked. */
  readonly parts: readonly SnippetPart[];
}

/** What was found in a page. */
export interface PatternMatches {
  /** The page's name as it is shown, with the matches marked. */
  readonly name: readonly SnippetPart[];
  readonly isNameMatch: boolean;
  /** Matches in the text. */
  readonly count: number;
  /** The first lines that fit. */
  readonly lines: readonly PatternLine[];
}

/** Lines of one page that are shown. */
const MAX_LINES = 8;
/** More matches of one page are not counted. */
const MAX_COUNT = 10_000;
/** Matches that are marked in one line. */
const MAX_MARKED = 50;
/** Length of the piece of a line that is shown, in UTF-16 units, and how much of it stands before the first match. */
const PIECE_LENGTH = 220;
const LEAD = 60;

/** Finds a pattern in pages. */
export class PatternFinder {
  readonly #text: RegExp;
  readonly #name: RegExp;

  /** @throws {SyntaxError} where the pattern is no regular expression. */
  constructor({ source, isCaseSensitive }: Pattern) {
    this.#text = compile(source, isCaseSensitive ? "g" : "gi");
    this.#name = compile(source, "gi");
  }

  /** What fits in a page; `undefined` where nothing does. Case never matters in its name. */
  find(name: string, text: string): PatternMatches | undefined {
    const inName = spansOf(this.#name, name);
    const lines: PatternLine[] = [];
    let count = 0;
    let number = 0;
    for (let at = 0; at < text.length && count < MAX_COUNT;) {
      const newline = text.indexOf("\n", at);
      const end = newline < 0 ? text.length : newline;
      const line = text.slice(at, end);
      at = end + 1;
      number++;
      const spans = spansOf(this.#text, line);
      if (spans.length === 0) continue;
      count += spans.length;
      if (lines.length < MAX_LINES) {
        lines.push({ number, parts: cutOut(line, spans) });
      }
    }
    if (count === 0 && inName.length === 0) return undefined;
    return {
      name: marked(name, inName, { start: 0, end: name.length }),
      isNameMatch: inName.length > 0,
      count: Math.min(count, MAX_COUNT),
      lines,
    };
  }
}

/** The source of an expression that finds just this text. */
export function literalSource(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}

/** By code points where the pattern can be read so, else by UTF-16 units, where more signs may be escaped. */
function compile(source: string, flags: string): RegExp {
  try {
    return new RegExp(source, `${flags}u`);
  } catch {
    return new RegExp(source, flags);
  }
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/** Where a pattern fits; an empty match is none. */
function spansOf(pattern: RegExp, line: string): Span[] {
  const spans: Span[] = [];
  pattern.lastIndex = 0;
  for (
    let match = pattern.exec(line);
    match !== null && spans.length < MAX_COUNT;
    match = pattern.exec(line)
  ) {
    // A step into the middle of a sign would be taken back, for ever.
    if (match[0] === "") pattern.lastIndex = nextSign(line, match.index);
    else spans.push({ start: match.index, end: pattern.lastIndex });
  }
  return spans;
}

/** Where the next code point begins. */
function nextSign(text: string, at: number): number {
  return at + ((text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1);
}

/** A piece of a line around its first match. */
function cutOut(line: string, spans: readonly Span[]): SnippetPart[] {
  const wanted = Math.max(0, (spans[0]?.start ?? 0) - LEAD);
  const start = line.length <= PIECE_LENGTH ? 0 : wanted;
  return marked(line, spans, {
    start,
    end: Math.min(line.length, start + PIECE_LENGTH),
  });
}

/** The text from `start` to `end` in pieces; an ellipsis stands for what is left out. */
function marked(
  text: string,
  spans: readonly Span[],
  { start, end }: Span,
): SnippetPart[] {
  const parts: SnippetPart[] = [];
  const add = (part: string, match: boolean) => {
    if (part !== "") parts.push({ text: part.toWellFormed(), match });
  };
  let at = start;
  if (start > 0) add("…", false);
  for (const span of spans.slice(0, MAX_MARKED)) {
    if (span.start >= end) break;
    add(text.slice(at, span.start), false);
    at = Math.min(span.end, end);
    add(text.slice(span.start, at), true);
  }
  add(text.slice(at, end) + (end < text.length ? "…" : ""), false);
  return parts;
}
