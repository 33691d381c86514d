import assert from "node:assert/strict";
import { countWords, pageFacts, titleOf } from "../../src/wiki/page_facts.ts";

const facts = (text: string, path = "Actors/The_Wife_of_Bath") =>
  pageFacts(path, text, "target_first");

Deno.test("pageFacts takes the title from the front matter, the first heading, or the path", () => {
  const titles = [
    "---\ntitle: Given\n---\n# Heading\n",
    "Text\n\n## The *first* [heading](x.md) `code` ##\n\n# Second\n",
    "only text\n",
    "---\ntitle: [not, text]\n---\nonly text\n",
    "---\ntitle: 42\n---\n",
    "# [[Actors/Iran|Iran]] and ![a map](m.png)\n",
  ].map((text) => facts(text).title);

  assert.deepEqual(titles, [
    "Given",
    "The first heading code",
    "The Wife of Bath",
    "The Wife of Bath",
    "42",
    "Actors/Iran and a map",
  ]);
});

Deno.test("pageFacts reads category and tags, as a list or as text", () => {
  const listed = facts(
    "---\ncategory: ' Big  State '\ntags: [a, 7, b, a, null, {x: 1}]\n---\n",
  );
  const written = facts("---\ntags: ' one, two words,, one '\n---\n");
  const none = facts("no front matter\n");

  assert.equal(listed.category, "Big State");
  assert.deepEqual(listed.tags, ["a", "7", "b"]);
  assert.deepEqual(written.tags, ["one", "two words"]);
  assert.deepEqual([none.category, none.tags, none.frontMatter], [
    null,
    [],
    null,
  ]);
});

Deno.test("pageFacts counts words of the body alone", () => {
  const { words } = facts(
    "---\ntitle: Three words here\n---\n# One\n\ntwo\u3000three\n",
  );

  assert.equal(words, 4); // the mark of the heading counts as one
  assert.equal(countWords("  a\tb\u00a0c\n"), 3);
  assert.equal(countWords(""), 0);
});

Deno.test("pageFacts counts words as \\s parts them", () => {
  for (let code = 0; code < 0x10000; code++) {
    const char = String.fromCharCode(code);
    const expected = /\s/.test(char) ? 2 : 1;
    assert.equal(countWords(`a${char}b`), expected, code.toString(16));
  }
});

Deno.test("pageFacts leaves out front matter that is huge or holds itself", () => {
  const huge = facts(`---\ntext: ${"x".repeat(30_000)}\ntitle: T\n---\n`);
  const cyclic = facts("---\ntitle: T\nself: &a [*a]\n---\n");

  assert.equal(huge.frontMatter, null);
  assert.doesNotThrow(() => JSON.stringify(cyclic.frontMatter));
});

Deno.test("pageFacts finds links and headings", () => {
  const { links, headings } = facts("# A\n\n[[B|c]]\n\n## D\n");

  assert.deepEqual(links.map(({ target, text }) => [target, text]), [[
    "B",
    "c",
  ]]);
  assert.deepEqual(headings.map(({ title }) => title), ["A", "D"]);
});

Deno.test("pageFacts needs time in proportion to the text", () => {
  const hostile = [
    "# " + "*`~".repeat(300_000) + "\n",
    "[[".repeat(450_000),
    "![".repeat(450_000),
    "# a\n".repeat(220_000),
    "---\n" + "- ".repeat(400_000),
    "a ".repeat(450_000),
  ];
  for (const text of hostile) {
    const start = performance.now();
    facts(text);
    const ms = performance.now() - start;
    assert.ok(ms < 1500, `${text.slice(0, 6)} took ${Math.round(ms)} ms`);
  }
});

Deno.test("titleOf() takes the first heading, and does not look for one in all of a long text", () => {
  const far = `${"word ".repeat(20_000)}\n\n# Far\n`;

  assert.equal(titleOf("Dir/Page_name", "text\n\n# Near\n"), "Near");
  assert.equal(titleOf("Dir/Page_name", far), "Page name");
});

Deno.test("pageFacts tells a page without words of its own from one with them", () => {
  const empty = [
    "",
    "\n\n",
    "# Title\n",
    "---\ntitle: x\n---\n\n## A\n\n# B\n",
    "Title\n=====\n\n<!-- to\ndo -->\n",
    "<!-- a --> \n# A",
  ];
  const filled = [
    "word\n",
    "# Title\n\ntext\n",
    "```\n# code\n```\n",
    "text\nmore\n---\n",
    "<!-- a --> b\n",
    "![](map.png)\n",
    "text\n\n---\n",
    "last line",
  ];

  assert.deepEqual(empty.filter((text) => !facts(text).isEmpty), []);
  assert.deepEqual(filled.filter((text) => facts(text).isEmpty), []);
});

Deno.test("pageFacts tells front matter that cannot be read from none", () => {
  const bad = [
    "---\ntitle: [a\n---\n",
    "---\ntitle: a: b: c\n---\n",
    `---\ntext: ${"x".repeat(10_000)}\n---\n`,
    `---\na: ${"[".repeat(50)}\n---\n`,
  ];
  const good = [
    "no front matter\n",
    "---\ntitle: T\n---\n",
    "---\n---\n",
    "---\n# a comment\n\n---\n",
    "---\n\na page that begins with a rule\n\n---\n",
  ];

  assert.deepEqual(bad.filter((text) => !facts(text).hasBadFrontMatter), []);
  assert.deepEqual(good.filter((text) => facts(text).hasBadFrontMatter), []);
});

Deno.test("pageFacts finds links to places, each once, also within the page", () => {
  const { anchors, links } = facts(
    "[[B#Part]] [[B#Part|again]] [[#Here]] [x](#here) [y](/C#part) [z](/C#:~:text=a) [[D]]\n\n`[[E#code]]`\n",
  );

  assert.deepEqual(
    anchors.map(({ target, fragment }) => `${target}#${fragment}`),
    ["B#Part", "#Here", "#here", "C#part"],
  );
  assert.deepEqual(links.map(({ target }) => target), ["B", "C", "D"]);
});
