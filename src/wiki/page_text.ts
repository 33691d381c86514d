/**
 * The form of a stored text: UTF-8, LF, no NUL, exactly one newline at the end. Leading and inner
 * white space stay.
 *
 * @module
 */
import { AppError } from "../errors.ts";

const RETURN = 13;
const NEWLINE = 10;

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
  const lines = toLf(text.replace(/^\uFEFF/, ""));
  let end = lines.length;
  while (end > 0 && lines[end - 1] === "\n") end--; // a pattern for this would be quadratic
  return `${lines.slice(0, end)}\n`;
}

/**
 * Line ends as stored texts have them: pieces of a text are matched and spliced in this form.
 *
 * Over the bytes, because a pattern takes 20 to 100 ms for a megabyte of line ends.
 */
export function toLf(text: string): string {
  if (!text.includes("\r")) return text;
  if (!text.isWellFormed()) return text.replace(/\r\n?/g, "\n"); // UTF-8 could not hold it
  const bytes = new TextEncoder().encode(text);
  let length = 0;
  for (let at = 0; at < bytes.length; at++) {
    const isReturn = bytes[at] === RETURN;
    if (isReturn && bytes[at + 1] === NEWLINE) at++;
    bytes[length++] = isReturn ? NEWLINE : bytes[at]!;
  }
  return new TextDecoder("utf-8", { ignoreBOM: true })
    .decode(bytes.subarray(0, length));
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
