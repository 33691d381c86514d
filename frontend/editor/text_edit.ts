/**
 * What a formatting command is: a pure function from a text and what is selected in it to an edit. Nothing here knows the
 * browser, so every command is tested with texts alone.
 *
 * @module
 */

/** A stretch of a text, in UTF-16 offsets; empty where `from === to`. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A stretch that is replaced. */
export interface Replacement extends Span {
  readonly insert: string;
}

/** Replacements in order, in offsets of the old text, and what is selected in the new one. */
export interface TextEdit {
  readonly changes: readonly Replacement[];
  readonly selection: Span;
}

/** `null`: the command has nothing to do here. */
export type Command = (text: string, selection: Span) => TextEdit | null;

/** One replacement, with what is selected within what was inserted; left out: the cursor stands behind it. */
export function replaceSpan(
  { from, to }: Span,
  insert: string,
  selected: Span = { from: insert.length, to: insert.length },
): TextEdit {
  return {
    changes: [{ from, to, insert }],
    selection: { from: from + selected.from, to: from + selected.to },
  };
}

/** The whole lines that a selection touches, without the last newline. */
export function linesAt(text: string, { from, to }: Span): Span {
  const start = text.lastIndexOf("\n", from - 1) + 1;
  // A selection that ends at the start of a line does not mean that line.
  const last = to > from && text[to - 1] === "\n" ? to - 1 : to;
  const end = text.indexOf("\n", last);
  return { from: start, to: end < 0 ? text.length : end };
}
