/** Text without markup, of tokens and for HTML. @module */
import type { Token } from "marked";
import { decodeEntities } from "./link_destination.ts";

/** What a reader sees of inline tokens: for the table of contents, ids and alternative texts. */
export function plainText(tokens: readonly Token[] | undefined): string {
  return (tokens ?? []).map(textOf).join("");
}

function textOf(token: Token): string {
  switch (token.type) {
    case "html":
    case "footnote_reference":
      return "";
    case "br":
      return " ";
    case "codespan":
    case "escape":
    case "wiki_link":
    case "math":
      return token["text"];
    default:
      return "tokens" in token && token.tokens !== undefined
        ? plainText(token.tokens)
        : decodeEntities("text" in token ? String(token.text) : "");
  }
}

/** Escapes text for HTML, between tags and in quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;").replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}
