/**
 * The outline of a page without rendering it: its headings with the ids that the renderer gives them, and the ids that its raw HTML
 * gives. Linear in the length of the text; where markup is exotic a heading's text may differ from the rendered one, and the ids
 * of ordinary headings are the same (the tests compare them).
 *
 * @module
 */
import type { Blocks, Pieces } from "./blocks.ts";
import { FOOTNOTE_REFERENCE, WIKI_LINK } from "./inline_links.ts";
import { decodeEntities } from "./link_destination.ts";
import type { Heading, LinkStyle } from "./rendered.ts";
import { headingId, parseWikiLink } from "./wiki_links.ts";

/** What can be linked to within a page. */
export interface Outline {
  /** All headings, also those in quotes and lists; at most 2,000, in order. */
  readonly headings: readonly Heading[];
  /** Ids and names of raw HTML; at most 500, each once. */
  readonly writtenIds: readonly string[];
}

/** A text of nothing but headings or tags must not fill the index. */
const MAX_HEADINGS = 2_000;
const MAX_WRITTEN_IDS = 500;
/** The rest of a longer heading is not read, in UTF-16 units. */
const MAX_HEADING_LENGTH = 300;

const TAG = /<(?:\/?[a-zA-Z][^<>]*|!--[^<>]*--)>/y;
const AUTOLINK =
  /^<([a-zA-Z][a-zA-Z0-9+.-]{1,31}:[^\s<>]*|[^\s<>@]+@[^\s<>]+)>$/;
const WRITTEN_ID =
  /<[a-zA-Z][^<>]*?\s(?:id|name)\s*=\s*(?:"([^"<>]{1,200})"|'([^'<>]{1,200})'|([^\s"'=<>`]{1,200}))/g;
const PUNCTUATION = /[!-/:-@[-`{-~]/;
const SPECIAL = /[\\`<&[\]!*_~]/;

/** The outline of a text that was scanned. */
export function outlineOf(
  text: string,
  blocks: Blocks,
  style: LinkStyle,
): Outline {
  const found = [
    ...blocks.headings.map(({ level, titleStart, titleEnd }) => ({
      level,
      pieces: [titleStart, titleEnd] as Pieces,
    })),
    ...blocks.underlined,
  ].sort((a, b) => a.pieces[0]! - b.pieces[0]!).slice(0, MAX_HEADINGS);
  const ids = new HeadingIds();
  const headings = found.map(({ level, pieces }) => {
    const title = headingText(joined(text, pieces), blocks, style);
    return { level, id: ids.next(title), text: title };
  });
  return { headings, writtenIds: writtenIdsOf(text, blocks) };
}

/** Numbers ids that come again, as the renderer does: `x`, `x-1`, `x-2`, … */
class HeadingIds {
  readonly #used = new Set<string>();
  readonly #repeats = new Map<string, number>();

  next(title: string): string {
    const id = headingId(title);
    let count = this.#repeats.get(id) ?? 0;
    let candidate = count === 0 ? id : `${id}-${count}`;
    while (this.#used.has(candidate)) candidate = `${id}-${++count}`;
    this.#repeats.set(id, count + 1);
    this.#used.add(candidate);
    return candidate;
  }
}

/** What a reader sees of a heading's markup. */
function headingText(
  markup: string,
  { definitions, footnotes }: Pick<Blocks, "definitions" | "footnotes">,
  style: LinkStyle,
): string {
  const cut = markup.slice(0, MAX_HEADING_LENGTH).toWellFormed();
  if (!SPECIAL.test(cut)) return cut.trim();
  const reader = new HeadingReader(cut, style, {
    isDefined: (label) =>
      definitions.has(label.trim().replace(/\s+/g, " ").toLowerCase()),
    isFootnote: (label) => footnotes.has(label),
  });
  return reader.read().trim();
}

/** Which labels of a page mean something. */
interface KnownLabels {
  readonly isDefined: (label: string) => boolean;
  readonly isFootnote: (label: string) => boolean;
}

/** A run of `*`, `_` or `~` that may begin or end an emphasis. */
interface Delimiter {
  /** Index among the parts. */
  readonly part: number;
  left: number;
}

class HeadingReader {
  readonly #markup: string;
  readonly #style: LinkStyle;
  readonly #labels: KnownLabels;
  readonly #parts: string[] = [];
  /** Indexes of the parts that are open brackets. */
  readonly #brackets: number[] = [];
  readonly #openers = new Map<string, Delimiter[]>();

  constructor(markup: string, style: LinkStyle, labels: KnownLabels) {
    this.#markup = markup;
    this.#style = style;
    this.#labels = labels;
  }

  read(): string {
    for (let at = 0; at < this.#markup.length;) at = this.#step(at);
    return this.#parts.join("");
  }

  /** Reads what stands at `at`; where to go on. */
  #step(at: number): number {
    const char = this.#markup[at]!;
    switch (char) {
      case "\\":
        return this.#escape(at);
      case "`":
        return this.#code(at);
      case "<":
        return this.#tag(at);
      case "&":
        return this.#entity(at);
      case "[":
        return this.#wikiLink(at) ?? this.#footnote(at) ?? this.#open(at, 1);
      case "!":
        return this.#markup[at + 1] === "[" &&
            this.#match(WIKI_LINK, at + 1) === null
          ? this.#open(at, 2)
          : this.#keep(at, 1);
      case "]":
        return this.#close(at);
      case "*":
      case "_":
      case "~":
        return this.#delimiter(at, char);
      default:
        return this.#keep(at, 1);
    }
  }

  #keep(at: number, length: number): number {
    this.#parts.push(this.#markup.slice(at, at + length));
    return at + length;
  }

  #match(pattern: RegExp, at: number): RegExpExecArray | null {
    pattern.lastIndex = at;
    return pattern.exec(this.#markup);
  }

  #escape(at: number): number {
    const isEscape = PUNCTUATION.test(this.#markup[at + 1] ?? "");
    return isEscape ? this.#keep(at + 1, 1) : this.#keep(at, 1);
  }

  #code(at: number): number {
    let inside = at;
    while (this.#markup[inside] === "`") inside++;
    const ticks = this.#markup.slice(at, inside);
    for (let from = inside;;) {
      const close = this.#markup.indexOf(ticks, from);
      if (close < 0) return this.#keep(at, ticks.length);
      let end = close;
      while (this.#markup[end] === "`") end++;
      if (end - close === ticks.length) {
        const code = this.#markup.slice(inside, close).replaceAll("\n", " ");
        this.#parts.push(
          /^ .*[^ ].* $/.test(code) ? code.slice(1, -1) : code,
        );
        return end;
      }
      from = end;
    }
  }

  #tag(at: number): number {
    const tag = this.#match(TAG, at)?.[0];
    if (tag === undefined) return this.#keep(at, 1);
    this.#parts.push(AUTOLINK.exec(tag)?.[1] ?? "");
    return at + tag.length;
  }

  #entity(at: number): number {
    const entity = /^&#?\w{1,8};/.exec(this.#markup.slice(at, at + 11))?.[0];
    if (entity === undefined) return this.#keep(at, 1);
    this.#parts.push(decodeEntities(entity));
    return at + entity.length;
  }

  #wikiLink(at: number): number | undefined {
    const match = this.#match(WIKI_LINK, at);
    const link = match && parseWikiLink(match[1]!, this.#style);
    if (!link) return undefined;
    this.#parts.push(link.text);
    return at + match[0].length;
  }

  #footnote(at: number): number | undefined {
    const match = this.#match(FOOTNOTE_REFERENCE, at);
    return match !== null && this.#labels.isFootnote(match[1]!)
      ? at + match[0].length
      : undefined;
  }

  #open(at: number, length: number): number {
    this.#brackets.push(this.#parts.length);
    return this.#keep(at, length);
  }

  /** A bracket closes: a link or an image leaves its text alone. */
  #close(at: number): number {
    const open = this.#brackets.pop();
    const end = open === undefined ? undefined : this.#linkEnd(at + 1, open);
    if (end === undefined) return this.#keep(at, 1);
    this.#parts[open!] = "";
    return end;
  }

  /** Behind `(address)` or `[label]`, or behind the bracket where its text is a label. */
  #linkEnd(at: number, open: number): number | undefined {
    if (this.#markup[at] === "(") return this.#behindAddress(at);
    const label = /^\[([^[\]]*)\]/.exec(this.#markup.slice(at));
    if (label !== null && label[1] !== "") {
      return this.#labels.isDefined(label[1]!)
        ? at + label[0].length
        : undefined;
    }
    const text = this.#parts.slice(open + 1).join("");
    return this.#labels.isDefined(text)
      ? at + (label?.[0].length ?? 0)
      : undefined;
  }

  #behindAddress(at: number): number | undefined {
    let depth = 0;
    for (let end = at; end < this.#markup.length; end++) {
      const char = this.#markup[end];
      if (char === "\\") end++;
      else if (char === "(") depth++;
      else if (char === ")" && --depth === 0) return end + 1;
    }
    return undefined;
  }

  /** @see {@link https://spec.commonmark.org/0.31.2/#emphasis-and-strong-emphasis} */
  #delimiter(at: number, char: string): number {
    let end = at;
    while (this.#markup[end] === char) end++;
    const length = end - at;
    const before = this.#markup[at - 1] ?? " ";
    const after = this.#markup[end] ?? " ";
    const isSpaceAfter = /\s/.test(after);
    const isSpaceBefore = /\s/.test(before);
    const isMarkAfter = /[\p{P}\p{S}]/u.test(after);
    const isMarkBefore = /[\p{P}\p{S}]/u.test(before);
    const isLeft = !isSpaceAfter &&
      (!isMarkAfter || isSpaceBefore || isMarkBefore);
    const isRight = !isSpaceBefore &&
      (!isMarkBefore || isSpaceAfter || isMarkAfter);
    const isUnderscore = char === "_";
    const canOpen = isLeft && (!isUnderscore || !isRight || isMarkBefore);
    const canClose = isRight && (!isUnderscore || !isLeft || isMarkAfter);
    let left = length;
    const openers = this.#openers.get(char) ?? [];
    while (canClose && left > 0 && openers.length > 0) {
      const opener = openers.at(-1)!;
      const taken = Math.min(opener.left, left);
      opener.left -= taken;
      left -= taken;
      this.#parts[opener.part] = char.repeat(opener.left);
      if (opener.left === 0) openers.pop();
    }
    if (canOpen && left > 0) {
      openers.push({ part: this.#parts.length, left });
      this.#openers.set(char, openers);
    }
    this.#parts.push(char.repeat(left));
    return end;
  }
}

function joined(text: string, pieces: Pieces): string {
  const lines: string[] = [];
  for (let at = 0; at < pieces.length; at += 2) {
    lines.push(text.slice(pieces[at], pieces[at + 1]).trimEnd());
  }
  return lines.join("\n");
}

/** Ids and names in blocks of raw HTML and in tags within text. */
function writtenIdsOf(text: string, { html, runs }: Blocks): string[] {
  const ids = new Set<string>();
  for (const list of [html, runs]) {
    for (const pieces of list) {
      if (ids.size >= MAX_WRITTEN_IDS) break;
      const start = pieces[0]!;
      const run = text.slice(start, pieces.at(-1));
      if (!run.includes("<")) continue;
      for (const [, double, single, bare] of run.matchAll(WRITTEN_ID)) {
        ids.add((double ?? single ?? bare)!);
        if (ids.size >= MAX_WRITTEN_IDS) break;
      }
    }
  }
  return [...ids];
}
