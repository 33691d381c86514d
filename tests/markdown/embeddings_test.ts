import assert from "node:assert/strict";
import { render } from "../../src/markdown/render.ts";
import { shownHtml } from "../support/rendered_html.ts";

function html(text: string): string {
  return shownHtml(render(text, "target_first"))
    .replace(/>\n+/g, ">").replace(/\n+</g, "<").trimEnd();
}

type Cases = readonly (readonly [text: string, html: string])[];

async function check(t: Deno.TestContext, cases: Cases): Promise<void> {
  for (const [text, expected] of cases) {
    await t.step(JSON.stringify(text), () => {
      assert.equal(html(text), expected);
    });
  }
}

const problem = (message: string) =>
  `<p class="embedding-error">${message}</p>`;

Deno.test("An embedding has a name, options and a body", async (t) => {
  const figure = '<figure class="figure at-center"><p>x</p></figure>';
  await check(t, [
    ["{{Figure\nx\n}}", figure],
    ["{{ fIgUrE\n\nx\n\n}}", figure],
    ["{{Figure\nx }}", figure],
    ["a\n{{Figure\nx\n}}\nb", `<p>a</p>${figure}<p>b</p>`],
    ["- a\n\n  {{Figure\n  x\n  }}", `<ul><li><p>a</p>${figure}</li></ul>`],
    ["- a\n{{Figure\nx\n}}", `<ul><li>a</li></ul>${figure}`],
    ["> {{Figure\n> x\n> }}", `<blockquote>${figure}</blockquote>`],
    [
      "{{Figure|caption=a \\| b \\= *c*|width=50%}}",
      '<figure class="figure at-center w-50"><figcaption>a | b = *c*</figcaption></figure>',
    ],
    [
      "{{Figure\n```\n}}\n```\n}}",
      '<figure class="figure at-center"><pre tabindex="0"><code>}}</code></pre></figure>',
    ],
    [
      "{{Figure\n{{Figure\nx\n}}\ny\n}}",
      `<figure class="figure at-center">${figure}<p>y</p></figure>`,
    ],
    ["{{Nope}}", problem("Unknown embedding: Nope")],
    ["{{constructor}}", problem("Unknown embedding: constructor")],
    ["{{Nope\n|a=<b>\n}}", problem("Unknown embedding: Nope")],
    ["{{Figure\nno end", "<p>{{Figure\nno end</p>"],
    ["a {{Figure}} b", "<p>a {{Figure}} b</p>"],
    ["`{{Figure}}`", "<p><code>{{Figure}}</code></p>"],
    ["```\n{{Figure}}\n```", '<pre tabindex="0"><code>{{Figure}}</code></pre>'],
    ["{{<b>}} {{", "<p>{{<b>}} {{</b></p>"],
  ]);
});

Deno.test("Sizes and sides become classes of a small set; nothing else of them reaches the page", async (t) => {
  const widths: [string, string][] = [
    ["30%", " w-30"],
    ["31.4 %", ""],
    ["33%", " w-35"],
    ["1000%", " w-100"],
    ["0%", " w-5"],
    ["370px", " w-50"],
    ["370", " w-50"],
    ["23em", " w-50"],
    ["-5", ""],
    ["1e3", ""],
    ["auto;position:fixed", ""],
    ['1"onclick="x', ""],
    ["calc(100%)", ""],
  ];
  await check(t, [
    ...widths.map(([width, name]) =>
      [
        `{{Figure\n|width=${width}\n}}`,
        `<figure class="figure at-center${name}"></figure>`,
      ] as const
    ),
    ...["position", "pos", "float", "align"].map((option) =>
      [
        `{{Figure\n|${option}=LEFT\n}}`,
        '<figure class="figure at-left"></figure>',
      ] as const
    ),
    [
      '{{Figure\n|float=left;x\n|text-align=right\n|style=color:red\n|class=x\n|id=y\n|onclick="z"\n}}',
      '<figure class="figure at-center text-right"></figure>',
    ],
  ]);
});

Deno.test("InfoBox shows names and values, and its body as the last row", async (t) => {
  const box = (rows: string, caption = "") =>
    `<div class="info-box at-right w-35">${caption}<table><tbody>${rows}</tbody></table></div>`;
  const row = (key: string, value: string) =>
    `<tr><th scope="row">${key}</th><td>${value}</td></tr>`;
  await check(t, [
    [
      "{{InfoBox\n|caption=C & D\n|Größe=*1* [[A]]\n|_width=2\n|a\\=b=c\\|d=e\n}}",
      box(
        row("Größe", "<em>1</em> <a {A}>A</a>") + row("width", "2") +
          row("a=b", "c|d=e"),
        '<p class="embedding-caption">C &amp; D</p>',
      ),
    ],
    [
      "{{Info Box\n|a=1\n**x**\n\n- y\n}}",
      box(
        row("a", "1") +
          '<tr><td colspan="2"><p><strong>x</strong></p><ul><li>y</li></ul></td></tr>',
      ),
    ],
    [
      '{{InfoBox\n|"><script>alert(1)</script>=<img src=x onerror=alert(1)>\n}}',
      box(
        row(
          '"&gt;&lt;script&gt;alert(1)&lt;/script&gt;',
          '<img {./x} alt="" loading="lazy" />',
        ),
      ),
    ],
    ["{{InfoBox}}", '<div class="info-box at-right w-35"></div>'],
  ]);
});

Deno.test("ImageFrame shows a picture that opens in a new tab, or what stands in it", async (t) => {
  const frame = (inside: string) =>
    `<figure class="image-frame at-right w-30">${inside}</figure>`;
  await check(t, [
    [
      "{{ImageFrame\n|src=./a.png\n|caption=C\n}}",
      frame(
        '<a {./a.png} target="_blank" rel="noopener"><img {./a.png} alt="C" loading="lazy" /></a><span>{missing_file}</span><figcaption>C</figcaption>',
      ),
    ],
    [
      '{{ImageFrame|src=/Other/a.png|alt="><b>}}',
      frame(
        '<a {Other/a.png} target="_blank" rel="noopener"><img {Other/a.png} alt="&quot;&gt;&lt;b&gt;" loading="lazy" /></a><span>{missing_file}</span>',
      ),
    ],
    [
      "{{ImageFrame|src=https://a.b/c.png}}",
      frame(
        '<a href="https://a.b/c.png" rel="nofollow noopener ugc" target="_blank"><img src="https://a.b/c.png" alt="c.png" loading="lazy" /></a>',
      ),
    ],
    [
      "{{image-frame\n![x](/a.png)\n}}",
      frame('<p><img {a.png} alt="x" loading="lazy" /></p>'),
    ],
    [
      "{{ImageFrame|src=javascript:alert(1)}}",
      problem(
        'ImageFrame: "javascript:alert(1)" is not an address of a picture',
      ),
    ],
    [
      "{{ImageFrame|src=data:image/svg+xml,x}}",
      problem(
        'ImageFrame: "data:image/svg+xml,x" is not an address of a picture',
      ),
    ],
    [
      "{{ImageFrame|src=//a.b/c}}",
      problem('ImageFrame: "//a.b/c" is not an address of a picture'),
    ],
  ]);
});

Deno.test("Video plays files, or one video of YouTube, and tells them apart", async (t) => {
  const frame = (id: string, query = `?loop=1&amp;playlist=${id}`) =>
    `<div class="video-frame w-100"><iframe src="https://www.youtube-nocookie.com/embed/${id}${query}" title="Video of YouTube" loading="lazy" allowfullscreen referrerpolicy="strict-origin-when-cross-origin"></iframe></div>`;
  const id = "dQw4w9WgX-_";
  await check(t, [
    ...[
      `https://www.youtube.com/watch?v=${id}&t=3`,
      `https://youtu.be/${id}?si=x`,
      `https://www.youtube.com/embed/${id}`,
      `https://m.youtube.com/watch?x=y&v=${id}`,
      `http://youtube.com/e/${id}`,
      `https://www.youtube-nocookie.com/embed/${id}`,
      `https://youtube.com/shorts/${id}`,
    ].map((url) => [`{{Video\n${url}\n}}`, frame(id)] as const),
    [
      `{{Video\n|loop=false\n|muted=on\n|src=https://youtu.be/${id}\n}}`,
      frame(id, "?mute=1"),
    ],
    [
      "{{Video\n|muted=true\n|width=50%\n|autoplay=on\n/a%20b.mp4\n./c.OGG\n/d.bin\n}}",
      '<video class="w-50" controls preload="metadata" loop muted><source {a b.mp4} type="video/mp4" /><source {./c.OGG} type="video/ogg" /><source {d.bin} /></video>',
    ],
    [
      "{{Video\n/a.mp4\n|muted=on\n}}",
      '<video class="w-100" controls preload="metadata" loop muted><source {a.mp4} type="video/mp4" /></video>',
    ],
    ["{{Video}}", problem("Video: no video is named")],
    [
      `{{Video\n/a.mp4\nhttps://youtu.be/${id}\n}}`,
      problem("Video: a video of YouTube stands alone"),
    ],
    [
      '{{Video\nhttps://youtu.be/"><script>\n}}',
      problem('Video: "https://youtu.be/"&gt;&lt;script&gt;" names no video'),
    ],
    [
      "{{Video\nhttps://youtube.com.evil.example/watch?v=dQw4w9WgX-_\n}}",
      '<video class="w-100" controls preload="metadata" loop><source src="https://youtube.com.evil.example/watch?v=dQw4w9WgX-_" /></video>',
    ],
    [
      "{{Video\njavascript:alert(1)\n}}",
      problem('Video: "javascript:alert(1)" is not a video'),
    ],
  ]);
});

Deno.test("DataTable is a plain table with what its script needs", async (t) => {
  const table =
    '<div class="table-scroll" tabindex="0" role="group" aria-label="Table 1"><table><thead><tr><th>a=b</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table></div>';
  await check(t, [
    [
      "{{DataTable\n|a=b|\n|-|\n|1|\n}}",
      `<figure class="data-table" data-features="paging searchable sortable" data-per-page="25">${table}</figure>`,
    ],
    [
      "{{datatable\n|Paging=false\n|searchable=off\n|sortable=0\n|perPage=7\n|fixedHeight=true\n|caption=<C>\n\n|a=b|\n|-|\n|1|\n}}",
      `<figure class="data-table fixed-height" data-features data-per-page="7"><figcaption>&lt;C&gt;</figcaption>${table}</figure>`,
    ],
    [
      '{{DataTable\n|perPage=1"onclick="x\n|src=./a.csv\n}}',
      '<figure class="data-table" data-features="paging searchable sortable" data-per-page="25">{csv}</figure>',
    ],
    [
      "{{DataTable|src=https://a.b/c.csv}}",
      problem('DataTable: "https://a.b/c.csv" is not a file of this wiki'),
    ],
  ]);
  const { holes } = render(
    "{{DataTable\n|src=/a b.csv\n|delimiter=\\t\n|quotechar='\n|header=no\n|columns=2,name,\"x\"\n|headers=[A, 'B']\n}}",
    "target_first",
  );
  assert.deepEqual(holes, [{
    kind: "csv",
    target: "a b.csv",
    options: {
      ...{ delimiter: "\t", quote: "'", hasHeader: false },
      columns: [1, "name", "x"],
      headers: ["A", "B"],
    },
  }]);
});

Deno.test("Lists and included pages are holes with their options", () => {
  const holesOf = (text: string) => render(text, "target_first").holes;

  assert.deepEqual(
    holesOf(
      "{{AttachmentList\n|filter=*.txt\n|format=DETAILS\n}}\n\n{{Attachments}}",
    ),
    [
      { kind: "attachments", filter: "*.txt", format: "details" },
      { kind: "attachments", filter: "", format: "full" },
    ],
  );
  assert.deepEqual(
    holesOf(
      "{{PageIndex}}\n{{PageIndex\n|src=/Actors/*\n|style=list\n|toggle=on\n}}",
    ),
    [
      { kind: "page_index", source: "", style: "index" },
      { kind: "page_index", source: "Actors/*", style: "list" },
    ],
  );
  const page = { kind: "page", showsHeading: true, showsChildren: true };
  assert.deepEqual(
    holesOf(
      "{{include|src=[[A#b]]}}\n{{include|src=/A/B|section=#c|heading=false|children=off}}\n",
    ),
    [
      { ...page, target: "A", fragment: "b" },
      {
        ...page,
        target: "A/B",
        fragment: "c",
        showsHeading: false,
        showsChildren: false,
      },
    ],
  );
  assert.equal(
    html("{{include}}"),
    problem("include: no page is named; say |src=Page"),
  );
  assert.equal(
    html(`{{AttachmentList|filter=${"*a".repeat(200)}}}`),
    problem("AttachmentList: the filter is too long"),
  );
});
