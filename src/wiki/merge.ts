/**
 * Three-way merge of texts by line: diff3 over two Myers diffs, each cut to what lies between the
 * common first and last lines.
 *
 * Adjacent changes of both sides conflict, as in git; the same change on both sides does not. A
 * diff that would take too long is a conflict: a person decides, the event loop goes on.
 *
 * @see {@link https://www.cis.upenn.edu/~bcpierce/papers/diff3-short.pdf}
 * @module
 */
import { diffArrays } from "diff";

/** Time for each of the two diffs; together they stay below what may hold the event loop. */
const DIFF_TIMEOUT_MS = 20;
const MAX_EDITS = 4000;

/** Lines `[start, end)` of the base were replaced by these. */
interface Hunk {
  readonly start: number;
  readonly end: number;
  readonly lines: readonly string[];
}

/**
 * Merges two texts that grew out of the same base. All three are normalised texts.
 *
 * ```ts
 * import assert from "node:assert/strict";
 * import { merge } from "./merge.ts";
 *
 * assert.deepEqual(merge("a\nb\nc\n", "A\nb\nc\n", "a\nb\nC\n"), { text: "A\nb\nC\n" });
 * assert.deepEqual(merge("a\n", "b\n", "c\n"), { conflict: true });
 * ```
 */
export function merge(
  base: string,
  ours: string,
  theirs: string,
): { text: string } | { conflict: true } {
  if (ours === theirs || theirs === base) return { text: ours };
  if (ours === base) return { text: theirs };
  const lines = splitLines(base);
  const mine = changesOf(lines, splitLines(ours));
  const yours = changesOf(lines, splitLines(theirs));
  if (mine === undefined || yours === undefined) return { conflict: true };
  return weave(lines, mine, yours);
}

/** Lines with their newlines, so that joining them gives the text back. */
function splitLines(text: string): string[] {
  const lines = text.split("\n").map((line) => `${line}\n`);
  const last = lines.pop()!.slice(0, -1);
  return last === "" ? lines : [...lines, last];
}

/** What turns `before` into `after`, in order; `undefined` where finding out takes too long. */
function changesOf(
  before: readonly string[],
  after: readonly string[],
): Hunk[] | undefined {
  const shortest = Math.min(before.length, after.length);
  let head = 0;
  while (head < shortest && before[head] === after[head]) head++;
  let tail = 0;
  while (
    tail < shortest - head && before.at(-1 - tail) === after.at(-1 - tail)
  ) tail++;
  const parts = diffArrays(
    before.slice(head, before.length - tail),
    after.slice(head, after.length - tail),
    { timeout: DIFF_TIMEOUT_MS, maxEditLength: MAX_EDITS },
  );
  if (parts === undefined) return undefined;
  const hunks: Hunk[] = [];
  let at = head;
  let open: { start: number; lines: string[] } | undefined;
  for (const { added, removed, value } of parts) {
    if (!added && !removed) {
      if (open) hunks.push({ ...open, end: at });
      open = undefined;
    } else open ??= { start: at, lines: [] };
    if (added) append(open!.lines, value);
    else at += value.length;
  }
  if (open) hunks.push({ ...open, end: at });
  return hunks;
}

/** Puts the changes of both sides into the base. */
function weave(
  base: readonly string[],
  mine: readonly Hunk[],
  yours: readonly Hunk[],
): { text: string } | { conflict: true } {
  const merged: string[] = [];
  let at = 0;
  for (const region of regionsOf(mine, yours)) {
    const { start, end } = region;
    const ofMine = replay(base, region, region.mine);
    const ofYours = replay(base, region, region.yours);
    const isSame = ofMine.length === ofYours.length &&
      ofMine.every((line, i) => line === ofYours[i]);
    if (region.mine.length > 0 && region.yours.length > 0 && !isSame) {
      return { conflict: true };
    }
    append(merged, base.slice(at, start));
    append(merged, region.mine.length > 0 ? ofMine : ofYours);
    at = end;
  }
  append(merged, base.slice(at));
  return { text: merged.join("") };
}

/** A stretch of the base that one or both sides changed. */
interface Region {
  start: number;
  end: number;
  readonly mine: Hunk[];
  readonly yours: Hunk[];
}

/** Hunks that overlap or touch belong to one region. */
function regionsOf(mine: readonly Hunk[], yours: readonly Hunk[]): Region[] {
  const all = [
    ...mine.map((hunk) => ({ hunk, isMine: true })),
    ...yours.map((hunk) => ({ hunk, isMine: false })),
  ].sort((a, b) => a.hunk.start - b.hunk.start || a.hunk.end - b.hunk.end);
  const regions: Region[] = [];
  for (const { hunk, isMine } of all) {
    const last = regions.at(-1);
    const region = last !== undefined && hunk.start <= last.end
      ? last
      : { start: hunk.start, end: hunk.end, mine: [], yours: [] };
    if (region !== last) regions.push(region);
    region.end = Math.max(region.end, hunk.end);
    (isMine ? region.mine : region.yours).push(hunk);
  }
  return regions;
}

/** The region's lines after one side's hunks. */
function replay(
  base: readonly string[],
  region: Region,
  hunks: readonly Hunk[],
): string[] {
  const lines: string[] = [];
  let at = region.start;
  for (const hunk of hunks) {
    append(lines, base.slice(at, hunk.start));
    append(lines, hunk.lines);
    at = hunk.end;
  }
  append(lines, base.slice(at, region.end));
  return lines;
}

/** `push(...)` would overflow the stack with 100,000 lines. */
function append(lines: string[], more: readonly string[]): void {
  for (const line of more) lines.push(line);
}
