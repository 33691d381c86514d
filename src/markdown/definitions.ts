/** Link reference definitions: `[label]: address "title"`. @module */

/** A definition, and how many lines it takes. */
export interface Definition {
  /** Folded by {@linkcode foldLabel}. */
  readonly label: string;
  /** As written, without `<>`; backslashes and entities are still in it. */
  readonly address: string;
  /** Offsets of the address in the text, without `<>`, UTF-16. */
  readonly start: number;
  readonly end: number;
  readonly lines: number;
}

/** A definition with its title is looked for in no more lines than these, so that many of them stay linear. */
const MAX_LINES = 12;
const MAX_LENGTH = 4_000;

const DEFINITION = new RegExp(
  String.raw`^\[((?!\s*\])(?:\\[\s\S]|[^\[\]\\]){1,999})\]: *(?:\n[ \t]*)?` +
    String.raw`([^<\s]\S*|<(?:\\.|[^\n<>\\])*>)` +
    String
      .raw`(?:(?: +(?:\n[ \t]*)?| *\n[ \t]*)(?:"(?:\\[\s\S]|[^"\\])*"|'(?:\\[\s\S]|[^'\\])*'|\((?:\\[\s\S]|[^()\\])*\)))?` +
    String.raw`[ \t]*(?:\n|$)`,
  "d",
);

/**
 * Reads the definition that begins at a line of a paragraph.
 *
 * @param pieces offsets of the paragraph's lines: start, end, start, end…
 * @param first index of the line's start in `pieces`.
 */
export function readDefinition(
  text: string,
  pieces: readonly number[],
  first: number,
): Definition | undefined {
  let joined = "";
  for (
    let at = first;
    at < Math.min(pieces.length, first + MAX_LINES * 2);
    at += 2
  ) {
    if (joined.length + pieces[at + 1]! - pieces[at]! > MAX_LENGTH) break;
    joined += text.slice(pieces[at], pieces[at + 1]) + "\n";
  }
  const match = DEFINITION.exec(joined);
  if (match === null) return undefined;
  const written = match[2]!;
  const address = written.startsWith("<") ? written.slice(1, -1) : written;
  const bracket = written.startsWith("<") ? 1 : 0;
  const at = match.indices![2]![0] + bracket;
  const start = offsetInText(pieces, first, at);
  return {
    label: foldLabel(match[1]!),
    ...{ address, start, end: start + address.length },
    lines: match[0].split("\n").length - (match[0].endsWith("\n") ? 1 : 0),
  };
}

/** Where a place in the joined lines stands in the text. */
function offsetInText(
  pieces: readonly number[],
  first: number,
  offset: number,
): number {
  let left = offset;
  let at = first;
  for (; left > pieces[at + 1]! - pieces[at]!; at += 2) {
    left -= pieces[at + 1]! - pieces[at]! + 1;
  }
  return pieces[at]! + left;
}

/** The form under which labels are equal: white space collapsed, case folded. */
export function foldLabel(label: string): string {
  return label.trim().replace(/\s+/g, " ").toLowerCase().toUpperCase()
    .toLowerCase();
}
