/**
 * Markdown to HTML: GFM, wikilinks, footnotes, alerts, highlighted code, sanitised. Pure: the same text gives the same answer.
 * Hostile text may need seconds: only {@linkcode RenderPool} calls it for a visitor.
 *
 * @module
 */
import { Parser } from "marked";
import { dialect } from "./dialect.ts";
import { Draft } from "./draft.ts";
import { footnoteSection } from "./footnotes.ts";
import { splitFrontMatter } from "./front_matter.ts";
import type { Hole, LinkStyle, Rendered } from "./rendered.ts";
import { sanitize } from "./sanitize.ts";
import { showAsText } from "./shown_as_text.ts";

/** More HTML or holes than these would hold the main thread while they are received. */
const MAX_HTML_LENGTH = 4_000_000;
const MAX_HOLES = 20_000;

/** Renders a page's text. Never throws: what cannot be rendered is shown as text. */
export function render(text: string, style: LinkStyle): Rendered {
  try {
    const { values, bodyStart } = splitFrontMatter(text);
    const draft = new Draft(style, text.length);
    const html = sanitize(renderBody(text.slice(bodyStart), draft), draft);
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
        : "the renderer failed",
    );
  }
}

function renderBody(body: string, draft: Draft): string {
  const marked = dialect(draft);
  const tokens = marked.lexer(body);
  const parser = new Parser(marked.defaults);
  const html = parser.parse(tokens);
  return html + footnoteSection(draft, parser);
}

/** Cuts the HTML at the holes; links to headings of this page are filled at once. */
function fillSlots(
  html: string,
  draft: Draft,
): Omit<Rendered, "frontMatter"> {
  const holes: Hole[] = [];
  const parts: string[] = [];
  const pieces = html.split(
    new RegExp(` (?:href|src)="${draft.mark}(\\d+)x"`, "g"),
  );
  let part = pieces[0]!;
  for (let at = 1; at < pieces.length; at += 2) {
    const slot = draft.slots[Number(pieces[at])]!;
    if (slot.kind === "hole") {
      parts.push(`${part} `);
      holes.push(slot.hole);
      part = pieces[at + 1]!;
    } else {
      const id = encodeURIComponent(draft.idOf(slot.fragment));
      part += ` href="#${id}"${pieces[at + 1]!}`;
    }
  }
  parts.push(part);
  return { parts, holes, headings: draft.headings, shownAsText: null };
}
