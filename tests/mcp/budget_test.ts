import assert from "node:assert/strict";
import fc from "fast-check";
import {
  ANSWER_BYTES,
  cut,
  endOfPiece,
  fitItems,
  jsonBytes,
} from "../../src/mcp/budget.ts";

Deno.test("endOfPiece() keeps every piece within its bytes and loses nothing", () => {
  const texts = fc.array(
    fc.constantFrom(
      "word ",
      "\n",
      "\\",
      '"',
      "é",
      "漢",
      "🤖",
      "\u0001",
      "x".repeat(50),
    ),
    {
      maxLength: 400,
    },
  ).map((parts) => parts.join(""));

  fc.assert(
    fc.property(texts, fc.integer({ min: 40, max: 500 }), (text, bytes) => {
      let start = 0;
      let together = "";
      while (start < text.length) {
        const end = endOfPiece(text, start, bytes);
        const piece = text.slice(start, end);
        assert.ok(end > start);
        assert.ok(jsonBytes(piece) <= bytes, `${jsonBytes(piece)} > ${bytes}`);
        assert.ok(piece.isWellFormed(), "splits a character");
        together += piece;
        start = end;
      }
      assert.equal(together, text);
    }),
  );
});

Deno.test("endOfPiece() prefers the end of a line", () => {
  const text = "one\ntwo\nthree\nfour\n";

  assert.equal(text.slice(0, endOfPiece(text, 0, 16)), "one\ntwo\n");
});

Deno.test("fitItems() stops before the budget and gives at least one", () => {
  const show = { text: (item: string) => item, json: (item: string) => item };
  const items = Array.from({ length: 100 }, () => "x".repeat(1000));

  const shown = fitItems(items, show, 0);

  assert.equal(shown.length, 27);
  assert.ok(jsonBytes(shown) <= ANSWER_BYTES);
  assert.equal(fitItems(["x".repeat(50_000), "y"], show, 0).length, 1);
});

Deno.test("cut() shows that something is missing", () => {
  assert.equal(cut("abcdef", 4), "abc…");
  assert.equal(cut("abcd", 4), "abcd");
});
