import assert from "node:assert/strict";
import fc from "fast-check";
import { parseQuery } from "../../src/wiki/search_query.ts";
import { findSnippet, type Snippet } from "../../src/wiki/snippet.ts";
import { timeOf } from "../support/loop.ts";

/** The snippet for a query. */
function snippetOf(
  text: string,
  query: string,
  { from = 0, maxLength = 100_000 }: { from?: number; maxLength?: number } = {},
): Snippet {
  return findSnippet(
    { text, from, maxLength, style: "target_first" },
    parseQuery(query),
  );
}

/** Its text, matches in brackets. */
function shown({ parts }: Snippet): string {
  return parts.map(({ text, match }) => match ? `[${text}]` : text).join("");
}

Deno.test("findSnippet marks the words and names the heading above them", () => {
  const text =
    "# Animals\n\nIntro.\n\n## Otters\n\nThe sea otter swims. Otters eat.\n\n## Beavers\n\nTeeth.\n";

  const snippet = snippetOf(text, "OTTER swims");

  assert.equal(shown(snippet), "The sea [otter] [swims]. Otters eat.");
  assert.equal(snippet.heading, "Otters");
});

Deno.test("findSnippet prefers the place where most different words stand", () => {
  const text = "# A\n\nriver river river\n\n# B\n\nThe otter of the river.\n";

  const snippet = snippetOf(text, "otter river");

  assert.equal(shown(snippet), "The [otter] of the [river].");
  assert.equal(snippet.heading, "B");
});

Deno.test("findSnippet cuts long text at word borders", () => {
  const text = `${"alpha beta ".repeat(60)}otter ${"gamma delta ".repeat(60)}`;

  const line = shown(snippetOf(text, "otter"));

  assert.match(line, /^…(?:alpha|beta) .*\[otter\].* (?:gamma|delta)…$/);
  assert.ok(line.length <= 200, `${line.length} characters`);
});

Deno.test("findSnippet cuts text without spaces at words too", () => {
  const text = "東京都庁舎は新宿にあります。".repeat(40) +
    "水族館のカワウソ。" +
    "東京都庁舎は新宿にあります。".repeat(40);

  const line = shown(snippetOf(text, "カワウソ"));

  assert.match(line, /\[カワウソ\]/);
  assert.ok(line.length <= 200);
});

const MARKUP: readonly [markdown: string, query: string, line: string][] = [
  ["- **bold** and `code` otter", "otter", "bold and code [otter]"],
  ["> * [ ] task ~~old~~ otter", "otter", "task old [otter]"],
  ["[the otter](https://example.com/x_y) page", "otter", "the [otter] page"],
  ["see [[Animals/Otter|our otter]] now", "otter", "see our [otter] now"],
  ["see [[Animals/Otter]] now", "otter", "see Animals/[Otter] now"],
  ["![an otter](./otter.png) swims", "otter", "an [otter] swims"],
  [
    "| otter | beaver |\n| --- | :-: |\n| 1 | 2 |",
    "otter",
    "[otter] beaver 1 2",
  ],
  ["an _emphatic_ snake_case otter", "otter", "an emphatic snake_case [otter]"],
  ["a &amp; b &lt;otter&gt;", "otter", "a & b <[otter]>"],
  ["<div class='otter'>an otter</div><!-- otter -->", "otter", "an [otter]"],
  ["1\\. \\*otter\\*", "otter", "1. *[otter]*"],
  ["otter[^1]", "otter", "[otter]"],
  ["```js\n# no heading otter\n```", "otter", "# no heading [otter]"],
  ["an Ötter", "otter", "an [Ötter]"],
  ["swimming", "swim*", "[swimming]"],
  [
    "sea otter, otter of the sea",
    '"sea otter"',
    "[sea otter], otter of the sea",
  ],
  ["<script>alert(1)</script> otter", "otter", "alert(1) [otter]"],
];
for (const [markdown, query, line] of MARKUP) {
  Deno.test(`findSnippet shows ${JSON.stringify(markdown)} as ${line}`, () => {
    assert.equal(shown(snippetOf(markdown, query)), line);
  });
}

Deno.test("findSnippet shows what stands under a heading that fits, else the beginning", () => {
  const text = "Some words first.\n\n## Otters ##\n\nThey swim.\n";

  assert.equal(shown(snippetOf(text, "otters")), "They swim.");
  assert.equal(snippetOf(text, "otters").heading, "Otters");
  assert.equal(shown(snippetOf(text, "elsewhere")), "Some words first.");
  assert.deepEqual(snippetOf("", "otter"), { heading: null, parts: [] });
});

Deno.test("findSnippet looks no further than it is told, and from where it is told", () => {
  const text = `${"word ".repeat(100)}\n\notter\n`;

  assert.ok(!shown(snippetOf(text, "otter", { maxLength: 400 })).includes("["));
  assert.equal(shown(snippetOf(text, "otter", { from: 500 })), "[otter]");
});

Deno.test("findSnippet is text of the page with nothing but marks added, for any text", () => {
  const word = fc.constantFrom(
    "otter",
    "Öl",
    "[[a|b]]",
    "_x_",
    "# h",
    "\n",
    "``",
    "|",
    "東京都",
  );
  const text = fc.array(fc.oneof(word, fc.string({ maxLength: 20 })), {
    maxLength: 80,
  })
    .map((words) => words.join(" "));
  fc.assert(fc.property(text, (markdown) => {
    const { parts } = snippetOf(markdown, "otter 東京");
    const whole = parts.map((part) => part.text).join("");

    assert.ok(whole.length <= 200, whole);
    for (const part of parts) assert.notEqual(part.text, "");
  }));
});

for (
  const [name, piece] of Object.entries({
    underscores: "_".repeat(1_999) + "a\n",
    spaces: `# ${" ".repeat(1_990)}x\n`,
    brackets: "[[".repeat(999) + "\n",
    tags: "<a ".repeat(666) + "\n",
    comments: "<!--".repeat(499) + "\n",
    matches: "otter ".repeat(300) + "\n",
    headings: "# otter\n",
    images: "![](".repeat(499) + "\n",
  })
) {
  Deno.test(`findSnippet reads 200 KB of ${name} in less than 200 ms`, () => {
    const text = piece.repeat(Math.ceil(200_000 / piece.length));
    snippetOf(text.slice(0, 2_000), "otter beaver");

    const time = timeOf(() =>
      snippetOf(text, "otter beaver", { maxLength: 200_000 })
    );

    assert.ok(time < 200, `${time} ms`);
  });
}

Deno.test("findSnippet shows no marks of alerts, spoilers, panels and embeddings", () => {
  const text =
    "> [!TIP]\n> Otters float.\n\n>! A secret\n\n:::info Rule\nx\n:::\n\n{{Video\n|a=b\n}}\n";

  assert.equal(
    shown(snippetOf(text, "otters")).replace(/\s+/g, " ").trim(),
    "[Otters] float. A secret Rule x Video a=b",
  );
});
