/**
 * Differences between two texts: lines as `git diff` shows them, and words within changed lines.
 *
 * @module
 */
import { diffArrays } from "diff";
import { compareLines, splitLines } from "./line_match.ts";

/** A piece of a changed line. */
export interface WordPart {
  readonly text: string;
  readonly changed: boolean;
}

/** One line of a diff. */
export interface DiffLine {
  readonly kind: "same" | "added" | "removed";
  /** 1-based, `null` on the other side. */
  readonly oldLine: number | null;
  readonly newLine: number | null;
  /** Without its newline. */
  readonly text: string;
  /** Set where the line has a partner on the other side. */
  readonly words: readonly WordPart[] | null;
}

/** Lines that belong together. */
export interface DiffHunk {
  /** First line, 1-based; where the hunk holds no line of that side, the line before it. */
  readonly oldStart: number;
  readonly newStart: number;
  readonly lines: readonly DiffLine[];
}

/** The difference of two texts. */
export interface LineDiff {
  /** Lines added, in all hunks. */
  readonly added: number;
  readonly removed: number;
  readonly hunks: readonly DiffHunk[];
}

/** What {@linkcode diffLines} may be told. */
export interface DiffOptions {
  /** Unchanged lines shown around changes; 3 unless said. */
  readonly context?: number;
  /** Whether to look for words within changed lines; yes unless said. */
  readonly words?: boolean;
}

const CONTEXT = 3;
/** Longer lines are not looked into: nobody reads a marked word among thousands. */
const MAX_WORDED_LINE = 4000;
/** Characters of changed lines that are looked into in one diff. */
const MAX_WORDED_CHARACTERS = 40_000;
const MAX_WORD_EDITS = 300;
const WORD_TIMEOUT_MS = 5;
/** Lines that share less of their characters are not the same line changed. */
const MIN_SHARED = 0.3;

/** Words, runs of white space, single marks; scripts without spaces by character. */
const WORD =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]|[\p{L}\p{N}\p{M}_]+|\s+|[^]/gu;

/**
 * Compares; `undefined` where the texts are too different to compare in time (about 40 ms; the limit
 * counts steps, so it does not depend on the machine).
 */
export function diffLines(
  before: string,
  after: string,
  options: DiffOptions = {},
): LineDiff | undefined {
  const all = listLines(before, after);
  if (all === undefined) return undefined;
  const lines = options.words === false ? all : markWords(all);
  const hunks = [...cutHunks(lines, options.context ?? CONTEXT)];
  const count = (kind: DiffLine["kind"]) =>
    lines.filter((line) => line.kind === kind).length;
  return { added: count("added"), removed: count("removed"), hunks };
}

/**
 * Unified diff text with `--- a/…` and `+++ b/…`; empty where the texts are equal, and a sentence
 * where they are too different to compare.
 *
 * ```ts
 * import assert from "node:assert/strict";
 * import { unifiedDiff } from "./line_diff.ts";
 *
 * const diff = unifiedDiff("one\n", "two\n", { before: "Home.md", after: "Home.md" });
 * assert.equal(diff, "--- a/Home.md\n+++ b/Home.md\n@@ -1 +1 @@\n-one\n+two\n");
 * ```
 */
export function unifiedDiff(
  before: string,
  after: string,
  names: { before: string; after: string },
): string {
  const diff = diffLines(before, after, { words: false });
  if (diff === undefined) return "The texts are too different to compare.\n";
  if (diff.hunks.length === 0) return "";
  const ends = {
    old: before.endsWith("\n") ? -1 : splitLines(before).length,
    new: after.endsWith("\n") ? -1 : splitLines(after).length,
  };
  const hunks = diff.hunks.map((hunk) => hunkText(hunk, ends));
  return `--- a/${names.before}\n+++ b/${names.after}\n${hunks.join("")}`;
}

const MARKS = { same: " ", added: "+", removed: "-" };

/** @param ends the number of a last line without a newline, by side. */
function hunkText(hunk: DiffHunk, ends: { old: number; new: number }): string {
  const old = hunk.lines.filter((line) => line.oldLine !== null).length;
  const now = hunk.lines.filter((line) => line.newLine !== null).length;
  const range = (start: number, count: number) =>
    count === 1 ? `${start}` : `${start},${count}`;
  const lines = hunk.lines.map((line) => {
    const isOpen = line.kind === "added"
      ? line.newLine === ends.new
      : line.oldLine === ends.old;
    const note = isOpen ? "\n\\ No newline at end of file" : "";
    return `${MARKS[line.kind]}${line.text}${note}\n`;
  });
  const header = `-${range(hunk.oldStart, old)} +${range(hunk.newStart, now)}`;
  return `@@ ${header} @@\n${lines.join("")}`;
}

/** All lines of both texts in the order in which a diff shows them. */
function listLines(before: string, after: string): DiffLine[] | undefined {
  const changes = compareLines(before, after, { like: "diff" });
  if (changes === undefined) return undefined;
  const { oldLines, newLines, removed, added } = changes;
  const lines: DiffLine[] = [];
  let old = 0;
  let now = 0;
  const push = (kind: DiffLine["kind"], text: string) =>
    lines.push({
      kind,
      oldLine: kind === "added" ? null : ++old,
      newLine: kind === "removed" ? null : ++now,
      text: text.endsWith("\n") ? text.slice(0, -1) : text,
      words: null,
    });
  while (old < oldLines.length || now < newLines.length) {
    if (removed[old] === 1) push("removed", oldLines[old]!);
    else if (added[now] === 1) push("added", newLines[now]!);
    else push("same", newLines[now]!);
  }
  return lines;
}

function* cutHunks(
  lines: readonly DiffLine[],
  context: number,
): Generator<DiffHunk> {
  const changed = lines.flatMap((line, at) => line.kind === "same" ? [] : [at]);
  for (let i = 0; i < changed.length;) {
    const start = Math.max(0, changed[i]! - context);
    let last = changed[i]!;
    while (i < changed.length && changed[i]! - last <= 2 * context + 1) {
      last = changed[i++]!;
    }
    const part = lines.slice(start, Math.min(lines.length, last + context + 1));
    yield {
      oldStart: firstLine(lines, start, part, "oldLine"),
      newStart: firstLine(lines, start, part, "newLine"),
      lines: part,
    };
  }
}

function firstLine(
  lines: readonly DiffLine[],
  start: number,
  part: readonly DiffLine[],
  side: "oldLine" | "newLine",
): number {
  const first = part.find((line) => line[side] !== null);
  if (first) return first[side]!;
  const before = lines.slice(0, start).findLast((line) => line[side] !== null);
  return before?.[side] ?? 0;
}

/** Pairs the removed lines of a change with its added ones, in order, and compares their words. */
function markWords(lines: readonly DiffLine[]): DiffLine[] {
  const marked = [...lines];
  let charactersLeft = MAX_WORDED_CHARACTERS;
  for (let at = 0; at < lines.length;) {
    const removed = runLength(lines, at, "removed");
    const added = runLength(lines, at + removed, "added");
    for (let i = 0; i < Math.min(removed, added); i++) {
      const old = lines[at + i]!;
      const now = lines[at + removed + i]!;
      const size = old.text.length + now.text.length;
      if (size > MAX_WORDED_LINE || size > charactersLeft) continue;
      charactersLeft -= size;
      const words = compareWords(old.text, now.text);
      if (words === undefined) continue;
      marked[at + i] = { ...old, words: words.old };
      marked[at + removed + i] = { ...now, words: words.now };
    }
    at += Math.max(1, removed + added);
  }
  return marked;
}

/** How many lines of one kind follow each other from there on. */
export function runLength(
  lines: readonly DiffLine[],
  from: number,
  kind: DiffLine["kind"],
): number {
  let at = from;
  while (lines[at]?.kind === kind) at++;
  return at - from;
}

function compareWords(before: string, after: string) {
  const parts = diffArrays(before.match(WORD) ?? [], after.match(WORD) ?? [], {
    maxEditLength: MAX_WORD_EDITS,
    timeout: WORD_TIMEOUT_MS,
  });
  if (parts === undefined) return undefined;
  const old: WordPart[] = [];
  const now: WordPart[] = [];
  let shared = 0;
  for (const { value, added, removed } of parts) {
    const text = value.join("");
    const changed = added || removed;
    if (!changed) shared += text.trim().length;
    if (!added) old.push({ text, changed });
    if (!removed) now.push({ text, changed });
  }
  const longer = Math.max(before.trim().length, after.trim().length);
  return shared < longer * MIN_SHARED ? undefined : { old, now };
}
