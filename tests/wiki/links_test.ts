import assert from "node:assert/strict";
import fc from "fast-check";
import type { IndexDatabase } from "../../src/db/index/index_database.ts";
import { linkGraph, pageLinks } from "../../src/wiki/links.ts";
import type { ReadableWiki } from "../../src/wiki/access.ts";
import { replaceLinks } from "../../src/wiki/link_indexing.ts";
import { targetPaths } from "../../src/wiki/link_target.ts";
import { lintWiki } from "../../src/wiki/lint.ts";
import { lookUp } from "../../src/wiki/look_up.ts";
import { foldPath, pageOfFile } from "../../src/wiki/page_path.ts";
import { untilCaughtUp } from "../../src/wiki/index_follower.ts";
import { indexWaitingTexts } from "../../src/wiki/waiting_texts.ts";
import { FollowedWiki } from "../support/followed_wiki.ts";
import { longestHold } from "../support/loop.ts";

/** All links that lead nowhere. */
async function brokenLinks(wiki: ReadableWiki) {
  const { parts } = await lintWiki(wiki, { kinds: ["broken_links"] });
  return parts[0]!.findings.map(({ path, target }) => ({
    source: path,
    target,
  }));
}

type Files = Readonly<Record<string, string | null>>;

/** A wiki with these pages (without `.md`) and files (with a dot). */
async function wikiOf(files: Files): Promise<FollowedWiki> {
  const wiki = await FollowedWiki.create();
  await change(wiki, files);
  return wiki;
}

async function change(wiki: FollowedWiki, files: Files): Promise<void> {
  const named = Object.entries(files).map(([path, text]) =>
    [path.includes(".") ? path : `${path}.md`, text] as const
  );
  await wiki.made.commit({ files: Object.fromEntries(named) });
  await untilCaughtUp(wiki, wiki.log);
  indexWaitingTexts(wiki, Infinity, wiki.log);
}

Deno.test("a Markdown link without a slash leads to a neighbour, as in a browser and on GitHub", async () => {
  await using wiki = await wikiOf({
    "docs/guide": "[Install](install.md) and [[install]] and [top](/install)\n",
    "docs/install": "# Install\n",
    install: "# At the top\n",
  });

  assert.deepEqual(pageLinks(wiki.readable, "docs/guide").linksTo, [
    "docs/install",
    "install",
  ]);
});

Deno.test("pageLinks lists links from and to a page, each once and sorted, and those that lead nowhere", async () => {
  await using wiki = await wikiOf({
    Home:
      "[[Otter]] [[Otter|again]] [the river](/River) [[Missing Page]] [[Home]]\n",
    Otter: "[[Home#Top]] [out](https://example.com/River)\n",
    River: "`[[Otter]]`\n\n```\n[[Home]]\n```\n",
  });

  assert.deepEqual(pageLinks(wiki.readable, "Home"), {
    path: "Home",
    linksTo: ["Home", "Missing_Page", "Otter", "River"],
    linkedFrom: ["Otter"],
    broken: ["Missing_Page"],
  });
  assert.deepEqual(pageLinks(wiki.readable, "River"), {
    path: "River",
    linksTo: [],
    linkedFrom: ["Home"],
    broken: [],
  });
});

const SPELLINGS: readonly [link: string, target: string][] = [
  ["[[My_Page]]", "My_Page"],
  ["[[My Page]]", "My_Page"],
  ["[[my page]]", "My_Page"],
  ["[[/My Page]]", "My_Page"],
  ["[x](/My%20Page)", "My_Page"],
  ["[x](My_Page.md)", "My_Page"],
  ["[x](/my_page#part)", "My_Page"],
  ["[[Cafe\u0301]]", "Caf\u00e9"],
  ["[[area/SUB]]", "Area/Sub"],
  ["[x](./Leaf)", "From/Leaf"],
  ["[x](../Home)", "Home"],
  ["[[Twin]]", "Twin"],
];
Deno.test("links resolve as look-up does", async (t) => {
  const pages = [
    "My_Page",
    "Caf\u00e9",
    "Area/Sub",
    "From/Leaf",
    "Home",
    "Twin",
    "twin",
  ];
  await using wiki = await wikiOf(
    Object.fromEntries(pages.map((page) => [page, "text\n"])),
  );
  for (const [link, target] of SPELLINGS) {
    await t.step(`${link} leads to ${target}`, async () => {
      await change(wiki, { From: `${link}\n` });

      const { linksTo, broken } = pageLinks(wiki.readable, "From");

      assert.deepEqual({ linksTo, broken }, { linksTo: [target], broken: [] });
      assert.deepEqual(pageLinks(wiki.readable, target).linkedFrom, ["From"]);
    });
  }
  await t.step("a name that several pages have leads nowhere", async () => {
    await change(wiki, { From: "[[TWIN]]\n" });

    assert.deepEqual(pageLinks(wiki.readable, "From").broken, ["TWIN"]);
    assert.deepEqual(pageLinks(wiki.readable, "twin").linkedFrom, []);
    assert.deepEqual(await brokenLinks(wiki.readable), [
      { source: "From", target: "TWIN" },
    ]);
  });
});

Deno.test("links to attachments and folders, and pictures, are kept apart", async () => {
  await using wiki = await wikiOf({
    Home:
      "[plan](/Area/plan.pdf) [[Area]] ![](./gone.png) ![](/Otter) <img src='/Gone'> [lost](/Area/lost.pdf)\n",
    "Area/plan.pdf": "%PDF",
    Otter: "text\n",
  });

  const { linksTo, broken } = pageLinks(wiki.readable, "Home");

  assert.deepEqual(linksTo, ["Area/lost.pdf"]);
  assert.deepEqual(broken, ["Area/lost.pdf"]);
  assert.deepEqual(pageLinks(wiki.readable, "Otter").linkedFrom, []);
});

Deno.test("links to places of the service are no broken links", async () => {
  await using wiki = await wikiOf({
    Home: "[about](/-/about) [api](/api/v1/pages) [clone](/repo.git)\n",
  });

  assert.deepEqual(await brokenLinks(wiki.readable), []);
  assert.deepEqual(pageLinks(wiki.readable, "Home").linksTo, []);
});

Deno.test("a page that appears or goes changes what links in other pages mean", async () => {
  await using wiki = await wikiOf({ A: "[[New Page]]\n", B: "[[new_page]]\n" });
  assert.deepEqual(pageLinks(wiki.readable, "New_Page"), {
    path: "New_Page",
    linksTo: [],
    linkedFrom: ["A", "B"],
    broken: [],
  });

  await change(wiki, { New_Page: "here\n" });
  assert.deepEqual(await brokenLinks(wiki.readable), []);
  assert.deepEqual(pageLinks(wiki.readable, "New_Page").linkedFrom, ["A", "B"]);

  await change(wiki, { New_Page: null, "NEW PAGE": "another\n" });
  assert.deepEqual(pageLinks(wiki.readable, "A").linksTo, ["NEW PAGE"]);

  await change(wiki, { "NEW PAGE": null });
  assert.deepEqual(await brokenLinks(wiki.readable), [
    { source: "A", target: "New Page" },
    { source: "B", target: "new_page" },
  ]);
  await wiki.assertAsRebuilt();
});

Deno.test("a page that is changed or deleted takes its links along", async () => {
  await using wiki = await wikiOf({ A: "[[B]] [[C]]\n", B: "x\n", C: "x\n" });

  await change(wiki, { A: "[[C]]\n" });
  assert.deepEqual(pageLinks(wiki.readable, "B").linkedFrom, []);

  await change(wiki, { A: null });
  assert.deepEqual(pageLinks(wiki.readable, "C").linkedFrom, []);
  assert.deepEqual(await linkGraph(wiki.readable), {
    nodes: ["B", "C"],
    edges: [],
  });
});

Deno.test("linkGraph holds every page, and an edge where one page links to another", async () => {
  await using wiki = await wikiOf({
    Home: "[[A]] [[a]] [[Gone]] [[Home]]\n",
    A: "[[Home]]\n",
    B: "text\n",
  });

  const { nodes, edges } = await linkGraph(wiki.readable);

  assert.deepEqual(nodes, ["A", "B", "Home"]);
  assert.deepEqual(
    edges.sort((a, b) => a.source < b.source ? -1 : 1),
    [{ source: "A", target: "Home" }, { source: "Home", target: "A" }],
  );
});

Deno.test("orphans are pages that no other page links to, without the home page", async () => {
  await using wiki = await wikiOf({
    Home: "[[A]]\n",
    A: "text\n",
    Lonely: "[[Lonely]]\n",
    Pictured: "text\n",
    B: "![](/Pictured)\n",
  });

  const { parts } = await lintWiki(wiki.readable, { kinds: ["orphans"] });

  assert.deepEqual(parts[0]!.findings.map(({ path }) => path), [
    "B",
    "Lonely",
    "Pictured",
  ]);
});

Deno.test("a link to the wiki's root is a link to its home page", async () => {
  await using wiki = await wikiOf({ Home: "text\n", "A": "[up](..)\n" });

  assert.deepEqual(pageLinks(wiki.readable, "A").linksTo, ["Home"]);
  assert.deepEqual(pageLinks(wiki.readable, "Home").linkedFrom, ["A"]);
});

Deno.test("pageLinks of a name that nobody uses is empty", async () => {
  await using wiki = await wikiOf({ Home: "text\n" });

  assert.deepEqual(pageLinks(wiki.readable, "No such page"), {
    path: "No such page",
    linksTo: [],
    linkedFrom: [],
    broken: [],
  });
});

Deno.test("links lead where look-up leads, whatever pages and files there are", async () => {
  await using wiki = await wikiOf({ "a/From": "text\n" });
  const name = fc.constantFrom(
    "a",
    "A",
    "Ss",
    "b c",
    "b_c",
    "ß",
    "SS",
    "a.md",
    "x.png",
  );
  const path = fc.array(name, { minLength: 1, maxLength: 3 })
    .map((names) => names.join("/"));
  const files = fc.uniqueArray(
    fc.tuple(path, fc.boolean()).map(([path, isPage]) =>
      isPage ? `${path}.md` : path
    ),
    { maxLength: 12 },
  );
  const target = fc.tuple(fc.constantFrom("", "./", "../", "/"), path)
    .map(([start, path]) => start + path);
  const { index } = wiki;
  const readable = wiki.readable;

  fc.assert(
    fc.property(files, target, (files, target) => {
      index.db.exec("BEGIN");
      try {
        files.forEach((file, i) => addFile(index, i + 100, file));
        const { pathId: pageId } = index.pages.find("a/From")!;
        const source = { pageId, path: "a/From", text: "" };
        const link = {
          kind: "markdown" as const,
          fragment: "",
          text: "",
          start: 0,
          end: 0,
          address: null,
        };
        replaceLinks(index, source, {
          links: [{ ...link, target: target.replace(/^\//, "") }],
          anchors: [],
        });
        const readings = targetPaths("a/From", target.replace(/^\//, ""))
          .filter((path, _, all) =>
            !(path.endsWith(".md") && all.includes(path.slice(0, -3)))
          )
          .map((path) => lookUp(readable, path));
        const found = readings.find(({ kind }) => kind !== "none") ??
          { kind: "none" };

        const { linksTo, broken } = pageLinks(readable, "a/From");

        if (found.kind === "page") assert.deepEqual(linksTo, [found.path]);
        const isBroken = found.kind === "none" || found.kind === "ambiguous";
        assert.equal(broken.length, Number(isBroken));
        if (found.kind === "file" || found.kind === "folder") {
          assert.deepEqual(linksTo, []);
        }
      } finally {
        index.db.exec("ROLLBACK");
      }
    }),
    { numRuns: 300 },
  );
});

/** Puts a file, its folders and its page into an index. */
function addFile(index: IndexDatabase, pathId: number, file: string): void {
  const path = pageOfFile(file) ?? file;
  const isPage = path !== file;
  const place = { pathId, folder: "", fold: foldPath(path) };
  const blob = {
    mode: "100644" as const,
    oid: "a".repeat(40),
    size: 1,
    seq: 1,
  };
  index.files.put({ ...place, ...blob, path: file, isPage: Number(isPage) });
  for (let end = file.indexOf("/"); end > 0; end = file.indexOf("/", end + 1)) {
    const folder = file.slice(0, end);
    const names = { path: folder, parent: "", fold: foldPath(folder) };
    index.files.countInFolder(names, { files: 1, pages: Number(isPage) });
  }
  const facts = {
    title: path,
    category: null,
    tags: [],
    words: 0,
    frontMatter: null,
  };
  if (isPage) {
    index.pages.put({
      ...place,
      ...facts,
      path,
      isText: true,
      isEmpty: false,
      hasBadFrontMatter: false,
    });
  }
}

Deno.test("links of 2,000 pages are read without holding the event loop", async () => {
  const count = 2_000;
  const texts = Array.from(
    { length: count },
    (_, i) =>
      [1, 7, 31, 200, 1_000].map((step) => `[[P${(i * step + 1) % count}]]`)
        .concat(`[[Missing ${i}]]`).join(" ") + "\n",
  );
  await using wiki = await wikiOf(
    Object.fromEntries(texts.map((text, i) => [`P${i}`, text])),
  );
  const { readable } = wiki;
  let edges = 0;
  let totals: number[] = [];

  const held = await longestHold(async () => {
    edges = (await linkGraph(readable)).edges.length;
    const { parts } = await lintWiki(readable, {
      kinds: ["broken_links", "wanted_pages", "orphans"],
    });
    totals = parts.map(({ total }) => total);
  });

  assert.equal(edges, 9_579); // without what comes twice, and links of a page to itself
  assert.deepEqual(totals, [count, count, 0]);
  assert.ok(held < 50, `${held} ms`);
});
