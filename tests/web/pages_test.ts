import assert from "node:assert/strict";
import { webWorld } from "../support/web_world.ts";

Deno.test("GET /<page> shows the page, its title, address and last change", async () => {
  await using world = await webWorld();
  await world.write("Actors/Iran", "# Iran\n\nA *state*.\n");

  const answer = await world.get("/Actors/Iran", { as: "visitor" });
  const html = await answer.text();

  assert.equal(answer.status, 200);
  assert.match(html, /<title>Iran · The Garden<\/title>/);
  assert.match(html, /<em>state<\/em>/);
  assert.match(
    html,
    /<link rel="canonical" href="https:\/\/garden.robot.test\/Actors\/Iran"/,
  );
  assert.match(html, /<meta name="description" content="A state."/);
  assert.doesNotMatch(html, /noindex/);
  assert.match(html, /Last changed <time/);
  assert.match(html, /href="\/Actors\/Iran" aria-current="page"/);
});

Deno.test("GET / shows the home page, and /Home moves there", async () => {
  await using world = await webWorld();
  await world.write("Home", "# Welcome\n");

  assert.match(await (await world.get("/")).text(), /Welcome/);
  const moved = await world.get("/Home?x=1");
  assert.equal(moved.status, 301);
  assert.equal(moved.headers.get("location"), "/?x=1");
  assert.equal((await world.get("/home")).headers.get("location"), "/");
});

Deno.test("GET / shows the page index where there is no home page", async () => {
  await using world = await webWorld();
  await world.write("Roses", "Red.\n");

  const html = await (await world.get("/")).text();

  assert.match(html, /<h1>All pages<\/h1>/);
  assert.match(html, /href="\/Roses"/);
});

Deno.test("GET of another spelling moves to the canonical address", async () => {
  await using world = await webWorld();
  await world.write("Actors/United_Kingdom", "UK\n");

  for (
    const path of [
      "/actors/united_kingdom",
      "/Actors/United%20Kingdom",
      "/Actors/United_Kingdom/",
      "/Actors%2FUnited_Kingdom%2F",
      "//Actors/United_Kingdom",
    ]
  ) {
    const answer = await world.get(path);
    const location = answer.headers.get("location");
    const isSame = path === "/Actors%2FUnited_Kingdom%2F";
    if (isSame && answer.status === 200) continue;
    assert.equal(answer.status, 301, path);
    assert.equal(location, "/Actors/United_Kingdom", path);
  }
});

Deno.test("GET round-trips any name in its URL", async () => {
  await using world = await webWorld();
  const names = ["100%", "a%2Fb", "Ärger_über", "emoji_🦀", "a&b=c", "C++"];
  for (const name of names) await world.put({ [`${name}.md`]: `# ${name}\n` });

  const index = await (await world.get("/-/index")).text();

  for (const name of names) {
    const url = `/${encodeURIComponent(name).replaceAll("%2B", "+")}`;
    assert.ok(index.includes(`href="${url}"`), name);
    const answer = await world.get(url);
    assert.equal(answer.status, 200, name);
  }
});

Deno.test("GET of a page whose name is a route works at /-/page/", async () => {
  await using world = await webWorld();
  await world.put({ "api/Notes.md": "# Notes under api\n" });

  const answer = await world.get("/-/page/api/Notes");

  assert.equal(answer.status, 200);
  assert.match(await answer.text(), /Notes under api/);
  const moved = await world.get("/-/page/api/notes");
  assert.equal(moved.headers.get("location"), "/-/page/api/Notes");
});

Deno.test("GET /-/page/<page> moves where the page has an address of its own", async () => {
  await using world = await webWorld();
  await world.write("Roses", "Red.\n");

  const answer = await world.get("/-/page/Roses");

  assert.equal(answer.status, 301);
  assert.equal(answer.headers.get("location"), "/Roses");
});

Deno.test("GET of a missing page is 404 and offers to create it to writers only", async () => {
  await using world = await webWorld();
  await world.write("Roses", "Red.\n");

  const writer = await world.get("/Rosse");
  const reader = await world.get("/Rosse", { as: "visitor" });

  assert.equal(writer.status, 404);
  assert.match(await writer.text(), /href="\/-\/create\?path=Rosse"/);
  assert.equal(reader.status, 404);
  assert.doesNotMatch(await reader.text(), /\/-\/create/);
  assert.equal(writer.headers.get("etag"), null);
});

Deno.test("GET of a deleted page names who deleted it", async () => {
  await using world = await webWorld();
  const base = await world.write("Roses", "Red.\n");
  await world.post("/-/delete/Roses", { base });

  const html = await (await world.get("/Roses")).text();

  assert.match(html, /It was deleted on/);
  assert.match(html, /@alice\.example/);
  assert.match(html, /href="\/-\/history\/Roses"/);
});

Deno.test("GET of a name that several pages have lists them", async () => {
  await using world = await webWorld();
  await world.put({ "notes.md": "a\n" });
  await world.put({ "NOTES.md": "b\n" });

  const answer = await world.get("/Notes");
  const html = await answer.text();

  assert.equal(answer.status, 404);
  assert.match(html, /Several pages fit/);
  assert.match(html, /href="\/notes"/);
  assert.match(html, /href="\/NOTES"/);
  assert.equal((await world.get("/notes")).status, 200);
});

Deno.test("GET /<page>.md sends the Markdown as it is", async () => {
  await using world = await webWorld();
  await world.write("Actors/Iran", "# Iran\n\n<script>alert(1)</script>\n");

  const answer = await world.get("/Actors/Iran.md");

  assert.equal(
    answer.headers.get("content-type"),
    "text/markdown; charset=utf-8",
  );
  assert.equal(await answer.text(), "# Iran\n\n<script>alert(1)</script>\n");
  const moved = await world.get("/actors/iran.md");
  assert.equal(moved.headers.get("location"), "/Actors/Iran.md");
});

Deno.test("GET of a folder shows its index", async () => {
  await using world = await webWorld();
  await world.write("Actors/Iran", "x\n");
  await world.write("Elsewhere", "x\n");
  await world.put({ "Actors/map.png": "png" });

  const html = await (await world.get("/Actors")).text();

  assert.match(html, /<h1>Actors<\/h1>/);
  assert.match(html, /1 page in this folder/);
  assert.match(html, /href="\/Actors\/map.png"/);
  assert.doesNotMatch(
    html,
    /<li><a href="\/Elsewhere">Elsewhere<\/a><\/li><\/ul><\/section>/,
  );
});

Deno.test("addresses that leave the wiki lead nowhere", async () => {
  await using world = await webWorld();
  await world.write("Home", "x\n");

  for (
    const path of [
      "/..%2f..%2fetc/passwd",
      "/%2e%2e/%2e%2e/etc/passwd",
      "/-/page/~..",
      "/-/file/~../config",
      "/.git/config",
      "/%2egit/HEAD",
      "/-/source/..%2f..%2fconfig",
      "/-/view/..%2fx?revision=HEAD",
      "/%ff",
      "/%00",
      "/-/nothing",
      "/-/edit/..%2fx",
    ]
  ) {
    const answer = await world.get(path);
    assert.ok([400, 404].includes(answer.status), `${path} ${answer.status}`);
  }
});

Deno.test("a private wiki shows visitors the login and strangers a refusal, whatever the address", async () => {
  await using world = await webWorld();
  const revision = await world.write("Secret", "Hush.\n", "cellar");
  await world.put({ "key.txt": "hush" }, "cellar");
  const paths = [
    "/",
    "/Secret",
    "/Secret.md",
    "/secret",
    "/Nowhere",
    "/key.txt",
    "/-/page/Secret",
    "/-/file/key.txt",
    "/-/history/Secret",
    "/-/diff/Secret",
    "/-/blame/Secret",
    "/-/source/Secret?raw",
    "/-/index",
    "/-/index/x",
    "/-/changelog",
    "/-/search?q=Hush",
    "/-/links/Secret",
    "/-/create",
    "/-/edit/Secret",
    "/-/delete/Secret",
    "/sitemap.xml",
    "/llms.txt",
    `/-/commit/${revision}`,
    `/-/view/Secret?revision=${revision}`,
    "/-/nothing",
    "/Secret/history",
  ];

  for (const path of paths) {
    const visitor = await world.get(path, { as: "visitor", slug: "cellar" });
    assert.equal(visitor.status, 302, path);
    const location = new URL(visitor.headers.get("location")!);
    assert.equal(location.origin, "https://robot.test", path);
    assert.equal(
      location.searchParams.get("return_to"),
      `https://cellar.robot.test${path}`,
    );
    const stranger = await world.get(path, { as: "stranger", slug: "cellar" });
    assert.equal(stranger.status, 403, path);
    const html = await stranger.text();
    assert.doesNotMatch(html, /Hush|Secret|key\.txt|The Cellar/, path);
  }
  assert.equal(
    (await world.get("/Secret", { slug: "cellar", as: "carol" })).status,
    200,
  );
});

Deno.test("a private wiki is hidden from search engines", async () => {
  await using world = await webWorld();
  await world.write("Secret", "Hush.\n", "cellar");

  const robots = await world.get("/robots.txt", {
    as: "visitor",
    slug: "cellar",
  });
  const page = await world.get("/Secret", { slug: "cellar" });

  assert.equal(await robots.text(), "User-agent: *\nDisallow: /\n");
  assert.match(await page.text(), /<meta name="robots" content="noindex"/);
  assert.match(
    await (await world.get("/robots.txt", { as: "visitor" })).text(),
    /Disallow: \/-\//,
  );
});

Deno.test("markup in names, messages and queries stays text", async () => {
  await using world = await webWorld();
  const evil = `<img src=x onerror=alert(1)>"'`;
  await world.put({ [`${evil}.md`]: "# plain\n" });
  const revision = await world.write("Page", "text\n");
  await world.post("/-/edit/Page", {
    ...{ action: "save", base: revision, text: "changed", message: evil },
  });
  const url = encodeURIComponent(evil);

  for (
    const path of [
      "/-/index",
      `/${url}`,
      `/-/history/${url}`,
      `/-/source/${url}`,
      `/-/edit/${url}`,
      `/-/blame/${url}`,
      `/-/links/${url}`,
      "/-/changelog",
      "/-/history/Page",
      "/-/diff/Page",
      `/-/search?q=${url}`,
      `/nothing${url}`,
      `/-/create?path=${url}`,
      `/-/commit/${url}`,
      `/-/view/Page?revision=${url}`,
    ]
  ) {
    const html = await (await world.get(path)).text();
    assert.doesNotMatch(html, /<img src=x/, path);
    assert.doesNotMatch(html, /&amp;lt;img/, path);
  }
});

Deno.test("HEAD is answered as GET is", async () => {
  await using world = await webWorld();
  await world.write("Roses", "Red.\n");

  const head = await world.get("/Roses", { method: "HEAD" });
  const none = await world.get("/Nowhere", { method: "HEAD" });

  assert.equal(head.status, 200);
  assert.match(head.headers.get("content-type")!, /^text\/html/);
  assert.ok(head.headers.has("etag"));
  assert.equal(none.status, 404);
});

Deno.test("GET answers 304 until something changes, and not to somebody else", async () => {
  await using world = await webWorld();
  await world.write("Roses", "Red.\n");
  const etag = (await world.get("/Roses")).headers.get("etag")!;
  const known = { headers: { "if-none-match": etag } };

  const same = await world.get("/Roses", known);
  const signedOut = await world.get("/Roses", { ...known, as: "visitor" });
  await world.write("Other", "x\n");
  const changed = await world.get("/Roses", known);

  assert.equal(same.status, 304);
  assert.equal(await same.text(), "");
  assert.equal(signedOut.status, 200);
  assert.equal(changed.status, 200);
});

Deno.test("addresses of the service that came before lead to today's", async () => {
  await using world = await webWorld();
  await world.write("Actors/Iran", "x\n");
  await world.write("Notes/edit", "a page of this very name\n");
  const table = [
    ["/Actors/Iran/edit", "/-/edit/Actors/Iran"],
    ["/Actors/Iran/history", "/-/history/Actors/Iran"],
    ["/Actors/Iran/source", "/-/source/Actors/Iran"],
    ["/Actors/Iran/blame", "/-/blame/Actors/Iran"],
    ["/Actors/Iran/view", "/Actors/Iran"],
    ["/Actors/Iran/delete", "/-/delete/Actors/Iran"],
    ["/Actors/Iran/view/abc1234", "/-/view/Actors/Iran?revision=abc1234"],
    ["/Actors/Iran/blame/abc1234", "/-/blame/Actors/Iran?revision=abc1234"],
    [
      "/Actors/Iran/diff/abc1234/def5678",
      "/-/diff/Actors/Iran?from=abc1234&to=def5678",
    ],
    ["/Actors/Iran/a/map.png", "/Actors/Iran/map.png"],
    [
      "/Actors/Iran/a/map.png/abc1234",
      "/-/file/Actors/Iran/map.png?revision=abc1234",
    ],
    ["/Actors/Iran/t/map.png", "/Actors/Iran/map.png?thumbnail="],
    ["/Actors/Iran/t/map.png/400", "/Actors/Iran/map.png?size=400"],
    ["/Actors/Iran/attachments", "/-/attachments/Actors/Iran"],
    ["/Actors/Iran/inline_attachment", "/-/attachments/Actors/Iran"],
    ["/Actors/Iran/attachment/map.png", "/-/attachment/Actors/Iran/map.png"],
    ["/-/log", "/-/changelog"],
  ];

  for (const [old, today] of table) {
    const answer = await world.get(old!);
    assert.equal(answer.status, 301, old);
    assert.equal(answer.headers.get("location"), today, old);
  }
  assert.equal((await world.get("/Notes/edit")).status, 200);
});

Deno.test("GET /-/view shows an older revision, with a banner and without search engines", async () => {
  await using world = await webWorld();
  const first = await world.write("Roses", "Red.\n");
  await world.write("Roses", "White.\n");

  const html = await (await world.get(`/-/view/Roses?revision=${first}`))
    .text();

  assert.match(html, /Red\./);
  assert.match(html, /This is revision/);
  assert.match(html, /noindex/);
  assert.match(html, new RegExp(`/-/edit/Roses\\?revision=${first}`));
  assert.equal(
    (await world.get(`/-/view/Roses?revision=${"a".repeat(40)}`)).status,
    404,
  );
});

Deno.test("GET of sitemap and llms.txt names the pages", async () => {
  await using world = await webWorld();
  await world.write("Home", "x\n");
  await world.write("A&B", "x\n");

  const sitemap = await (await world.get("/sitemap.xml", { as: "visitor" }))
    .text();
  const llms = await (await world.get("/llms.txt", { as: "visitor" })).text();

  assert.match(sitemap, /<loc>https:\/\/garden.robot.test\/<\/loc>/);
  assert.match(sitemap, /<loc>https:\/\/garden.robot.test\/A%26B<\/loc>/);
  assert.match(llms, /https:\/\/garden.robot.test\/A%26B.md/);
});
