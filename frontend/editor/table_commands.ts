/**
 * Tables: insert, add, remove and move rows and columns, align, and write neatly.
 *
 * @module
 */
import { putBlock } from "./block_commands.ts";
import {
  type Alignment,
  findTable,
  type Table,
  writeTable,
} from "./table_model.ts";
import { type Command, linesAt, replaceSpan } from "./text_edit.ts";

const EMPTY =
  "| Column 1 | Column 2 |\n| -------- | -------- |\n|          |          |";

/** A table of two columns and one row. */
export const insertTable: Command = (text, { to }) => {
  const line = linesAt(text, { from: to, to });
  const isBlank = text.slice(line.from, line.to).trim() === "";
  const span = isBlank ? line : { from: line.to, to: line.to };
  return putBlock(text, span, { block: EMPTY, selected: { from: 2, to: 10 } });
};

/** Writes the table neatly. */
export const formatTable: Command = onTable((table) => table);

/** An empty row below the cursor's. */
export const addRow: Command = onTable((table) => {
  const empty = table.alignments.map(() => "");
  const at = table.row + 1;
  return { ...table, rows: table.rows.toSpliced(at, 0, empty), row: at };
});

/** Takes the cursor's row away; the header stays. */
export const removeRow: Command = onTable((table) => {
  if (table.row === 0) return null;
  const rows = table.rows.toSpliced(table.row, 1);
  return { ...table, rows, row: Math.min(table.row, rows.length - 1) };
});

/** Moves the cursor's row; the header stays where it is. */
export function moveRow(by: -1 | 1): Command {
  return onTable((table) => {
    const to = table.row + by;
    if (table.row === 0 || to < 1 || to >= table.rows.length) return null;
    return { ...table, rows: moved(table.rows, table.row, to), row: to };
  });
}

/** An empty column behind the cursor's. */
export const addColumn: Command = onTable((table) => {
  const at = table.column + 1;
  return {
    ...table,
    rows: table.rows.map((row) => row.toSpliced(at, 0, "")),
    alignments: table.alignments.toSpliced(at, 0, "none"),
    column: at,
  };
});

/** Takes the cursor's column away, unless it is the last one. */
export const removeColumn: Command = onTable((table) => {
  const { column, alignments } = table;
  if (alignments.length === 1) return null;
  return {
    ...table,
    rows: table.rows.map((row) => row.toSpliced(column, 1)),
    alignments: alignments.toSpliced(column, 1),
    column: Math.min(column, alignments.length - 2),
  };
});

/** Moves the cursor's column. */
export function moveColumn(by: -1 | 1): Command {
  return onTable((table) => {
    const { column } = table;
    const to = column + by;
    if (to < 0 || to >= table.alignments.length) return null;
    return {
      ...table,
      rows: table.rows.map((row) => moved(row, column, to)),
      alignments: moved(table.alignments, column, to),
      column: to,
    };
  });
}

/** Aligns the cursor's column. */
export function alignColumn(alignment: Alignment): Command {
  return onTable((table) => ({
    ...table,
    alignments: table.alignments.with(table.column, alignment),
  }));
}

/** A command that changes the table around the cursor; `null` where there is none, or nothing to do. */
function onTable(change: (table: Table) => Table | null): Command {
  return (text, { to }) => {
    const table = findTable(text, to);
    const changed = table && change(table);
    if (!changed) return null;
    const written = writeTable(changed);
    return replaceSpan(changed.span, written.text, written.cell);
  };
}

function moved<Item>(
  items: readonly Item[],
  from: number,
  to: number,
): Item[] {
  return items.toSpliced(from, 1).toSpliced(to, 0, items[from]!);
}
