/** Alerts: a quote that begins with `[!NOTE]`, as on GitHub. @module */
import type { MarkedExtension, Token, Tokens } from "marked";

const TITLES: Readonly<Record<string, string>> = {
  note: "Note",
  tip: "Tip",
  important: "Important",
  warning: "Warning",
  caution: "Caution",
};

/** Shows such a quote as a box with a title. */
export function alerts(): MarkedExtension {
  return {
    renderer: {
      blockquote(token) {
        const kind = takeMarker(token);
        if (kind === undefined) return false;
        return `<div class="markdown-alert markdown-alert-${kind}">\n` +
          `<p class="markdown-alert-title">${TITLES[kind]}</p>\n` +
          `${this.parser.parse(token.tokens)}</div>\n`;
      },
    },
  };
}

/** Takes the marker out of the quote's first paragraph; the kind of alert. */
function takeMarker(quote: Tokens.Blockquote): string | undefined {
  const match = /^\[!([a-z]{3,9})\][ \t]*(?:\n|$)/i.exec(quote.text);
  const kind = match?.[1]?.toLowerCase();
  const first = quote.tokens[0];
  if (kind === undefined || !Object.hasOwn(TITLES, kind)) return undefined;
  if (first?.type !== "paragraph" || first.tokens === undefined) {
    return undefined;
  }
  const text: Token | undefined = first.tokens[0];
  const marker = `[!${match![1]}]`;
  if (text?.type !== "text" || !text["text"].startsWith(marker)) {
    return undefined; // somebody defined a link of that name
  }
  text["text"] = text["text"].slice(marker.length).trimStart();
  if (text["text"] === "") {
    first.tokens.splice(0, first.tokens[1]?.type === "br" ? 2 : 1);
  }
  if (first.tokens.length === 0) quote.tokens.shift();
  return kind;
}
