/** Marked text: `==x==`. @module */
import type { MarkedExtension } from "marked";

/** Reads marks; one that holds `==`, or half a code span, is text. */
export function marks(): MarkedExtension {
  return {
    extensions: [{
      name: "mark",
      level: "inline",
      tokenizer(source) {
        if (!/^==[^\s=]/.test(source)) return undefined;
        const close = source.indexOf("==", 3);
        if (close < 0 || source[close + 2] === "=") return undefined;
        const text = source.slice(2, close);
        const ticks = text.split("`").length - 1;
        if (ticks % 2 === 1 || /\s$/.test(text)) return undefined;
        const raw = source.slice(0, close + 2);
        return {
          type: "mark",
          raw,
          text,
          tokens: this.lexer.inlineTokens(text),
        };
      },
      renderer(token) {
        return `<mark>${this.parser.parseInline(token.tokens ?? [])}</mark>`;
      },
    }],
  };
}
