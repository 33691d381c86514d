import assert from "node:assert/strict";
import { render } from "../../src/markdown/render.ts";
import { RENDERER_VERSION } from "../../src/markdown/render_pool.ts";
import { headingId } from "../../src/markdown/wiki_links.ts";
import { BOMBS } from "../corpus/bombs.ts";
import { shownHtml } from "../support/rendered_html.ts";

/** The HTML with `{target}` in its holes. */
function html(text: string): string {
  return shownHtml(render(text, "target_first"));
}

Deno.test("render leaves a hole where an address of the wiki belongs", () => {
  const { parts, holes } = render(
    'See [[Actors/Iran#Army|the army]], [t](/A%20B?x=1#C "T") and ![i](./m.png).',
    "target_first",
  );

  assert.deepEqual(parts, [
    "<p>See <a ",
    ">the army</a>, <a ",
    ' title="T">t</a> and <img ',
    ' alt="i" loading="lazy" />.</p>\n',
  ]);
  assert.deepEqual(holes, [
    {
      kind: "link",
      target: "Actors/Iran",
      fragment: "Army",
      isWikiLink: true,
    },
    {
      kind: "link",
      target: "A B",
      fragment: "C",
      isWikiLink: false,
      query: "x=1",
    },
    { kind: "embed", target: "./m.png", fragment: "", isWikiLink: false },
  ]);
});

Deno.test("render reads wikilinks in the order that the wiki chose", () => {
  assert.equal(
    shownHtml(render("[[a|b]]", "text_first")),
    "<p><a {b}>a</a></p>\n",
  );
  assert.equal(
    shownHtml(render("[[a|b]]", "target_first")),
    "<p><a {a}>b</a></p>\n",
  );
});

Deno.test("render gives headings ids that headingId promises, unique in the page", () => {
  const { headings, parts } = render(
    "# Title `code` *x*\n\n## Same\n\n## Same\n\n## Same 1\n\n### Search\n\nUnder\n---\n",
    "target_first",
  );

  assert.deepEqual(headings, [
    { level: 1, id: "title-code-x", text: "Title code x", line: 1 },
    { level: 2, id: "same", text: "Same", line: 3 },
    { level: 2, id: "same-1", text: "Same", line: 5 },
    { level: 2, id: "same-1-1", text: "Same 1", line: 7 },
    { level: 3, id: "section-search", text: "Search", line: 9 },
    { level: 2, id: "under", text: "Under" },
  ]);
  assert.equal(headings[0]!.id, headingId(headings[0]!.text));
  assert.ok(
    parts[0]!.includes(
      '<h2 id="same">Same<a href="#same" class="anchor" aria-hidden="true" tabindex="-1"></a></h2>',
    ),
  );
});

Deno.test("render leads links within the page to headings and to the writer's own anchors", () => {
  const shown = html(
    '# Über uns\n\n[a](#über-uns) [b](#Über%20uns) [[#Über uns]] [c](#mine)\n\n<a name="mine">x</a>\n',
  );

  const links = [...shown.matchAll(/<a href="#([^"]*)">/g)].map(([, id]) => id);
  assert.deepEqual(links, [
    "%C3%BCber-uns",
    "%C3%BCber-uns",
    "%C3%BCber-uns",
    "user-content-mine",
  ]);
  assert.ok(shown.includes('<a id="user-content-mine">x</a>'));
});

Deno.test("render takes the front matter out and returns it", () => {
  const rendered = render("---\ntitle: X\n---\nText\n", "target_first");

  assert.deepEqual(rendered.frontMatter, { title: "X" });
  assert.deepEqual(rendered.parts, ["<p>Text</p>\n"]);
});

Deno.test("render shows alerts of five kinds, and other quotes as quotes", () => {
  assert.equal(
    html("> [!WARNING]\n> Mind *this*."),
    '<div class="markdown-alert markdown-alert-warning">\n<p class="markdown-alert-title">Warning</p>\n<p>Mind <em>this</em>.</p>\n</div>\n',
  );
  for (const kind of ["note", "Tip", "IMPORTANT", "caution"]) {
    assert.ok(
      html(`> [!${kind}]\n> x`).includes(`-alert-${kind.toLowerCase()}"`),
    );
  }
  assert.ok(html("> [!NOTE]\n>\n> - a").includes("<li>a</li>"));
  assert.ok(html("> [!OTHER]\n> x").startsWith("<blockquote>"));
  assert.ok(html("> [!NOTE] x").startsWith("<blockquote>"));
  assert.ok(html("> [!constructor]\n> x").startsWith("<blockquote>"));
});

Deno.test("render numbers footnotes by their first use and keeps those that nobody uses", () => {
  const shown = html(
    "a[^x] b[^y] c[^x] d[^none]\n\n[^z]: unused\n[^y]: second [[P]]\n[^x]: first\n\n    more\n",
  );

  const order = ["first", "second", "unused"].map((word) =>
    shown.indexOf(word)
  );
  assert.deepEqual(order, [...order].sort((a, b) => a - b));
  assert.ok(shown.includes('href="#fn-1" class="footnote-ref"'));
  assert.ok(shown.includes('id="fnref-1-2"'));
  assert.ok(shown.includes('<p>more <a href="#fnref-1"'));
  assert.ok(shown.includes("d[^none]"));
  assert.equal(shown.match(/<li id="fn-/g)!.length, 3);
});

Deno.test("render prints a footnote in a quote once", () => {
  const shown = html("x[^1]\n\n>> [^1]: note\n>> more\n> and\n");

  assert.equal(shown.match(/<li id="fn-/g)!.length, 1);
});

Deno.test("render puts tables in a box that scrolls by keyboard, each with its own name", () => {
  const shown = html("|a|\n|-|\n|b|\n\n|c|\n|-|\n");

  assert.deepEqual(shown.match(/<div[^>]*>/g), [
    '<div class="table-scroll" tabindex="0" role="group" aria-label="Table 1">',
    '<div class="table-scroll" tabindex="0" role="group" aria-label="Table 2">',
  ]);
});

Deno.test("render gives task lists boxes that cannot be changed and have a name", () => {
  assert.equal(
    html("- [x] a\n"),
    '<ul>\n<li class="task-list-item"><input type="checkbox" disabled="disabled" aria-label="done" checked /> a</li>\n</ul>\n',
  );
});

Deno.test("render colours code by classes alone, and leaves long or unknown code plain", () => {
  const shown = html("```ts\nconst a = 1;\n```\n");

  assert.ok(
    shown.startsWith('<pre tabindex="0"><code class="hljs language-ts">'),
  );
  assert.ok(shown.includes('<span class="hljs-keyword">const</span>'));
  assert.ok(!shown.includes("style="));
  assert.equal(
    html("```nope x\na<b\n```\n"),
    '<p class="code-language">nope</p>\n<pre tabindex="0"><code class="hljs language-nope">a&lt;b\n</code></pre>\n',
  );
  assert.ok(
    !html(`\`\`\`ts\n${"const a;\n".repeat(6_000)}\`\`\``).includes("<span"),
  );
});

Deno.test("render marks links to other sites and loads images late", () => {
  assert.equal(
    html("[a](https://b.c) ![d](https://e.f/g.png)"),
    '<p><a href="https://b.c" rel="nofollow noopener ugc">a</a> <img src="https://e.f/g.png" alt="d" loading="lazy" /></p>\n',
  );
  assert.equal(html("[a](ftp://b.c)"), "<p><a>a</a></p>\n");
});

Deno.test("render keeps allowed raw HTML and shows as text what would swallow the page", () => {
  assert.equal(
    html("H<sub>2</sub>O <kbd>x</kbd> <mark>y</mark>"),
    "<p>H<sub>2</sub>O <kbd>x</kbd> <mark>y</mark></p>\n",
  );
  assert.ok(html("- <!-- open\n\nAfter").includes("<p>After</p>"));
  assert.ok(html("a <textarea> b\n\nAfter").includes("<p>After</p>"));
  assert.ok(html('<div title="open\n\nAfter').includes("<p>After</p>"));
  assert.ok(
    html("<details>\n<summary>S</summary>\n\n[[A]]\n\n</details>").includes(
      "<summary>S</summary><p><a {A}>A</a></p>",
    ),
  );
});

Deno.test("render shows as text what overflows the stack, and never throws", () => {
  const deep = render(">".repeat(20_000), "target_first");

  assert.equal(deep.shownAsText, "it is nested too deeply");
  assert.deepEqual(deep.parts, [
    `<pre tabindex="0">${"&gt;".repeat(20_000)}</pre>\n`,
  ]);
  for (const bomb of Object.values(BOMBS)) render(bomb(1_500), "target_first");
});

Deno.test("render makes no table that is much larger than its text", () => {
  const { parts } = render(BOMBS["wideTable"]!(40_000), "target_first");

  assert.ok(parts.join("").length < 1_000_000);
});

Deno.test("render is pure: the same text gives the same answer", () => {
  const text = "# A\n[[B]] x[^1]\n\n[^1]: y\n";

  assert.deepEqual(render(text, "target_first"), render(text, "target_first"));
});

Deno.test("RENDERER_VERSION changes with the HTML", async () => {
  const sample =
    "# A `b`\n\n[[C]] x[^1] **d**\n\n|e|\n|-|\n|f|\n\n- [ ] g\n\n> [!TIP]\n> h\n\n```js\nlet i;\n```\n\n[^1]: j\n\n::: info\n# k\n:::\n\n>! l ==m==\n\n>| n\n\n## o\n\n" +
    "```x=\np\n```\n\n```mermaid\nq\n```\n\n$r$\n\n{{InfoBox\n|s=t\n}}\n{{DataTable|src=u.csv}}\n{{Video\n/v.mp4\n}}\n![[W]]\n![[x.png|9]]\n\n*[y]: z\n";
  const bytes = new TextEncoder().encode(html(sample));
  const hash = await crypto.subtle.digest("SHA-256", bytes);

  // Another HTML for the same text: count RENDERER_VERSION up, then write the new pair here.
  assert.deepEqual(
    [RENDERER_VERSION, new Uint8Array(hash).toHex().slice(0, 16)],
    ["4", "65dbc9ba171b7e70"],
  );
});

Deno.test("render shows videos and sounds of the wiki, with controls and without starting them", () => {
  assert.equal(
    html(
      '<video width=\'100%\' autoplay onplay="x()" poster="//x"><source src="/a%20b.mp4" type="video/mp4"></video>\n',
    ),
    '<p><video controls preload="metadata" width="100%"><source {a b.mp4} type="video/mp4" /></video></p>\n',
  );
  assert.equal(
    html('A sound: <audio src="./x.ogg" loop></audio>\n'),
    '<p>A sound: <audio {./x.ogg} controls preload="metadata" loop></audio></p>\n',
  );
  assert.equal(
    html('<video src="javascript:x()"></video>\n'),
    '<p><video controls preload="metadata"></video></p>\n',
  );
});
