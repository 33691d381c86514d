/** Reads the text inside a block of our own. @module */
import type { Lexer, Token } from "marked";

/** The blocks of a text that stands in another block; what the parser knows of its own place stays as it was. */
export function lexInside(lexer: Lexer, text: string): Token[] {
  const { top, lastToken } = lexer.state as { top: boolean; lastToken?: Token };
  lexer.state.top = true;
  const tokens = lexer.blockTokens(text, []);
  Object.assign(lexer.state, { top, lastToken });
  return tokens;
}
