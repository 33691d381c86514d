import assert from "node:assert/strict";
import { type WebWorld, webWorld } from "../support/web_world.ts";

/** Sets the garden's preferences. */
function prefer(
  world: WebWorld,
  preferences: Readonly<Record<string, string>>,
): void {
  const { wiki } = world.world.visit("garden", world.world.alice);
  for (const [name, value] of Object.entries(preferences)) {
    wiki.records.preferences.set(name, value);
  }
}

/** The tree of a page: names in order, deeper ones with dots before them. */
async function treeOf(world: WebWorld, path: string): Promise<string[]> {
  const html = await (await world.get(path)).text();
  const tree = /<div class="tree">(.*?)<\/div>/s.exec(html)?.[1] ?? "";
  let depth = 0;
  const names: string[] = [];
  for (const [tag, text] of tree.matchAll(/<\/?ul>|<a [^>]*>([^<]*)<\/a>/g)) {
    if (tag === "<ul>") depth++;
    else if (tag === "</ul>") depth--;
    else names.push(`${".".repeat(depth - 1)}${text}`);
  }
  return names;
}

const FILES = {
  "Home.md": "home\n",
  "Alpha.md": "a\n",
  "beta.md": "b\n",
  "Zoo/Lion.md": "l\n",
  "Zoo/Birds/Owl.md": "o\n",
  "Zoo/Birds/Page_10.md": "x\n",
  "Zoo/Birds/Page_9.md": "x\n",
  "Émile.md": "e\n",
};

Deno.test("the tree is sorted as people sort: case and accents aside, numbers by value", async () => {
  await using world = await webWorld();
  await world.put(FILES);

  assert.deepEqual(await treeOf(world, "/Alpha"), [
    ...["Alpha", "beta", "Émile", "Zoo", ".Birds", "..Owl", "..Page 9"],
    ...["..Page 10", ".Lion"],
  ]);
});

Deno.test("the tree follows its preferences", async () => {
  await using world = await webWorld();
  await world.put(FILES);
  const birds = ["..Owl", "..Page 9", "..Page 10"];
  const cases: readonly [Record<string, string>, string, string[]][] = [
    [{ SIDEBAR_MENUTREE_MODE: "" }, "/Alpha", []],
    [{ SIDEBAR_MENUTREE_MODE: "DIRECTORIES_GROUPED" }, "/Alpha", [
      ...["Zoo", ".Birds", ...birds, ".Lion", "Alpha", "beta", "Émile"],
    ]],
    [{ SIDEBAR_MENUTREE_MODE: "DIRECTORIES_ONLY" }, "/Alpha", [
      ...["Zoo", ".Birds"],
    ]],
    [
      {
        SIDEBAR_MENUTREE_MODE: "SORTED",
        SIDEBAR_MENUTREE_IGNORE_CASE: "",
      },
      "/Alpha",
      [
        ...["Alpha", "Émile", "Zoo", ".Birds", ...birds, ".Lion", "beta"],
      ],
    ],
    [
      {
        SIDEBAR_MENUTREE_IGNORE_CASE: "on",
        SIDEBAR_MENUTREE_MAXDEPTH: "2",
      },
      "/Zoo/Birds/Owl",
      [
        ...["Alpha", "beta", "Émile", "Zoo", ".Birds", ".Lion"],
      ],
    ],
    [
      {
        SIDEBAR_MENUTREE_MAXDEPTH: "",
        SIDEBAR_MENUTREE_FOCUS: "SUBTREE",
      },
      "/Zoo/Lion",
      ["Zoo", ".Birds", ...birds, ".Lion"],
    ],
    [{}, "/Zoo/Birds/Owl", ["Zoo", ".Birds", ...birds]],
    [{ SIDEBAR_SHORTCUTS: "pageindex", SIDEBAR_MENUTREE_FOCUS: "TOP" }, "/", [
      ...["Home", "Alpha", "beta", "Émile", "Zoo", ".Birds", ...birds],
      ".Lion",
    ]],
  ];

  for (const [preferences, path, expected] of cases) {
    prefer(world, preferences);
    assert.deepEqual(
      await treeOf(world, path),
      expected,
      JSON.stringify(preferences),
    );
  }
});

Deno.test("folders stay closed but on the way to the page, or all are open", async () => {
  await using world = await webWorld();
  await world.put(FILES);
  const openIn = async (path: string) => {
    const html = await (await world.get(path)).text();
    return [
      ...html.matchAll(
        /data-folder="([^"]*)"><a [^>]*>[^<]*<\/a><details open>/g,
      ),
    ]
      .map(([, folder]) => folder);
  };

  assert.deepEqual(await openIn("/Alpha"), []);
  assert.deepEqual(await openIn("/Zoo/Lion"), ["Zoo"]);
  assert.deepEqual(await openIn("/Zoo/Birds"), ["Zoo", "Zoo/Birds"]);
  prefer(world, { SIDEBAR_MENUTREE_FOCUS: "OFF" });
  assert.deepEqual(await openIn("/Alpha"), ["Zoo", "Zoo/Birds"]);
});

Deno.test("a large wiki's page holds its own branch alone; others come when they are opened", async () => {
  await using world = await webWorld();
  const files = Array.from({ length: 400 }, (_, i) => [
    `Folder_${i % 4}/Sub_${i % 3}/Page_${i}.md`,
    "x\n",
  ]);
  await world.put({ ...Object.fromEntries(files), "<b>/&amp.md": "x\n" });

  const html = await (await world.get("/Folder_1/Sub_2/Page_5")).text();
  const branch = await (await world.get("/-/tree?folder=Folder_2")).text();
  const evil = await (await world.get("/-/tree?folder=%3Cb%3E")).text();

  assert.match(html, /aria-current="page">Page 5</);
  assert.doesNotMatch(html, /Page 2</);
  assert.match(
    html,
    /<li data-folder="Folder_2"><a href="\/Folder_2">Folder 2<\/a><\/li>/,
  );
  assert.match(
    branch,
    /^<ul><li data-folder="Folder_2\/Sub_0"><a href="\/Folder_2\/Sub_0">Sub 0<\/a><\/li>/,
  );
  assert.equal(
    evil,
    '<ul><li><a href="/%3Cb%3E/%26amp">&amp;amp</a></li></ul>',
  );
});

Deno.test("GET /-/tree needs the right to read, and knows no other folders", async () => {
  await using world = await webWorld();
  await world.put({ "Secret/Page.md": "x\n" }, "cellar");
  const ask = (folder: string, as: "visitor" | "stranger" | "carol") =>
    world.get(`/-/tree?folder=${folder}`, { slug: "cellar", as });

  assert.equal((await ask("Secret", "visitor")).status, 302);
  assert.equal((await ask("Secret", "stranger")).status, 403);
  assert.equal((await ask("Secret", "carol")).status, 200);
  for (const folder of ["Nowhere", "Secret/Page", "../Secret"]) {
    assert.equal((await ask(folder, "carol")).status, 404, folder);
  }
});

Deno.test("the wiki's own menu leads to pages and addresses, and to nothing that runs", async () => {
  await using world = await webWorld();
  await world.write("Roses", "Red.\n");
  prefer(world, {
    SIDEBAR_CUSTOM_MENU: JSON.stringify([
      { link: "roses#How to water", title: "<i>Roses</i>" },
      { link: "---" },
      { link: "https://example.org/?a=1&b=2", title: '"Elsewhere"' },
      { link: "javascript:alert(1)", title: "evil" },
      { link: "//evil.example", title: "evil" },
    ]),
  });

  const html = await (await world.get("/Roses")).text();

  const [, menu = ""] =
    /<ul class="pages-menu">(.*?)<\/ul><div class="tree">/.exec(html) ?? [];
  assert.equal(
    menu,
    [
      '<li><a href="/Roses#how-to-water">&lt;i&gt;Roses&lt;/i&gt;</a></li>',
      '</ul><hr><ul class="pages-menu">',
      '<li><a href="https://example.org/?a=1&amp;b=2" rel="noopener nofollow">&quot;Elsewhere&quot;</a></li>',
      '<li><a href="/javascript:alert(1)">evil</a></li>',
      '<li><a href="/evil.example">evil</a></li>',
    ].join(""),
  );
  prefer(world, { SIDEBAR_CUSTOM_MENU: "[{broken" });
  assert.doesNotMatch(
    await (await world.get("/Roses")).text(),
    /pages-menu/,
  );
});

Deno.test("language, direction and pictures of the wiki are on each page; words of the service stay English", async () => {
  await using world = await webWorld();
  await world.put({ "logo.png": "x", "Roses.md": "Red.\n" });
  prefer(world, {
    SITE_LANG: "ar",
    SITE_LOGO: "logo.png",
    SITE_ICON: "logo.png",
  });

  const html = await (await world.get("/Roses")).text();

  assert.match(html, /<html lang="ar" dir="rtl"/);
  assert.match(html, /<link rel="icon" href="\/logo.png"/);
  assert.match(html, /<img src="\/logo.png" alt=""/);
  assert.match(html, /<nav class="tools"[^>]* lang="en"/);
});

Deno.test("the places of the sidebar are those that somebody may use", async () => {
  await using world = await webWorld();
  const placesFor = async (as: "alice" | "stranger" | "visitor") => {
    const html = await (await world.get("/-/index", { as })).text();
    return ["create", "drafts", "lint", "admin"]
      .filter((name) => html.includes(`<li><a href="/-/${name}"`));
  };

  const everything = ["create", "drafts", "lint", "admin"];
  assert.deepEqual(await placesFor("alice"), everything);
  assert.deepEqual(await placesFor("stranger"), ["create", "drafts", "lint"]);
  assert.deepEqual(await placesFor("visitor"), []);
});
