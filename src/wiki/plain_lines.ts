/**
 * Markdown line by line, as a reader sees it, near enough for a search result. Linear in the length of a line, whatever it
 * holds: this runs for pages that nobody has looked at.
 *
 * @module
 */
import { decodeEntities } from "../markdown/link_destination.ts";
import type { LinkStyle } from "../markdown/rendered.ts";

/** Longer lines are read in pieces, in UTF-16 units. */
const MAX_LINE_LENGTH = 2_000;

/** Lines that begin with `#` and are no headings, before the look back is given up. */
const MAX_TRIES = 50;

/** The lines of a text from one offset up to another. */
export function* linesOf(
  text: string,
  from: number,
  to: number,
): Generator<string> {
  const last = Math.min(to, text.length);
  let newline = -1;
  for (let start = from; start < last;) {
    if (newline < start) newline = text.indexOf("\n", start);
    if (newline < 0) newline = text.length;
    const end = Math.min(newline, start + MAX_LINE_LENGTH, last);
    yield text.slice(start, end);
    start = end === newline ? end + 1 : end;
  }
}

/** The text of an ATX heading, closing `#`s left out. */
export function headingOf(line: string): string | undefined {
  const title = /^ {0,3}#{1,6}[ \t]+(.*)$/.exec(line)?.[1]?.trimEnd();
  if (!title?.endsWith("#")) return title;
  let end = title.length;
  while (title[end - 1] === "#") end--;
  return end === 0 || /[ \t]/.test(title[end - 1]!)
    ? title.slice(0, end)
    : title;
}

/** The text of the last heading in a text, as far as one is found soon. */
export function lastHeading(text: string): string | undefined {
  let at = text.length;
  for (let tries = 0; tries < MAX_TRIES && at > 0; tries++) {
    at = text.lastIndexOf("\n#", at - 1);
    const line = text.slice(at + 1, at + 1 + MAX_LINE_LENGTH);
    const heading = headingOf(line.split("\n", 1)[0]!);
    if (heading !== undefined) return heading;
  }
  return undefined;
}

/** A line of Markdown without its marks. */
export function plainLine(line: string, style: LinkStyle): string {
  const shown = style === "target_first" ? "$2" : "$1";
  const plain = line
    .replace(/^[\s>]*> ?\[![a-zA-Z]{3,9}\]\s*$/, "") // what kind of alert
    .replace(/^[\s>]*>[!|] ?/, "") // spoilers and folds
    .replace(/^:::[ \t]*[a-zA-Z]{0,20}/, "") // panels
    .replace(/^[\s>]*(?:[-*+] |\d{1,9}[.)] )?(?:\[[ xX]\] )?/, "")
    .replace(/^[\s|:=-]+$/, "")
    .replace(/!?\[\[([^\][|]*)\|([^\][]*)\]\]/g, shown)
    .replace(/!?\[\[([^\][]*)\]\]/g, "$1")
    .replace(/\[\^[^\]\s]{1,40}\]:?/g, "")
    .replace(/!?\[([^\][]*)\]\([^()\s]*(?: [^()]*)?\)/g, "$1")
    .replace(/\{\{|\}\}/g, " ") // embeddings
    .replace(/<(?:!--.*?(?:-->|$)|\/?[a-zA-Z][^<>]*>)/gs, " ")
    .replace(
      /\\([!-/:-@[-`{-~])|_+|[*`~|]+/g,
      (marks, escaped: string | undefined, at: number, whole: string) => {
        if (escaped !== undefined) return escaped;
        if (marks.includes("|")) return " ";
        return marks.startsWith("_") && isInWord(whole, at, marks) ? marks : "";
      },
    );
  return decodeEntities(plain);
}

/** Underscores within a word (`snake_case`) are no marks. */
function isInWord(line: string, at: number, marks: string): boolean {
  const isLetter = (place: number) =>
    /[\p{L}\p{N}\p{M}]/u.test(line[place] ?? "");
  return isLetter(at - 1) && isLetter(at + marks.length);
}
