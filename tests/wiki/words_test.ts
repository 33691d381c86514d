import assert from "node:assert/strict";
import fc from "fast-check";
import { foldedWords, isSpaceless, listWords } from "../../src/wiki/words.ts";

const TEXTS: readonly [text: string, words: string][] = [
  ["Hello, World!", "hello world"],
  ["snake_case and kebab-case", "snake case and kebab case"],
  ["don't", "don t"],
  ["v1.2 (2026)", "v1 2 2026"],
  ["C++, C# and F#, but not x#y or a+", "c++ c# and f# but not x y or a"],
  ["Łódź Ærø Þór Ǆ", "lodz aero thor dz"],
  ["Straße STRASSE STRAẞE", "strasse strasse strasse"],
  ["Ελληνικός ΕΛΛΗΝΙΚΟΣ", "ελληνικοσ ελληνικοσ"],
  ["ёлка Елка", "елка елка"],
  ["İstanbul ılık", "istanbul ilik"],
  ["ﬁne ½ ⑴ ①", "fine 1⁄2 1 1"],
  ["कि की", "कि की"],
  ["مُحَمَّد محمد", "محمد محمد"],
  ["한국어 위키", "한국어 위키"],
  ["東京都庁舎は新宿にあります", "東京 都 庁舎 は 新宿 に あり ます"],
  ["我们在北京大学学习", "我们 在 北京 大学 学习"],
  ["สวัสดีครับ", "สวัสดี ครับ"],
  ["GitHub東京", "github 東京"],
  ["ｶﾀｶﾅ カタカナ", "カタカナ カタカナ"],
  ["🦦 otter 👍🏽", "🦦 otter 👍"],
  ['"; DROP TABLE pages; --', "drop table pages"],
  ["", ""],
  ["?!… \n", ""],
];
for (const [text, words] of TEXTS) {
  Deno.test(`foldedWords reads ${JSON.stringify(text)} as: ${words}`, () => {
    assert.equal(foldedWords(text).join(" "), words);
  });
}

Deno.test("listWords says where each word stands", () => {
  const text = "Zürich, C# 東京都";

  const found = listWords(text).map(({ start, end }) => text.slice(start, end));

  assert.deepEqual(found, ["Zürich", "C#", "東京", "都"]);
});

Deno.test("listWords finds words that hold no white space and nothing of FTS5's syntax, in order, in any text", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 60 }), (text) => {
      let last = 0;
      for (const { word, start, end } of listWords(text)) {
        assert.ok(start >= last && end > start && end <= text.length);
        assert.match(
          word,
          // deno-lint-ignore no-control-regex
          /^[^\x00-\x22\x24-\x2a\x2c-\x2f\x3a-\x60\x7b-\x7f]+$/,
        );
        assert.ok(!/\s/.test(word) && word.length <= 64 && word.isWellFormed());
        last = end;
      }
    }),
  );
});

Deno.test("a word is the same however its letters are composed", () => {
  for (let code = 0xc0; code < 0x2000; code++) {
    const word = `x${String.fromCodePoint(code)}y`;
    if (!/^\p{L}+$/u.test(word)) continue;

    assert.deepEqual(foldedWords(word.normalize("NFD")), foldedWords(word));
    assert.deepEqual(foldedWords(word.normalize("NFC")), foldedWords(word));
  }
});

Deno.test("an endless word is found by its beginning", () => {
  const word = "x".repeat(100_000);

  assert.deepEqual(foldedWords(word), ["x".repeat(64)]);
});

Deno.test("isSpaceless knows scripts that are written without spaces", () => {
  assert.equal(isSpaceless("東京"), true);
  assert.equal(isSpaceless("ไทย"), true);
  assert.equal(isSpaceless("한국어"), false);
  assert.equal(isSpaceless("otter"), false);
});
