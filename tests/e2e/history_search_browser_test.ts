import assert from "node:assert/strict";
import type { Page } from "puppeteer-core";
import { type ServedWorld, serveWorld } from "../support/browser.ts";
import { chromiumPath, runAxe } from "../support/chromium.ts";
import { textOf } from "../support/person.ts";
import { savePage } from "../../src/wiki/pages.ts";

/** What the browser says of answers that are failures on purpose, and of axe's own look at the style sheets. */
const EXPECTED =
  /the server responded with a status of (400|404)|^Connecting to '[^']*styles\.css/;

const LINES = Array.from({ length: 30 }, (_, i) => `Line ${i + 1} of the text`);

/** A page with a past by Alice, Bob and Bob's agent; one that moved; a picture. */
async function busyWorld(): Promise<ServedWorld & { revisions: string[] }> {
  const served = await serveWorld();
  const { world } = served;
  const revisions: string[] = [];
  const save = async (
    who: "alice" | "bob",
    path: string,
    lines: readonly string[],
    agent = false,
  ) => {
    const coming = agent
      ? {
        door: "mcp" as const,
        agent: { name: "Claude Code", version: "2.1", session: null },
      }
      : {};
    const wiki = world.writing("garden", world[who], coming);
    const base = wiki.index.pages.find(path)?.revision ?? null;
    const text = `# ${path}\n\n${lines.join("\n")}\n`;
    revisions.push((await savePage(wiki, { path, text, base })).revision);
    world.wait(20 * 86_400);
  };
  await save("alice", "Garden", LINES);
  await save("bob", "Garden", [
    ...LINES.slice(0, 9),
    "Line 10 of another text, which [[Roses]] explain",
    ...LINES.slice(10),
  ]);
  await save("bob", "Garden", [
    ...LINES.slice(0, 9),
    "A new line",
    ...LINES.slice(10),
  ], true);
  await save("alice", "Roses", ["Red ROSES and *roses*.", "", "tags"]);
  return { ...served, revisions };
}

async function open(page: Page, url: string): Promise<number> {
  return (await page.goto(url, { waitUntil: "load" }))!.status();
}

async function submit(page: Page, selector: string): Promise<void> {
  await Promise.all([
    page.waitForNavigation({ waitUntil: "load" }),
    page.click(selector),
  ]);
}

/** Whether the page is wider than the window. */
async function overflows(page: Page): Promise<boolean> {
  return await page.evaluate(
    "document.documentElement.scrollWidth > document.documentElement.clientWidth",
  ) as boolean;
}

for (const hasScript of [true, false]) {
  Deno.test({
    name:
      `a reader filters a history, compares two revisions and looks into the past, ${
        hasScript ? "with" : "without"
      } scripts`,
    ignore: chromiumPath() === undefined,
    async fn() {
      await using served = await busyWorld();
      const { page, complaints } = await served.openPage();
      await page.setJavaScriptEnabled(hasScript);
      await page.setViewport({ width: 1280, height: 900 });
      const wiki = served.wikiUrl("garden");

      await open(page, `${wiki}/-/history/Garden`);
      await page.$eval(".change-filter details", (node) => {
        (node as unknown as { open: boolean }).open = true;
      });
      await page.type("#filter-by", "bob");
      await submit(page, ".change-filter button");
      const filtered = await textOf(page);
      await submit(page, ".change-filter a");
      const radios = await page.$$("input[name=from]");
      await radios.at(-1)!.click();
      await submit(page, "form[action='/-/diff/Garden'] button");
      const removed = await page.$$eval(
        "del",
        (nodes) => nodes.map((node) => node.textContent),
      );
      const added = await page.$$eval(
        "ins",
        (nodes) => nodes.map((node) => node.textContent),
      );

      assert.match(filtered, /Only changes by “bob”/);
      assert.match(filtered, /via Claude Code 2\.1/);
      assert.doesNotMatch(filtered, /Create: Garden/);
      assert.ok(removed.join("").includes("Line 10"), removed.join("|"));
      assert.ok(added.join("").includes("new"), added.join("|"));

      await open(page, `${wiki}/-/at`);
      await page.$eval("#past-date", (node) => {
        (node as unknown as { value: string }).value = "2026-12-10";
      });
      await submit(page, "main button");
      assert.ok(page.url().includes(`/-/at/${served.revisions[1]}/`));
      await submit(page, `.index-pages a[href$="/Garden"]`);
      const then = await textOf(page);
      await submit(page, "article a.missing");
      const missing = await textOf(page);

      assert.match(then, /The wiki as of 2026-12-10/);
      assert.match(then, /Line 10 of another text/);
      assert.match(missing, /Not there then/);
      assert.deepEqual(complaints.filter((text) => !EXPECTED.test(text)), []);
    },
  });
}

Deno.test({
  name: "a reader searches with filters and with a regular expression",
  ignore: chromiumPath() === undefined,
  async fn() {
    await using served = await busyWorld();
    const { page, complaints } = await served.openPage();
    const wiki = served.wikiUrl("garden");
    const field = ".search-page input[type=search]";

    await open(page, `${wiki}/-/search`);
    await page.type(field, "by:claude line");
    await submit(page, ".search-page button");
    const filtered = await textOf(page);
    await page.$eval(field, (node) => {
      (node as unknown as { value: string }).value = "ros.s\\b";
    });
    await page.click("input[name=is_regexp]");
    await submit(page, ".search-page button");
    const wild = await textOf(page);
    const marks = await page.$$eval(
      "mark",
      (nodes) => nodes.map((node) => node.textContent),
    );

    assert.match(filtered, /1 page last changed by “claude”/);
    assert.match(wild, /3 matches/); // with the heading
    assert.deepEqual(marks, ["Roses", "Roses", "ROSES", "roses"]);
    assert.deepEqual(complaints, []);
  },
});

Deno.test({
  name:
    "every screen of history and search is accessible and fits a phone, light and dark",
  ignore: chromiumPath() === undefined,
  async fn() {
    await using served = await busyWorld();
    const { page } = await served.openPage();
    const wiki = served.wikiUrl("garden");
    const [first = "", second = "", third = ""] = served.revisions;
    const screens = [
      "/-/changelog?by=bob&prefix=Garden",
      "/-/history/Garden",
      `/-/diff/Garden?from=${first}&to=${third}`,
      `/-/blame/Garden`,
      `/-/commit/${third}`,
      "/-/at",
      `/-/at/${second}/Garden`,
      `/-/at/${second}/?all`,
      `/-/at/${second}/Nowhere`,
      "/-/search",
      "/-/search?q=by%3Abob+line",
      "/-/search?q=l.ne&is_regexp=y",
      "/-/search?q=(&is_regexp=y",
    ];

    for (const [width, theme] of [[1280, "light"], [360, "dark"]] as const) {
      await page.setViewport({ width, height: 800 });
      await page.emulateMediaFeatures([
        { name: "prefers-color-scheme", value: theme },
      ]);
      for (const screen of screens) {
        await open(page, wiki + screen);
        await page.$$eval("main details", (nodes) => {
          for (const node of nodes) {
            (node as unknown as { open: boolean }).open = true;
          }
        });
        assert.deepEqual(await runAxe(page), [], `${screen} ${width} ${theme}`);
        assert.equal(await overflows(page), false, `${screen} ${width}`);
      }
    }
  },
});

Deno.test({
  name:
    "two texts stand side by side on a wide screen and below each other on a phone",
  ignore: chromiumPath() === undefined,
  async fn() {
    await using served = await busyWorld();
    const { page } = await served.openPage();
    const [first = "", , third = ""] = served.revisions;
    const url = `${
      served.wikiUrl("garden")
    }/-/diff/Garden?from=${first}&to=${third}`;
    const places = `(() => {
      const row = [...document.querySelectorAll(".diff-split tr")]
        .find((row) => row.querySelector("del") && row.querySelector("ins"));
      const [old, now] = ["del", "ins"].map((tag) => row.querySelector(tag).getBoundingClientRect());
      const same = document.querySelector(".diff-split .diff-same");
      const shown = [...same.children].filter((cell) => cell.offsetWidth > 0).length;
      return { isBeside: Math.abs(old.top - now.top) < 4 && now.left > old.left, isBelow: now.top > old.top, shown };
    })()`;

    await page.setViewport({ width: 1280, height: 900 });
    await open(page, url);
    const wide = await page.evaluate(places);
    await page.setViewport({ width: 360, height: 800 });
    const narrow = await page.evaluate(places);

    assert.deepEqual(wide, { isBeside: true, isBelow: false, shown: 4 });
    assert.deepEqual(narrow, { isBeside: false, isBelow: true, shown: 2 });
  },
});
