/**
 * Which known word a misspelt one was meant to be. Candidates share a trigram with it (the index finds those); the nearest by
 * edits wins.
 *
 * @module
 */

/** A known word. */
export interface KnownWord {
  readonly word: string;
  /** In how many pages' names and headings it stands. */
  readonly pages: number;
}

/** Shorter words are not corrected: too many others are one edit away. */
export const MIN_CORRECTED_LENGTH = 4;

/** Marks both ends of a word, so that its first and last letters make trigrams of their own. */
const WORD_EDGE = "^";

/** The trigrams of a word with its edges: `iran` → `^ir`, `ira`, `ran`, `an^`. */
export function trigramsOf(word: string): string[] {
  const characters = [WORD_EDGE, ...word, WORD_EDGE];
  const trigrams = new Set<string>();
  for (let i = 0; i + 3 <= characters.length; i++) {
    trigrams.add(characters.slice(i, i + 3).join(""));
  }
  return [...trigrams];
}

/**
 * The candidate that is fewest edits away (one for words below 8 letters, else two); of several the one in more pages.
 *
 * ```ts
 * import assert from "node:assert/strict";
 * import { nearestWord } from "./spelling.ts";
 *
 * const known = [{ word: "getting", pages: 1 }, { word: "setting", pages: 3 }];
 * assert.equal(nearestWord("geting", known), "getting");
 * assert.equal(nearestWord("otter", known), undefined);
 * ```
 */
export function nearestWord(
  word: string,
  candidates: readonly KnownWord[],
): string | undefined {
  const most = word.length < 8 ? 1 : 2;
  return candidates
    .map(({ word: known, pages }) => ({
      known,
      pages,
      edits: editsBetween(word, known, most),
    }))
    .filter(({ edits }) => edits <= most)
    .sort((a, b) =>
      a.edits - b.edits || b.pages - a.pages || (a.known < b.known ? -1 : 1)
    )[0]?.known;
}

/**
 * Letters added, dropped, replaced or swapped with their neighbour (optimal string alignment); anything above `most` counts
 * as `most + 1`.
 */
export function editsBetween(one: string, other: string, most: number): number {
  const [a, b] = [[...one], [...other]];
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let before: number[] = [];
  let last = b.map((_, j) => j).concat(b.length);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const isSame = a[i - 1] === b[j - 1];
      let edits = Math.min(
        last[j]! + 1,
        row[j - 1]! + 1,
        last[j - 1]! + Number(!isSame),
      );
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        edits = Math.min(edits, before[j - 2]! + 1);
      }
      row.push(edits);
    }
    if (Math.min(...row) > most) return most + 1;
    [before, last] = [last, row];
  }
  return Math.min(last[b.length]!, most + 1);
}
