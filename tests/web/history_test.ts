import assert from "node:assert/strict";
import { webWorld } from "../support/web_world.ts";

Deno.test("history lists revisions newest first and lets two be compared", async () => {
  await using world = await webWorld();
  const first = await world.write("Page", "one\nthe two of us\n");
  const second = await world.write("Page", "one\nthe three of us\n");

  const html = await (await world.get("/-/history/Page")).text();
  const diff = await world.get(`/-/diff/Page?from=${first}&to=${second}`);
  const shown = await diff.text();

  assert.ok(html.indexOf(second) < html.indexOf(first));
  assert.match(html, /<input type="radio" name="from"/);
  assert.match(
    shown,
    /<td class="diff-text diff-removed">the <del>two<\/del> of us/,
  );
  assert.match(shown, /<ins>three<\/ins>/);
  assert.equal((await world.get("/-/diff/Page")).status, 200);
});

Deno.test("history goes on beyond one page, and is there for a deleted page", async () => {
  await using world = await webWorld();
  let base = "";
  for (let i = 0; i < 53; i++) base = await world.write("Page", `${i}\n`);
  await world.post("/-/delete/Page", { base });

  const html = await (await world.get("/-/history/Page")).text();
  const older = /href="(\/-\/history\/Page\?before=[0-9a-f]+)"/.exec(html)![1]!;
  const rest = await (await world.get(older)).text();

  assert.equal(html.match(/name="to"/g)!.length, 50);
  assert.equal(rest.match(/name="to"/g)!.length, 4);
  assert.match(html, /deleted/);
});

Deno.test("revisions that are none are not found", async () => {
  await using world = await webWorld();
  await world.write("Page", "x\n");
  const bad = ["0".repeat(40), "--output=/tmp/x", "HEAD~1", "../x", "zz"];

  for (const revision of bad) {
    const query = encodeURIComponent(revision);
    for (
      const path of [
        `/-/commit/${query}`,
        `/-/view/Page?revision=${query}`,
        `/-/diff/Page?from=${query}`,
        `/-/diff/Page?to=${query}`,
        `/-/blame/Page?revision=${query}`,
        `/-/source/Page?revision=${query}`,
        `/-/history/Page?before=${query}`,
        `/-/changelog?before=${query}`,
        `/-/edit/Page?revision=${query}`,
      ]
    ) {
      const { status } = await world.get(path);
      assert.ok(status === 404 || status === 400, `${path}: ${status}`);
    }
  }
  for (
    const tool of ["history", "diff", "blame", "source", "links", "delete"]
  ) {
    assert.equal((await world.get(`/-/${tool}/None`)).status, 404, tool);
  }
});

Deno.test("a commit shows its files, the changelog its pages and authors", async () => {
  await using world = await webWorld();
  await world.write("Page", "x\n");
  const saved = await world.post("/-/edit/Other", {
    ...{ action: "save", base: "", text: "y\n", message: "Begin <other>" },
  });
  assert.equal(saved.status, 303);

  const log = await (await world.get("/-/changelog")).text();
  const revision = /\/-\/commit\/([0-9a-f]{40})/.exec(log)![1]!;
  const commit = await (await world.get(`/-/commit/${revision}`)).text();

  assert.match(log, /Begin &lt;other&gt;/);
  assert.match(log, /@alice\.example/);
  assert.match(log, /href="\/Other"/);
  assert.match(commit, /Other\.md|Other/);
  assert.match(commit, /diff-added/);
});

Deno.test("blame names the change of each line, source numbers them", async () => {
  await using world = await webWorld();
  await world.write("Page", "one\ntwo\n");
  const second = await world.write("Page", "one\n<b>\n");

  const blame = await (await world.get("/-/blame/Page")).text();
  const source = await (await world.get("/-/source/Page")).text();
  const raw = await world.get("/-/source/Page?raw");

  assert.match(blame, new RegExp(`/-/commit/${second}`));
  assert.match(blame, /&lt;b&gt;/);
  assert.match(source, /<span id="L2">&lt;b><\/span>/);
  assert.equal(raw.headers.get("content-type"), "text/plain; charset=utf-8");
  assert.equal(await raw.text(), "one\n<b>\n");
});

Deno.test("a page of very many lines is shown, blamed and compared quickly", async () => {
  await using world = await webWorld();
  await world.write("Long", "\n".repeat(30_000) + "end\n");
  await world.write("Long", "\n".repeat(15_000) + "begin\n");

  for (const tool of ["source", "blame", "diff", "history"]) {
    const answer = await world.get(`/-/${tool}/Long`);
    assert.equal(answer.status, 200, tool);
    assert.ok((await answer.text()).length < 5_000_000, tool);
  }
});

Deno.test("a diff draws the beginning of a line that is too long, and says how much there is", async () => {
  await using world = await webWorld();
  await world.write("Page", "short\n");
  await world.write("Page", `${"<".repeat(900_000)}\n`);

  const html = await (await world.get("/-/diff/Page")).text();

  assert.match(html, /&lt;… \(896000 more characters\)/);
  assert.ok(html.length < 100_000, `${html.length}`);
});

Deno.test("a diff of very many characters ends somewhere, and says so", async () => {
  await using world = await webWorld();
  await world.write("Page", "short\n");
  await world.write("Page", `${"x".repeat(999)}\n`.repeat(900));

  const html = await (await world.get("/-/diff/Page")).text();

  assert.match(html, /The rest of this diff is too long to be shown/);
  assert.ok(html.length < 300_000, `${html.length}`);
});

Deno.test("history and changelog are filtered by person, agent, path and day, and keep the filter when they go on", async () => {
  await using world = await webWorld();
  for (let i = 0; i < 52; i++) await world.write("Actors/Iran", `${i}\n`);
  await world.post("/-/edit/Notes", {
    ...{ action: "save", base: "", text: "y\n", message: "Notes of Bob" },
  }, { as: "bob" });

  const bob = await (await world.get("/-/changelog?by=bob")).text();
  const iran = await (await world.get(
    "/-/changelog?prefix=actors%2F&since=2026-11-20&until=2026-11-20",
  )).text();
  const older = /href="(\/-\/changelog\?[^"]*before=[^"]+)"/.exec(iran)![1]!
    .replaceAll("&amp;", "&");
  const rest = await (await world.get(older)).text();
  const agents = await (await world.get("/-/changelog?agent=1")).text();
  const page = await (await world.get("/-/history/Actors/Iran?by=bob")).text();

  assert.match(bob, /Notes of Bob/);
  assert.match(bob, /Only changes by “bob”/);
  assert.doesNotMatch(bob, /Update: Actors/);
  assert.equal(iran.match(/class="change-what"/g)!.length, 50);
  assert.match(older, /prefix=actors%2F/);
  assert.equal(rest.match(/class="change-what"/g)!.length, 2);
  assert.doesNotMatch(rest, /Notes of Bob/);
  assert.match(agents, /No change fits/);
  assert.match(page, /No change of this page fits/);
});

Deno.test("filters that make no sense are refused or find nothing, and nothing in them is markup", async () => {
  await using world = await webWorld();
  await world.write("Page", "x\n");

  const day = await world.get("/-/changelog?since=yesterday");
  const markup = await world.get(
    `/-/changelog?by=${encodeURIComponent('"><script>alert(1)</script>')}`,
  );
  const long = await world.get(`/-/changelog?prefix=${"a/".repeat(3000)}`);

  assert.equal(day.status, 400);
  assert.doesNotMatch(await markup.text(), /<script>alert/);
  assert.equal(long.status, 200);
  for (const path of ["/-/changelog?by=alice", "/-/history/Page?by=alice"]) {
    const from = { slug: "cellar", as: "stranger" } as const;
    assert.equal((await world.get(path, from)).status, 403, path);
  }
});

Deno.test("two revisions stand side by side, also across a rename, with removed and added lines told apart without colour", async () => {
  await using world = await webWorld();
  await world.put({ "Old.md": "one\ntwo\nthree\nfour\nfive\nsix\n" });
  await world.put({
    "Old.md": null,
    "New.md": "one\ntwo\nthree\nfour\nfive\nsix\nseven\n",
  });
  const history = await (await world.get("/-/history/New")).text();
  const [to, from] = [...history.matchAll(/name="to" value="([0-9a-f]+)"/g)]
    .map(([, revision]) => revision!);

  const html = await (await world.get(`/-/diff/New?from=${from}&to=${to}`))
    .text();

  assert.match(html, /class="badge">as Old</);
  assert.match(html, /<ins class="diff-line">seven<\/ins>/);
  assert.match(html, /<th scope="col">Before<\/th>/);
  assert.doesNotMatch(html, /<del/);
});

Deno.test("a commit shows what became of files that are no text, and the way to revert it to those who may", async () => {
  await using world = await webWorld();
  await world.put({ "Page/a.bin": new Uint8Array(2500).fill(255) });
  const log = await (await world.get("/-/changelog")).text();
  const revision = /\/-\/commit\/([0-9a-f]{40})/.exec(log)![1]!;

  const html = await (await world.get(`/-/commit/${revision}`)).text();
  const visitor = await world.get(`/-/commit/${revision}`, { as: "visitor" });

  assert.match(html, /Added: 2.5 kB/);
  assert.match(html, new RegExp(`href="/-/at/${revision}/Page/a.bin"`));
  assert.match(html, new RegExp(`href="/-/revert/${revision}"`));
  assert.doesNotMatch(await visitor.text(), /\/-\/revert\//);
});

Deno.test("blame tells the age of lines in words and groups them by change, also at a revision", async () => {
  await using world = await webWorld();
  const first = await world.write("Page", "one\ntwo\n\n\n");
  world.world.wait(40 * 86_400);
  await world.write("Page", "one\nTWO\n\nthree\n");

  const html = await (await world.get("/-/blame/Page")).text();
  const old = await (await world.get(`/-/blame/Page?revision=${first}`)).text();

  assert.match(html, /class="heat-5">2026-12-30 \(newest\)/);
  assert.match(html, /class="heat-4">2026-11-20 \(oldest\)/);
  assert.equal(html.match(/class="blame-who"/g)!.length, 2);
  assert.match(html, new RegExp(`/-/diff/Page\\?to=${first}`));
  assert.match(old, /The page as of/);
  assert.doesNotMatch(old, /three/);
});

Deno.test("the page of a commit that changed very much stays small, and leads to the rest", async () => {
  await using world = await webWorld();
  const text = `${"word ".repeat(15)}\n`.repeat(500);
  const names = Array.from({ length: 60 }, (_, i) => `P${i}.md`);
  await world.put(Object.fromEntries(names.map((name) => [name, text])));
  const log = await (await world.get("/-/changelog")).text();
  const revision = /\/-\/commit\/([0-9a-f]{40})/.exec(log)![1]!;

  const html = await (await world.get(`/-/commit/${revision}`)).text();

  assert.equal(html.match(/class="diff-file"/g)!.length, 60);
  assert.equal(html.match(/too large to be shown at once/g)!.length, 57);
  assert.match(html, new RegExp(`/-/diff/P9\\?to=${revision}`));
  assert.ok(html.length < 600_000, `${html.length}`);
});
