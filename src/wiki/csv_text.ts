/** Reads comma-separated values: RFC 4180 with any delimiter and quote. One pass; never throws. @module */

/** Rows of cells, at most `maxCells` in all. */
export function parseCsv(
  text: string,
  { delimiter, quote, maxCells }: {
    delimiter: string;
    quote: string;
    maxCells: number;
  },
): { rows: string[][]; isCut: boolean } {
  const rows: string[][] = [];
  let row: string[] = [];
  let cells = 0;
  let at = 0;
  while (at < text.length) {
    const cell = text[at] === quote
      ? quotedCell(text, at, { quote, delimiter })
      : plainCell(text, at, delimiter);
    row.push(cell.value);
    if (++cells > maxCells) return { rows, isCut: true };
    at = cell.end;
    if (text[at] === delimiter) {
      at++;
      if (at === text.length || text[at] === "\n" || text[at] === "\r") {
        row.push("");
        cells++;
      } else continue;
    }
    if (text[at] === "\r" && text[at + 1] === "\n") at++;
    at++;
    if (row.length > 1 || row[0] !== "") rows.push(row);
    row = [];
  }
  return { rows, isCut: false };
}

interface Cell {
  readonly value: string;
  /** Offset of what ends it. */
  readonly end: number;
}

function plainCell(text: string, start: number, delimiter: string): Cell {
  let end = start;
  for (; end < text.length; end++) {
    const char = text[end]!;
    if (char === delimiter || char === "\n" || char === "\r") break;
  }
  return { value: text.slice(start, end), end };
}

/** A quote that never closes takes the rest of the text; a doubled one stands for itself. */
function quotedCell(
  text: string,
  start: number,
  { quote, delimiter }: { quote: string; delimiter: string },
): Cell {
  const pieces: string[] = [];
  let from = start + 1;
  for (;;) {
    const close = text.indexOf(quote, from);
    if (close < 0) {
      pieces.push(text.slice(from));
      return { value: pieces.join(""), end: text.length };
    }
    pieces.push(text.slice(from, close));
    if (text[close + 1] !== quote) {
      const rest = plainCell(text, close + 1, delimiter);
      pieces.push(rest.value);
      return { value: pieces.join(""), end: rest.end };
    }
    pieces.push(quote);
    from = close + 2;
  }
}
