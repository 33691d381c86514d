/**
 * Formulas: `$…$`, `$$…$$` in a line or as a block, `` `$…$` `` and fences of `math`. They are set after sanitising, by a printer
 * that is loaded for pages that hold some.
 *
 * @module
 */
import type { MarkedExtension } from "marked";
import type { Draft } from "./draft.ts";
import { escapeHtml } from "./plain_text.ts";

/** MathML for a formula in TeX; throws with a message where there is none. */
export type MathPrinter = (
  tex: string,
  options: { isBlock: boolean },
) => string;

/** Whether a text may hold a formula, so that the printer is wanted. */
export function mayHoldMath(text: string): boolean {
  return text.includes("$") || /(?:```|~~~)[ \t]*math/.test(text);
}

/** A formula in a line. */
export interface InlineMath {
  readonly tex: string;
  readonly isBlock: boolean;
  /** Behind the last `$`. */
  readonly end: number;
}

/** A longer piece between two signs is no formula of a sentence. */
const MAX_INLINE_LENGTH = 5_000;

/**
 * The formula that begins at the `$` at an offset. White space must not stand within the signs, nor a letter or a digit behind them, so that
 * prices are none: "$5 and $10". Looks no further than the next `$`.
 */
export function readMath(text: string, at: number): InlineMath | undefined {
  const isBlock = text[at + 1] === "$";
  const sign = isBlock ? "$$" : "$";
  const start = at + sign.length;
  if (text[start] === "$" || (!isBlock && /\s|^$/.test(text[start] ?? ""))) {
    return undefined;
  }
  const close = closingSign(text, start, sign);
  if (close === undefined || close - start > MAX_INLINE_LENGTH) {
    return undefined;
  }
  const tex = text.slice(start, close);
  const end = close + sign.length;
  const isOpen = tex.trim() === "" || tex.split("`").length % 2 === 0 ||
    /\n[ \t]*\n/.test(tex);
  if (isOpen || text[end] === "$") return undefined;
  if (!isBlock && (/\s$/.test(tex) || /[\p{L}\p{N}]/u.test(text[end] ?? ""))) {
    return undefined;
  }
  return { tex: tex.replace(/^`([^`]*)`$/, "$1"), isBlock, end };
}

/** The next sign without a backslash before it. */
function closingSign(
  text: string,
  start: number,
  sign: string,
): number | undefined {
  for (let at = start;;) {
    at = text.indexOf(sign, at);
    if (at < 0) return undefined;
    let slashes = 0;
    while (text[at - 1 - slashes] === "\\" && at - slashes > start) slashes++;
    if (slashes % 2 === 0) return at;
    at++;
  }
}

/** Reads formulas. */
export function math(draft: Draft): MarkedExtension {
  return {
    extensions: [{
      name: "math_block",
      level: "block",
      tokenizer(source) {
        const found = readBlock(source);
        return found && { type: "math_block", ...found };
      },
      renderer: (token) => mathBlock(draft, String(token["text"])),
    }, {
      name: "math",
      level: "inline",
      tokenizer(source) {
        const found = source[0] === "$" ? readMath(source, 0) : undefined;
        if (found === undefined) return undefined;
        const { tex, end, isBlock } = found;
        return { type: "math", raw: source.slice(0, end), text: tex, isBlock };
      },
      renderer: (token) =>
        printed(draft, String(token["text"]), {
          isBlock: token["isBlock"] === true,
        }),
    }],
    renderer: {
      codespan({ text }) {
        const tex = /^\$([^$`\n]+)\$$/.exec(text)?.[1];
        return tex !== undefined && printed(draft, tex, { isBlock: false });
      },
    },
  };
}

/** `$$`, lines without a blank one among them, `$$`. */
function readBlock(source: string): { raw: string; text: string } | undefined {
  const opening = /^ {0,3}\$\$(?!\$)/.exec(source)?.[0].length;
  if (opening === undefined) return undefined;
  const close = source.indexOf("$$", opening);
  if (close < 0) return undefined;
  const text = source.slice(opening, close);
  const after = /^[ \t]*(?:\n|$)/.exec(source.slice(close + 2, close + 200));
  if (after === null || text.trim() === "" || /\n[ \t]*\n/.test(text)) {
    return undefined;
  }
  return { raw: source.slice(0, close + 2 + after[0].length), text };
}

/** A formula as a block of its own. */
function mathBlock(draft: Draft, tex: string): string {
  return `<div class="math">${printed(draft, tex, { isBlock: true })}</div>\n`;
}

/** A fence of `math`: each line is a formula, unless an environment spans them. */
export function mathFence(draft: Draft, code: string): string {
  const isOne = code.includes("\\begin") || /\\\\[ \t]*$/m.test(code);
  return (isOne ? [code] : code.split("\n"))
    .filter((tex) => tex.trim() !== "")
    .map((tex) => mathBlock(draft, tex)).join("");
}

/** The formula as MathML, or its source and what is wrong with it. */
function printed(
  draft: Draft,
  tex: string,
  { isBlock }: { isBlock: boolean },
): string {
  const source = `<code class="math-source">${escapeHtml(tex.trim())}</code>`;
  if (draft.printMath === undefined || !draft.takeFormula(tex)) return source;
  try {
    const html = draft.printMath(tex, { isBlock });
    return draft.addHtml(
      isBlock ? `<span class="math-block" tabindex="0">${html}</span>` : html,
    );
  } catch (error) {
    if (error instanceof RangeError) throw error; // the stack is at its end
    return `${source} <em class="embedding-error">${
      escapeHtml(mistakeIn(error))
    }</em>`;
  }
}

/** What the printer says of a formula, without its own name and the underlining of the place. */
function mistakeIn(error: unknown): string {
  const message = error instanceof Error ? error.message : "unreadable";
  return message.replace(/^KaTeX parse error: /, "")
    .replaceAll("\u0332", "").slice(0, 200);
}
