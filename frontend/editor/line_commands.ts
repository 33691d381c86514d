/**
 * What stands at the beginning of lines: headings, quotes, lists, tasks.
 *
 * @module
 */
import {
  type Command,
  linesAt,
  type Replacement,
  type Span,
  type TextEdit,
} from "./text_edit.ts";

/** Indent, then a list's marker with its box. */
const LIST_MARKER = /^(\s*)(?:[-*+]|\d{1,9}[.)])(?: \[[ xX]\])?(?: |$)/;

/** A heading of this level, or none where it was one already; 0: no heading. */
export function toggleHeading(level: number): Command {
  const marker = level === 0 ? "" : `${"#".repeat(level)} `;
  return (text, selection) => {
    const isThere = level > 0 &&
      someLine(text, selection, (line) => headingOf(line) === marker);
    return changeStarts(text, selection, (line) => {
      const old = headingOf(line);
      return { remove: old.length, insert: isThere ? "" : marker };
    });
  };
}

function headingOf(line: string): string {
  return /^#{1,6} +/.exec(line)?.[0] ?? "";
}

/** Puts a prefix before each line, or takes it away where all lines have it. */
export function togglePrefix(prefix: string): Command {
  const bare = prefix.trimEnd();
  return (text, selection) => {
    const isThere = everyLine(text, selection, (line) => line.startsWith(bare));
    return changeStarts(text, selection, (line) => {
      if (!isThere) return { remove: 0, insert: prefix };
      const hasSpace = line.startsWith(prefix);
      return { remove: hasSpace ? prefix.length : bare.length, insert: "" };
    });
  };
}

/** The kinds of lists, and how the marker of the n-th line looks. */
const MARKERS = {
  bullets: () => "- ",
  numbers: (n: number) => `${n}. `,
  tasks: () => "- [ ] ",
} as const;

/** Makes lines a list of this kind, or no list where all of them are one already. */
export function toggleList(kind: keyof typeof MARKERS): Command {
  return (text, selection) => {
    const isThere = everyLine(
      text,
      selection,
      (line) => listKind(line) === kind,
    );
    let n = 0;
    return changeStarts(text, selection, (line, isOnly) => {
      if (line.trim() === "" && !isOnly) return { remove: 0, insert: "" };
      const indent = /^\s*/.exec(line)![0];
      const old = LIST_MARKER.exec(line)?.[0] ?? indent;
      n++;
      return {
        remove: old.length,
        insert: isThere ? indent : indent + MARKERS[kind](n),
      };
    });
  };
}

function listKind(line: string): keyof typeof MARKERS | null {
  const marker = LIST_MARKER.exec(line)?.[0].trim();
  if (marker === undefined) return null;
  if (marker.includes("[")) return "tasks";
  return /^\d/.test(marker) ? "numbers" : "bullets";
}

/** Ticks or unticks the tasks of the selected lines. */
export const toggleTask: Command = (text, selection) => {
  const box = /^(\s*(?:>\s*)*(?:[-*+]|\d{1,9}[.)]) \[)([ xX])\]/;
  if (!someLine(text, selection, (line) => box.test(line))) return null;
  const isDone = everyLine(
    text,
    selection,
    (line) => (box.exec(line)?.[2] ?? "x") !== " ",
  );
  return changeStarts(text, selection, (line) => {
    const found = box.exec(line);
    if (found === null) return { remove: 0, insert: "" };
    const start = found[1]!;
    return {
      remove: start.length + 1,
      insert: start + (isDone ? " " : "x"),
    };
  });
};

/** How the beginning of a line changes. */
interface Start {
  readonly remove: number;
  readonly insert: string;
}

/** Changes the beginnings of the selected lines; what was selected stays so. */
function changeStarts(
  text: string,
  selection: Span,
  change: (line: string, isOnly: boolean) => Start,
): TextEdit {
  const span = linesAt(text, selection);
  const lines = text.slice(span.from, span.to).split("\n");
  const changes: Replacement[] = [];
  let at = span.from;
  for (const line of lines) {
    const { remove, insert } = change(line, lines.length === 1);
    if (line.slice(0, remove) !== insert) {
      changes.push({ from: at, to: at + remove, insert });
    }
    at += line.length + 1;
  }
  const moved = (place: number) => {
    let result = place;
    for (const { from, to, insert } of changes) {
      if (from > place) break;
      // Within what is replaced, the cursor goes behind it.
      const kept = place > to ? to - from : place - from;
      result += insert.length - kept;
    }
    return result;
  };
  const isCursor = selection.from === selection.to;
  return {
    changes,
    selection: isCursor
      ? { from: moved(selection.from), to: moved(selection.from) }
      : { from: span.from, to: moved(span.to) },
  };
}

function selectedLines(text: string, selection: Span): string[] {
  const { from, to } = linesAt(text, selection);
  const lines = text.slice(from, to).split("\n");
  return lines.length === 1
    ? lines
    : lines.filter((line) => line.trim() !== "");
}

function everyLine(
  text: string,
  selection: Span,
  test: (line: string) => boolean,
): boolean {
  return selectedLines(text, selection).every(test);
}

function someLine(
  text: string,
  selection: Span,
  test: (line: string) => boolean,
): boolean {
  return selectedLines(text, selection).some(test);
}
