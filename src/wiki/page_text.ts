/**
 * The form of a stored text: UTF-8, LF, no NUL, exactly one newline at the end. Leading and inner
 * white space stay.
 *
 * @module
 */
import { AppError } from "../errors.ts";

/**
 * A text in the form in which it is stored; both sides are brought into it before they are
 * compared, merged or matched.
 *
 * ```ts
 * import assert from "node:assert/strict";
 * import { normaliseText } from "./page_text.ts";
 *
 * assert.equal(normaliseText("  one\r\ntwo\n\n"), "  one\ntwo\n");
 * ```
 *
 * @throws {AppError} `invalid` for NUL, or for half a surrogate pair, which UTF-8 cannot hold.
 */
export function normaliseText(text: string): string {
  if (text.includes("\0")) {
    throw new AppError(
      "invalid",
      "Cannot store the text: it holds a NUL character",
    );
  }
  if (!text.isWellFormed()) {
    throw new AppError(
      "invalid",
      "Cannot store the text: it holds half a character (a lone surrogate)",
    );
  }
  const lines = text.replace(/^\uFEFF/, "").replace(/\r\n?/g, "\n");
  let end = lines.length;
  while (end > 0 && lines[end - 1] === "\n") end--; // a pattern for this would be quadratic
  return `${lines.slice(0, end)}\n`;
}

/** The text in these bytes without a byte order mark, or `undefined` where they are not UTF-8. */
export function decodeText(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}
