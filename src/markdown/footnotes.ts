/** Footnotes: `[^label]` and `[^label]: text`, as on GitHub. @module */
import type { MarkedExtension, Parser } from "marked";
import { fenceStart, htmlStart, listMarker } from "./block_starts.ts";
import type { Draft } from "./draft.ts";
import { FOOTNOTE_REFERENCE } from "./inline_links.ts";
import { beginsOwnBlock, lineEnd } from "./own_blocks.ts";

/** Reads footnotes into the draft; {@linkcode footnoteSection} prints them. */
export function footnotes(draft: Draft): MarkedExtension {
  return {
    extensions: [{
      name: "footnote",
      level: "block",
      tokenizer(source) {
        const found = readFootnote(source);
        if (found === undefined) return undefined;
        const tokens = this.lexer.blockTokens(found.text, []);
        const { raw, label } = found;
        draft.declare(label); // its text is kept later: the parser reads quotes several times
        return { type: "footnote", raw, label, tokens };
      },
      renderer(token) {
        draft.define(String(token["label"]), token.tokens ?? []);
        return "";
      },
    }, {
      name: "footnote_reference",
      level: "inline",
      tokenizer(source) {
        FOOTNOTE_REFERENCE.lastIndex = 0;
        const match = FOOTNOTE_REFERENCE.exec(source);
        if (match === null || !draft.footnotes.has(match[1]!)) return undefined;
        return { type: "footnote_reference", raw: match[0], label: match[1] };
      },
      renderer: (token) => referenceHtml(draft, String(token["label"])),
    }],
  };
}

/** The label, the text and the source of the footnote that a text begins with. */
function readFootnote(
  source: string,
): { label: string; text: string; raw: string } | undefined {
  const opening = /^ {0,3}\[\^([^\]\s]{1,190})\]:[ \t]*/.exec(source);
  if (opening === null) return undefined;
  let end = lineEnd(source, opening[0].length);
  const lines = [source.slice(opening[0].length, end)];
  for (let at = end + 1, blanks = 0; at < source.length;) {
    const lineStop = lineEnd(source, at);
    const line = source.slice(at, lineStop);
    if (line.trim() === "") blanks++;
    else {
      const isIndented = /^(?: {4}| {0,3}\t)/.test(line);
      if (!isIndented && (blanks > 0 || startsBlock(line, lines))) break;
      lines.push(
        ...new Array(blanks).fill(""),
        line.replace(/^(?: {4}| {0,3}\t)/, ""),
      );
      blanks = 0;
      end = lineStop;
    }
    at = lineStop + 1;
  }
  const raw = source.slice(0, Math.min(source.length, end + 1));
  return { label: opening[1]!, text: lines.join("\n"), raw };
}

/** Whether a line without indentation cannot go on with the paragraph above it. */
function startsBlock(line: string, before: readonly string[]): boolean {
  const text = line.trimStart();
  return before.at(-1)!.trim() === "" || /^(?:#{1,6}(?:\s|$)|>)/.test(text) ||
    /^\[\^[^\]\s]+\]:/.test(text) || beginsOwnBlock(text) ||
    fenceStart(text) !== undefined ||
    listMarker(text)?.canInterrupt === true ||
    htmlStart(text)?.canInterrupt === true ||
    /^(?:(?:-[ \t]*){3,}|(?:_[ \t]*){3,}|(?:\*[ \t]*){3,})$/.test(text);
}

function referenceHtml(draft: Draft, label: string): string {
  const note = draft.footnotes.get(label)!;
  draft.number(note);
  note.references++;
  const id = draft.ownId(referenceId(note.number, note.references));
  return `<sup><a href="#fn-${note.number}" id="${id}" class="footnote-ref" ` +
    `aria-label="Footnote ${note.number}">${note.number}</a></sup>`;
}

function referenceId(number: number, count: number): string {
  return count === 1 ? `fnref-${number}` : `fnref-${number}-${count}`;
}

/**
 * The list of footnotes at the end of the page: first those that were referred to, in that order, then the others, so that
 * nothing that was written gets lost.
 */
export function footnoteSection(draft: Draft, parser: Parser): string {
  const items: string[] = [];
  for (let at = 0, next = 0;; at++) {
    while (at >= draft.numbered.length && next < draft.defined.length) {
      draft.number(draft.defined[next++]!);
    }
    const note = draft.numbered[at];
    if (note === undefined) break;
    const id = draft.ownId(`fn-${note.number}`);
    const html = parser.parse([...note.tokens]);
    items.push(`<li id="${id}">\n${withBackLinks(html, note)}</li>\n`);
  }
  if (items.length === 0) return "";
  return `<section class="footnotes" role="doc-endnotes" aria-label="Footnotes">\n<ol>\n${
    items.join("")
  }</ol>\n</section>\n`;
}

/** Puts the arrows back to the references into the last paragraph. */
function withBackLinks(
  html: string,
  note: { number: number; references: number },
): string {
  const arrows = Array.from({ length: note.references }, (_, index) => {
    const count = index + 1;
    const which = count === 1 ? "" : `<sup>${count}</sup>`;
    const label = count === 1 ? `${note.number}` : `${note.number}-${count}`;
    return ` <a href="#${
      referenceId(note.number, count)
    }" class="footnote-back" aria-label="Back to reference ${label}">↩${which}</a>`;
  }).join("");
  return html.endsWith("</p>\n")
    ? `${html.slice(0, -"</p>\n".length)}${arrows}</p>\n`
    : `${html}${arrows}\n`;
}
