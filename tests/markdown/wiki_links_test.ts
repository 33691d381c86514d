import assert from "node:assert/strict";
import fc from "fast-check";
import { isMediaName } from "../../src/markdown/own_blocks.ts";
import { render } from "../../src/markdown/render.ts";
import {
  headingId,
  parseWikiLink,
  scanLinks,
} from "../../src/markdown/wiki_links.ts";
import { BOMBS } from "../corpus/bombs.ts";
import { timeOf } from "../support/loop.ts";

/** What the scanner finds and what the renderer makes holes of, as comparable lines. */
function bothViews(text: string): { scanned: string[]; rendered: string[] } {
  const isImage = (link: { kind: string; start: number; target: string }) =>
    link.kind === "image" ||
    (link.kind === "wikilink" && text[link.start - 1] === "!" &&
      isMediaName(link.target)) ||
    (link.kind === "html" && /^<img/i.test(text.slice(link.start)));
  const scanned = scanLinks(text, "target_first").map((link) =>
    `${isImage(link) ? "embed" : "link"} ${link.target}#${link.fragment}${
      link.kind === "wikilink" ? " wiki" : ""
    }`
  );
  const { holes } = render(text, "target_first");
  const rendered = holes.flatMap((hole) => {
    if (hole.kind === "page") {
      return [`link ${hole.target}#${hole.fragment} wiki`];
    }
    if (hole.kind === "csv") return [`embed ${hole.target}#`];
    const isAddress = hole.kind === "link" || hole.kind === "embed";
    if (!isAddress || hole.target === "") return [];
    const mark = hole.isWikiLink ? " wiki" : "";
    return [`${hole.kind} ${hole.target}#${hole.fragment}${mark}`];
  });
  return { scanned: scanned.sort(), rendered: rendered.sort() };
}

const FOUND: [text: string, targets: string[]][] = [
  ["[[A]] and [[B|b]] and [[C#d|e]]", ["A", "B", "C"]],
  ["[[ Actors/Iran ]]", ["Actors/Iran"]],
  ["[[/A]]", ["A"]],
  ["| a | b |\n|---|---|\n| [[A\\|B]] | [[C]] |\n", ["A", "C"]],
  ["| a |\n|---|\n| `[[A]]` [[B]] | [[C]] |\n", ["B"]],
  ["[t](/A) [u](B 'title') [v](<C d>)", ["./B", "./C d", "A"]],
  ["![i](./a.png) ![j](/b.png)", ["./a.png", "b.png"]],
  ["[![i](a.png)](/A)", ["./a.png", "A"]],
  ["[t][r] [r] [r][]\n\n[r]: /R 'x'", ["R", "R", "R"]],
  ["[r]: /R\n[t][r]", ["R"]],
  ["[a [[W]] c](/c)", ["W"]],
  ["[a [b](/b) c](/c)", ["b"]],
  ["![a [[W]] c](/c)", ["c"]],
  ["![[A]]", ["A"]],
  ["![[A]](/b)", ["b"]],
  ["[[[A]]]", ["A"]],
  ["[[A]](/b)", ["A"]],
  ["- [[A]]\n  - [[B]]\n\n    [[C]]\n", ["A", "B", "C"]],
  ["> [[A]]\nlazy [[B]]", ["A", "B"]],
  ["# [[A]]\n\n[[B]]\n===\n", ["A", "B"]],
  ["[^1]\n\n[^1]: see [[A]]\n    and [[B]]\n", ["A", "B"]],
  [">> [^1]: [[A]]\n>> more", ["A"]],
  ["- [ ] [[A]]\n- [x] [[B]]\n", ["A", "B"]],
  ['<a href="/A">x</a> <img src=b.png>', ["./b.png", "A"]],
  ["<div>\n<a href='/A'>x</a>\n</div>\n", ["A"]],
  ["<div>\n\n[[A]]\n\n</div>", ["A"]],
  ["*[[A]]* **[[B]]** ~~[[C]]~~ _[[D]]_", ["A", "B", "C", "D"]],
  ["[a](/caf%C3%A9) [b](/x&amp;y) [c](/a\\_b)", ["a_b", "café", "x&y"]],
  ["[a](/A?x=1#y)", ["A"]],
  ["---\na: '[[N]]'\n---\n[[A]]", ["A"]],
  ["![[A]]\n![[B#c]]\ntext\n![[C]]\n", ["A", "B", "C"]],
  ["![[a.png]] ![[/b.png|30]] ![[c/d.mp4]]", ["./a.png", "b.png", "c/d.mp4"]],
  ["::: info [[T]]\n[[A]]\n\n- [[B]]\n:::\n[[C]]", ["A", "B", "C", "T"]],
  ["::: info\n# [[A]]\n```\n[[N]]\n:::\n```\n:::\n[[B]]", ["A", "B"]],
  ["- [[A]]\n::: info\n    [[N]]\n:::", ["A"]],
  [">! [[A]]\n>! - [[B]]\n>!\n>!     [[C]]\n", ["A", "B", "C"]],
  [">| # [[A]]\n>| ```\n>| [[N]]\n[[B]]", ["A", "B"]],
  ["> [[A]]\n>! [[B]]\n> [[C]]", ["A", "B", "C"]],
  ["==[[A]]== $x$ [[B]] $5 and [[C]]", ["A", "B", "C"]],
  [
    "{{InfoBox\n|caption=[[N]]\n|a=[[A]]\n|width=[[N]]\n|b=[t](/B)\n[[C]]\n}}\n[[D]]",
    [
      "A",
      "B",
      "C",
      "D",
    ],
  ],
  ["{{InfoBox|a=[[A]]|b=c}}", ["A"]],
  ["{{Figure\n|caption=[[N]]\n\n[[A]]\n\n    [[N]]\n}}", ["A"]],
  ["{{DataTable\n|src=./a.csv\n|columns=[[N]]\n}}", ["./a.csv"]],
  ["{{DataTable\n| [[A]] | b=[[B]] |\n|---|---|\n| [[C]] |\n}}", [
    "A",
    "B",
    "C",
  ]],
  ["{{include|src=[[A#b]]}}\n\n{{include\n|src=[[B/C]]\n}}", ["A", "B/C"]],
  ["> {{Figure\n> [[A]]\n> }}\n\n- {{Figure\n  [[B]]\n  }}\n", ["A", "B"]],
  ["{{Figure\nno end [[A]]", ["A"]],
];

/** What an embedding shows of a file that is named in an option: several holes of the renderer, one link. */
const NAMED_FILES: [text: string, written: string[]][] = [
  ["{{ImageFrame\n|src=./a%20b.png\n|caption=x\n}}", ["./a%20b.png"]],
  ["> {{ImageFrame|alt=x|src=/c.png}}\n", ["/c.png"]],
  ["{{Video\n|loop=off\n/a.mp4\n  ./b.ogg  \n}}\n", ["/a.mp4", "./b.ogg"]],
  ["{{Video|src=https://youtu.be/abcdefghijk}}", []],
];

const NOT_FOUND = [
  "`[[A]]` ``[[A]] ` [[A]]``",
  "```\n[[A]]\n```",
  "~~~\n```\n[[A]]\n~~~",
  "````\n```\n[[A]]\n````",
  "- a\n\n  ```\n  [[A]]\n  ```",
  "> ```\n> [[A]]\n> ```",
  "    [[A]]",
  "<!-- [[A]] --> <!-- [a](/b) -->",
  "<!--\n[[A]]\n-->",
  "<script>\n[[A]]\n</script>",
  "<pre>\n[[A]]\n</pre>",
  "\\[[A]] \\[a](/b)",
  "[[]] [[ ]] [[|A]] [[A\nB]] [[https://a.b/]]",
  "[a](https://b.c) <https://a.b/[[c]]> https://a.b/[[c]]",
  "[a](javascript:alert(1)) [b](//c.d/e) [c](#here) [d](mailto:a@b.c)",
  "[a][missing] [missing]",
  "<textarea>\n<a href='/A'></textarea>",
  "$[[A]]$ `$[[A]]$` $$[[A]]$$",
  "$$\n[[A]]\n$$",
  "```math\n[[A]]\n```",
  "```mermaid\nA[[B]] --> C[[D]]\n```",
  "*[B]: [[A]]",
  "{{PageIndex|src=A/*}}\n\n{{AttachmentList\n|caption=[[A]]\n}}",
  "`![[A]]`\n\n    ![[B]]\n",
];

/** Constructs where a linear scanner by the specification and the renderer's library part. Harmless: text nobody writes. */
const DIFFERENCES: [text: string, why: string][] = [
  ["[http://x[[A]]", "a bare address behind an unclosed bracket"],
  ["\\http://x[[A]]", "a bare address behind a backslash"],
  [
    "x <a >\n\nhttp://x[[A]]",
    "the library forgets no unclosed <a> in later blocks",
  ],
  ["> \t[[A]]", "a tab behind a quote marker"],
  ["- - \t[[A]]", "a tab behind nested markers"],
  ["- <b>\n[[A]]", "HTML alone in an item goes on without indentation"],
  ["[r]: /R\n    [[A]]", "indentation behind a definition"],
  [">-\n    [[A]]", "an empty item in a quote goes on without its marker"],
  ["[a [b [c [d]]]](/A)", "four brackets deep"],
  ["[a $x](b)$ c", "a sign within a link"],
  ["$$\n- [[A]]\n$$", "a block within a formula"],
];

Deno.test("scanLinks finds the links that the renderer makes", async (t) => {
  for (const [text, targets] of FOUND) {
    await t.step(JSON.stringify(text), () => {
      const { scanned, rendered } = bothViews(text);

      const found = scanLinks(text, "target_first").map((link) => link.target);
      assert.deepEqual(found.sort(), targets);
      assert.deepEqual(scanned, rendered);
    });
  }
});

Deno.test("scanLinks leaves out what is not a link into the wiki", async (t) => {
  for (const text of NOT_FOUND) {
    await t.step(JSON.stringify(text), () => {
      assert.deepEqual(bothViews(text), { scanned: [], rendered: [] });
    });
  }
});

Deno.test("scanLinks differs from the renderer where it is written down, and only there", async (t) => {
  for (const [text, why] of DIFFERENCES) {
    await t.step(why, () => {
      const { scanned, rendered } = bothViews(text);

      assert.notDeepEqual(scanned, rendered);
    });
  }
});

Deno.test("scanLinks names the files that embeddings name, where they are written", async (t) => {
  for (const [text, written] of NAMED_FILES) {
    await t.step(JSON.stringify(text), () => {
      const links = scanLinks(text, "target_first");

      const pieces = links.map(({ address }) =>
        text.slice(address!.start, address!.end)
      );
      assert.deepEqual(pieces, written);
      assert.ok(links.every(({ kind }) => kind === "image"));
    });
  }
});

const INLINE = [
  ..."[[A]]|[[B\\|b]]|[[C#d]]|[t](/D)|[t](E 'x')|![i](f.png)|[r][ref]|[ref]|`code`|`[[N]]`|``[[N]] ` x``|\\[[M]]|*em*"
    .split(/(?<!\\)\|/),
  ..."**[[S]]**|_[[U]]_|~~[[V]]~~|text|<b>x</b>|<!-- [[K]] -->|<a href='/H'>x</a>|<img src=i.png>|[x](https://a.b)|[a [b](/b) c](/c)"
    .split("|"),
  ..."[a [[W]] c](/c)|![a [[W]] c](/im)|[![i](/i.png)](/l)|<https://q.r/[[s]]>|[^1]|[x]()|[x](<a b>)|[x](a(b)c)|&amp;|[[T]](/y)"
    .split("|"),
  ..."[ref][]|[zz][ref]|[y][nope]|![[P.png]]|[[[Q]]]|==[[X]]==|$x$|$5|$[[N]]$|`$[[N]]$`|![[Y]]"
    .split("|"),
];
const line = fc.array(fc.constantFrom(...INLINE), {
  minLength: 1,
  maxLength: 4,
})
  .map((parts) => parts.join(" "));
const indented = (text: string, by: string) =>
  text.split("\n").map((each) => by + each).join("\n");
const { block } = fc.letrec<{ block: string }>((tie) => ({
  block: fc.oneof(
    { depthSize: "small" },
    line,
    fc.array(line, { minLength: 2, maxLength: 3 }).map((all) => all.join("\n")),
    line.map((text) => `## ${text}`),
    line.map((text) => `${text}\n---`),
    line.map((text) => "```js\n" + text + "\n```"),
    line.map((text) => "~~~~\n" + text + "\n```\n~~~~"),
    line.map((text) => indented(text, "    ")),
    fc.tuple(line, line).map(([a, b]) => {
      const cell = (text: string) => text.replace(/\\?\|/g, "\\|");
      return `| a | b |\n|---|:-:|\n| ${cell(a)} | ${cell(b)} |`;
    }),
    line.map((text) => `<div>\n${text}\n</div>`),
    line.map((text) => `::: info\n${text}\n:::`),
    line.map((text) => indented(text, ">! ")),
    line.map((text) => indented(text, ">| ")),
    line.map((text) => `{{Figure\n|caption=x\n${text}\n}}`),
    fc.constantFrom("![[Z]]", "*[X]: [[N]]", "{{Nope}}", "$$\nx\n$$"),
    line.map((text) => `<!--\n${text}\n-->`),
    fc.tuple(line, fc.constantFrom("- ", "* ", "1. ", "2) ", "- [ ] ")).map((
      [text, marker],
    ) => marker + text),
    fc.tuple(tie("block"), tie("block")).map(([a, b]) =>
      `- ${indented(`${a}\n\n${b}`, "  ").trimStart()}`
    ),
    tie("block").map((text) => indented(text, "> ")),
  ),
}));

Deno.test("scanLinks agrees with the renderer on any page made of ordinary blocks", () => {
  const scale = Number(Deno.env.get("ROBOT_TEST_SCALE") ?? 1);
  const page = fc.array(block, { minLength: 1, maxLength: 5 }).map((blocks) =>
    `${blocks.join("\n\n")}\n\n[ref]: /R\n\n[^1]: note [[F]]\n`
  );

  fc.assert(
    fc.property(page, (text) => {
      const { scanned, rendered } = bothViews(text);
      assert.deepEqual(scanned, rendered);
    }),
    { numRuns: Math.ceil(400 * scale), seed: 20 },
  );
});

Deno.test("scanLinks gives offsets of the whole link", () => {
  const text = "---\na: b\n---\n> é [[A|\n> x [[B]] ![i](c.png)\n";

  const links = scanLinks(text, "target_first");

  assert.deepEqual(links.map(({ start, end }) => text.slice(start, end)), [
    "[[B]]",
    "![i](c.png)",
  ]);
});

Deno.test("scanLinks needs time in proportion to the text, whatever it holds", async (t) => {
  for (const [name, bomb] of Object.entries(BOMBS)) {
    await t.step(name, () => {
      const time = (length: number) => {
        const text = bomb(length);
        return timeOf(() => scanLinks(text, "target_first"));
      };

      // 8 times the text; a quadratic scanner would need 64 times the time, and seconds.
      const large = time(200_000);
      const ratio = large / Math.max(time(25_000), 0.5);
      assert.ok(
        large < 75 || ratio < 40,
        `${Math.round(large)} ms, ${Math.round(ratio)} times the time`,
      );
    });
  }
});

Deno.test("parseWikiLink reads both orders", () => {
  assert.deepEqual(parseWikiLink("A|b", "target_first"), {
    target: "A",
    fragment: "",
    text: "b",
  });
  assert.deepEqual(parseWikiLink("b|A", "text_first"), {
    target: "A",
    fragment: "",
    text: "b",
  });
  assert.equal(parseWikiLink("A", "text_first")?.target, "A");
  assert.equal(parseWikiLink("A|", "target_first")?.text, "A");
  assert.equal(parseWikiLink("100% sure", "target_first")?.target, "100% sure");
});

Deno.test("parseWikiLink takes a fragment alone for a heading of the same page", () => {
  assert.deepEqual(parseWikiLink("#Early years", "target_first"), {
    target: "",
    fragment: "Early years",
    text: "#Early years",
  });
});

Deno.test("headingId is as on GitHub, and its own id", () => {
  const ids: [string, string][] = [
    ["Early years", "early-years"],
    ["head 1.1 bold", "head-11-bold"],
    ["C++ & Rust", "c--rust"],
    ["Über_uns", "über_uns"],
    ["日本語 です", "日本語-です"],
    ["!!!", "section"],
    ["Search", "section-search"],
    ["__proto__", "section-__proto__"],
    ["fn-1", "section-fn-1"],
    ["user-content-x", "section-user-content-x"],
  ];

  for (const [text, id] of ids) assert.equal(headingId(text), id);
  fc.assert(
    fc.property(
      fc.string({ unit: "grapheme" }),
      (text) => assert.equal(headingId(headingId(text)), headingId(text)),
    ),
  );
});
