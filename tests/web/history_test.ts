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
  assert.match(shown, /<td class="diff-text">the <del>two<\/del> of us/);
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
