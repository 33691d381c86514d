import assert from "node:assert/strict";
import {
  editsBetween,
  nearestWord,
  trigramsOf,
} from "../../src/wiki/spelling.ts";

const EDITS: readonly [one: string, other: string, edits: number][] = [
  ["otter", "otter", 0],
  ["oter", "otter", 1],
  ["otterr", "otter", 1],
  ["ottar", "otter", 1],
  ["otetr", "otter", 1],
  ["ottre", "otter", 1],
  ["attar", "otter", 2],
  ["river", "otter", 3],
  ["", "otter", 3],
  ["🦦", "🦫", 1],
];
for (const [one, other, edits] of EDITS) {
  Deno.test(`editsBetween "${one}" and "${other}" are ${edits} (3: more than two)`, () => {
    assert.equal(editsBetween(one, other, 2), edits);
    assert.equal(editsBetween(other, one, 2), edits);
  });
}

Deno.test("trigramsOf marks the edges of a word", () => {
  assert.deepEqual(trigramsOf("iran"), ["^ir", "ira", "ran", "an^"]);
  assert.deepEqual(trigramsOf("aaaa"), ["^aa", "aaa", "aa^"]);
});

Deno.test("nearestWord takes fewer edits before more pages, and allows two edits in long words only", () => {
  const known = [
    { word: "setting", pages: 9 },
    { word: "getting", pages: 1 },
    { word: "administration", pages: 1 },
  ];

  assert.equal(nearestWord("geting", known), "getting");
  assert.equal(nearestWord("ketting", known), "setting");
  assert.equal(nearestWord("gtteing", known), undefined);
  assert.equal(nearestWord("adminstartion", known), "administration");
  assert.equal(nearestWord("otter", known), undefined);
});
