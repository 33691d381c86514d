/**
 * The choices of a person where two texts changed the same lines.
 *
 * @module
 */
import { mergePieces } from "../../src/wiki/merge.ts";

/** What becomes of a place that both changed. */
export type Choice = "mine" | "theirs" | "both";

/** A stretch of the text: put together by itself, or to be decided. */
export type Hunk = NonNullable<ReturnType<typeof mergePieces>>[number];

/** The three texts of a conflict. */
export interface Conflict {
  readonly base: string;
  readonly mine: string;
  readonly theirs: string;
}

/** The pieces of a conflict; texts that are too different to compare are one piece. */
export function hunksOf({ base, mine, theirs }: Conflict): Hunk[] {
  const [before, ours, other] = [base, mine, theirs].map(withLineEnd) as [
    string,
    string,
    string,
  ];
  return mergePieces(before, ours, other) ??
    [{ kind: "disputed", base: before, ours, theirs: other }];
}

/** The text that the choices make; one for each disputed piece, in order. */
export function resolve(
  hunks: readonly Hunk[],
  choices: readonly Choice[],
): string {
  let next = 0;
  return hunks.map((hunk) => {
    if (hunk.kind === "agreed") return hunk.text;
    const { ours, theirs } = hunk;
    const choice = choices[next++];
    if (choice === "theirs") return theirs;
    return choice === "both" ? joined(ours, theirs) : ours;
  }).join("");
}

/** Both, one behind the other; where one holds the other, nothing is said twice. */
function joined(ours: string, theirs: string): string {
  if (ours.includes(theirs)) return ours;
  if (theirs.includes(ours)) return theirs;
  return ours.endsWith("\n") ? ours + theirs : `${ours}\n${theirs}`;
}

/** As it would be stored: one newline at the end. */
function withLineEnd(text: string): string {
  let end = text.length;
  while (text[end - 1] === "\n") end--;
  return `${text.slice(0, end)}\n`;
}
