/** What a reader opens: spoilers (lines that begin with `>!`) and folds (`>|`). Both need no script. @module */
import type { MarkedExtension, Tokens } from "marked";
import { lexInside } from "./lex_inside.ts";
import { hiddenMark, lineEnd } from "./own_blocks.ts";
import { takeHeading } from "./panels.ts";

/** Reads both; a fold's first line may be a heading, which stays in view. */
export function hiddenBlocks(): MarkedExtension {
  return {
    extensions: [{
      name: "hidden_block",
      level: "block",
      tokenizer(source) {
        const found = readHidden(source);
        if (found === undefined) return undefined;
        const { raw, mark } = found;
        const tokens = lexInside(this.lexer, found.text);
        const title = mark === ">|" ? takeHeading(tokens) : undefined;
        return { type: "hidden_block", raw, mark, title, tokens };
      },
      renderer(token) {
        const { mark, title, tokens = [] } = token as Tokens.Generic;
        const [kind, name] = mark === ">!"
          ? ["spoiler", "Spoiler"]
          : ["fold", "…"];
        const summary = title === undefined
          ? name
          : this.parser.parseInline(title);
        return `<details class="${kind}"><summary>${summary}</summary>\n${
          this.parser.parse(tokens)
        }</details>\n`;
      },
    }],
  };
}

/** The lines with the same mark that a text begins with. */
function readHidden(
  source: string,
): { raw: string; text: string; mark: string } | undefined {
  if (!/^ {0,3}>[!|]/.test(source)) return undefined;
  const mark = hiddenMark(source.trimStart())!;
  const lines: string[] = [];
  let at = 0;
  while (at < source.length) {
    const end = lineEnd(source, at);
    const line = source.slice(at, end);
    const text = line.trimStart();
    if (line.length - text.length > 3 || !text.startsWith(mark)) break;
    lines.push(text.slice(mark.length).replace(/^ /, ""));
    at = end + 1;
  }
  const raw = source.slice(0, Math.min(at, source.length));
  return { raw, text: lines.join("\n"), mark };
}
