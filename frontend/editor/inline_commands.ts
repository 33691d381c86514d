/**
 * Marks around words: bold, italic, struck out, marked, code; links, pictures and footnotes.
 *
 * @module
 */
import {
  type Command,
  replaceSpan,
  type Span,
  type TextEdit,
} from "./text_edit.ts";

const MAX_STARS = 3;

/** Puts a mark around what is selected, or takes it away where it is there already. */
export function toggleMark(mark: string): Command {
  return (text, selection) => {
    const { from, to } = withoutOuterSpace(text, selection);
    const inside = text.slice(from, to);
    if (isMarked(text, { from, to }, mark)) {
      return replaceSpan(
        { from: from - mark.length, to: to + mark.length },
        inside,
        { from: 0, to: inside.length },
      );
    }
    if (holdsItsMarks(inside, mark)) {
      const bare = inside.slice(mark.length, -mark.length);
      return replaceSpan({ from, to }, bare, { from: 0, to: bare.length });
    }
    if (/\n[ \t]*\n/.test(inside)) {
      return markEachLine(text, { from, to }, mark);
    }
    return replaceSpan({ from, to }, `${mark}${inside}${mark}`, {
      from: mark.length,
      to: mark.length + inside.length,
    });
  };
}

/** A mark does not reach over a blank line. */
function markEachLine(text: string, span: Span, mark: string): TextEdit {
  const marked = text.slice(span.from, span.to).split("\n").map((line) => {
    const inner = line.trim();
    return inner === "" ? line : line.replace(inner, () => mark + inner + mark);
  }).join("\n");
  return replaceSpan(span, marked, { from: 0, to: marked.length });
}

/** Code with as many backticks as its text needs. */
export const toggleCode: Command = (text, selection) => {
  const inside = text.slice(selection.from, selection.to);
  if (!inside.includes("`")) return toggleMark("`")(text, selection);
  const mark = "`".repeat(longestRun(inside, "`") + 1);
  const insert = `${mark} ${inside} ${mark}`;
  return replaceSpan(selection, insert, {
    from: mark.length + 1,
    to: mark.length + 1 + inside.length,
  });
};

/** `[text](address)`; a selected address becomes the link's target. */
export const insertLink: Command = (text, selection) => {
  const inside = text.slice(selection.from, selection.to);
  if (/^(https?:\/\/|mailto:|\/)\S+$/.test(inside)) {
    return replaceSpan(selection, `[](${inside})`, { from: 1, to: 1 });
  }
  const at = inside === "" ? 1 : inside.length + 3;
  return replaceSpan(selection, `[${inside}]()`, { from: at, to: at });
};

/** `[[Page]]`. */
export const insertWikiLink: Command = (text, selection) => {
  const inside = text.slice(selection.from, selection.to);
  const at = inside.length + 2;
  return replaceSpan(selection, `[[${inside}]]`, { from: at, to: at });
};

/** `![what it shows](address)`. */
export const insertPicture: Command = (text, selection) => {
  const inside = text.slice(selection.from, selection.to);
  const at = inside === "" ? 2 : inside.length + 4;
  return replaceSpan(selection, `![${inside}]()`, { from: at, to: at });
};

/** A reference here, and its note at the end, where the cursor goes. */
export const insertFootnote: Command = (text, { to }) => {
  const key = nextFootnote(text);
  const end = text.trimEnd().length;
  const reference = `[^${key}]`;
  const isLast = to >= end;
  const gap = /^\[\^[^\]\n]+\]:/.test(lastLine(text.slice(0, end)))
    ? "\n"
    : "\n\n";
  const note = `${gap}[^${key}]: `;
  if (isLast) {
    const insert = `${reference}${note}\n`;
    return replaceSpan({ from: to, to: text.length }, insert, {
      from: insert.length - 1,
      to: insert.length - 1,
    });
  }
  const at = end + reference.length + note.length;
  return {
    changes: [
      { from: to, to, insert: reference },
      { from: end, to: text.length, insert: `${note}\n` },
    ],
    selection: { from: at, to: at },
  };
};

function nextFootnote(text: string): number {
  let highest = 0;
  for (const [, key] of text.matchAll(/\[\^(\d{1,6})\]/g)) {
    highest = Math.max(highest, Number(key));
  }
  return highest + 1;
}

function lastLine(text: string): string {
  return text.slice(text.lastIndexOf("\n") + 1);
}

/** A mark next to a space would not be one. */
function withoutOuterSpace(text: string, { from, to }: Span): Span {
  while (from < to && /\s/.test(text[from]!)) from++;
  while (to > from && /\s/.test(text[to - 1]!)) to--;
  return { from, to };
}

/** Whether the mark stands around a span. One and two stars are told apart by how many there are. */
function isMarked(text: string, { from, to }: Span, mark: string): boolean {
  const before = text.slice(Math.max(0, from - MAX_STARS), from);
  const after = text.slice(to, to + MAX_STARS);
  if (!before.endsWith(mark) || !after.startsWith(mark)) return false;
  if (mark !== "*") return true;
  return /(^|[^*])(\*|\*{3})$/.test(before) &&
    /^(\*|\*{3})($|[^*])/.test(after);
}

function holdsItsMarks(inside: string, mark: string): boolean {
  if (inside.length <= 2 * mark.length) return false;
  const bare = inside.slice(mark.length, -mark.length);
  return isMarked(
    inside,
    { from: mark.length, to: mark.length + bare.length },
    mark,
  ) &&
    !bare.includes(mark);
}

/** Length of the longest run of a sign. */
export function longestRun(text: string, sign: string): number {
  let longest = 0;
  let run = 0;
  for (const one of text) {
    run = one === sign ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  return longest;
}
