import assert from "node:assert/strict";
import { forReading } from "../../src/wiki/access.ts";
import {
  backlinks,
  findExcerpt,
  type Wanted,
} from "../../src/wiki/backlinks.ts";
import { webWorld } from "../support/web_world.ts";

const HUB: Wanted = {
  fold: "people/hub",
  isHome: false,
  style: "target_first",
};

/** `before[link]after` */
function excerptOf(text: string, path = "Topics/Page"): string | null {
  const excerpt = findExcerpt({ path, text }, HUB);
  if (excerpt === null) return null;
  const { before, link, after } = excerpt;
  return `${before}[${link}]${after}`;
}

Deno.test("findExcerpt finds the sentence around a link, without markup", () => {
  const cases: readonly [string, string][] = [
    [
      "First. See **the [[People/Hub|big *hub*]]** for more. Then.",
      "See the [big hub] for more.",
    ],
    [
      "- one\n- the [hub](/People/Hub) is - good\n- three",
      "the [hub] is - good",
    ],
    [
      "begins\nand [goes](../People/Hub.md#a) on\nto its end.\n\nnext",
      "begins and [goes] on to its end.",
    ],
    ["| a | [[people/HUB]] |", "a [people/HUB]"],
    ["Is it [[People/Hub]]? Yes.", "Is it [People/Hub]?"],
    ["これは一つ。これは[[People/Hub]]です。次。", "これは[People/Hub]です。"],
    [
      "`[[People/Hub]]` is code, [[People/Hub]] is none",
      "People/Hub is code, [People/Hub] is none",
    ],
    ["[x](/People%2FHub) and [y](/People/%48ub)", "[x] and y"],
  ];

  for (const [text, expected] of cases) {
    assert.equal(excerptOf(text), expected, text);
  }
});

Deno.test("findExcerpt cuts long sentences at words", () => {
  const text = `${"before ".repeat(100)}[[People/Hub]]${" after".repeat(100)}`;

  const excerpt = findExcerpt({ path: "Page", text }, HUB)!;

  assert.match(excerpt.before, /^… (?:before )+$/);
  assert.match(excerpt.after, /^(?: after)+…$/);
  assert.ok(excerpt.before.length < 160 && excerpt.after.length < 160);
});

Deno.test("findExcerpt finds nothing where no such link is", () => {
  for (
    const text of [
      "",
      "People/Hub",
      "![[other]] [[People/Hubs]]",
      "![People/Hub](/People/Hub)",
      "[[".repeat(50_000),
      "[[People/Hub".repeat(20_000),
      `${"[[people/hub|".repeat(500)}${"(*_`".repeat(5_000)}`,
    ]
  ) assert.equal(excerptOf(text), null, text.slice(0, 40));
});

Deno.test("backlinks names the pages that link, a part of them, and no page twice", async () => {
  await using world = await webWorld();
  await world.put({
    "People/Hub.md": "# Hub\n\nLinks to [[People/Hub|itself]].\n",
    "A.md": "---\ntitle: The A\n---\nSee [[people/hub]] and [[People/Hub]].\n",
    "B.md": '<a href="/People/Hub">raw</a>\n',
    "C.md": "[one][r]\n\n[r]: /People/Hub\n",
    "D.md": "Nothing here.\n",
  });
  const wiki = forReading(world.world.visit("garden", world.world.alice));

  const all = backlinks(wiki, "People/Hub");
  const second = backlinks(wiki, "people/hub", { limit: 1, offset: 1 });

  assert.equal(all.total, 3);
  assert.deepEqual(
    all.entries.map(({ path, title }) => [path, title]),
    [["A", "The A"], ["B", "B"], ["C", "C"]],
  );
  assert.deepEqual(all.entries[0]!.excerpt, {
    ...{ before: "See ", link: "people/hub", after: " and People/Hub." },
  });
  assert.deepEqual(second.entries.map(({ path }) => path), ["B"]);
  assert.deepEqual(backlinks(wiki, "Nowhere"), { total: 0, entries: [] });
});
