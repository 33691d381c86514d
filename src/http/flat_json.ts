/** Refuses JSON that is made to take long: what is sent here holds long texts, never many values. @module */
import { AppError } from "../errors.ts";

/** Characters outside of strings; a call with a dozen fields has a few hundred. */
const MAX_OUTSIDE_STRINGS = 20_000;

/**
 * Passes a text that `JSON.parse` reads quickly: millions of brackets or empty objects in a few megabytes take it a second, one
 * text of that length some milliseconds.
 *
 * @throws {AppError} `invalid`.
 */
export function demandFlatJson(text: string): void {
  let outside = 0;
  for (let at = 0; at < text.length;) {
    const quote = text.indexOf('"', at);
    const begin = quote < 0 ? text.length : quote;
    outside += begin - at;
    if (outside > MAX_OUTSIDE_STRINGS) {
      throw new AppError(
        "invalid",
        "Cannot read the body: it holds too many values",
      );
    }
    at = endOfString(text, begin + 1);
  }
}

/** The place behind a string's closing quote. */
function endOfString(text: string, from: number): number {
  for (let at = text.indexOf('"', from); at >= 0;) {
    if (!isEscaped(text, at)) return at + 1;
    at = text.indexOf('"', at + 1);
  }
  return text.length;
}

/** Whether an odd number of backslashes stands before. */
function isEscaped(text: string, at: number): boolean {
  let begin = at;
  while (text[begin - 1] === "\\") begin--;
  return (at - begin) % 2 === 1;
}
