/**
 * Which lines of a text come from an older text, decided as git decides it.
 *
 * Works on bytes (as text with one character a byte), so that any encoding compares as in git. Gives the
 * same answer as `git diff` and `git blame`: same short cuts, same ties, same sliding of changes.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { slideChanges } from "./change_slide.ts";
import { compareSequences, roughRoot, TooDifferentError } from "./myers.ts";

/** Steps of the comparison that take about 30 ms; beyond, the texts count as too different. */
const MAX_STEPS = 3_000_000;
/** Lines of both texts together that take about 30 ms to split, count and list. */
const MAX_LINES = 60_000;
/** Lines that occur this often are of no use to find one's way. */
const MAX_COMMON = 1024;
/** How far git looks around a frequent line to decide whether it helps. */
const SCAN_WINDOW = 100;
/** A frequent line is left out where unknown lines are this many times as many. */
const UNKNOWN_SHARE = 4;
/** git cuts off a common end in blocks of this many bytes before it splits lines. */
const TAIL_BLOCK = 1024;

/** Lines of both texts that are not in the other, by line number from 0. */
export interface LineChanges {
  readonly oldLines: readonly string[];
  readonly newLines: readonly string[];
  /** 1 where a line was removed. */
  readonly removed: Uint8Array;
  /** 1 where a line was added. */
  readonly added: Uint8Array;
}

/** Text with one character a byte, as {@linkcode compareLines} takes it. */
export function asBytes(text: Uint8Array | string): string {
  return typeof text === "string"
    ? Buffer.from(text, "utf8").toString("latin1")
    : Buffer.from(text.buffer, text.byteOffset, text.length).toString("latin1");
}

/** The lines of a text, each with its newline; a last line without one is a line as well. */
export function splitLines(text: string): string[] {
  const lines: string[] = [];
  for (let at = 0; at < text.length;) {
    const end = text.indexOf("\n", at) + 1 || text.length;
    lines.push(text.slice(at, end));
    at = end;
  }
  return lines;
}

/**
 * Compares two texts (see {@linkcode asBytes}) line by line; `undefined` where they are too different
 * to compare in time, which depends on the texts only and not on the machine.
 * @param options.like blame (and a diff without context) does not let changes slide into a long common end.
 */
export function compareLines(
  before: string,
  after: string,
  options: { like: "diff" | "blame" },
): LineChanges | undefined {
  const tail = options.like === "blame" ? commonTail(before, after) : 0;
  const oldText = before.slice(0, before.length - tail);
  const newText = after.slice(0, after.length - tail);
  if (hasTooManyLines(oldText, newText)) return undefined;
  const oldLines = splitLines(oldText);
  const newLines = splitLines(newText);
  const [old, now, classes] = classify(oldLines, newLines);
  const removed = new Uint8Array(old.length);
  const added = new Uint8Array(now.length);
  try {
    markChanges({ old, now, classes, removed, added });
  } catch (error) {
    if (error instanceof TooDifferentError) return undefined;
    throw error;
  }
  slideChanges(
    { lines: oldLines, classes: old, changed: removed },
    { classes: now, changed: added },
  );
  slideChanges(
    { lines: newLines, classes: now, changed: added },
    { classes: old, changed: removed },
  );
  if (tail === 0) return { oldLines, newLines, removed, added };
  const rest = splitLines(after.slice(after.length - tail));
  return {
    oldLines: [...oldLines, ...rest],
    newLines: [...newLines, ...rest],
    removed: extended(removed, rest.length),
    added: extended(added, rest.length),
  };
}

function hasTooManyLines(...texts: string[]): boolean {
  let lines = 0;
  for (const text of texts) {
    for (let at = 0; at < text.length; lines++) {
      at = text.indexOf("\n", at) + 1 || text.length;
      if (lines > MAX_LINES) return true;
    }
  }
  return false;
}

/** Bytes at the end that are equal in both, in whole blocks, without the line that they begin in. */
function commonTail(before: string, after: string): number {
  let tail = 0;
  while (tail + TAIL_BLOCK <= Math.min(before.length, after.length)) {
    const left = before.length - tail;
    const right = after.length - tail;
    const block = before.slice(left - TAIL_BLOCK, left);
    if (block !== after.slice(right - TAIL_BLOCK, right)) break;
    tail += TAIL_BLOCK;
  }
  if (tail === 0) return 0;
  const start = before.length - tail;
  const newline = before.indexOf("\n", start);
  return newline < 0 ? 0 : before.length - newline - 1;
}

/** Numbers for lines, equal where the lines are, and how often each number occurs in both texts. */
function classify(oldLines: readonly string[], newLines: readonly string[]) {
  const numbers = new Map<string, number>();
  const inOld: number[] = [];
  const inNew: number[] = [];
  const number = (line: string) => {
    let found = numbers.get(line);
    if (found === undefined) {
      found = numbers.size;
      numbers.set(line, found);
      inOld.push(0);
      inNew.push(0);
    }
    return found;
  };
  const old = new Int32Array(oldLines.length);
  const now = new Int32Array(newLines.length);
  for (let i = 0; i < old.length; i++) inOld[old[i] = number(oldLines[i]!)]!++;
  for (let i = 0; i < now.length; i++) inNew[now[i] = number(newLines[i]!)]!++;
  return [old, now, { inOld, inNew }] as const;
}

interface Marking {
  readonly old: Int32Array;
  readonly now: Int32Array;
  readonly classes: { readonly inOld: number[]; readonly inNew: number[] };
  readonly removed: Uint8Array;
  readonly added: Uint8Array;
}

/** Cuts off what is equal at both ends, leaves out lines that do not help, compares the rest. */
function markChanges({ old, now, classes, removed, added }: Marking): void {
  const shorter = Math.min(old.length, now.length);
  let start = 0;
  while (start < shorter && old[start] === now[start]) start++;
  let end = 0;
  while (
    end < shorter - start &&
    old[old.length - 1 - end] === now[now.length - 1 - end]
  ) end++;
  const oldRange = { from: start, to: old.length - end };
  const newRange = { from: start, to: now.length - end };
  const oldKept = keepHelpful(old, oldRange, classes.inNew, removed);
  const newKept = keepHelpful(now, newRange, classes.inOld, added);
  compareSequences({
    old: oldKept.map((at) => old[at]!),
    now: newKept.map((at) => now[at]!),
    removed: (position) => removed[oldKept[position]!] = 1,
    added: (position) => added[newKept[position]!] = 1,
  }, MAX_STEPS);
}

const UNKNOWN = 0;
const USEFUL = 1;
const FREQUENT = 2;

/**
 * Positions worth comparing. Lines that the other text does not have are changed for certain; so are
 * counted lines that it has very often, where they stand among unknown ones.
 */
function keepHelpful(
  lines: Int32Array,
  range: { from: number; to: number },
  countInOther: readonly number[],
  changed: Uint8Array,
): Int32Array {
  const limit = Math.min(roughRoot(lines.length), MAX_COMMON);
  const kinds = new Uint8Array(lines.length);
  for (let i = range.from; i < range.to; i++) {
    const count = countInOther[lines[i]!]!;
    kinds[i] = count === 0 ? UNKNOWN : count >= limit ? FREQUENT : USEFUL;
  }
  const kept: number[] = [];
  for (let i = range.from; i < range.to; i++) {
    const isKept = kinds[i] === USEFUL ||
      (kinds[i] === FREQUENT && !isAmongUnknown(kinds, i, range));
    if (isKept) kept.push(i);
    else changed[i] = 1;
  }
  return Int32Array.from(kept);
}

function isAmongUnknown(
  kinds: Uint8Array,
  at: number,
  range: { from: number; to: number },
): boolean {
  const first = Math.max(range.from, at - SCAN_WINDOW);
  const last = Math.min(range.to - 1, at + SCAN_WINDOW);
  const above = countAround(kinds, at, -1, first);
  if (above.unknown === 0) return false;
  const below = countAround(kinds, at, 1, last);
  if (below.unknown === 0) return false;
  const frequent = above.frequent + below.frequent;
  const unknown = above.unknown + below.unknown;
  return frequent * UNKNOWN_SHARE < frequent + unknown;
}

/** Unknown and frequent lines (with the one at `at`) up to the next useful one. */
function countAround(
  kinds: Uint8Array,
  at: number,
  step: 1 | -1,
  last: number,
) {
  let unknown = 0;
  let frequent = 1;
  for (let i = at + step; step < 0 ? i >= last : i <= last; i += step) {
    if (kinds[i] === UNKNOWN) unknown++;
    else if (kinds[i] === FREQUENT) frequent++;
    else break;
  }
  return { unknown, frequent };
}

function extended(marks: Uint8Array, more: number): Uint8Array {
  const longer = new Uint8Array(marks.length + more);
  longer.set(marks);
  return longer;
}
