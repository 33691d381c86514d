/**
 * How the blocks begin that this wiki adds to Markdown, and where such a beginning cuts the paragraph, list, quote or table before
 * it. Renderer and link scanner ask the same functions. All look at one line, or go forward once.
 *
 * | line          | begins                              |
 * | ------------- | ----------------------------------- |
 * | `::: info`    | a panel (or ends one)               |
 * | `{{Name`      | an embedding                        |
 * | `![[Page]]`   | a page shown within the page        |
 * | `*[HTML]: …`  | an abbreviation                     |
 * | `>!`, `>\|`   | a spoiler, a fold                   |
 * | `$$`          | a formula (in the renderer alone)   |
 *
 * @module
 */
import type { LinkStyle } from "./rendered.ts";
import { closesFence, fenceStart, listMarker } from "./block_starts.ts";

/** The panel that a line (without indentation) opens or closes. */
export interface PanelMark {
  /** Empty: it closes a panel, or opens one without a family where none is open. */
  readonly family: string;
  /** What stands behind the family. */
  readonly title: string;
}

/** `::: info` and `:::`. */
export function panelMark(line: string): PanelMark | undefined {
  if (!line.startsWith(":::")) return undefined;
  const marks = /^:+/.exec(line)![0].length;
  const hasSpace = isSpace(line[marks]);
  const text = line.slice(marks).trim();
  const family = /^[\p{L}\p{N}_-]{0,40}/u.exec(text)![0];
  const isWord = family.length === text.length || isSpace(text[family.length]);
  if (!hasSpace && !(family !== "" && isWord) && text !== "") return undefined;
  return isWord
    ? { family, title: text.slice(family.length).trim() }
    : { family: "", title: text };
}

/** How an embedding begins. */
export interface EmbeddingStart {
  /** Lower case, without spaces. */
  readonly name: string;
  /** The name as written. */
  readonly shown: string;
  /** What follows the name on its line; `}}` at its end is gone. */
  readonly rest: string;
  /** Whether the line ends the embedding, too. */
  readonly isWhole: boolean;
}

/** `{{Name`, `{{Name}}` and `{{Name|key=value}}`. */
export function embeddingStart(line: string): EmbeddingStart | undefined {
  if (line.length > 2_000) return undefined;
  const text = line.trimEnd();
  const isWhole = text.endsWith("}}");
  const match = /^\{\{[ \t]*(\p{L}[\p{L}\p{N}_ -]{0,40})(\|.*)?$/su
    .exec(isWhole ? text.slice(0, -2) : text);
  if (match === null) return undefined;
  const shown = match[1]!.trim();
  const name = shown.toLowerCase().replaceAll(/[ _-]/g, "");
  return { name, shown, rest: match[2] ?? "", isWhole };
}

/** `}}` alone, or at the end of a line in which nothing opened. */
export function embeddingEnd(line: string): { before: string } | undefined {
  const text = line.trimEnd();
  if (!text.endsWith("}}") || text.includes("{{")) return undefined;
  return { before: text.slice(0, -2) };
}

/** Words that are options of an info box and no rows of it. */
export const BOX_OPTIONS = new Set(
  "caption width float position pos text-align align style".split(" "),
);

/** `|key=value`, unless it is the row of a table; offsets are those of the value in the line. */
export function optionLine(
  line: string,
): { key: string; value: string; start: number; end: number } | undefined {
  // Where a key may begin with white space, and end with it, each failure would be tried at every length of both.
  const match = /^[ \t]*\|((?:\\.|[^\\|=])+)=[ \t]*/s.exec(
    line.slice(0, 4_000),
  );
  if (match === null) return undefined;
  const start = match[0].length;
  const end = Math.max(start, line.trimEnd().length);
  const value = line.slice(start, end);
  if (/(?:^|[^\\])\|/.test(value)) return undefined;
  return { key: unescapeOption(match[1]!.trim()), value, start, end };
}

/** Takes the backslashes of `\|`, `\=` and of what Markdown escapes. */
export function unescapeOption(text: string): string {
  return text.replace(/\\([!-/:-@[-`{-~])/g, "$1");
}

/** `![[Page]]` alone on its line: what stands between the brackets. */
export function pageEmbed(line: string): string | undefined {
  const inside = /^!\[\[([^[\]\n]+)\]\][ \t]*$/.exec(line)?.[1];
  return inside === undefined || isMediaName(inside) ? undefined : inside;
}

const MEDIA =
  /\.(?:png|jpe?g|gif|webp|svg|avif|bmp|ico|tiff?|mp4|webm|ogv|mov|mp3|m4a|ogg|oga|wav|flac|opus)$/i;

/** Whether the inside of `![[…]]` names a picture, a video or a sound. */
export function isMediaName(inside: string): boolean {
  return inside.split("|").some((half) =>
    MEDIA.test(half.split(/[?#]/, 1)[0]!.replace(/\\$/, "").trim())
  );
}

/** Which half of `![[map.png|300]]` is the file: the one that has the name of one, whatever the wiki's order is. */
export function mediaStyle(inside: string, style: LinkStyle): LinkStyle {
  const bar = inside.indexOf("|");
  if (bar < 0) return style;
  const isFirst = isMediaName(inside.slice(0, bar));
  const isLast = isMediaName(inside.slice(inside.lastIndexOf("|") + 1));
  if (isFirst === isLast) return style;
  return isFirst ? "target_first" : "text_first";
}

/** What `![[map.png]]` means: the page's own file, unless a folder is named. */
export function mediaTarget(inside: string, target: string): string {
  const isAbsolute = inside.split("|").some((half) =>
    half.trim().startsWith("/")
  );
  return isAbsolute || target.includes("/") ? target : `./${target}`;
}

/** `*[HTML]: Hypertext Markup Language`. */
export function abbreviation(
  line: string,
): { term: string; meaning: string } | undefined {
  const match = /^\*\[([^\]\n]{1,100})\]:(.*)$/s.exec(line.slice(0, 1_000));
  if (match === null) return undefined;
  return { term: match[1]!.trim(), meaning: match[2]!.trim() };
}

/** `>!` (spoiler) and `>|` (fold). */
export function hiddenMark(line: string): ">!" | ">|" | undefined {
  const mark = line.slice(0, 2);
  return mark === ">!" || mark === ">|" ? mark : undefined;
}

/** Whether a line (without indentation) begins a block that ends a paragraph, a list item or a table. */
export function beginsOwnBlock(line: string): boolean {
  switch (line[0]) {
    case ":":
      return panelMark(line) !== undefined;
    case "{":
      return embeddingStart(line) !== undefined;
    case "!":
      return pageEmbed(line) !== undefined;
    case "*":
      return abbreviation(line) !== undefined;
    case ">":
      return hiddenMark(line) !== undefined;
    default:
      return false;
  }
}

/**
 * Where the paragraph, table or quote that a text begins with is ended by a block of this wiki: the offset of a line, or
 * `undefined`. Looks no further than the next blank line.
 */
export function endOfParagraph(
  source: string,
  options: { withMath?: boolean } = {},
): number | undefined {
  for (let at = source.indexOf("\n") + 1; at > 0 && at < source.length;) {
    const end = lineEnd(source, at);
    const line = source.slice(at, end);
    const text = line.trimStart();
    if (text === "") return undefined;
    if (line.length - text.length < 4) {
      if (beginsOwnBlock(text)) return at;
      if (options.withMath && text.startsWith("$$")) return at;
    }
    at = end + 1;
  }
  return undefined;
}

/** As {@linkcode endOfParagraph}, for a list: a block that is not indented ends it. */
export function endOfList(source: string): number | undefined {
  let wasBlank = false;
  for (let at = source.indexOf("\n") + 1; at > 0 && at < source.length;) {
    const end = lineEnd(source, at);
    const line = source.slice(at, end);
    const text = line.trimStart();
    const indent = line.length - text.length;
    if (text !== "" && indent < 2) {
      if (beginsOwnBlock(text)) return at;
      if (wasBlank && listMarker(text) === undefined) return undefined;
    }
    wasBlank = text === "";
    at = end + 1;
  }
  return undefined;
}

/** Follows fences, in which nothing else begins or ends. */
export class FenceWatch {
  #fence: { char: string; length: number } | undefined;

  /** Whether this line belongs to a fence. */
  holds(line: string): boolean {
    const text = line.trimStart();
    if (this.#fence !== undefined) {
      if (closesFence(text, this.#fence)) this.#fence = undefined;
      return true;
    }
    if (line.length - text.length > 3) return false;
    this.#fence = fenceStart(text);
    return this.#fence !== undefined;
  }
}

/** Offset of the end of the line at `from`. */
export function lineEnd(source: string, from: number): number {
  const newline = source.indexOf("\n", from);
  return newline < 0 ? source.length : newline;
}

function isSpace(char: string | undefined): boolean {
  return char === " " || char === "\t";
}
