import assert from "node:assert/strict";
import { forManaging } from "../../src/wiki/access.ts";
import { commitChange } from "../../src/wiki/commit.ts";
import { deletePage } from "../../src/wiki/deletion.ts";
import { readPage } from "../../src/wiki/pages.ts";
import { createWorld, type World } from "../support/world.ts";

/** A wiki with these files, and the HTML of its page `Trees/Oak`. */
async function worldWith(
  files: Readonly<Record<string, string | Uint8Array>>,
  slug = "garden",
): Promise<World> {
  const world = await createWorld();
  await put(world, files, slug);
  return world;
}

async function put(
  world: World,
  files: Readonly<Record<string, string | Uint8Array>>,
  slug = "garden",
): Promise<void> {
  const encoder = new TextEncoder();
  const bytes = Object.entries(files).map(([path, content]) =>
    [
      path,
      typeof content === "string" ? encoder.encode(content) : content,
    ] as const
  );
  const wiki = forManaging(world.visit(slug, world.alice));
  await commitChange(wiki, () => ({ files: new Map(bytes), deed: "Put" }));
}

async function html(
  world: World,
  text: string,
  path = "Trees/Oak",
): Promise<string> {
  const wiki = world.reading("garden", world.visitor);
  const body = await world.house.bodies.preview(wiki, { path, text });
  return body.html.replace(/ data-line="\d+"/g, "");
}

Deno.test("![[Page]] shows the page, its links as on its own page and its ids apart", async () => {
  await using world = await worldWith({
    "Trees/Elm.md":
      "---\ntags: [a]\n---\n# Elm\n\n[bark](./bark.md) [[#Elm]] ![l](./leaf.txt)\n\n## Elm\n",
    "Trees/Elm/leaf.txt": "leaf",
    "Trees/bark.md": "bark\n",
  });

  const shown = await html(world, "# Elm\n\n![[trees/elm]]\n");

  const ids = shown.match(/ id="[^"]*"/g)!;
  assert.equal(new Set(ids).size, ids.length);
  const prefix = /id="(in-[0-9a-z]+-)elm"/.exec(shown)?.[1];
  assert.ok(shown.includes('href="/Trees/bark"'), shown);
  assert.ok(shown.includes(`href="#${prefix}elm"`));
  assert.ok(shown.includes('src="/Trees/Elm/leaf.txt"'));
  assert.ok(!shown.includes("tags"));
  assert.match(
    shown,
    /<p class="embedded-from"><a href="\/Trees\/Elm">Trees\/Elm<\/a><\/p>/,
  );
});

Deno.test("![[Page#Heading]] shows the section, with or without its heading and those below", async () => {
  await using world = await worldWith({
    "Elm.md":
      "# Elm\n\nintro\n\n## Old Bark\n\nrough\n\n### Below\n\ndeep\n\n## Leaf\n\nthin\n",
  });
  const words = async (text: string) =>
    (await html(world, text)).replace(/<[^>]*>/g, " ").match(/\w+/g)!.join(" ");

  assert.equal(
    await words("![[Elm#old bark]]"),
    "Old Bark rough Below deep Elm",
  );
  assert.equal(
    await words("{{include|src=Elm#Old Bark|heading=false|children=false}}"),
    "rough Elm",
  );
  assert.equal(await words("{{include|src=Elm|children=no}}"), "Elm intro Elm");
  assert.match(
    await html(world, "![[Elm#Nothing]]"),
    /<a href="\/Elm">Elm<\/a> is not shown here: it has no such heading/,
  );
});

Deno.test("A heading is not looked for in a page of hundreds of thousands of characters", async () => {
  await using world = await worldWith({
    "Long.md": `# First\n${"# a\n".repeat(100_000)}`,
  });

  const shown = await html(world, "![[Long#First]]\n");

  assert.match(shown, /Long<\/a> is not shown here: it is too long/);
});

Deno.test("A page that is missing can be created from where it would be shown", async () => {
  await using world = await worldWith({ "a/x.md": "1\n", "A/X.md": "2\n" });

  assert.equal(
    await html(world, '![[No <b> "such"]]\n'),
    '<div class="embedded-page"><p class="embedding-error">There is no page "No &lt;b&gt; &quot;such&quot;" to show here. ' +
      '<a href="/-/create?path=No+%3Cb%3E+%22such%22" class="missing">Create it</a></p></div>\n',
  );
  assert.match(await html(world, "![[A/x]]"), /Several pages are called/);
});

Deno.test("A page that shows itself, directly or by others, is shown once", async () => {
  await using world = await worldWith({
    "Trees/Oak.md": "oak ![[Elm]]\n\n![[Trees/Oak]]\n\n![[Elm]]\n",
    "Elm.md": "elm\n\n![[Trees/Oak]]\n",
  });
  const wiki = world.reading("garden", world.visitor);

  const { html } = await world.house.bodies.bodyOf(
    wiki,
    readPage(wiki, "Trees/Oak"),
  );

  assert.equal(html.match(/it would show itself/g)?.length, 2);
  assert.equal(html.match(/<p>elm<\/p>/g)?.length, 1);
});

Deno.test("Pages are shown in pages three deep, fifty in all, and no more than a page can hold", async () => {
  await using world = await worldWith({
    ...Object.fromEntries(
      [1, 2, 3, 4, 5].map((n) => [`P${n}.md`, `text${n}\n\n![[P${n + 1}]]\n`]),
    ),
    "Small.md": "small\n",
    "Large.md": "large ".repeat(100_000),
  });

  const deep = await html(world, "![[P1]]");
  const many = await html(world, "![[Small]]\n".repeat(60));
  const long = await html(world, "![[Large]]\n".repeat(10));

  assert.ok(deep.includes("text3") && !deep.includes("text4"));
  assert.match(deep, /nested too deeply/);
  assert.equal(many.match(/<p>small<\/p>/g)?.length, 50);
  assert.equal(many.match(/shows too much/g)?.length, 10);
  assert.ok(long.length < 3_500_000);
  assert.match(long, /too long|too much/);
});

Deno.test("What a page shows of others follows them", async () => {
  await using world = await worldWith({
    "Trees/Oak.md": "![[Elm]]\n",
    "Elm.md": "first\n",
  });
  const shown = async () => {
    const wiki = world.reading("garden", world.visitor);
    const page = readPage(wiki, "Trees/Oak");
    return (await world.house.bodies.bodyOf(wiki, page)).html;
  };

  assert.match(await shown(), /first/);
  await put(world, { "Elm.md": "second\n" });
  assert.match(await shown(), /second/);
  await deletePage(world.writing("garden", world.alice), { path: "Elm" });
  assert.match(await shown(), /There is no page "Elm"/);
});

Deno.test("Nothing of another wiki, and nothing but pages, can be shown", async () => {
  await using world = await worldWith({ "Elm.md": "mine\n" });
  await put(world, { "Secret.md": "secret\n", "s.csv": "a;b\n" }, "cellar");

  for (
    const target of [
      "Secret",
      "../cellar/Secret",
      "../../cellar/repo.git/HEAD",
      "/etc/passwd",
      "-/admin",
    ]
  ) {
    const shown = await html(world, `![[${target}]]\n`);
    assert.match(shown, /There is no page/, target);
    assert.doesNotMatch(shown, /secret\n/);
  }
  for (
    const src of [
      "/s.csv",
      "../../../cellar/s.csv",
      "/etc/passwd",
      "../../../../../../etc/passwd",
    ]
  ) {
    assert.match(
      await html(world, `{{DataTable|src=${src}}}`),
      /Cannot find file/,
      src,
    );
  }
});

Deno.test("A CSV file becomes a table, its cells escaped", async () => {
  await using world = await worldWith({
    "Trees/Oak/a.csv":
      'Name;"a ""b"";c";N\r\n<b>x</b>;"1\n2";3\r\n\r\nonly\r\n',
    "Trees/Oak/c.csv": "a,b\n1,2\n",
    "latin.csv": new Uint8Array([0xfc, 0x3b]),
    "empty.csv": "",
    "large.csv": "a;b\n".repeat(300_000),
    "many.csv": "a;b\n".repeat(30_000),
  });
  const rows = async (options: string) =>
    [...(await html(world, `{{DataTable\n${options}\n}}`))
      .matchAll(/<tr>(.*?)<\/tr>/gs)].map(([, row]) =>
        row!.replace(/<(\/?)t[hd][^>]*>/g, (_, end) => end ? "|" : "")
      );

  assert.deepEqual(await rows("|src=./a.csv"), [
    "Name|a &quot;b&quot;;c|N|",
    "&lt;b&gt;x&lt;/b&gt;|1\n2|3|",
    "only|||",
  ]);
  assert.deepEqual(
    await rows("|src=./a.csv\n|columns=N,1\n|headers=<i>,Two"),
    ["&lt;i&gt;|Two|", "3|&lt;b&gt;x&lt;/b&gt;|", "|only|"],
  );
  assert.deepEqual(
    await rows("|src=c.csv\n|delimiter=,\n|header=false\n|column0=1"),
    ["b|", "2|"],
  );
  const said = async (src: string) =>
    /embedding-error">([^<]*)/.exec(
      await html(world, `{{DataTable|src=${src}}}`),
    )
      ?.[1];
  assert.equal(await said("/latin.csv"), '"latin.csv" is not UTF-8 text');
  assert.equal(await said("/empty.csv"), '"empty.csv" is empty');
  assert.equal(
    await said("/large.csv"),
    '"large.csv" is too large for a table',
  );
  assert.equal(
    await said("/many.csv"),
    'Only the beginning of "many.csv" is shown',
  );
  assert.equal(
    await said("/gone.csv"),
    "Cannot find file &quot;gone.csv&quot;",
  );
  assert.match(
    await html(world, "{{DataTable|src=/latin.csv|columns=x}}"),
    /not UTF-8/,
  );
});

Deno.test("A CSV file is never shown as more cells than it may have", async () => {
  const wide = `${";".repeat(9_999)}\n${"a\n".repeat(9_999)}`;
  const long = "a\n".repeat(20_000);
  await using world = await worldWith({
    "Trees/Oak/wide.csv": wide,
    "Trees/Oak/long.csv": long,
  });

  const ofWide = await html(world, "{{DataTable|src=wide.csv}}\n");
  const again = Array(200).fill("1").join(",");
  const ofLong = await html(
    world,
    `{{DataTable|src=long.csv|columns=[${again}]}}\n`,
  );

  const cells = (text: string) => text.split("<td>").length - 1;
  assert.ok(cells(ofWide) <= 60_000, `${cells(ofWide)}`);
  assert.match(ofWide, /Only the beginning of "wide\.csv" is shown/);
  assert.equal(cells(ofLong), 19_999);
});

Deno.test("AttachmentList lists the page's own files", async () => {
  await using world = await worldWith({
    "Trees/Oak.md": "x\n",
    "Trees/Oak/b & c.txt": "x".repeat(1_500),
    "Trees/Oak/a.png": "y",
    "Trees/Oak/.hidden": "z",
    "Trees/Oak/Sub.md": "page\n",
    "Trees/other.txt": "z",
  });

  const full = await html(world, "{{AttachmentList}}");
  const text = await html(
    world,
    "{{AttachmentList|filter=*.TXT|format=minimal}}",
  );

  assert.deepEqual(full.match(/<a [^>]*>[^<]*<\/a>/g), [
    '<a href="/Trees/Oak/a.png">a.png</a>',
    '<a href="/Trees/Oak/b%20%26%20c.txt">b &amp; c.txt</a>',
  ]);
  assert.match(
    full,
    /<td class="number">1.5 kB<\/td><td>Alice<\/td><td>\d{4}-/,
  );
  assert.equal(
    text,
    '<div class="attachment-list">\n<ul>\n<li><a href="/Trees/Oak/b%20%26%20c.txt">b &amp; c.txt</a></li></ul></div>\n',
  );
  assert.match(await html(world, "{{Attachments}}", "Elsewhere"), /No attach/);
});

Deno.test("PageIndex lists pages by folder or pattern", async () => {
  await using world = await worldWith({
    "Trees/Elm.md": "x\n",
    "Trees/Elm/Old_Bark.md": "x\n",
    "Trees/Oak.md": "x\n",
    "Other.md": "x\n",
  });

  assert.equal(
    await html(world, "{{PageIndex|src=Trees}}"),
    '<div class="page-index"><ul>\n<li><a href="/Trees/Elm">Elm</a>\n<ul>\n<li><a href="/Trees/Elm/Old_Bark">Old Bark</a></li></ul></li>\n<li><a href="/Trees/Oak">Oak</a></li></ul></div>\n',
  );
  assert.equal(
    await html(world, "{{PageIndex|src=*/?l*|style=list}}"),
    '<div class="page-index"><ul>\n<li><a href="/Trees/Elm">Trees/Elm</a></li>\n<li><a href="/Trees/Elm/Old_Bark">Trees/Elm/Old Bark</a></li></ul></div>\n',
  );
  assert.match(await html(world, "{{PageIndex|src=Nowhere}}"), /No pages/);
});

Deno.test("ImageFrame says which file is missing", async () => {
  await using world = await worldWith({ "Trees/Oak/a.png": "x" });

  const there = await html(world, "{{ImageFrame|src=./a.png}}");
  const gone = await html(world, "{{ImageFrame|src=./b<.png}}");

  assert.doesNotMatch(there, /embedding-error/);
  assert.match(gone, /Cannot find file "b&lt;.png"/);
});

Deno.test("A section's link opens that section of its page, wherever it is shown", async () => {
  await using world = await worldWith({ "Trees/Oak.md": "# A\n\n## B & c\n" });
  const wiki = world.reading("garden", world.visitor);

  const { html } = await world.house.bodies.bodyOf(
    wiki,
    readPage(wiki, "Trees/Oak"),
  );

  assert.ok(html.includes('<a href="/-/edit/Trees/Oak?section=b--c" aria'));
});

Deno.test("Links to other sites follow the wiki's preference at once", async () => {
  await using world = await worldWith({
    "Trees/Oak.md": "[a](https://b.c)\n",
  });
  const { wiki } = world.visit("garden", world.alice);
  const shown = async () => {
    const reading = world.reading("garden", world.visitor);
    const page = readPage(reading, "Trees/Oak");
    return (await world.house.bodies.bodyOf(reading, page)).html;
  };

  assert.doesNotMatch(await shown(), /_blank/);
  wiki.records.preferences.set("OPEN_LINKS_IN_NEW_TAB", "on");
  assert.match(await shown(), /class="external" target="_blank"/);
});
