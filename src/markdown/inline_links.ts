/**
 * A linear scanner for the links in one run of inline Markdown: code spans, raw HTML and autolinks are stepped over, brackets are
 * paired by a stack as in the CommonMark specification.
 *
 * @see {@link https://spec.commonmark.org/0.31.2/#phase-2-inline-structure}
 * @module
 */
import { foldLabel } from "./definitions.ts";
import { scanHtml } from "./html_scan.ts";
import { decodeEntities } from "./link_destination.ts";
import { readMath } from "./math.ts";

/** A link, its address not classified yet. Offsets count in the run. */
export interface InlineLink {
  readonly kind: "wikilink" | "markdown" | "image" | "html";
  readonly start: number;
  readonly end: number;
  /** Wikilinks: the text between `[[` and `]]`; others: the address, entities and backslashes decoded. */
  readonly inside: string;
  /** What is shown, markup kept; empty for wikilinks and HTML. */
  readonly text: string;
  /** Where the address is written (without `<>`); `null`: elsewhere, in a definition, or the link is no Markdown. */
  readonly address: Span | null;
}

/** A piece of a run. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** What a run may refer to. */
export interface Labels {
  readonly definitions: ReadonlyMap<string, string>;
  readonly footnotes: ReadonlySet<string>;
  /** Whether the inside of `[[…]]` names something. */
  readonly isWikiLink: (inside: string) => boolean;
}

/** The form of `[[…]]`: no brackets and no line end inside. */
export const WIKI_LINK = /\[\[([^[\]\n]+)\]\]/y;
/** The form of `[^label]`. */
export const FOOTNOTE_REFERENCE = /\[\^([^\]\s[]{1,190})\]/y;

const OPEN_TAG =
  /<[a-zA-Z][a-zA-Z0-9-]*(?:\s+[a-zA-Z:_][\w.:-]*(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'=<>`]+))?)*\s*\/?>/y;
const CLOSE_TAG = /<\/[a-zA-Z][a-zA-Z0-9-]*\s*>/y;
const AUTOLINK = /<[a-zA-Z][a-zA-Z0-9+.-]{1,31}:[^\s<>]*>/y;
const MAIL_AUTOLINK = /<[\w.!#$%&'*+/=?^`{|}~-]+@[\w.-]+>/y;
const BARE_URL = /(?:https?:\/\/|ftp:\/\/|www\.)[a-z0-9-][^\s<]*/iy;
const PUNCTUATION = /[!-/:-@[-`{-~]/;
const TITLE =
  /"(?:\\[\s\S]|[^"\\])*"|'(?:\\[\s\S]|[^'\\])*'|\((?:\\[\s\S]|[^()\\])*\)/y;
const MAX_PARENTHESES = 32;

/** An open bracket. */
interface Bracket {
  readonly isImage: boolean;
  /** Offset of `[` or `![`, and of what follows. */
  readonly start: number;
  readonly inside: number;
  /** How many links were found before it. */
  readonly found: number;
  hasBrackets: boolean;
}

/** All links of a run in the order of their ends. */
export function scanInline(run: string, labels: Labels): InlineLink[] {
  return new InlineScanner(run, labels).scan();
}

class InlineScanner {
  readonly #run: string;
  readonly #labels: Labels;
  readonly #links: InlineLink[] = [];
  readonly #brackets: Bracket[] = [];
  /** Brackets below this index are inside no link any more: links hold no links. */
  #inactive = 0;
  #isInHtmlLink = false;
  /** Strings that are known not to come any more. */
  readonly #absent = new Set<string>();
  /** Offsets of runs of backticks by length, built at the first backtick. */
  #ticks: Map<number, number[]> | undefined;

  constructor(run: string, labels: Labels) {
    this.#run = run;
    this.#labels = labels;
  }

  scan(): InlineLink[] {
    const special = /[\\`<[\]!$]|https?:\/\/|ftp:\/\/|www\./gi;
    for (let at = 0;;) {
      special.lastIndex = at;
      const match = special.exec(this.#run);
      if (match === null) return this.#links;
      at = this.#step(match.index, match[0]);
    }
  }

  /** Reads what begins at `at`; where to go on. */
  #step(at: number, token: string): number {
    switch (token) {
      case "\\":
        return at + 2;
      case "`":
        return this.#skipCode(at);
      case "<":
        return this.#skipAngle(at);
      case "!":
        return this.#startsImage(at) ? this.#open(at, true) : at + 1;
      case "[":
        return this.#readWikiLink(at) ?? this.#skipFootnote(at) ??
          this.#open(at, false);
      case "]":
        return this.#close(at);
      case "$":
        return readMath(this.#run, at)?.end ?? at + 1;
      default:
        return this.#skipUrl(at, token);
    }
  }

  #match(pattern: RegExp, at: number): RegExpExecArray | null {
    pattern.lastIndex = at;
    return pattern.exec(this.#run);
  }

  /** Behind a code span, or behind the backticks where none closes them. */
  #skipCode(at: number): number {
    this.#ticks ??= backticks(this.#run);
    let end = at;
    while (this.#run[end] === "`") end++;
    const same = this.#ticks.get(end - at) ?? [];
    while (same.length > 0 && same.at(-1)! < end) same.pop();
    const close = same.at(-1);
    return close === undefined ? end : close + (end - at);
  }

  /** Behind a comment, a tag or an autolink, or behind the `<`. */
  #skipAngle(at: number): number {
    const run = this.#run;
    if (run.startsWith("<!--", at)) {
      if (run.startsWith("<!-->", at)) return at + 5;
      if (run.startsWith("<!--->", at)) return at + 6;
      return this.#behind("-->", at + 4) ?? at + 1;
    }
    if (run.startsWith("<?", at)) return this.#behind("?>", at + 2) ?? at + 1;
    if (run.startsWith("<![CDATA[", at)) {
      return this.#behind("]]>", at + 9) ?? at + 1;
    }
    if (/^<![a-zA-Z]/.test(run.slice(at, at + 3))) {
      return this.#behind(">", at + 3) ?? at + 1;
    }
    const tag = this.#match(OPEN_TAG, at);
    if (tag !== null) return this.#readTag(at, tag[0]);
    const other = this.#match(CLOSE_TAG, at) ?? this.#match(AUTOLINK, at) ??
      this.#match(MAIL_AUTOLINK, at);
    if (other === null) return at + 1;
    if (/^<\/a>/i.test(other[0])) this.#isInHtmlLink = false;
    return at + other[0].length;
  }

  #readTag(at: number, tag: string): number {
    if (/^<a\s/i.test(tag)) this.#isInHtmlLink = true;
    const scan = scanHtml(tag);
    for (const link of scan.links) {
      this.#links.push({
        kind: "html",
        start: at,
        end: at + tag.length,
        inside: decodeEntities(link.address),
        text: "",
        address: null,
      });
    }
    return at + tag.length;
  }

  /** Behind the next `closing`; a string that never comes is searched for once. */
  #behind(closing: string, from: number): number | undefined {
    if (this.#absent.has(closing)) return undefined;
    const found = this.#run.indexOf(closing, from);
    if (found >= 0) return found + closing.length;
    this.#absent.add(closing);
    return undefined;
  }

  /** A bare address swallows brackets, unless it stands inside some. */
  #skipUrl(at: number, token: string): number {
    const behind = at + token.length;
    if (this.#isInHtmlLink || this.#brackets.length > 0) return behind;
    if (token.length === 4 && /[^\s*_~(]/.test(this.#run[at - 1] ?? " ")) {
      return behind; // "www." inside a word
    }
    const url = this.#match(BARE_URL, at)?.[0];
    if (url === undefined) return behind;
    let kept = url.length;
    while (kept > token.length && "?!.,:;*_'\"~()&".includes(url[kept - 1]!)) {
      kept--;
    }
    return at + kept;
  }

  /** `![[Page]]` is an exclamation mark and a wikilink, `![[alt]](x.png)` is an image. */
  #startsImage(at: number): boolean {
    if (this.#run[at + 1] !== "[") return false;
    const match = this.#match(WIKI_LINK, at + 1);
    if (match === null || !this.#labels.isWikiLink(match[1]!)) return true;
    const next = this.#run[at + 1 + match[0].length];
    return next === "(" || (next === "[" && this.#labels.definitions.size > 0);
  }

  #readWikiLink(at: number): number | undefined {
    const match = this.#match(WIKI_LINK, at);
    if (match === null || !this.#labels.isWikiLink(match[1]!)) return undefined;
    const end = at + match[0].length;
    this.#links.push({
      kind: "wikilink",
      start: at,
      end,
      inside: match[1]!,
      text: "",
      address: null,
    });
    this.#inactive = this.#brackets.length;
    this.#markOuter();
    return end;
  }

  #skipFootnote(at: number): number | undefined {
    const match = this.#match(FOOTNOTE_REFERENCE, at);
    if (match === null || !this.#labels.footnotes.has(match[1]!)) {
      return undefined;
    }
    this.#markOuter();
    return at + match[0].length;
  }

  #open(at: number, isImage: boolean): number {
    this.#markOuter();
    const inside = at + (isImage ? 2 : 1);
    this.#brackets.push({
      isImage,
      start: at,
      inside,
      found: this.#links.length,
      hasBrackets: false,
    });
    return inside;
  }

  #markOuter(): void {
    const outer = this.#brackets.at(-1);
    if (outer !== undefined) outer.hasBrackets = true;
  }

  /** Pairs a `]` with its bracket and looks whether they make a link. */
  #close(at: number): number {
    const index = this.#brackets.length - 1;
    const bracket = this.#brackets.pop();
    if (bracket === undefined) return at + 1;
    const isActive = bracket.isImage || index >= this.#inactive;
    this.#inactive = Math.min(this.#inactive, index);
    if (!isActive) return at + 1;
    const found = this.#readAddress(at + 1) ??
      this.#readReference(bracket, at);
    if (found === undefined) return at + 1;
    if (bracket.isImage) this.#links.length = bracket.found;
    else this.#inactive = this.#brackets.length;
    this.#links.push({
      kind: bracket.isImage ? "image" : "markdown",
      start: bracket.start,
      end: found.end,
      inside: decodeEntities(unescapePunctuation(found.address)),
      text: this.#run.slice(bracket.inside, at),
      address: found.span,
    });
    return found.end;
  }

  /** `(address "title")`. */
  #readAddress(
    at: number,
  ): { address: string; span: Span; end: number } | undefined {
    const run = this.#run;
    if (run[at] !== "(") return undefined;
    const start = skipSpace(run, at + 1);
    const isBracketed = run[start] === "<";
    const end = isBracketed ? bracketedEnd(run, start) : bareEnd(run, start);
    if (end === undefined) return undefined;
    const span = isBracketed
      ? { start: start + 1, end: end - 1 }
      : { start, end };
    const address = run.slice(span.start, span.end);
    let close = skipSpace(run, end);
    if (close > end) {
      const title = this.#match(TITLE, close);
      if (title !== null) close = skipSpace(run, close + title[0].length);
    }
    return run[close] === ")" ? { address, span, end: close + 1 } : undefined;
  }

  /** `[label]`, `[]` or nothing behind the bracket. */
  #readReference(
    bracket: Bracket,
    at: number,
  ): { address: string; span: null; end: number } | undefined {
    const { definitions } = this.#labels;
    if (definitions.size === 0) return undefined;
    const full = this.#match(
      /\[((?!\s*\])(?:\\[\s\S]|[^[\]\\]){1,999})\]/y,
      at + 1,
    );
    if (full !== null) {
      const address = definitions.get(foldLabel(full[1]!));
      return address === undefined
        ? undefined
        : { address, span: null, end: at + 1 + full[0].length };
    }
    if (bracket.hasBrackets || at - bracket.inside > 999) return undefined;
    const label = this.#run.slice(bracket.inside, at);
    const address = definitions.get(foldLabel(label));
    if (address === undefined) return undefined;
    const isCollapsed = this.#run.startsWith("[]", at + 1);
    return { address, span: null, end: at + 1 + (isCollapsed ? 2 : 0) };
  }
}

/** Offsets of the runs of backticks, by length, last first. */
function backticks(run: string): Map<number, number[]> {
  const found = new Map<number, number[]>();
  for (const match of run.matchAll(/`+/g)) {
    const length = match[0].length;
    const same = found.get(length);
    if (same === undefined) found.set(length, [match.index]);
    else same.push(match.index);
  }
  for (const same of found.values()) same.reverse();
  return found;
}

function skipSpace(run: string, from: number): number {
  let at = from;
  while (/[ \t\n]/.test(run[at] ?? "")) at++;
  return at;
}

/** Behind `<…>`. */
function bracketedEnd(run: string, start: number): number | undefined {
  const pattern = /<(?:\\.|[^\n<>\\])*>/y;
  pattern.lastIndex = start;
  const match = pattern.exec(run);
  return match === null ? undefined : start + match[0].length;
}

/** Behind an address without white space whose parentheses are balanced. */
function bareEnd(run: string, start: number): number | undefined {
  let open = 0;
  let at = start;
  for (; at < run.length; at++) {
    const char = run[at]!;
    if (char === "\\" && PUNCTUATION.test(run[at + 1] ?? "")) at++;
    else if (char === "(") {
      if (++open > MAX_PARENTHESES) return undefined;
    } else if (char === ")") {
      if (--open < 0) return at;
    } else if (char <= " ") break;
  }
  return open === 0 ? Math.min(at, run.length) : undefined;
}

/** Text whose backslashes before punctuation are taken away, as CommonMark reads an address. */
export function unescapePunctuation(text: string): string {
  return text.replace(/\\([!-/:-@[-`{-~])/g, "$1");
}
