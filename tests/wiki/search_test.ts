import assert from "node:assert/strict";
import fc from "fast-check";
import { untilCaughtUp } from "../../src/wiki/index_follower.ts";
import {
  type Hit,
  searchPages,
  type SearchResult,
} from "../../src/wiki/search.ts";
import { indexWaitingTexts } from "../../src/wiki/waiting_texts.ts";
import { FollowedWiki } from "../support/followed_wiki.ts";
import { timeOf } from "../support/loop.ts";

type Pages = Readonly<Record<string, string | null>>;

/** A wiki with these pages (paths without `.md`). */
async function wikiOf(pages: Pages): Promise<FollowedWiki> {
  const wiki = await FollowedWiki.create();
  await change(wiki, pages);
  return wiki;
}

async function change(wiki: FollowedWiki, pages: Pages): Promise<void> {
  const files = Object.fromEntries(
    Object.entries(pages).map(([path, text]) => [`${path}.md`, text]),
  );
  await wiki.made.commit({ files });
  await untilCaughtUp(wiki, wiki.log);
  indexWaitingTexts(wiki, Infinity, wiki.log);
}

function search(
  wiki: FollowedWiki,
  query: string,
  options: { limit?: number; offset?: number } = {},
): SearchResult {
  return searchPages(wiki.readable, query, options);
}

/** Paths of the hits, in order. */
function paths(wiki: FollowedWiki, query: string): string[] {
  return search(wiki, query).hits.map((hit) => hit.path);
}

/** A snippet's text, matches in brackets. */
function shown({ snippet }: Hit): string {
  return snippet.map(({ text, match }) => match ? `[${text}]` : text).join("");
}

Deno.test("searchPages ranks the very title before titles, headings and texts", async () => {
  const filler = "Many other words stand here as well. ".repeat(20);
  await using wiki = await wikiOf({
    Text: `# Beavers\n\n${"An otter. ".repeat(60)}\n`,
    Heading: `# Rivers\n\n${filler}\n\n## The otter\n\n${filler}\n`,
    Long_Title: `# All about the otter of the sea\n\n${filler}${filler}\n`,
    Exact: `# Otter\n\n${filler}${filler}${filler}\n`,
    Other: `# Nothing\n\n${filler}\n`,
  });

  const { hits, total, corrected } = search(wiki, "otter");

  assert.deepEqual(hits.map((hit) => hit.path), [
    "Exact",
    "Long_Title",
    "Heading",
    "Text",
  ]);
  assert.equal(total, 4);
  assert.equal(corrected, null);
  const scores = hits.map((hit) => hit.score);
  assert.deepEqual(scores, scores.toSorted((a, b) => b - a));
  assert.ok(scores.every((score) => score > 0 && score <= 1));
});

Deno.test("searchPages shows where the words stand", async () => {
  await using wiki = await wikiOf({
    Animals:
      "---\ntags: [wild]\n---\n# Animals\n\n## Otters\n\nA **sea otter** swims in the [ocean](/Ocean).\n",
  });

  const [hit] = search(wiki, "otter ocean").hits;

  assert.equal(hit!.title, "Animals");
  assert.equal(hit!.heading, "Otters");
  assert.equal(shown(hit!), "A sea [otter] swims in the [ocean].");
});

Deno.test("searchPages finds pages by path, tags and title in front matter, but shows no front matter", async () => {
  await using wiki = await wikiOf({
    "Actors/Iran":
      "---\ntitle: Islamic Republic\ncategory: States\ntags: [oil, asia]\nsecret: hidden\n---\nThe text.\n",
    Other: "Nothing of it.\n",
  });

  for (
    const query of ["iran", "actors", "islamic", "states", "oil", "Actors/Iran"]
  ) {
    assert.deepEqual(paths(wiki, query), ["Actors/Iran"], query);
  }
  assert.deepEqual(paths(wiki, "hidden"), []);
  assert.equal(shown(search(wiki, "oil").hits[0]!), "The text.");
});

const ANIMALS = {
  Otter: "The sea otter swims and dives.\n",
  Beaver: "The beaver swims and builds.\n",
  Sea: "Salt water, and an otter in the sea.\n",
  "Zürich": "A city with Straßen and C++ people. Łódź is another.\n",
  Code: "Use `node:sqlite` and my_variable, don't panic. 🦦\n",
};
const QUERIES: readonly [query: string, paths: string[]][] = [
  ["otter swims", ["Otter"]],
  ["OTTER Swims", ["Otter"]],
  ['"sea otter"', ["Otter"]],
  ['"otter sea"', []],
  ["swim*", ["Beaver", "Otter"]],
  ["swi", ["Beaver", "Otter"]],
  ["sea ott", ["Sea", "Otter"]],
  ["zurich", ["Zürich"]],
  ["strassen", ["Zürich"]],
  ["lodz", ["Zürich"]],
  ["c++", ["Zürich"]],
  ["node:sqlite", ["Code"]],
  ["sqlite:node", ["Code"]],
  ['"sqlite:node"', []],
  ["my_variable", ["Code"]],
  ["variable", ["Code"]],
  ["don't", ["Code"]],
  ["🦦", ["Code"]],
  ["!!!", []],
  ["NOT", []],
];
Deno.test("searchPages reads queries", async (t) => {
  await using wiki = await wikiOf(ANIMALS);
  for (const [query, expected] of QUERIES) {
    await t.step(`${query} finds ${expected.join(", ") || "nothing"}`, () => {
      assert.deepEqual(paths(wiki, query).toSorted(), expected.toSorted());
    });
  }
});

Deno.test("searchPages takes one word for enough where no page has all, and ranks that low", async () => {
  await using wiki = await wikiOf(ANIMALS);

  const { hits } = search(wiki, "beaver dives elephant");

  assert.deepEqual(hits.map((hit) => hit.path).toSorted(), ["Beaver", "Otter"]);
  assert.ok(hits.every((hit) => hit.score <= 0.25));
});

Deno.test("searchPages finds words of scripts without spaces", async (t) => {
  await using wiki = await wikiOf({
    "東京": "# 東京\n\n東京都庁舎は新宿にあります。\n",
    "北京大学": "我们在北京大学学习中文。\n",
    "ไทย": "สวัสดีครับผมชื่อสมชาย\n",
    "위키": "한국어 위키백과는 자유롭다.\n",
  });
  for (
    const [query, path] of [
      ["新宿", "東京"],
      ["東京都", "東京"],
      ["庁舎 新宿", "東京"],
      ["北京", "北京大学"],
      ["学习", "北京大学"],
      ["北京大学", "北京大学"],
      ["中文学习", "北京大学"],
      ["สมชาย", "ไทย"],
      ["위키", "위키"],
    ] as const
  ) {
    await t.step(`${query} finds ${path}`, () => {
      const { hits } = search(wiki, query);

      assert.deepEqual(hits.map((hit) => hit.path), [path]);
    });
  }
  await t.step("the match is marked", () => {
    assert.equal(
      shown(search(wiki, "新宿").hits[0]!),
      "東京都庁舎は[新宿]にあります。",
    );
  });
});

const TYPOS: readonly [
  query: string,
  corrected: string | null,
  path: string | null,
][] = [
  ["Administartion", "Administration", "Admin"],
  ["geting started", "Getting", "Start"],
  ["Zurcih", "Zürich", "Cities"],
  ["Zürih", "Zürich", "Cities"],
  ["started", null, "Start"],
  ["wrods", null, null],
  ["xyzzy", null, null],
];
Deno.test("searchPages corrects misspelt words of titles and headings, and says so", async (t) => {
  await using wiki = await wikiOf({
    Admin: "# Administration\n\nHow to.\n",
    Start: "# Getting Started\n\nJust words.\n",
    Cities: "# Cities\n\n## Zürich\n\nOn a lake.\n",
  });
  for (const [query, corrected, path] of TYPOS) {
    await t.step(`${query}: ${corrected}`, () => {
      const result = search(wiki, query);

      assert.equal(result.corrected, corrected);
      assert.equal(result.hits[0]?.path ?? null, path);
    });
  }
});

Deno.test("searchPages pages through all hits without doubling or losing one", async () => {
  const pages = Array.from(
    { length: 25 },
    (_, i) => [`P${i}`, `# Page ${i}\n\n${"otter ".repeat(i + 1)}\n`] as const,
  );
  await using wiki = await wikiOf(Object.fromEntries(pages));

  const seen = [0, 10, 20, 30].flatMap((offset) => {
    const { hits, total } = search(wiki, "otter", { limit: 10, offset });
    assert.equal(total, 25);
    return hits.map((hit) => hit.path);
  });

  assert.equal(seen.length, 25);
  assert.equal(new Set(seen).size, 25);
  assert.deepEqual(search(wiki, "otter", { limit: 0 }).hits, []);
  assert.equal(
    search(wiki, "otter", { limit: 10_000, offset: -5 }).hits.length,
    25,
  );
  assert.equal(search(wiki, "otter", { limit: NaN }).hits.length, 25);
});

Deno.test("searchPages forgets what was changed and deleted", async () => {
  await using wiki = await wikiOf({
    A: "# Otter\n\nold words\n",
    B: "otter\n",
  });

  await change(wiki, { A: "# Beaver\n\nnew words\n", B: null });

  assert.deepEqual(paths(wiki, "otter"), []);
  assert.deepEqual(paths(wiki, "old"), []);
  assert.deepEqual(paths(wiki, "beaver new"), ["A"]);
  assert.equal(search(wiki, "Oter").corrected, null);
  await wiki.assertAsRebuilt();
});

Deno.test("searchPages refuses an empty query only", async () => {
  await using wiki = await wikiOf(ANIMALS);

  for (const query of ["", " ", "\n\t"]) {
    assert.throws(() => search(wiki, query), { code: "invalid" });
  }
});

Deno.test("searchPages answers any other text, because nothing in it is syntax", async () => {
  await using wiki = await wikiOf(ANIMALS);
  const syntax = fc.constantFrom(
    '"',
    "'",
    "*",
    "^",
    "(",
    ")",
    "{title}:",
    "NEAR(",
    " AND ",
    " OR ",
    " NOT ",
    "-",
    "+",
    ":",
    "\0",
    "\\",
    ";",
    "%",
    "title:",
    "rank",
    "otter",
    "sea",
    "東京",
    "\u{e000}",
    "#",
    "c++",
    "`",
    "[",
    "\ud800",
    "\u0301",
  );
  const query = fc.oneof(
    fc.array(syntax, { minLength: 1, maxLength: 12 }).map((parts) =>
      parts.join("")
    ),
    fc.string({ minLength: 1, maxLength: 50 }),
    fc.string({ unit: "binary", minLength: 1, maxLength: 30 }),
  ).filter((text) => text.trim() !== "");
  fc.assert(
    fc.property(query, (text) => {
      const { hits, total, query } = search(wiki, text);

      assert.equal(query, text);
      assert.ok(total >= hits.length && total <= Object.keys(ANIMALS).length);
    }),
    { numRuns: 200 },
  );
});

Deno.test("searchPages finds words in every portion of a large page", async () => {
  const filler = "Plain words of no meaning stand here.\n".repeat(3_000);
  await using wiki = await wikiOf({
    Large:
      `# Large\n\nalpha\n\n${filler}\n## Middle\n\nbravo the charlie\n\n${filler}\n${filler}\n## Long\n\n${filler}\nThe end of this.\n\n## End\n\ndelta\n`,
    Small: "# Small\n\nalpha\n",
  });

  assert.deepEqual(paths(wiki, "alpha delta"), ["Large"]);
  assert.deepEqual(paths(wiki, '"bravo the charlie" large'), ["Large"]);
  assert.deepEqual(paths(wiki, "bravo delta alpha"), ["Large"]);
  assert.deepEqual(paths(wiki, "alpha").toSorted(), ["Large", "Small"]);
  const [hit] = search(wiki, "delta").hits;
  assert.equal(shown(hit!), "[delta]");
  assert.equal(hit!.heading, "End");
  const [far] = search(wiki, '"end of this"').hits;
  assert.equal(far!.heading, "Long");

  await change(wiki, { Large: "# Large\n\nalpha\n" });

  assert.deepEqual(paths(wiki, "delta"), []);
  await wiki.assertAsRebuilt();
});

Deno.test("searchPages says how many pages wait to be read", async () => {
  await using wiki = await wikiOf({ Home: "text\n" });
  wiki.index.waitingTexts.putAllPages();

  assert.equal(search(wiki, "text").catchingUp, 1);
  indexWaitingTexts(wiki, Infinity, wiki.log);
  assert.equal(search(wiki, "text").catchingUp, 0);
});

Deno.test("searchPages shows no snippet of a file that is not UTF-8, and does not fail", async () => {
  await using wiki = await wikiOf({ Home: "# Otter\n" });
  await wiki.made.commit({
    files: { "Otter.md": new Uint8Array([0x6f, 0xff, 0xfe]) },
  });
  wiki.follow();

  assert.deepEqual(paths(wiki, "otter"), ["Home"]);
});

Deno.test("searchPages stays quick over 500 pages, also for words that are everywhere", async () => {
  const syllables = [
    "ka",
    "to",
    "mi",
    "ra",
    "ne",
    "su",
    "lo",
    "vi",
    "pa",
    "de",
  ];
  const word = (n: number) =>
    [...String(n)].map((digit) => syllables[+digit]).join("");
  let state = 1;
  const next = () =>
    (state = (state * 1_103_515_245 + 12_345) % 2 ** 31) / 2 ** 31;
  const text = (length: number) =>
    Array.from({ length }, () => word(Math.floor(20_000 ** next()))).join(" ");
  const pages = Array.from(
    { length: 500 },
    (_, i) =>
      [
        `P${i}`,
        `# ${text(3)}\n\n${text(150)}\n\n## ${text(2)}\n\n${text(150)}\n`,
      ] as const,
  );
  await using wiki = await wikiOf(Object.fromEntries(pages));
  const common = [1, 2, 3, 4, 5, 6, 7, 8].map(word);
  const queries = [
    word(15_000),
    word(700),
    common[0]!,
    common.slice(0, 3).join(" "),
    common.join(" "),
    `"${common[0]} ${common[1]}"`,
    "kato*",
    `${word(1234)}x`,
    `${common[0]} ${common[1]} unheardof`,
  ];

  for (const query of queries) {
    search(wiki, query);
    const time = timeOf(() => search(wiki, query));

    // The goal is 10 ms; the machine that tests may be busy with other things.
    assert.ok(time < 30, `${query}: ${time} ms`);
  }
  assert.equal(search(wiki, common[0]!).total, 500);
});
