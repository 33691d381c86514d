/**
 * Markdown to HTML: GFM and what the wiki adds to it (see `dialect.ts`), sanitised. Pure: the same text gives the same answer.
 * Hostile text may need seconds: only {@linkcode RenderPool} calls it for a visitor.
 *
 * @module
 */
import { Parser, type Token } from "marked";
import { dialect } from "./dialect.ts";
import { Draft } from "./draft.ts";
import { footnoteSection } from "./footnotes.ts";
import { splitFrontMatter } from "./front_matter.ts";
import type { MathPrinter } from "./math.ts";
import type { Hole, LinkStyle, Rendered, RenderOptions } from "./rendered.ts";
import { sanitize } from "./sanitize.ts";
import { showAsText } from "./shown_as_text.ts";

/** More HTML or holes than these would hold the main thread while they are received. */
const MAX_HTML_LENGTH = 4_000_000;
const MAX_HOLES = 20_000;

/**
 * Renders a page's text. Never throws: what cannot be rendered is shown as text.
 *
 * @param options.printMath sets formulas; left out, they stay as they are written.
 */
export function render(
  text: string,
  style: LinkStyle,
  options: RenderOptions & { printMath?: MathPrinter | undefined } = {},
): Rendered {
  try {
    const { values, bodyStart } = splitFrontMatter(text);
    const draft = new Draft({ ...options, style, textLength: text.length });
    const html = sanitize(renderBody(text, bodyStart, draft), draft);
    if (html.length > MAX_HTML_LENGTH || draft.slots.length > MAX_HOLES) {
      return showAsText(text, "it is too large");
    }
    return { ...fillSlots(html, draft), frontMatter: values };
  } catch (error) {
    // The parser runs out of stack on deep nesting; and no text, whatever it finds in the parser, may take a page down.
    return showAsText(
      text,
      error instanceof RangeError
        ? "it is nested too deeply"
        : error instanceof TooLargeError
        ? "it is too large"
        : "the renderer failed",
    );
  }
}

class TooLargeError extends Error {}

function renderBody(text: string, bodyStart: number, draft: Draft): string {
  const body = text.slice(bodyStart);
  const marked = dialect(draft, body);
  const tokens = marked.lexer(body);
  const lines = linesOf(tokens, text, bodyStart);
  tokens.forEach((token, at) => {
    const isSection = token.type === "heading" && /^ {0,3}#/.test(token.raw);
    if (isSection) draft.sectionLines.set(token, lines[at]!);
  });
  const parser = new Parser(marked.defaults);
  const html = draft.options.marksLines
    ? tokens.map((token, at) =>
      withLine(parser.parse([token]), `${draft.mark}${lines[at]}`)
    ).join("")
    : parser.parse(tokens);
  return html + footnoteSection(draft, parser);
}

/** The 1-based line in the text at which each token's first character that is no line end stands. */
function linesOf(
  tokens: readonly Token[],
  text: string,
  bodyStart: number,
): number[] {
  let line = 1 + countLineEnds(text.slice(0, bodyStart));
  return tokens.map(({ raw }) => {
    const blank = /^(?:[ \t]*\n)*/.exec(raw)![0];
    const first = line + countLineEnds(blank);
    line += countLineEnds(raw);
    return first;
  });
}

function countLineEnds(text: string): number {
  return text.match(/\r\n?|\n/g)?.length ?? 0;
}

/** Gives the block that some HTML begins with its line. */
function withLine(html: string, line: string): string {
  return html.replace(/^<[a-z][a-z0-9]*/, `$& data-line="${line}"`);
}

/** Cuts the HTML at the holes; links to headings of this page, and markup of our own, are filled at once. */
function fillSlots(
  html: string,
  draft: Draft,
): Omit<Rendered, "frontMatter"> {
  const { mark } = draft;
  const holes: Hole[] = [];
  const parts: string[] = [];
  const pieces = html.split(
    new RegExp(` (?:href|src)="${mark}(\\d+)x"|${mark}(\\d+)x`, "g"),
  );
  let part = pieces[0]!;
  let length = html.length;
  for (let at = 1; at < pieces.length; at += 3) {
    const isAttribute = pieces[at] !== undefined;
    const slot = draft.slots[Number(pieces[at] ?? pieces[at + 1])]!;
    const rest = pieces[at + 2]!;
    if (slot.kind === "html") {
      length += slot.html.length;
      if (length > MAX_HTML_LENGTH) throw new TooLargeError();
      part += `${slot.html}${rest}`;
    } else if (slot.kind === "heading") {
      const id = encodeURIComponent(draft.idOf(slot.fragment));
      part += ` href="#${id}"${rest}`;
    } else {
      parts.push(isAttribute ? `${part} ` : part);
      holes.push(slot.hole);
      part = rest;
    }
  }
  parts.push(part);
  const { headings, usesScript } = draft;
  return { parts, holes, headings, shownAsText: null, usesScript };
}
