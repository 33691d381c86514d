import assert from "node:assert/strict";
import { literalSource, PatternFinder } from "../../src/wiki/pattern_match.ts";

const finder = (source: string, isCaseSensitive = false) =>
  new PatternFinder({ source, isCaseSensitive });

Deno.test("a finder marks what fits in a name, whatever its case, and in lines", () => {
  const text = `rev 1, rev 22\n${"x".repeat(500)} rev 333 ${"y".repeat(500)}\n`;
  const named = finder("rev \\d", true).find("Sub/Rev 7", "REV 1\n");
  const noted = finder("rev \\d+").find("Notes", text);

  assert.deepEqual(named, {
    name: [
      { text: "Sub/", match: false },
      { text: "Rev 7", match: true },
    ],
    isNameMatch: true,
    count: 0,
    lines: [],
  });
  assert.equal(noted?.count, 3);
  assert.deepEqual(noted?.lines[0], {
    number: 1,
    parts: [
      { text: "rev 1", match: true },
      { text: ", ", match: false },
      { text: "rev 22", match: true },
    ],
  });
  const long = noted!.lines[1]!.parts.map(({ text }) => text).join("");
  assert.match(long, /^…x{59} rev 333 y+…$/);
});

Deno.test("a finder finds nothing where an expression fits without a letter, and ends", () => {
  for (const source of ["x*", "^", "$", "(?:)", "\\b", "(?=a)"]) {
    assert.equal(
      finder(source).find("Page", "aaa\n\nüñ🦦\n"),
      undefined,
      source,
    );
  }
  assert.equal(finder(".").find("", "aaa\n\nüñ🦦\n")?.count, 6); // an otter is one sign
});

Deno.test("literalSource() makes an expression that finds just the text", () => {
  const text = "a\\b^c$d.e*f+g?h(i)j[k]l{m}n|o/p-q";

  assert.equal(finder(literalSource(text)).find("", text)?.count, 1);
  for (const sign of "\\^$.*+?()[]{}|/-") {
    assert.equal(finder(literalSource(sign)).find("", "abc"), undefined, sign);
    assert.equal(finder(literalSource(sign)).find("", `a${sign}`)?.count, 1);
  }
});

Deno.test("an expression may escape more signs than a strict reader allows; what is none is refused", () => {
  assert.equal(finder("a\\-b").find("", "a-b")?.count, 1);
  for (const source of ["(", "[", "a{2,1}", "*", "(?<n>x)(?<n>y)"]) {
    assert.throws(() => finder(source), SyntaxError, source);
  }
});

Deno.test("a finder counts and shows a bounded number of matches", () => {
  const found = finder("a").find("", `${"a".repeat(30_000)}\n`.repeat(3));

  assert.equal(found?.count, 10_000);
  assert.ok(found.lines.length <= 8);
  assert.ok(found.lines[0]!.parts.length <= 101);
});
