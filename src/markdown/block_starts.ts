/**
 * What the beginning of a line can start in Markdown: the line rules of CommonMark and GFM, as regular expressions that look at one
 * line and need time linear in it.
 *
 * @see {@link https://spec.commonmark.org/0.31.2/#blocks-and-inlines}
 * @see {@link https://github.github.com/gfm/}
 * @module
 */

/** An HTML block: how it began decides how it ends. */
export interface HtmlStart {
  /** Found on the last line of the block; `null`: a blank line ends it. */
  readonly end: RegExp | null;
  /** Kind 7 (any complete tag alone on its line) cannot interrupt a paragraph. */
  readonly canInterrupt: boolean;
}

const BLOCK_TAGS =
  "address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|dialog|dir|div|dl|dt|fieldset|" +
  "figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header|hr|html|iframe|legend|li|link|main|menu|menuitem|meta|nav|" +
  "noframes|ol|optgroup|option|p|param|search|section|summary|table|tbody|td|tfoot|th|thead|title|tr|track|ul";
const ATTRIBUTE =
  `[ \\t]+[a-zA-Z:_][\\w.:-]*(?:[ \\t]*=[ \\t]*(?:"[^"\\n]*"|'[^'\\n]*'|[^\\s"'=<>\`]+))?`;

const HTML_STARTS: readonly (readonly [RegExp, HtmlStart])[] = [
  [/^<script(?:[\s>]|$)/i, { end: /<\/script>/i, canInterrupt: true }],
  [/^<pre(?:[\s>]|$)/i, { end: /<\/pre>/i, canInterrupt: true }],
  [/^<style(?:[\s>]|$)/i, { end: /<\/style>/i, canInterrupt: true }],
  [/^<textarea(?:[\s>]|$)/i, { end: /<\/textarea>/i, canInterrupt: true }],
  [/^<!--/, { end: /-->|^<!--->|^<!-->/, canInterrupt: true }],
  [/^<\?/, { end: /\?>/, canInterrupt: true }],
  [/^<![a-z]/i, { end: />/, canInterrupt: true }],
  [/^<!\[CDATA\[/, { end: /\]\]>/, canInterrupt: true }],
  [
    new RegExp(`^</?(?:${BLOCK_TAGS})(?:[ \\t]|$|/?>)`, "i"),
    { end: null, canInterrupt: true },
  ],
  [
    new RegExp(
      `^(?:<[a-z][a-z0-9-]*(?:${ATTRIBUTE})*[ \\t]*/?>|</[a-z][a-z0-9-]*\\s*>)[ \\t]*$`,
      "i",
    ),
    { end: null, canInterrupt: false },
  ],
];

/** How the HTML block that this line (without indentation) starts will end. */
export function htmlStart(line: string): HtmlStart | undefined {
  return HTML_STARTS.find(([pattern]) => pattern.test(line))?.[1];
}

/** `***`, `- - -`, `___`. */
export function isRule(line: string): boolean {
  return /^(?:(?:-[ \t]*){3,}|(?:_[ \t]*){3,}|(?:\*[ \t]*){3,})$/.test(line);
}

/** The underline of a heading: its level, or `undefined`. */
export function underlineLevel(line: string): 1 | 2 | undefined {
  if (/^=+[ \t]*$/.test(line)) return 1;
  return /^-+[ \t]*$/.test(line) ? 2 : undefined;
}

/** A fence that opens: its character and length. */
export function fenceStart(
  line: string,
): { char: string; length: number } | undefined {
  const ticks = /^`{3,}(?=[^`]*$)/.exec(line) ?? /^~{3,}/.exec(line);
  return ticks === null
    ? undefined
    : { char: line[0]!, length: ticks[0].length };
}

/** Whether a line closes a fence: the same character, at least as often, nothing behind. */
export function closesFence(
  line: string,
  fence: { readonly char: string; readonly length: number },
): boolean {
  let count = 0;
  while (line[count] === fence.char) count++;
  return count >= fence.length && /^[ \t]*$/.test(line.slice(count));
}

/** A heading line `## Title ##`: level and where its title stands in the line. */
export function atxHeading(
  line: string,
): { level: number; start: number; end: number } | undefined {
  const marks = /^(#{1,6})(?:[ \t]|$)/.exec(line)?.[1];
  if (marks === undefined) return undefined;
  let end = line.trimEnd().length;
  let hashes = end;
  while (hashes > marks.length && line[hashes - 1] === "#") hashes--;
  const beforeHashes = line[hashes - 1] ?? "";
  if (hashes < end && (/[ \t]/.test(beforeHashes) || hashes === marks.length)) {
    end = hashes;
  }
  let start = marks.length;
  while (start < end && /[ \t]/.test(line[start]!)) start++;
  return {
    level: marks.length,
    start,
    end: line.slice(0, end).trimEnd().length,
  };
}

/** A list marker: its width, and what it may interrupt. */
export function listMarker(
  line: string,
): { width: number; isEmpty: boolean; canInterrupt: boolean } | undefined {
  const match = /^(?:[*+-]|(\d{1,9})[.)])(?=[ \t]|$)/.exec(line);
  if (match === null) return undefined;
  const isEmpty = /^[ \t]*$/.test(line.slice(match[0].length));
  const startsAtOne = match[1] === undefined || Number(match[1]) === 1;
  return {
    width: match[0].length,
    isEmpty,
    canInterrupt: startsAtOne && !isEmpty,
  };
}

/** How many columns a table's delimiter row `|---|:-:|` has, or `undefined` for another line. */
export function tableColumns(line: string): number | undefined {
  const isDelimiter = /[:|]/.test(line) &&
    /^(?:\| *)?:?-+:? *(?:\| *:?-+:? *)*(?:\| *)?$/.test(line);
  if (!isDelimiter) return undefined;
  return line.replace(/^\||\| *$/g, "").split("|").length;
}

/** Offsets of the cells of a table row, as GFM cuts them: at each `|` without a backslash before it. */
export function tableCells(line: string): [start: number, end: number][] {
  const cells: [number, number][] = [];
  let start = 0;
  let escaped = false;
  for (let at = 0; at <= line.length; at++) {
    const char = line[at];
    if (char === undefined || (char === "|" && !escaped)) {
      cells.push([start, at]);
      start = at + 1;
    }
    escaped = char === "\\" && !escaped;
  }
  const isBlank = ([from, to]: [number, number]) =>
    line.slice(from, to).trim() === "";
  if (isBlank(cells[0]!)) cells.shift();
  if (cells.length > 0 && isBlank(cells.at(-1)!)) cells.pop();
  return cells;
}
