/** Abbreviations: `*[HTML]: Hypertext Markup Language` explains the word wherever it stands in the page. @module */
import type { MarkedExtension } from "marked";
import type { Draft } from "./draft.ts";
import { abbreviation, lineEnd } from "./own_blocks.ts";
import { escapeHtml } from "./plain_text.ts";

/** More terms, or more places, would make a page much longer than its text. */
const MAX_TERMS = 200;
const MAX_PLACES = 2_000;

/** Reads the definitions, which print nothing, and marks the words. */
export function abbreviations(draft: Draft): MarkedExtension {
  let places = 0;
  let pattern: RegExp | undefined;
  const mark = (text: string): string => {
    pattern ??= patternOf(draft.abbreviations);
    let html = "";
    let from = 0;
    for (const match of text.matchAll(pattern)) {
      if (++places > MAX_PLACES) break;
      const meaning = draft.abbreviations.get(match[0])!;
      html += `${escapeHtml(text.slice(from, match.index))}<abbr title="${
        escapeHtml(meaning)
      }">${escapeHtml(match[0])}</abbr>`;
      from = match.index + match[0].length;
    }
    return html + escapeHtml(text.slice(from));
  };
  return {
    extensions: [{
      name: "abbreviation",
      level: "block",
      tokenizer(source) {
        if (!/^ {0,3}\*\[/.test(source)) return undefined;
        const end = lineEnd(source, 0);
        const found = abbreviation(source.slice(0, end).trimStart());
        if (found === undefined) return undefined;
        const { term, meaning } = found;
        if (term !== "" && draft.abbreviations.size < MAX_TERMS) {
          draft.abbreviations.set(term, meaning);
        }
        const raw = source.slice(0, Math.min(end + 1, source.length));
        return { type: "abbreviation", raw };
      },
      renderer: () => "",
    }],
    renderer: {
      text(token) {
        const isPlain = draft.abbreviations.size > 0 &&
          !("tokens" in token && token.tokens) &&
          !("escaped" in token && token.escaped);
        // Entities of the writer's stand in the text still: a text with one is left to the library.
        return isPlain && !token.text.includes("&") && mark(token.text);
      },
    },
  };
}

/** Finds the terms as whole words, longer ones first. */
function patternOf(terms: ReadonlyMap<string, string>): RegExp {
  const sources = [...terms.keys()].sort((a, b) => b.length - a.length)
    .map((term) => RegExp.escape(term));
  return new RegExp(
    `(?<![\\p{L}\\p{N}_])(?:${sources.join("|")})(?![\\p{L}\\p{N}_])`,
    "gu",
  );
}
