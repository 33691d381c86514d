import assert from "node:assert/strict";
import {
  linesOf,
  nearLines,
  occurrencesOf,
  replaceAt,
} from "../../src/wiki/exact_edit.ts";

Deno.test("occurrencesOf() counts overlapping places", () => {
  assert.deepEqual(occurrencesOf("aaa", "aa"), [0, 1]);
  assert.deepEqual(occurrencesOf("abc", "x"), []);
});

Deno.test("linesOf() names the line of each place, counted from 1", () => {
  const text = "a\nb\n\na\n";

  assert.deepEqual(linesOf(text, occurrencesOf(text, "a")), [1, 4]);
  assert.deepEqual(linesOf(text, occurrencesOf(text, "\n")), [1, 2, 3, 4]);
});

Deno.test("replaceAt() takes the new text as it is, dollar signs too", () => {
  assert.equal(
    replaceAt("a b c", { at: 2, length: 1, by: "$& $1" }),
    "a $& $1 c",
  );
});

Deno.test("nearLines() finds lines that differ in white space only", () => {
  const text = "# One\n\n  two   words\nthree\n";

  assert.deepEqual(nearLines(text, "\ntwo words\nfour"), [3]);
  assert.deepEqual(nearLines(text, "five"), []);
  assert.deepEqual(nearLines(text, " \n "), []);
});
