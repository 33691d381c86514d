/** Lets the blocks of our own end what stands before them, which the library does not know of. @module */
import type { MarkedExtension } from "marked";
import { endOfList, endOfParagraph } from "./own_blocks.ts";

/** Cuts paragraphs, underlined headings, tables, quotes and lists where a block of our own begins. */
export function interruptions(): MarkedExtension {
  return {
    extensions: [{
      name: "interruption",
      level: "block",
      start: (source) => endOfParagraph(source, { withMath: true }) ?? -1,
      tokenizer: () => undefined,
      renderer: () => "",
    }],
    tokenizer: {
      // Each is asked again with the text before the cut, and then leaves it to the library.
      lheading(source) {
        const end = endOfParagraph(source, { withMath: true });
        return end !== undefined && this.lheading(source.slice(0, end));
      },
      table(source) {
        const second = source.indexOf("\n") + 1;
        const delimiter = source.slice(second, second + 4);
        if (second === 0 || !/^ {0,3}[|:-]/.test(delimiter)) return undefined;
        const end = endOfParagraph(source);
        return end !== undefined && this.table(source.slice(0, end));
      },
      blockquote(source) {
        if (!/^ {0,3}>/.test(source)) return undefined;
        const end = endOfParagraph(source);
        return end !== undefined && this.blockquote(source.slice(0, end));
      },
      list(source) {
        if (!/^ {0,3}(?:[-+*]|\d{1,9}[.)])/.test(source)) return undefined;
        const end = endOfList(source);
        return end !== undefined && this.list(source.slice(0, end));
      },
    },
  };
}
