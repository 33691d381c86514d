/**
 * How much fits into one answer, so that an agent's context is never flooded.
 *
 * Clients cut answers at 25,000 tokens; ours stay under 20,000, a token counted as 3 UTF-8 bytes.
 * A client may hand both the text and the structured content to its model, so each of them gets a
 * little less than half, and each is complete by itself.
 *
 * @module
 */

const encoder = new TextEncoder();

/** Most bytes of an answer's text, and of its structured content as JSON. */
export const ANSWER_BYTES = 28_000;

/** Most characters of a title or heading in an answer. */
export const MAX_NAME = 300;

/** Bytes of a text in UTF-8. */
export function textBytes(text: string): number {
  return encoder.encode(text).length;
}

/** Bytes of a value as JSON. */
export function jsonBytes(value: unknown): number {
  return textBytes(JSON.stringify(value) ?? "");
}

/**
 * The first items that fit, at least one.
 *
 * @param reserved bytes that the rest of the answer needs.
 */
export function fitItems<T>(
  items: readonly T[],
  show: { text: (item: T) => string; json: (item: T) => unknown },
  reserved: number,
): T[] {
  let left = ANSWER_BYTES - reserved;
  const fitting: T[] = [];
  for (const item of items) {
    left -= Math.max(textBytes(show.text(item)), jsonBytes(show.json(item))) +
      2;
    if (left < 0 && fitting.length > 0) break;
    fitting.push(item);
  }
  return fitting;
}

/**
 * Where a piece of text that begins at `start` must end to fit into `bytes` (as JSON, which is
 * never shorter than the text): at the end of a line if one is near, never inside a character.
 */
export function endOfPiece(text: string, start: number, bytes: number): number {
  if (
    jsonBytes(text.slice(start, start + bytes)) <= bytes &&
    start + bytes >= text.length
  ) {
    return text.length;
  }
  let low = start + 1;
  let high = Math.min(text.length, start + bytes);
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (jsonBytes(text.slice(start, middle)) <= bytes) low = middle;
    else high = middle - 1;
  }
  const newline = text.lastIndexOf("\n", low - 1) + 1;
  if (newline > start + (low - start) / 2) return newline;
  const splitsPair = /[\uD800-\uDBFF]/.test(text[low - 1] ?? "");
  return splitsPair && low - 1 > start ? low - 1 : low;
}

/** A text cut to a number of characters, with a sign that it was cut. */
export function cut(text: string, characters: number): string {
  return text.length <= characters ? text : `${text.slice(0, characters - 1)}…`;
}
