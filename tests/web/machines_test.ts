import assert from "node:assert/strict";
import { wantsMarkdown } from "../../src/web/page_markdown.ts";
import { type Name, webWorld } from "../support/web_world.ts";
import { childrenOf, parseXml, textOf } from "../support/xml.ts";

const VISITORS: readonly Name[] = [
  ...["alice", "bob", "carol", "stranger", "visitor"] as const,
];
/** Every address that machines read, of a wiki with a page `Secret`. */
const DOORS = [
  ...["/sitemap.xml", "/llms.txt", "/manifest.webmanifest", "/favicon.ico"],
  ...["/robots.txt", "/Secret.md", "/Secret", "/-/lint"],
  ...["/-/changelog.atom", "/-/changelog.rss", "/-/changelog.json"],
  ...["/-/history.atom/Secret", "/-/history.rss/Secret"],
  ...["/-/history.json/Secret", "/-/history.atom/Nowhere"],
];

Deno.test("nothing of a private wiki is in what machines read, whoever comes and however", async (t) => {
  await using world = await webWorld();
  await world.write("Secret", "# Secret\n\nThe treasure.\n", "cellar");
  await world.put({ "zircon.png": "png" }, "cellar");
  await world.post("/-/admin", {
    ...{ SITE_ICON: "zircon.png", SITE_DESCRIPTION: "The treasure" },
  }, { slug: "cellar" });
  for (const as of VISITORS) {
    await t.step(as, async () => {
      const isMember = as !== "stranger" && as !== "visitor";
      for (const path of DOORS) {
        for (const accept of ["text/html", "text/markdown"]) {
          const answer = await world.get(path, {
            ...{ as, slug: "cellar", headers: { accept } },
          });
          const text = await answer.text();
          const told = `${path} ${accept} ${answer.status}`;
          assert.equal(answer.headers.get("x-robots-tag"), "noindex", told);
          if (path === "/robots.txt") {
            assert.equal(text, "User-agent: *\nDisallow: /\n");
            continue;
          }
          if (isMember) continue;
          assert.ok([302, 401, 403, 404].includes(answer.status), told);
          assert.doesNotMatch(text, /treasure|The Cellar|zircon/i, told);
          const location = answer.headers.get("location") ?? "";
          assert.ok(!location.includes("zircon"), told);
        }
      }
    });
  }
});

Deno.test("a public wiki is listed, unless its owner keeps robots away", async () => {
  await using world = await webWorld();
  await world.write("Page", "# Page\n\nWords.\n");
  const from = { as: "visitor" } as const;
  const robots = async () =>
    await (await world.get("/robots.txt", from)).text();

  const open = await robots();
  const page = await world.get("/Page", from);
  await world.post("/-/admin", { ROBOTS_TXT: "disallow" });
  const closed = await robots();
  const kept = await world.get("/Page", from);

  assert.equal(
    open,
    "User-agent: *\nDisallow: /-/\nSitemap: https://garden.robot.test/sitemap.xml\n",
  );
  assert.equal(page.headers.get("x-robots-tag"), null);
  assert.doesNotMatch(await page.text(), /name="robots"/);
  assert.equal(closed, "User-agent: *\nDisallow: /\n");
  assert.equal(kept.headers.get("x-robots-tag"), "noindex");
  assert.match(await kept.text(), /<meta name="robots" content="noindex"/);
});

Deno.test("a value of ROBOTS_TXT that nobody knows keeps robots away", async () => {
  await using world = await webWorld();
  const { wiki } = world.world.visit("garden", world.world.alice);
  wiki.records.preferences.set("ROBOTS_TXT", "alow");

  const robots = await (await world.get("/robots.txt")).text();

  assert.equal(robots, "User-agent: *\nDisallow: /\n");
});

Deno.test("pages that are no articles are kept out of search engines", async () => {
  await using world = await webWorld();
  const revision = await world.write("Page", "x\n");

  for (
    const path of [
      ...["/-/history/Page", "/-/source/Page", "/-/lint", "/-/admin"],
      ...[`/-/view/Page?revision=${revision}`, "/-/search?q=x"],
    ]
  ) {
    const html = await (await world.get(path)).text();
    assert.match(html, /<meta name="robots" content="noindex"/, path);
  }
  const twin = await world.get("/Page.md");
  assert.equal(twin.headers.get("x-robots-tag"), "noindex");
  await twin.body?.cancel();
});

Deno.test("GET /sitemap.xml names every page with the day of its change", async () => {
  await using world = await webWorld();
  await world.write("Home", "x\n");
  await world.write("A & B's", "x\n");
  await world.write("Früher", "x\n");

  const answer = await world.get("/sitemap.xml", { as: "visitor" });
  const sitemap = parseXml(await answer.text());
  const missing = await world.get("/sitemap.xml?part=2");
  const nonsense = await world.get("/sitemap.xml?part=x");

  assert.equal(sitemap.name, "urlset");
  assert.deepEqual(
    childrenOf(sitemap, "url").map((url) => textOf(url, "loc")).toSorted(),
    [
      "https://garden.robot.test/",
      "https://garden.robot.test/A_%26_B's",
      "https://garden.robot.test/Fr%C3%BCher",
    ],
  );
  for (const url of childrenOf(sitemap, "url")) {
    assert.equal(textOf(url, "lastmod"), "2026-11-20T12:00:00.000Z");
  }
  assert.deepEqual([missing.status, nonsense.status], [404, 404]);
});

Deno.test("GET /llms.txt lists pages as Markdown, one line each", async () => {
  await using world = await webWorld();
  await world.write("Page", "# A [title]\n");
  await world.post("/-/admin", { SITE_DESCRIPTION: "About plants" });

  const text = await (await world.get("/llms.txt", { as: "visitor" })).text();

  assert.match(text, /^# The Garden\n\n> About plants\n/);
  assert.match(
    text,
    /\n- \[A title\]\(https:\/\/garden\.robot\.test\/Page\.md\)\n/,
  );
});

Deno.test("a page is Markdown for who asks for it, and caches keep the two apart", async () => {
  await using world = await webWorld();
  await world.write("Home", "# Home\n");
  await world.write("Page", "---\ntags: [x]\n---\n# Page\n");
  const markdown = { accept: "text/markdown" };
  const html = { accept: "text/html,application/xhtml+xml,*/*;q=0.8" };
  const from = { as: "visitor" } as const;

  for (const path of ["/", "/Page"]) {
    const asText = await world.get(path, { ...from, headers: markdown });
    const asHtml = await world.get(path, { ...from, headers: html });
    const [textTag, htmlTag] = [asText, asHtml].map(({ headers }) =>
      headers.get("etag")!
    );

    assert.equal(
      asText.headers.get("content-type"),
      "text/markdown; charset=utf-8",
    );
    assert.match(await asText.text(), /^(?:---|# )/);
    assert.match(await asHtml.text(), /<!doctype html>/);
    for (const answer of [asText, asHtml]) {
      assert.match(answer.headers.get("vary")!, /\bAccept\b/);
      assert.match(answer.headers.get("cache-control")!, /private, no-cache/);
    }
    assert.notEqual(textTag, htmlTag);
    const status = async (accept: object, tag: string) => {
      const headers = { ...accept, "if-none-match": tag };
      const answer = await world.get(path, { ...from, headers });
      await answer.body?.cancel();
      return answer.status;
    };
    assert.equal(await status(markdown, textTag!), 304);
    assert.equal(await status(html, htmlTag!), 304);
    assert.equal(await status(markdown, htmlTag!), 200);
    assert.equal(await status(html, textTag!), 200);
  }
});

Deno.test("wantsMarkdown() weighs what is accepted", () => {
  const yes = [
    "text/markdown",
    "text/markdown, text/html;q=0.9, */*;q=0.1",
    "text/html, TEXT/x, text/markdown",
    "text/markdown;q=0.5, */*",
  ];
  const no = [
    undefined,
    "",
    "*/*",
    "text/*",
    "text/html",
    "text/html, text/markdown;q=0.5",
    "text/markdown;q=0",
    "text/markdown-x",
    "text/markdown;q=x, text/html",
  ];

  assert.deepEqual(yes.filter((accept) => !wantsMarkdown(accept)), []);
  assert.deepEqual(no.filter((accept) => wantsMarkdown(accept)), []);
});

Deno.test("the head of a page says what previews and readers need", async () => {
  await using world = await webWorld();
  await world.write("Actors/Iran", '# The "old" <land>\n\nA country & more.\n');

  const html = await (await world.get("/Actors/Iran", { as: "visitor" }))
    .text();
  const head = html.slice(0, html.indexOf("</head>"));

  const url = "https://garden.robot.test";
  for (
    const tag of [
      `<link rel="canonical" href="${url}/Actors/Iran"`,
      `<meta property="og:url" content="${url}/Actors/Iran"`,
      `<meta property="og:title" content="The &quot;old&quot; &lt;land&gt;"`,
      `<meta property="og:site_name" content="The Garden"`,
      `<meta property="og:description" content="A country &amp; more."`,
      `<meta name="description" content="A country &amp; more."`,
      `<link rel="alternate" type="text/markdown" href="${url}/Actors/Iran.md"`,
      `<link rel="alternate" type="application/atom+xml" title="Recent changes" href="${url}/-/changelog.atom"`,
    ]
  ) assert.ok(head.includes(tag), `${tag}\n${head}`);
});

Deno.test("GET /favicon.ico leads to the icon of the wiki, where it has one", async () => {
  await using world = await webWorld();
  const none = await world.get("/favicon.ico", { as: "visitor" });
  await world.put({ "pics/icon.png": "png" });
  await world.post("/-/admin", { SITE_ICON: "pics/icon.png" });

  const some = await world.get("/favicon.ico", { as: "visitor" });
  const manifest = await (await world.get("/manifest.webmanifest")).json();

  assert.deepEqual(
    [none.status, none.headers.get("location")],
    [302, "/static/icon.svg"],
  );
  assert.deepEqual(
    [some.status, some.headers.get("location")],
    [302, "/pics/icon.png"],
  );
  assert.equal(manifest.name, "The Garden");
  assert.deepEqual(manifest.icons, [{ src: "/pics/icon.png", sizes: "any" }]);
});
