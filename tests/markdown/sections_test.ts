import assert from "node:assert/strict";
import { findSection, listSections } from "../../src/markdown/sections.ts";
import { BOMBS } from "../corpus/bombs.ts";

const PAGE = `---
# not: a heading
title: x
---
Before.

# Iran
Text.

## Army ##
\`\`\`sh
# not a heading
\`\`\`

### C#
a

## History
> # Quoted

- # Listed

    # Code

<!--
# Hidden
-->

# Iraq
## History
end
`;

Deno.test("listSections lists headings at the top level with their extent", () => {
  const sections = listSections(PAGE);

  assert.deepEqual(
    sections.map(({ level, title, path, line }) => [level, title, path, line]),
    [
      [1, "Iran", "Iran", 7],
      [2, "Army", "Iran > Army", 10],
      [3, "C#", "Iran > Army > C#", 15],
      [2, "History", "Iran > History", 18],
      [1, "Iraq", "Iraq", 29],
      [2, "History", "Iraq > History", 30],
    ],
  );
  const [iran, army, , , , last] = sections;
  assert.ok(PAGE.slice(iran!.start, iran!.end).startsWith("# Iran\nText."));
  assert.ok(PAGE.slice(iran!.start, iran!.end).endsWith("-->\n\n"));
  assert.ok(PAGE.slice(army!.bodyStart).startsWith("```sh\n# not"));
  assert.ok(PAGE.slice(army!.start, army!.end).endsWith("### C#\na\n\n"));
  assert.equal(PAGE.slice(last!.start, last!.end), "## History\nend\n");
});

Deno.test("listSections gives the same texts for CR LF", () => {
  const sections = listSections("# A\r\ntext\r\n## B #\r\nmore\r\n");

  assert.deepEqual(sections.map((section) => section.title), ["A", "B"]);
  assert.equal(sections[1]!.line, 3);
  assert.equal(sections[1]!.bodyStart, 19);
});

Deno.test("findSection asks for a path, the end of a path, then a title, whatever the case", () => {
  const found = (query: string) => {
    const result = findSection(PAGE, query);
    return "section" in result ? result.section.path : result.candidates;
  };

  assert.equal(found("iran > history"), "Iran > History");
  assert.equal(found("Army > C#"), "Iran > Army > C#");
  assert.equal(found("c#"), "Iran > Army > C#");
  assert.equal(found("## Army"), "Iran > Army");
  assert.equal(found("Iran>Army"), "Iran > Army");
  assert.deepEqual(found("History"), ["Iran > History", "Iraq > History"]);
  assert.equal((found("nothing") as string[]).length, 6);
  assert.equal((found("") as string[]).length, 6);
  assert.deepEqual(findSection("no headings\n", "x"), { candidates: [] });
});

Deno.test("listSections stays quick and small, whatever it holds", () => {
  for (const bomb of Object.values(BOMBS)) {
    const started = performance.now();
    listSections(bomb(400_000));
    assert.ok(performance.now() - started < 2_000);
  }
  const long = `# ${"x".repeat(300_000)}\n${"## a\n".repeat(100_000)}`;
  assert.equal(listSections(long).length, 5_000);
});

Deno.test("listSections leaves out headings in panels, folds and embeddings", () => {
  const text =
    "::: info\n# Title\n## Inside\n:::\n# One\n>| # Fold\n>| x\n\n{{InfoBox\n|a=b\n## Box\n}}\n## Two\n{{Nope}}\n## Three\n{{open\n## Four\n";

  assert.deepEqual(listSections(text).map(({ title }) => title), [
    "One",
    "Two",
    "Three",
    "Four",
  ]);
});

Deno.test("listSections() ends with the five thousandth, which ends where it would", () => {
  const text = `# A\n${"## a\n".repeat(6_000)}# B\nb\n`;

  const sections = listSections(text);

  assert.equal(sections.length, 5_000);
  assert.equal(text.slice(sections[0]!.end), "# B\nb\n");
  assert.equal(
    text.slice(sections.at(-1)!.start, sections.at(-1)!.end),
    "## a\n",
  );
});
