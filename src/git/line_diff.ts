/** Differences between two texts: lines, and words within changed lines. @module */
/** A piece of a changed line. */
export interface WordPart {
  readonly text: string;
  readonly changed: boolean;
}
/** One line of a diff. */
export interface DiffLine {
  readonly kind:
    | "same"
    | "added"
    | "removed"; /** 1-based, `null` on the other side. */
  readonly oldLine: number | null;
  readonly newLine: number | null;
  readonly text:
    string; /** Set where the line has a partner on the other side. */
  readonly words: readonly WordPart[] | null;
}
/** Lines that belong together. */
export interface DiffHunk {
  readonly oldStart: number;
  readonly newStart: number;
  readonly lines: readonly DiffLine[];
}
/** The difference of two texts. */
export interface LineDiff {
  readonly added: number;
  readonly removed: number;
  readonly hunks: readonly DiffHunk[];
}
/** Compares; `undefined` where it would take longer than the limit (about 200 ms). */
export declare function diffLines(
  before: string,
  after: string,
  options?: { context?: number; words?: boolean },
): LineDiff | undefined;
/** Unified diff text (`--- a/… +++ b/… @@`), or a sentence where too different. */
export declare function unifiedDiff(
  before: string,
  after: string,
  names: { before: string; after: string },
): string;
