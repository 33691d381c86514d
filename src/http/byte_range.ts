/**
 * Which bytes of a file a request asks for. One range at a time: players and resumed downloads ask for no more, and a request
 * for several may be answered with the whole.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc9110#section-14.1.2}
 * @module
 */

/** Bytes from `start` up to, and without, `end`. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * The range that a `Range` header asks for: `"whole"` where it asks for none, or in a way that we do not answer;
 * `"unsatisfiable"` where the file has no such bytes.
 *
 * ```ts
 * import assert from "node:assert/strict";
 * import { readByteRange } from "./byte_range.ts";
 *
 * assert.deepEqual(readByteRange("bytes=10-19", 100), { start: 10, end: 20 });
 * assert.deepEqual(readByteRange("bytes=-10", 100), { start: 90, end: 100 });
 * assert.equal(readByteRange("bytes=100-", 100), "unsatisfiable");
 * assert.equal(readByteRange("bytes=0-1,5-6", 100), "whole");
 * ```
 */
export function readByteRange(
  header: string | undefined,
  sizeBytes: number,
): ByteRange | "whole" | "unsatisfiable" {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/i.exec(header?.trim() ?? "");
  if (match === null) return "whole";
  const [, first, last] = match as unknown as [string, string, string];
  if (first === "") {
    if (last === "") return "whole";
    const length = Math.min(Number(last), sizeBytes);
    return length === 0
      ? "unsatisfiable"
      : { start: sizeBytes - length, end: sizeBytes };
  }
  const start = Number(first);
  if (last !== "" && Number(last) < start) return "whole"; // no range at all
  if (start >= sizeBytes) return "unsatisfiable";
  const end = last === "" ? sizeBytes : Math.min(Number(last) + 1, sizeBytes);
  return { start, end };
}
