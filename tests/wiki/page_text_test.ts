import assert from "node:assert/strict";
import fc from "fast-check";
import { decodeText, normaliseText } from "../../src/wiki/page_text.ts";

Deno.test("normaliseText makes LF lines with exactly one newline at the end", () => {
  assert.equal(normaliseText("  a\r\nb\rc\n\n\n"), "  a\nb\nc\n");
  assert.equal(normaliseText(""), "\n");
  assert.equal(normaliseText("a  \n \n"), "a  \n \n");
});

Deno.test("normaliseText changes nothing the second time", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => {
      fc.pre(!text.includes("\0"));
      const once = normaliseText(text);
      assert.equal(normaliseText(once), once);
      assert.match(once, /(?:^|[^\n])\n$/);
    }),
  );
});

Deno.test("normaliseText refuses what UTF-8 text cannot hold", () => {
  assert.throws(() => normaliseText("a\0b"), { code: "invalid" });
  assert.throws(() => normaliseText("\ud800"), { code: "invalid" });
});

Deno.test("decodeText decodes UTF-8 strictly", () => {
  const bytes = (...all: number[]) => new Uint8Array(all);

  assert.equal(decodeText(bytes(0xc3, 0xa9)), "é");
  assert.equal(decodeText(bytes(0xef, 0xbb, 0xbf, 0x61)), "a");
  assert.equal(decodeText(bytes(0xc3)), undefined);
  assert.equal(decodeText(bytes(0xff, 0xfe)), undefined);
});
