/**
 * Exact-once replacement: the piece to be replaced must stand in the text once, so that an edit never lands where its writer
 * did not look. Pure.
 *
 * @module
 */

/** Where a piece stands in a text: UTF-16 offsets, overlapping ones too (`aa` stands twice in `aaa`). */
export function occurrencesOf(text: string, piece: string): number[] {
  const found: number[] = [];
  for (
    let at = text.indexOf(piece);
    at >= 0 && found.length < MAX_OCCURRENCES;
    at = text.indexOf(piece, at + 1)
  ) found.push(at);
  return found;
}

/** More places than this are not told apart any more: the piece is not unique anyway. */
const MAX_OCCURRENCES = 20;

/** The text with `length` characters at `at` replaced. */
export function replaceAt(
  text: string,
  { at, length, by }: { at: number; length: number; by: string },
): string {
  return text.slice(0, at) + by + text.slice(at + length);
}

/** 1-based line numbers of offsets that ascend. */
export function linesOf(text: string, offsets: readonly number[]): number[] {
  let line = 1;
  let from = 0;
  return offsets.map((offset) => {
    for (
      let at = text.indexOf("\n", from);
      at >= 0 && at < offset;
      at = text.indexOf("\n", from)
    ) {
      line += 1;
      from = at + 1;
    }
    return line;
  });
}

/**
 * Where a piece that is not in the text may have been meant: lines that equal its first line that is not blank, white space
 * at the ends and within not counted; at most 20.
 */
export function nearLines(text: string, piece: string): number[] {
  const squeeze = (line: string) => line.trim().replace(/\s+/g, " ");
  const first = piece.split("\n").map(squeeze).find((line) => line !== "");
  if (first === undefined) return [];
  const near: number[] = [];
  text.split("\n").forEach((line, i) => {
    if (near.length < MAX_OCCURRENCES && squeeze(line) === first) {
      near.push(i + 1);
    }
  });
  return near;
}
