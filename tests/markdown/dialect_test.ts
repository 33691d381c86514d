import assert from "node:assert/strict";
import { render } from "../../src/markdown/render.ts";
import type { RenderOptions } from "../../src/markdown/rendered.ts";
import { shownHtml } from "../support/rendered_html.ts";

function html(text: string, options: RenderOptions = {}): string {
  return shownHtml(render(text, "target_first", options));
}

/** The same with line ends between tags taken away, so that a case fits on a line. */
function flat(text: string): string {
  return html(text).replace(/>\n+/g, ">").replace(/\n+</g, "<").trimEnd();
}

type Cases = readonly (readonly [text: string, html: string])[];

async function check(t: Deno.TestContext, cases: Cases): Promise<void> {
  for (const [text, expected] of cases) {
    await t.step(JSON.stringify(text), () => {
      assert.equal(flat(text), expected);
    });
  }
}

Deno.test("==marked== text is marked, unless its signs are cancelled", async (t) => {
  await check(t, [
    ["a ==b== c", "<p>a <mark>b</mark> c</p>"],
    ["==b *c* [[D]]==", "<p><mark>b <em>c</em> <a {D}>D</a></mark></p>"],
    [
      "**==b==** *a ==b c== d*",
      "<p><strong><mark>b</mark></strong> <em>a <mark>b c</mark> d</em></p>",
    ],
    ["`==b==`", "<p><code>==b==</code></p>"],
    ["==a `b== c`", "<p>==a <code>b== c</code></p>"],
    ["== a== ==b == ===c=== a == b", "<p>== a== ==b == ===c=== a == b</p>"],
    ["\\==a== ==", "<p>==a== ==</p>"],
    [
      "- ==a==\n\n> ==b==",
      "<ul><li><mark>a</mark></li></ul><blockquote><p><mark>b</mark></p></blockquote>",
    ],
    [
      "Ten\n==",
      '<h1 id="ten">Ten<a href="#ten" class="anchor" aria-hidden="true" tabindex="-1"></a></h1>',
    ],
  ]);
});

Deno.test("Abbreviations are explained wherever they stand as words, and their definitions print nothing", async (t) => {
  const definition = "*[HTML]: Hyper <b>Text\n\n";
  const abbr = '<abbr title="Hyper &lt;b&gt;Text">HTML</abbr>';
  await check(t, [
    [`${definition}HTML`, `<p>${abbr}</p>`],
    [`HTML\n\n${definition}`, `<p>${abbr}</p>`],
    [
      `${definition}XHTML HTML5 _HTML_ \`HTML\` <i title="HTML">x</i>`,
      `<p>XHTML HTML5 <em>${abbr}</em> <code>HTML</code> <i title="HTML">x</i></p>`,
    ],
    [
      `${definition}- HTML\n\n> HTML`,
      `<ul><li>${abbr}</li></ul><blockquote><p>${abbr}</p></blockquote>`,
    ],
    [
      "*[constructor]: x\n\n__proto__ constructor",
      '<p><strong>proto</strong> <abbr title="x">constructor</abbr></p>',
    ],
    ["*[a.b]: x\n\naxb a.b", '<p>axb <abbr title="x">a.b</abbr></p>'],
    ["text\n*[X]: y\nX", '<p>text</p><p><abbr title="y">X</abbr></p>'],
    ["*[]: x\n*[A] y", "<p>*[]: x\n*[A] y</p>".replace("\n", "\n")],
  ]);
});

Deno.test("Panels have a family, a title and an end", async (t) => {
  const panel = (family: string, body: string) =>
    `<div class="panel panel-${family}" role="note">${body}</div>`;
  const families: [string, string][] = [
    ...["info", "warning", "danger", "success", "none"].map((family) =>
      [family, family] as [string, string]
    ),
    ...[
      ["blue", "info"],
      ["yellow", "warning"],
      ["red", "danger"],
      ["green", "success"],
      ["", "none"],
      ["Extra-danger", "extra-danger"],
    ] as [string, string][],
  ];
  await check(t, [
    ...families.map(([written, family]) =>
      [`::: ${written}\nx\n:::`, panel(family, "<p>x</p>")] as const
    ),
    [
      ":::info\n# Title *x*\n\ntext\n:::",
      panel("info", '<p class="panel-title">Title <em>x</em></p><p>text</p>'),
    ],
    [
      "::: info Title *x*\ntext\n:::",
      panel("info", '<p class="panel-title">Title <em>x</em></p><p>text</p>'),
    ],
    ["::: info\na\n\nb", panel("info", "<p>a</p><p>b</p>")],
    ["a\n::: info\nb\n:::\nc", `<p>a</p>${panel("info", "<p>b</p>")}<p>c</p>`],
    ["::: info\n- a\n- b\n:::", panel("info", "<ul><li>a</li><li>b</li></ul>")],
    [
      "- a\n\n  ::: info\n  b\n  :::\n- c",
      `<ul><li><p>a</p>${panel("info", "<p>b</p>")}</li><li><p>c</p></li></ul>`,
    ],
    [
      "> ::: info\n> a\n> :::",
      `<blockquote>${panel("info", "<p>a</p>")}</blockquote>`,
    ],
    [
      "- a\n::: info\nb\n:::",
      `<ul><li>a</li></ul>${panel("info", "<p>b</p>")}`,
    ],
    [
      "| a |\n|---|\n| b |\n::: info\nc\n:::",
      `<div class="table-scroll" tabindex="0" role="group" aria-label="Table 1"><table><thead><tr><th>a</th></tr></thead><tbody><tr><td>b</td></tr></tbody></table></div>${
        panel("info", "<p>c</p>")
      }`,
    ],
    [
      "::: info\n```\n:::\n```\n:::\nx",
      `${panel("info", '<pre tabindex="0"><code>:::</code></pre>')}<p>x</p>`,
    ],
    [
      "::: info\n::: danger\na\n:::\nb\n:::\nc",
      `${panel("info", `${panel("danger", "<p>a</p>")}<p>b</p>`)}<p>c</p>`,
    ],
    [
      "a\n::: info\nb\n---\n:::",
      `<p>a</p>${
        panel(
          "info",
          '<h2 id="b">b<a href="#b" class="anchor" aria-hidden="true" tabindex="-1"></a></h2>',
        )
      }`,
    ],
    [
      '::: x"><script>\nb\n:::',
      panel("none", '<p class="panel-title">x"&gt;&lt;script&gt;</p><p>b</p>'),
    ],
    ["    :::\n    x", '<pre tabindex="0"><code>:::\nx</code></pre>'],
  ]);
});

Deno.test("Spoilers and folds open without a script", async (t) => {
  await check(t, [
    [
      ">! a *b*\n>! c",
      '<details class="spoiler"><summary>Spoiler</summary><p>a <em>b</em>c</p></details>',
    ],
    [
      ">! - a\n>!\n>! b\nc",
      '<details class="spoiler"><summary>Spoiler</summary><ul><li>a</li></ul><p>b</p></details><p>c</p>',
    ],
    [
      ">| # T *x*\n>| a",
      '<details class="fold"><summary>T <em>x</em></summary><p>a</p></details>',
    ],
    [
      ">| a\n\n>| b",
      '<details class="fold"><summary>…</summary><p>a</p></details><details class="fold"><summary>…</summary><p>b</p></details>',
    ],
    [
      "- a\n\n  >! b",
      '<ul><li><p>a</p><details class="spoiler"><summary>Spoiler</summary><p>b</p></details></li></ul>',
    ],
    [
      "> >! b",
      '<blockquote><details class="spoiler"><summary>Spoiler</summary><p>b</p></details></blockquote>',
    ],
    [
      "> a\n>! b\n> c",
      '<blockquote><p>a</p></blockquote><details class="spoiler"><summary>Spoiler</summary><p>b</p></details><blockquote><p>c</p></blockquote>',
    ],
    [
      ">! ::: info\n>! x\n>! :::",
      '<details class="spoiler"><summary>Spoiler</summary><div class="panel panel-info" role="note"><p>x</p></div></details>',
    ],
  ]);
});

Deno.test("Titles of panels and folds are no headings of the page", () => {
  const { headings } = render(
    "# A\n\n::: info\n# B\n\n## C\n:::\n\n>| # D\n>| x\n",
    "target_first",
  );

  assert.deepEqual(headings, [
    { level: 1, id: "a", text: "A", line: 1 },
    { level: 2, id: "c", text: "C" },
  ]);
});

Deno.test("Code has line numbers where its language ends in =, and an unknown language is named", async (t) => {
  const numbers = (text: string) =>
    `<span class="line-numbers" aria-hidden="true">${text}</span>`;
  await check(t, [
    [
      "```=\na\nb\n```",
      `<pre class="numbered" tabindex="0">${
        numbers("1\n2")
      }<code>a\nb</code></pre>`,
    ],
    [
      "```text=9\na\nb\n```",
      `<pre class="numbered" tabindex="0">${
        numbers("9\n10")
      }<code class="hljs language-text">a\nb</code></pre>`,
    ],
    [
      "```nope=\na\n```",
      `<p class="code-language">nope</p><pre class="numbered" tabindex="0">${
        numbers("1")
      }<code class="hljs language-nope">a</code></pre>`,
    ],
    ["```\n  a\n```", '<pre tabindex="0"><code>  a</code></pre>'],
    [
      '```x"onclick=y\na\n```',
      '<p class="code-language">x</p><pre tabindex="0"><code class="hljs language-x">a</code></pre>',
    ],
  ]);
});

Deno.test("A diagram is its source until a script draws it", async (t) => {
  await check(t, [
    [
      "```mermaid\ngraph LR\n  A[<b>] --> B\n```",
      '<pre class="mermaid" tabindex="0">graph LR\n  A[&lt;b&gt;] --&gt; B</pre>',
    ],
    ["```Mermaid x=y\na\n```", '<pre class="mermaid" tabindex="0">a</pre>'],
  ]);
});

Deno.test("render says whether the page's script has something to do", () => {
  const uses = (text: string) => render(text, "target_first").usesScript;

  assert.equal(uses("# A\n\n[[B]] `c` $d$\n"), false);
  for (
    const text of [
      "```\na\n```",
      "    a",
      "```mermaid\na\n```",
      "{{DataTable}}\n",
      "![[A]]",
    ]
  ) {
    assert.equal(uses(text), true, text);
  }
});

Deno.test("Headings that begin a section get a link to edit it, and know their line", () => {
  const text =
    "---\na: b\n---\n# T\n\n## Two *x*\n\ntext\n\nUnder\n---\n\n> ## Quoted\n\n## Two x\n";
  const rendered = render(text, "target_first");

  assert.deepEqual(rendered.headings.map(({ id, line }) => [id, line]), [
    ["t", 4],
    ["two-x", 6],
    ["under", undefined],
    ["quoted", undefined],
    ["two-x-1", 15],
  ]);
  const links = shownHtml(rendered).match(/<a \{section [^>]*>/g);
  assert.deepEqual(links, [
    '<a {section two-x} aria-label="Edit section Two x" title="Edit section" class="edit-section">',
    '<a {section two-x-1} aria-label="Edit section Two x" title="Edit section" class="edit-section">',
  ]);
});

Deno.test("A preview carries the line of each block at the top level; a page does not", () => {
  const text =
    '---\na: b\n---\n\n# T\n\none\ntwo\n- [ ] a\n\n  b\n\n|a|\n|-|\n\n::: info\nx\n:::\n```\nc\n```\n<div data-line="99">\n\n</div>\n\n$$\nx\n$$\n';

  const shown = html(text, { marksLines: true });

  assert.deepEqual(
    [...shown.matchAll(/<(\w+)[^>]* data-line="(\d+)"/g)].map((
      [, name, line],
    ) => `${name} ${line}`),
    [
      "h1 5",
      "p 7",
      "ul 9",
      "div 13",
      "div 16",
      "pre 19",
      "div 22",
      "div 26",
    ],
  );
  assert.ok(!shown.includes("edit-section"));
  assert.ok(!html(text).includes("data-line"));
});

Deno.test("Links to other sites open in a new tab where the wiki wants it; nobody else decides that", () => {
  const text =
    '[a](https://b.c) [d](/E) <a href="https://f" target="_top" rel="opener">g</a> <mail@x.org>';

  assert.equal(
    html(text, { opensNewTab: true }),
    '<p><a href="https://b.c" rel="nofollow noopener ugc" class="external" target="_blank">a</a> <a {E}>d</a> ' +
      '<a href="https://f" rel="nofollow noopener ugc" class="external" target="_blank">g</a> ' +
      '<a href="mailto:mail@x.org" rel="nofollow noopener ugc">mail@x.org</a></p>\n',
  );
  assert.ok(!html(text).includes("target"));
});

Deno.test("A text that is shown in another page keeps its ids apart", () => {
  const text =
    '# A\n\n[x](#a) [[#A]] <a id="me">m</a> [y](#me) n[^1]\n\n[^1]: f\n';

  const shown = html(text, { idPrefix: "in-1-" });

  assert.deepEqual(shown.match(/ id="[^"]*"/g), [
    ' id="in-1-a"',
    ' id="in-1-user-content-me"',
    ' id="in-1-fnref-1"',
    ' id="in-1-fn-1"',
  ]);
  assert.deepEqual(shown.match(/href="#[^"]*"/g), [
    'href="#in-1-a"',
    'href="#in-1-a"',
    'href="#in-1-user-content-me"',
    'href="#in-1-fn-1"',
    'href="#in-1-fnref-1"',
  ]);
  assert.ok(!shown.includes('class="anchor"'));
});

Deno.test("Sizes in the address of a picture stay", () => {
  const queries = [
    "thumbnail=80",
    "size=300",
    "width=20",
    "height=9",
    "width=20&height=9",
  ];
  const { holes } = render(
    queries.map((query) => `![a](./a.png?${query})`).join(" "),
    "target_first",
  );

  assert.deepEqual(holes.map((hole) => "query" in hole && hole.query), queries);
});

Deno.test("Pages and pictures are embedded by ![[…]]", async (t) => {
  const page = '<div class="embedded-page">{page}</div>';
  await check(t, [
    ["![[A]]", page],
    ["a\n![[A]]\nb", `<p>a</p>${page}<p>b</p>`],
    [
      "- ![[A#b]]\n\n> ![[A]]",
      `<ul><li>${page}</li></ul><blockquote>${page}</blockquote>`,
    ],
    ["a ![[A]] b", "<p>a !<a {A}>A</a> b</p>"],
    ["![[a.png]]", '<p><img {./a.png} alt="a.png" loading="lazy" /></p>'],
    [
      "![[/x/a.png|300]]",
      '<p><img {x/a.png} alt="a.png" loading="lazy" width="300" /></p>',
    ],
    [
      "![[a.png|30x20]]",
      '<p><img {./a.png} alt="a.png" loading="lazy" width="30" height="20" /></p>',
    ],
    [
      '![[a.png|x" onerror="y]]',
      '<p><img {./a.png} alt="x&quot; onerror=&quot;y" loading="lazy" /></p>',
    ],
    [
      "![[a.mp4]]",
      '<p><video {./a.mp4} controls preload="metadata"></video></p>',
    ],
    [
      "![[a.ogg]]",
      '<p><audio {./a.ogg} controls preload="metadata"></audio></p>',
    ],
    ["`![[a.png]]` ![[]]", "<p><code>![[a.png]]</code> ![[]]</p>"],
  ]);
});

Deno.test("A page reads ![[a|Page]] in the order that the wiki chose, and finds the name of a picture in either half", () => {
  const { holes } = render(
    "![[300|b.png]] ![[a.png|300]] ![[c.png|d.png]]\n\n![[shown|Page]]",
    "text_first",
  );

  assert.deepEqual(holes.map((hole) => "target" in hole && hole.target), [
    "./b.png",
    "./a.png",
    "./d.png",
    "Page",
  ]);
});

Deno.test("A link that holds nothing but a picture is named by it, else by its file", async (t) => {
  await check(t, [
    [
      "[![](https://a.example/x/my%20owl.png?s=1)](https://a.example/)",
      '<p><a href="https://a.example/" rel="nofollow noopener ugc"><img src="https://a.example/x/my%20owl.png?s=1" alt="my owl.png" loading="lazy" /></a></p>',
    ],
    [
      "[![An *owl*](https://a.example/o.png)](https://a.example/)",
      '<p><a href="https://a.example/" rel="nofollow noopener ugc"><img src="https://a.example/o.png" alt="An owl" loading="lazy" /></a></p>',
    ],
    [
      "[![](https://a.example/%22%3E%zz.png)](https://a.example/)",
      '<p><a href="https://a.example/" rel="nofollow noopener ugc"><img src="https://a.example/%22%3E%zz.png" alt="%22%3E%zz.png" loading="lazy" /></a></p>',
    ],
    [
      "![](https://a.example/o.png)",
      '<p><img src="https://a.example/o.png" alt="" loading="lazy" /></p>',
    ],
  ]);
});
