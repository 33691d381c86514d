import assert from "node:assert/strict";
import type { Page } from "puppeteer-core";
import { type ServedWorld, serveWorld } from "../support/browser.ts";
import { runAxe } from "../support/chromium.ts";
import { browserTest, textOf } from "../support/person.ts";

const SECTIONS = Array.from(
  { length: 8 },
  (_, i) => `## Part ${i + 1}\n\n${"Many words about it. ".repeat(80)}\n`,
).join("\n");

const IRAN = `---
category: actor
tags: [state, A_rather_long_tag_that_must_wrap_on_a_telephone_screen_somewhere]
---
# Iran

A *state*; see [[Methods]] and https://example.org/.

${SECTIONS}`;

/** Errors that a browser reports for pages whose status says so by design. */
const EXPECTED = /the server responded with a status of 404/;

/** A garden with pages in folders, and Alice signed in. */
async function readingWorld(): Promise<
  { served: ServedWorld; page: Page; complaints: string[]; garden: string }
> {
  const served = await serveWorld();
  const { world } = served;
  await world.write("garden", "Home", "# Welcome\n\nSee [[Actors/Iran]].\n");
  await world.write("garden", "Methods", "# Methods\n\nWords.\n");
  await world.write("garden", "Actors", "# All actors\n\nA list.\n");
  await world.write("garden", "Actors/Iran", IRAN);
  await world.write("garden", "Places/Rivers/Nile", "# Nile\n\nWater.\n");
  const { page, complaints } = await served.openPage();
  const query = new URLSearchParams({
    secret: served.doors.signinSecret(world.alice),
    return_to: `${served.wikiUrl("garden")}/`,
  });
  await page.goto(`${served.origin}/auth/link?${query}`);
  await Promise.all([
    page.waitForNavigation(),
    page.click("form[method=post] button[type=submit]"),
  ]);
  return { served, page, complaints, garden: served.wikiUrl("garden") };
}

/** Sets a preference of the garden. */
function prefer({ world }: ServedWorld, name: string, value: string): void {
  const { wiki } = world.visit("garden", world.alice);
  wiki.records.preferences.set(name, value);
}

function isShown(page: Page, selector: string): Promise<boolean> {
  return page.$eval(selector, (node) => node.checkVisibility());
}

/** No violation of axe, no sideways scrolling: light, dark, wide, narrow. */
async function assertAccessible(page: Page, name: string): Promise<void> {
  for (const value of ["light", "dark"]) {
    await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value }]);
    for (const width of [1280, 360]) {
      await page.setViewport({ width, height: 800 });
      const at = `${name}, ${value}, ${width} px`;
      const overflow = await page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth",
      );
      assert.ok(Number(overflow) <= 0, `${at}: ${overflow} px too wide`);
      assert.deepEqual(await runAxe(page), [], at);
    }
  }
}

browserTest(
  "`/` opens the palette, which goes to pages, headings and actions",
  async () => {
    const { served, page, complaints, garden } = await readingWorld();
    await using _ = served;
    const selected = ".palette [aria-selected=true]";
    const palette = async (typed: string) => {
      await page.keyboard.press("/");
      await page.waitForSelector(".palette [role=option]");
      await page.keyboard.type(typed);
      await page.waitForFunction(
        `document.querySelector(".palette-field").dataset.shown === ${
          JSON.stringify(typed)
        }`,
      );
    };
    const enter = async () => {
      await Promise.all([
        page.waitForNavigation(),
        page.keyboard.press("Enter"),
      ]);
      return decodeURI(page.url()).slice(garden.length);
    };

    await page.goto(`${garden}/Methods`);
    await palette("irn");
    assert.match(await textOf(page, selected), /^Iran/);
    assert.equal(
      await page.$eval(
        ".palette-field",
        (field) => field.getAttribute("aria-activedescendant"),
      ),
      await page.$eval(selected, (option) => option.id),
    );
    assert.equal(await enter(), "/Actors/Iran");

    await palette("part 3");
    assert.match(await textOf(page, selected), /^Part 3/);
    await page.keyboard.press("Enter"); // stays on the page: only the place changes
    await page.waitForFunction(`location.hash === "#part-3"`);
    assert.equal(await isShown(page, ".palette"), false);

    await palette("");
    assert.match(await textOf(page, ".palette-list"), /^Actions\s+Edit: Iran/);
    await page.keyboard.press("ArrowDown");
    assert.match(await textOf(page, selected), /^Edit: Iran/);
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    assert.equal(await enter(), "/-/history/Actors/Iran");

    await page.keyboard.down("Control");
    await page.keyboard.press("k");
    await page.keyboard.up("Control");
    await page.waitForSelector(".palette [role=option]");
    await assertAccessible(page, "palette");
    await page.keyboard.press("Escape");
    assert.equal(await isShown(page, ".palette"), false);
    await page.focus(".top-search input");
    await page.keyboard.type("a/b?[c");
    assert.equal(
      await page.$eval(
        ".top-search input",
        (field) => (field as unknown as { value: string }).value,
      ),
      "a/b?[c",
    );
    assert.equal(await page.$("dialog[open]"), null);
    assert.deepEqual(complaints, []);
  },
);

browserTest(
  "keys show help, hide the sidebar and lead to forms, and can be turned off",
  async () => {
    const { served, page, complaints, garden } = await readingWorld();
    await using _ = served;
    await page.setViewport({ width: 1280, height: 800 });
    await page.goto(`${garden}/Actors/Iran`);

    await page.keyboard.press("?");
    await page.waitForSelector(".help-dialog[open]");
    assert.match(await textOf(page, ".help-dialog"), /Edit this page/);
    await assertAccessible(page, "keys");
    await page.setViewport({ width: 1280, height: 800 });
    await page.keyboard.press("Escape");
    // What a key does is drawn in a turn of its own, and so is another width of the window, by which "[" decides what it hides.
    await page.waitForSelector("dialog[open]", { hidden: true, timeout: 5000 });
    await page.waitForFunction(
      `innerWidth === 1280 && !document.activeElement?.closest("dialog")`,
    );
    await page.evaluate(
      "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))",
    );

    await page.keyboard.press("[");
    await page.waitForSelector("#pages", { hidden: true, timeout: 5000 });
    await page.reload();
    await page.waitForSelector("#pages", { hidden: true, timeout: 5000 });
    await page.click("[data-toggle-pages]");
    await page.waitForSelector("#pages", { visible: true, timeout: 5000 });
    await page.waitForSelector(".toc[open]", { timeout: 5000 });
    await page.keyboard.press("]");
    await page.waitForSelector(".toc:not([open])", { timeout: 5000 });

    await Promise.all([page.waitForNavigation(), page.keyboard.press("e")]);
    assert.equal(page.url(), `${garden}/-/edit/Actors/Iran`);
    await page.goto(`${garden}/Methods`);
    await Promise.all([page.waitForNavigation(), page.keyboard.press("c")]);
    assert.equal(page.url(), `${garden}/-/create`);

    await page.goto(`${garden}/-/help`);
    await page.click("[data-keys-switch] input");
    await page.goto(`${garden}/Methods`);
    await page.keyboard.press("[");
    assert.equal(await isShown(page, "#pages"), true);
    assert.deepEqual(complaints, []);
  },
);

browserTest(
  "the tree opens branches in place and remembers them; names lead to folders without scripts",
  async () => {
    const { served, page, complaints, garden } = await readingWorld();
    await using _ = served;
    const { world } = served;
    for (let i = 0; i < 160; i++) {
      await world.write("garden", `Many/Part_${i % 3}/Page_${i}`, "x\n");
    }
    await page.setViewport({ width: 1280, height: 800 });
    await page.goto(`${garden}/Methods`);
    const many = 'li[data-folder="Many"]';

    await page.click(`${many} > details > summary`);
    await page.waitForSelector(`${many} li[data-folder="Many/Part_1"]`);
    await page.click('li[data-folder="Many/Part_1"] > details > summary');
    await page.waitForSelector('.tree a[href="/Many/Part_1/Page_4"]');
    await assertAccessible(page, "tree");
    await page.setViewport({ width: 1280, height: 800 });
    await page.goto(`${garden}/`);
    await page.waitForSelector('.tree a[href="/Many/Part_1/Page_4"]');
    await page.click(`${many} > details > summary`);
    await page.reload();
    await page.waitForSelector(`${many} > details`);
    assert.equal(await page.$(`${many} > details[open]`), null);

    await page.setJavaScriptEnabled(false);
    await page.goto(`${garden}/Methods`);
    await Promise.all([page.waitForNavigation(), page.click(`${many} > a`)]);
    assert.equal(await textOf(page, "h1"), "Many");
    assert.match(await textOf(page, "main"), /160 pages in this folder/);
    assert.deepEqual(complaints, []);
  },
);

browserTest(
  "the contents follow the reader; menus close elsewhere and with Escape",
  async () => {
    const { served, page, complaints, garden } = await readingWorld();
    await using _ = served;
    await page.setViewport({ width: 1280, height: 800 });
    await page.goto(`${garden}/Actors/Iran`);
    const current = ".toc [aria-current=location]";

    assert.equal(await textOf(page, current), "Part 1");
    await page.evaluate("scrollTo(0, document.body.scrollHeight)");
    await page.waitForFunction(
      `document.querySelector("${current}").textContent === "Part 8"`,
    );
    await page.evaluate("scrollTo(0, 0)");
    await page.waitForFunction(
      `document.querySelector("${current}").textContent === "Part 1"`,
    );

    const menu = ".tools .menu";
    await page.click(`${menu} > summary`);
    assert.equal(await isShown(page, `${menu} a[href^="/-/blame/"]`), true);
    await assertAccessible(page, "menu");
    await page.keyboard.press("Escape");
    assert.equal(await page.$(`${menu}[open]`), null);
    await page.click(`${menu} > summary`);
    await page.click("h1");
    assert.equal(await page.$(`${menu}[open]`), null);
    assert.deepEqual(complaints, []);
  },
);

for (const [lang, dir] of [["en", "ltr"], ["ar", "rtl"]] as const) {
  browserTest(
    `the screens around pages pass axe and fit a phone, written ${dir}`,
    async () => {
      const { served, page, complaints, garden } = await readingWorld();
      await using _ = served;
      prefer(served, "SITE_LANG", lang);
      prefer(
        served,
        "SIDEBAR_CUSTOM_MENU",
        '[{"link":"Methods"},{"link":"---"},{"link":"https://example.org"}]',
      );
      const paths = [
        "/Actors/Iran",
        "/Actors",
        "/-/index",
        "/-/index?headings=1",
        "/-/tags",
        "/-/tag/state",
        "/-/tag/nothing",
        "/-/categories",
        "/-/category/actor",
        "/-/links/Actors/Iran",
        "/-/help",
      ];

      for (const path of dir === "ltr" ? paths : paths.slice(0, 4)) {
        await page.goto(`${garden}${path}`);
        await assertAccessible(page, path);
      }

      await page.goto(`${garden}/Actors/Iran`);
      await page.setViewport({ width: 360, height: 800 });
      await page.click(".pages-button");
      assert.deepEqual(await runAxe(page), [], "sidebar on a phone");
      assert.deepEqual(complaints.filter((line) => !EXPECTED.test(line)), []);
    },
  );
}

browserTest(
  "print shows the text alone, with the addresses of other sites",
  async () => {
    const { served, page, garden } = await readingWorld();
    await using _ = served;
    await page.goto(`${garden}/Actors/Iran`);
    await page.emulateMediaType("print");

    for (const part of [".top", "#pages", ".page-bar", ".toc", ".bottom"]) {
      assert.equal(await isShown(page, part), false, part);
    }
    assert.equal(await isShown(page, ".prose h2"), true);
    const after = (selector: string) =>
      page.evaluate(
        `getComputedStyle(document.querySelector('${selector}'), "::after").content`,
      );
    assert.match(String(await after('.prose a[href^="http"]')), /example\.org/);
    assert.doesNotMatch(
      String(await after('.prose a[href="/Methods"]')),
      /Methods/,
    );
  },
);
