import assert from "node:assert/strict";
import {
  addColumn,
  addRow,
  alignColumn,
  formatTable,
  insertTable,
  moveColumn,
  moveRow,
  removeColumn,
  removeRow,
} from "../../frontend/editor/table_commands.ts";
import { run } from "./typed.ts";

const lines = (...all: string[]) => all.join("\n");

const TABLE = lines(
  "before",
  "",
  "| a   | b   |",
  "| --- | --: |",
  "| 1   |   2 |",
  "| 3   |  4¦ |",
  "",
  "after",
);

Deno.test("insertTable puts a table on lines of its own, the first heading selected", () => {
  assert.equal(
    run(insertTable, "text¦\n"),
    lines(
      "text",
      "",
      "| ‹Column 1› | Column 2 |",
      "| -------- | -------- |",
      "|          |          |",
      "",
    ),
  );
});

Deno.test("formatTable writes columns under each other and keeps the cell selected", () => {
  assert.equal(
    run(formatTable, "a|long heading\n:-:|-\nwide cell|x¦"),
    lines(
      "|     a     | long heading |",
      "| :-------: | ------------ |",
      "| wide cell | ‹x›            |",
    ),
  );
});

Deno.test("formatTable counts wide signs twice, keeps escaped bars, and lets one very long cell stick out", () => {
  const long = "x".repeat(60);

  assert.equal(
    run(formatTable, `|日本|a\\|b|\n|-|-|\n|¦c|${long}|`),
    lines("| 日本 | a\\|b |", "| ---- | ---- |", `| ‹c›    | ${long} |`),
  );
});

Deno.test("rows are added, removed and moved; the header stays", () => {
  const table = (...rows: string[]) =>
    lines("before", "", "| a   |   b |", "| --- | --: |", ...rows, "", "after");

  assert.equal(
    run(addRow, TABLE),
    table("| 1   |   2 |", "| 3   |   4 |", "|     | ¦    |"),
  );
  assert.equal(run(removeRow, TABLE), table("| 1   |   ‹2› |"));
  assert.equal(
    run(moveRow(-1), TABLE),
    table("| 3   |   ‹4› |", "| 1   |   2 |"),
  );
  assert.equal(run(moveRow(1), TABLE), null);
  assert.equal(run(removeRow, "|¦a|\n|-|\n|1|"), null);
  assert.equal(run(moveRow(1), "|¦a|\n|-|\n|1|"), null);
});

Deno.test("columns are added, removed, moved and aligned", () => {
  const small = "|a|¦b|\n|-|-|\n|1|2|";

  assert.equal(
    run(addColumn, small),
    lines("| a   | b   | ¦    |", "| --- | --- | --- |", "| 1   | 2   |     |"),
  );
  assert.equal(
    run(removeColumn, small),
    lines("| ‹a›   |", "| --- |", "| 1   |"),
  );
  assert.equal(
    run(moveColumn(-1), small),
    lines("| ‹b›   | a   |", "| --- | --- |", "| 2   | 1   |"),
  );
  assert.equal(run(moveColumn(1), small), null);
  assert.equal(
    run(alignColumn("center"), small),
    lines("| a   |  ‹b›  |", "| --- | :-: |", "| 1   |  2  |"),
  );
  assert.equal(run(removeColumn, "|¦a|\n|-|\n"), null);
});

Deno.test("outside of a table its commands do nothing", () => {
  assert.equal(run(addRow, "no table¦"), null);
  assert.equal(run(addRow, "a | b¦\nno delimiters"), null);
  assert.equal(run(formatTable, "¦\n|a|\n|-|"), null);
});
