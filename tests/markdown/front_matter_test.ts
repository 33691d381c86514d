import assert from "node:assert/strict";
import { splitFrontMatter } from "../../src/markdown/front_matter.ts";
import { timeOf } from "../support/loop.ts";

Deno.test("splitFrontMatter reads a mapping and says where the body begins", () => {
  const text =
    "---\ntitle: Iran\ntags: [a, b]\ndate: 2026-01-02\nnested:\n  n: 1\n---\n# Body\n";

  const split = splitFrontMatter(text);

  assert.deepEqual(split.values, {
    title: "Iran",
    tags: ["a", "b"],
    date: "2026-01-02",
    nested: { n: 1 },
  });
  assert.equal(text.slice(split.bodyStart), "# Body\n");
  assert.ok(split.source!.startsWith("title: Iran\n"));
});

Deno.test("splitFrontMatter takes a page that begins with a rule for a page", () => {
  for (
    const text of [
      "---\n\nText\n\n---\n",
      "---\nJust text\n---\n",
      "---\ntitle: no end\n",
      "# a\n---\nx: y\n---\n",
      "",
      "---",
    ]
  ) {
    assert.deepEqual(splitFrontMatter(text), {
      values: null,
      source: null,
      bodyStart: 0,
    });
  }
});

Deno.test("splitFrontMatter keeps the markers but no values where the YAML is broken", () => {
  const split = splitFrontMatter("---\ntitle: [a\n---\nBody");

  assert.equal(split.values, null);
  assert.equal(split.source, "title: [a\n");
  assert.equal(split.bodyStart, 18);
});

Deno.test("splitFrontMatter makes own plain keys only", () => {
  const { values } = splitFrontMatter(
    "---\n__proto__: {polluted: true}\nconstructor: x\na: !!set {b}\nbig: 12345678901234567890\n---\n",
  );

  assert.deepEqual(Object.keys(values!), ["constructor", "a", "big"]);
  assert.equal(({} as Record<string, unknown>)["polluted"], undefined);
  assert.equal(Object.getPrototypeOf(values), Object.prototype);
});

Deno.test("splitFrontMatter gives up on bombs, quickly", () => {
  const aliases = "a: &a [x, x]\n" +
    "bcdefghijklmnop".split("").map((name, i) =>
      `${name}: &${name} [*${"abcdefghijklmno"[i]}, *${"abcdefghijklmno"[i]}]\n`
    ).join("");
  const bombs = [
    aliases,
    `a: ${"[".repeat(8_000)}\n`,
    "- ".repeat(4_000),
    `a: ${"- ".repeat(4_000)}\n`,
    "a: b\n".repeat(200_000),
    "? ".repeat(4_000),
    "a:\n".repeat(2_500),
    `a: "${"\\n".repeat(4_000)}`,
    "a: &a\n".repeat(1_300),
    `a: ${"{a: ".repeat(15)}${"}".repeat(15)}\n`,
  ];

  for (const bomb of bombs) {
    const time = timeOf(() => splitFrontMatter(`---\n${bomb}\n---\nBody`));
    assert.ok(time < 500, bomb.slice(0, 40));
  }
  assert.equal(splitFrontMatter(`---\n${aliases}---\n`).values, null);
});

Deno.test("splitFrontMatter accepts CR LF and three dots", () => {
  assert.deepEqual(splitFrontMatter("---\r\na: 1\r\n---\r\nx").values, {
    a: 1,
  });
  assert.equal(splitFrontMatter("---\na: 1\n...\nx").bodyStart, 13);
});
