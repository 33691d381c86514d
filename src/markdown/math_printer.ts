/** Sets formulas with KaTeX, which is loaded when the first page with a formula comes. @module */
import type { MathPrinter } from "./math.ts";

/** Only what MathML consists of may come out; a second look, because this is not sanitised. */
const STRANGE =
  /<(?!\/?(?:math|semantics|annotation|m[a-z]{1,14}|span)[\s>/])|\s(?:on\w+|href|src|xlink:href)\s*=/i;

/** The printer. It refuses commands that reach out of the formula, and stops macros that grow. */
export async function loadMathPrinter(): Promise<MathPrinter> {
  const { default: katex } = await import("katex");
  return (tex, { isBlock }) => {
    const html = katex.renderToString(tex, {
      output: "mathml",
      displayMode: isBlock,
      throwOnError: true, // the caller shows the source and the message
      trust: false,
      strict: false,
      maxExpand: 500,
      maxSize: 20,
      macros: {},
    }).replace(/ style="[^"]*"/g, ""); // the policy would block them
    const tags = html.replace(/>[^<]*</g, "><"); // text is escaped: it holds no tags
    if (STRANGE.test(tags)) throw new Error("It holds what a formula must not");
    return html;
  };
}
