/**
 * A table of a text: where it stands, its cells and alignments, and how it is written neatly.
 *
 * @module
 */
import { linesAt, type Span } from "./text_edit.ts";

/** How a column is aligned; `none`: as the reader's style has it. */
export type Alignment = "none" | "left" | "center" | "right";

/** A table, its header first, and the cell that the cursor stands in. */
export interface Table {
  readonly span: Span;
  /** White space before each row. */
  readonly indent: string;
  /** At least the header; every row as long as `alignments`. */
  readonly rows: readonly (readonly string[])[];
  readonly alignments: readonly Alignment[];
  readonly row: number;
  readonly column: number;
}

/** A wider cell than this does not widen its column: the others would be all spaces. */
const MAX_WIDTH = 48;

/** The table around a place, or `undefined` where there is none. */
export function findTable(text: string, at: number): Table | undefined {
  const span = rowsAround(text, at);
  if (span === undefined) return undefined;
  const lines = text.slice(span.from, span.to).split("\n");
  const delimiters = lines[1] === undefined ? [] : cellsOf(lines[1]);
  if (
    !delimiters.every((cell) => /^:?-+:?$/.test(cell)) || !delimiters.length
  ) {
    return undefined;
  }
  const alignments = delimiters.map(alignmentOf);
  const line = text.slice(span.from, at).split("\n").length - 1;
  const lineStart = text.lastIndexOf("\n", at - 1) + 1;
  const rows = lines.filter((_, i) => i !== 1)
    .map((one) => fit(cellsOf(one), alignments.length));
  return {
    span,
    rows,
    alignments,
    indent: /^\s*/.exec(lines[0]!)![0],
    row: line < 2 ? 0 : line - 1,
    column: Math.min(
      columnAt(text.slice(lineStart, at)),
      alignments.length - 1,
    ),
  };
}

/** The lines around a place that hold a bar. */
function rowsAround(text: string, at: number): Span | undefined {
  let { from, to } = linesAt(text, { from: at, to: at });
  if (!text.slice(from, to).includes("|")) return undefined;
  while (from > 0) {
    const start = text.lastIndexOf("\n", from - 2) + 1;
    if (!text.slice(start, from - 1).includes("|")) break;
    from = start;
  }
  while (to < text.length) {
    const end = text.indexOf("\n", to + 1);
    const stop = end < 0 ? text.length : end;
    if (!text.slice(to + 1, stop).includes("|")) break;
    to = stop;
  }
  return { from, to };
}

/** The cells of a row; `\|` belongs to a cell. */
function cellsOf(line: string): string[] {
  const bare = line.trim().replace(/^\|/, "");
  const cells = bare.split(/(?<!\\)\|/);
  if (bare.endsWith("|") && !bare.endsWith("\\|")) cells.pop();
  return cells.map((cell) => cell.trim());
}

function columnAt(beforeCursor: string): number {
  const bars = beforeCursor.match(/(?<!\\)\|/g)?.length ?? 0;
  return Math.max(0, bars - (beforeCursor.trimStart().startsWith("|") ? 1 : 0));
}

function alignmentOf(cell: string): Alignment {
  if (cell.startsWith(":")) return cell.endsWith(":") ? "center" : "left";
  return cell.endsWith(":") ? "right" : "none";
}

function fit(cells: readonly string[], columns: number): string[] {
  return Array.from({ length: columns }, (_, i) => cells[i] ?? "");
}

/** The lines of a table, columns under each other, and where the cell of the cursor stands in them. */
export function writeTable(table: Table): { text: string; cell: Span } {
  const { rows, alignments, indent } = table;
  const widths = alignments.map((_, column) =>
    Math.max(
      3,
      ...rows.map((row) => widthOf(row[column]!)).filter((w) => w <= MAX_WIDTH),
    )
  );
  const written = rows.map((row) => writeRow(row, widths, alignments));
  const delimiters = alignments.map((alignment, i) =>
    delimiterOf(alignment, widths[i]!)
  );
  written.splice(1, 0, `| ${delimiters.join(" | ")} |`);
  const lines = written.map((line) => indent + line);
  const line = table.row === 0 ? 0 : table.row + 1;
  const start = lines.slice(0, line).join("\n").length + (line > 0 ? 1 : 0);
  return {
    text: lines.join("\n"),
    cell: cellSpan(lines[line]!, start, table),
  };
}

function writeRow(
  row: readonly string[],
  widths: readonly number[],
  alignments: readonly Alignment[],
): string {
  const cells = row.map((cell, i) => {
    const space = Math.max(0, widths[i]! - widthOf(cell));
    if (alignments[i] === "right") return " ".repeat(space) + cell;
    const left = alignments[i] === "center" ? Math.floor(space / 2) : 0;
    return " ".repeat(left) + cell + " ".repeat(space - left);
  });
  return `| ${cells.join(" | ")} |`;
}

function delimiterOf(alignment: Alignment, width: number): string {
  const start = alignment === "left" || alignment === "center" ? ":" : "";
  const end = alignment === "right" || alignment === "center" ? ":" : "";
  return start + "-".repeat(width - start.length - end.length) + end;
}

/** Where a cell's own text stands in its line. */
function cellSpan(
  line: string,
  start: number,
  { rows, row, column }: Table,
): Span {
  const bars = [...line.matchAll(/(?<!\\)\|/g)].map(({ index }) => index);
  const from = bars[column]! + 1;
  const text = rows[row]![column]!;
  const within = text === "" ? 1 : line.slice(from).indexOf(text);
  return {
    from: start + from + within,
    to: start + from + within + text.length,
  };
}

/** Columns that a text takes: signs of East Asia take two, marks above and below take none. */
function widthOf(text: string): number {
  let width = 0;
  for (const sign of text) {
    if (/\p{M}/u.test(sign)) continue;
    width +=
      /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]|\p{Extended_Pictographic}/u
          .test(sign)
        ? 2
        : 1;
  }
  return width;
}
