import assert from "node:assert/strict";
import { parseCsv } from "../../src/wiki/csv_text.ts";

const rowsOf = (text: string, delimiter = ";", quote = '"') =>
  parseCsv(text, { delimiter, quote, maxCells: 1_000 }).rows;

Deno.test("parseCsv() reads quotes, line ends and empty cells as spreadsheets write them", () => {
  const cases: [string, string[][]][] = [
    ["", []],
    ["a;b", [["a", "b"]]],
    ["a;b\r\nc;d\r\n", [["a", "b"], ["c", "d"]]],
    ["a;\n;b\n", [["a", ""], ["", "b"]]],
    ["a;", [["a", ""]]],
    ['"a;b";"c\nd"\n', [["a;b", "c\nd"]]],
    ['"a""b"x;c', [['a"bx', "c"]]],
    ['a"b;c', [['a"b', "c"]]],
    ['"open;a\nb', [["open;a\nb"]]],
    ["\n\na\n\n", [["a"]]],
    ["a\rb", [["a"], ["b"]]],
  ];

  for (const [text, rows] of cases) assert.deepEqual(rowsOf(text), rows, text);
  assert.deepEqual(rowsOf("a\tb,'c\td'", "\t", "'"), [["a", "b,'c", "d'"]]);
});

Deno.test("parseCsv() stops at its limit", () => {
  const limited = parseCsv("a;b\n".repeat(10), {
    ...{ delimiter: ";", quote: '"', maxCells: 6 },
  });

  assert.equal(limited.isCut, true);
  assert.equal(limited.rows.length, 3);
});
