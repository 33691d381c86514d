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
const DIFF_TIMEOUT_MS = 12;
const MAX_EDITS = 4000;
/** So few lines of both texts take no more than that at their worst, and are not given up because the machine is busy. */
const FEW_LINES = 400;
/** Lines of both texts between their common ends; more take too long to split and compare. */
const MAX_LINES = 60_000;

/** The characters `[start, end)` of the base, whole lines, were replaced by this text. */
export interface Hunk {
  readonly start: number;
  readonly end: number;
  readonly text: string;
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
  const pieces = mergePieces(base, ours, theirs);
  const isWhole = pieces?.every((piece) => piece.kind === "agreed");
  return pieces === undefined || !isWhole
    ? { conflict: true }
    : { text: pieces.map((piece) => (piece as AgreedPiece).text).join("") };
}

/** A stretch of the merged text on which both sides agree, or that one of them alone changed. */
export interface AgreedPiece {
  readonly kind: "agreed";
  readonly text: string;
}

/** A stretch of a merge. */
export type MergePiece = AgreedPiece | DisputedPiece;

/** A stretch that both sides changed, each its own way: whole lines, or nothing. */
export interface DisputedPiece {
  readonly kind: "disputed";
  readonly base: string;
  readonly ours: string;
  readonly theirs: string;
}

/**
 * The merge of two texts, piece by piece, for a person to decide where both changed the same lines. `undefined` where finding out
 * takes too long.
 */
export function mergePieces(
  base: string,
  ours: string,
  theirs: string,
): MergePiece[] | undefined {
  const mine = changesOf(base, ours);
  const yours = mine && changesOf(base, theirs);
  if (mine === undefined || yours === undefined) return undefined;
  return weave(base, mine, yours);
}

/**
 * As {@linkcode mergePieces} for two texts without a common origin: whatever differs is disputed.
 */
export function comparePieces(
  ours: string,
  theirs: string,
): MergePiece[] | undefined {
  const changes = changesOf(theirs, ours);
  if (changes === undefined) return undefined;
  const pieces: MergePiece[] = [];
  let at = 0;
  for (const { start, end, text } of changes) {
    pieces.push({ kind: "agreed", text: theirs.slice(at, start) });
    const disputed = theirs.slice(start, end);
    pieces.push({ kind: "disputed", base: "", ours: text, theirs: disputed });
    at = end;
  }
  pieces.push({ kind: "agreed", text: theirs.slice(at) });
  return pieces;
}

/** What turns `before` into `after`, in order; `undefined` where finding out takes too long. */
export function changesOf(before: string, after: string): Hunk[] | undefined {
  const start = commonStart(before, after);
  const end = commonEnd(before, after, start);
  const from = before.slice(start, before.length - end);
  const to = after.slice(start, after.length - end);
  if (hasTooManyLines(from, to)) return undefined;
  const lines = [splitLines(from), splitLines(to)] as const;
  const areFew = lines[0].length + lines[1].length <= FEW_LINES;
  const parts = diffArrays(...lines, {
    maxEditLength: MAX_EDITS,
    ...(areFew ? {} : { timeout: DIFF_TIMEOUT_MS }),
  });
  if (parts === undefined) return undefined;
  const hunks: Hunk[] = [];
  let at = start;
  let open: { start: number; text: string } | undefined;
  for (const { added, removed, value } of parts) {
    const text = value.join("");
    if (!added && !removed) {
      if (open) hunks.push({ ...open, end: at });
      open = undefined;
    } else open ??= { start: at, text: "" };
    if (added) open!.text += text;
    else at += text.length;
  }
  if (open) hunks.push({ ...open, end: at });
  return hunks;
}

/** Length of the whole lines that both texts begin with. */
function commonStart(a: string, b: string): number {
  const most = Math.min(a.length, b.length);
  let same = 0;
  while (same < most && a.charCodeAt(same) === b.charCodeAt(same)) same++;
  return same === 0 ? 0 : a.lastIndexOf("\n", same - 1) + 1;
}

/** Length of the whole lines that both texts end with, behind their common start. */
function commonEnd(a: string, b: string, start: number): number {
  const most = Math.min(a.length, b.length) - start;
  let same = 0;
  while (
    same < most &&
    a.charCodeAt(a.length - 1 - same) === b.charCodeAt(b.length - 1 - same)
  ) same++;
  while (
    same > 0 &&
    !(isLineStart(a, a.length - same) && isLineStart(b, b.length - same))
  ) same--;
  return same;
}

function isLineStart(text: string, at: number): boolean {
  return at === 0 || text[at - 1] === "\n";
}

function hasTooManyLines(...texts: string[]): boolean {
  let lines = 0;
  for (const text of texts) {
    let at = -1;
    while ((at = text.indexOf("\n", at + 1)) >= 0) {
      if (++lines > MAX_LINES) return true;
    }
  }
  return false;
}

/** Lines with their newlines, so that joining them gives the text back. */
function splitLines(text: string): string[] {
  const lines = text.split("\n").map((line) => `${line}\n`);
  const last = lines.pop()!.slice(0, -1);
  return last === "" ? lines : [...lines, last];
}

/** Puts the changes of both sides into the base. */
function weave(
  base: string,
  mine: readonly Hunk[],
  yours: readonly Hunk[],
): MergePiece[] {
  const pieces: MergePiece[] = [];
  let at = 0;
  for (const region of regionsOf(mine, yours)) {
    const { start, end } = region;
    const ours = replay(base, region, region.mine);
    const theirs = replay(base, region, region.yours);
    const isBoth = region.mine.length > 0 && region.yours.length > 0;
    pieces.push({ kind: "agreed", text: base.slice(at, start) });
    pieces.push(
      isBoth && ours !== theirs
        ? { kind: "disputed", base: base.slice(start, end), ours, theirs }
        : { kind: "agreed", text: region.mine.length > 0 ? ours : theirs },
    );
    at = end;
  }
  pieces.push({ kind: "agreed", text: base.slice(at) });
  return pieces;
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

/** The region's text after one side's hunks. */
function replay(base: string, region: Region, hunks: readonly Hunk[]): string {
  let text = "";
  let at = region.start;
  for (const hunk of hunks) {
    text += base.slice(at, hunk.start) + hunk.text;
    at = hunk.end;
  }
  return text + base.slice(at, region.end);
}
