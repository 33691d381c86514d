/** Panels: `::: info` … `:::`; without its end a panel runs to the end of the text. @module */
import type { MarkedExtension, Token, Tokens } from "marked";
import { lexInside } from "./lex_inside.ts";
import { FenceWatch, lineEnd, panelMark } from "./own_blocks.ts";
import { escapeHtml } from "./plain_text.ts";

/** Colours that mean a family. */
const ALIASES: ReadonlyMap<string, string> = new Map([
  ["blue", "info"],
  ["yellow", "warning"],
  ["red", "danger"],
  ["green", "success"],
  ["", "none"],
]);

/** Deeper ones are text: each level is read anew. */
const MAX_DEPTH = 12;

/** Reads panels; a heading at their beginning is their title. */
export function panels(): MarkedExtension {
  let depth = 0;
  return {
    extensions: [{
      name: "panel",
      level: "block",
      tokenizer(source) {
        const found = depth < MAX_DEPTH ? readPanel(source) : undefined;
        if (found === undefined) return undefined;
        depth++;
        const tokens = lexInside(this.lexer, found.text);
        depth--;
        const { raw, family } = found;
        const title = found.title === ""
          ? takeHeading(tokens)
          : this.lexer.inline(found.title);
        return { type: "panel", raw, family, title, tokens };
      },
      renderer(token) {
        const { family, title, tokens = [] } = token as Tokens.Generic;
        const heading = title === undefined
          ? ""
          : `<p class="panel-title">${this.parser.parseInline(title)}</p>\n`;
        return `<div class="panel panel-${
          escapeHtml(family)
        }" role="note">\n${heading}${this.parser.parse(tokens)}</div>\n`;
      },
    }],
  };
}

/** The panel that a text begins with. */
function readPanel(
  source: string,
): { raw: string; text: string; family: string; title: string } | undefined {
  if (!/^ {0,3}:::/.test(source)) return undefined;
  const first = lineEnd(source, 0);
  const mark = panelMark(source.slice(0, first).trimStart());
  if (mark === undefined) return undefined;
  const fences = new FenceWatch();
  const start = Math.min(first + 1, source.length);
  let open = 1;
  let at = start;
  let end = source.length;
  while (at < source.length) {
    const stop = lineEnd(source, at);
    const line = source.slice(at, stop);
    if (!fences.holds(line) && /^ {0,3}:::/.test(line)) {
      const inner = panelMark(line.trimStart());
      if (inner !== undefined) open += inner.family === "" ? -1 : 1;
      if (open === 0) {
        end = Math.min(stop + 1, source.length);
        break;
      }
    }
    at = stop + 1;
  }
  const text = source.slice(start, Math.min(at, source.length));
  const family = mark.family.toLowerCase();
  return {
    raw: source.slice(0, end),
    text,
    family: ALIASES.get(family) ?? family,
    title: mark.title,
  };
}

/** Takes the heading away that a block begins with; the tokens of its text. */
export function takeHeading(tokens: Token[]): Token[] | undefined {
  const at = tokens[0]?.type === "space" ? 1 : 0;
  const first = tokens[at];
  if (first?.type !== "heading" || first.tokens === undefined) return undefined;
  if (!/^ {0,3}#/.test(first.raw)) return undefined;
  tokens.splice(0, at + 1);
  return first.tokens;
}
