import assert from "node:assert/strict";
import type { Page } from "puppeteer-core";
import { serveWorld } from "../support/browser.ts";
import {
  assertAccessibleAnywhere,
  browserTest,
  follow,
  signIn,
  textOf,
} from "../support/person.ts";

const IRAN = `---
category: actor
tags: [state, region]
---
# Iran

A *state*; see [[Methods]], [[Nowhere]] and a note[^1].

## Numbers

| Year | Budget | A rather long heading of a column | And another one that is long |
| ---- | ------ | --------------------------------- | ----------------------------- |
| 2024 | 11.9   | unbreakable_text_in_a_cell_of_it  | unbreakable_text_in_this_too  |

## Code

\`\`\`ts
// a comment in a line of code that is much too long for the screen of a telephone, and goes on
export function answer(name: string): number { return name === "x" ? 42 : 0; }
\`\`\`

> [!WARNING]
> Not confirmed.

- [x] done
- [ ] to do

### A_very_long_heading_without_any_space_that_must_not_make_the_page_wider_than_it_is

[^1]: The note.
`;

/** Errors that a browser reports for pages whose status says so by design. */
const EXPECTED = /the server responded with a status of (401|404|409|413)/;

/** Replaces the text of a field. */
async function fill(page: Page, selector: string, text: string): Promise<void> {
  await page.$eval(selector, (node, value) => {
    (node as unknown as { value: string }).value = value;
    node.dispatchEvent(new Event("input", { bubbles: true }));
  }, text);
}

for (const scripts of [true, false]) {
  const how = scripts ? "with scripts" : "without scripts";

  browserTest(
    `a person signs in, writes, compares, searches and deletes ${how}`,
    async () => {
      await using served = await serveWorld();
      const { page, complaints } = await served.openPage();
      await page.setJavaScriptEnabled(scripts);
      const garden = served.wikiUrl("garden");

      await signIn(served, page);
      assert.equal(new URL(page.url()).origin, garden);
      assert.match(await textOf(page, ".top"), /@alice\.example/);

      await page.goto(`${garden}/Actors/Iran`);
      assert.match(await textOf(page), /Page not found/);
      await follow(page, "a[href='/-/create?path=Actors%2FIran']");
      await follow(page, "form[action='/-/create'] button");
      await fill(page, "textarea[name=text]", "# Iran\n\nA **state**.\n");
      if (scripts) await page.click("button[value=preview]");
      else await follow(page, "button[value=preview]");
      const strong = await page.waitForSelector(
        scripts ? ".editor-preview strong" : ".preview strong",
      );
      assert.equal(await strong!.evaluate((b) => b.textContent), "state");
      await fill(page, "input[name=message]", "Begin Iran");
      await follow(page, "button[value=save]");
      assert.equal(page.url(), `${garden}/Actors/Iran`);
      assert.match(await textOf(page), /The page was created/);
      await page.reload();
      assert.doesNotMatch(await textOf(page), /The page was created/);

      await follow(page, ".tools a[href^='/-/edit/']");
      await fill(page, "textarea[name=text]", "# Iran\n\nA large **state**.\n");
      await follow(page, "button[value=save]");
      assert.match(await textOf(page), /A large state/);

      await follow(page, ".tools a[href^='/-/history/']");
      assert.match(await textOf(page), /Begin Iran/);
      await follow(page, "form[action^='/-/diff/'] button");
      assert.equal(
        await page.$eval(".diff ins", (ins) => ins.textContent?.trim()),
        "large",
      );

      await fill(page, "input[name=q]", "large");
      await follow(page, ".top-search button");
      assert.equal(
        await page.$eval(".hits mark", (mark) => mark.textContent),
        "large",
      );

      await page.goto(`${garden}/Actors/Iran`);
      await follow(page, ".tools a[href^='/-/delete/']");
      await follow(page, "main form button");
      assert.match(await textOf(page), /Actors\/Iran was deleted/);

      await page.goto(`${garden}/-/logout`);
      await follow(page, "main form button");
      assert.match(await textOf(page, ".top"), /Sign in/);
      assert.deepEqual(complaints.filter((line) => !EXPECTED.test(line)), []);
    },
  );
}

browserTest(
  "two tabs that change the same line lose nothing without scripts",
  async () => {
    await using served = await serveWorld();
    await served.world.write("garden", "Page", "one\n\ntwo\n\nthree\n");
    const [first, second] = [
      await served.openPage(),
      await served.openPage(),
    ];
    await signIn(served, first.page);
    const edit = `${served.wikiUrl("garden")}/-/edit/Page`;
    for (const { page } of [first, second]) {
      await page.setJavaScriptEnabled(false);
      await page.goto(edit);
    }

    await fill(first.page, "textarea[name=text]", "one\n\nTWO\n\nthree\n");
    await follow(first.page, "button[value=save]");
    await fill(second.page, "textarea[name=text]", "one\n\nzwei\n\nthree\n");
    await follow(second.page, "button[value=save]");

    const conflict = await textOf(second.page);
    assert.match(conflict, /Conflict: Page/);
    const texts = await second.page.$$eval(
      "textarea",
      (all) => all.map((one) => (one as unknown as { value: string }).value),
    );
    assert.deepEqual(texts, [
      "one\n\nzwei\n\nthree\n",
      "one\n\nTWO\n\nthree\n",
    ]);

    await fill(
      second.page,
      "textarea[name=text]",
      "one\n\nTWO, zwei\n\nthree\n",
    );
    await follow(second.page, "button[value=save]");
    assert.match(await textOf(second.page), /TWO, zwei/);
  },
);

browserTest(
  "every screen passes axe and fits a phone, light and dark",
  async () => {
    await using served = await serveWorld();
    const { world } = served;
    await world.write("garden", "Home", "# Welcome\n\nSee [[Actors/Iran]].\n");
    await world.write("garden", "Methods", "# Methods\n\nWords.\n");
    const { revision } = await world.write("garden", "Actors/Iran", IRAN);
    await world.write(
      "garden",
      "Actors/Iran",
      IRAN.replace("A *state*", "One *state*"),
    );
    const { page, complaints } = await served.openPage();
    await signIn(served, page);
    const garden = served.wikiUrl("garden");
    const paths = [
      "/",
      "/Actors/Iran",
      "/Actors",
      "/Nowhere",
      `/-/view/Actors/Iran?revision=${revision}`,
      "/-/edit/Actors/Iran",
      "/-/edit/New_page",
      "/-/create?path=Home",
      "/-/history/Actors/Iran",
      "/-/diff/Actors/Iran",
      `/-/commit/${revision}`,
      "/-/blame/Actors/Iran",
      "/-/source/Actors/Iran",
      "/-/links/Actors/Iran",
      "/-/delete/Actors/Iran",
      "/-/index",
      "/-/changelog",
      "/-/search?q=state",
      "/-/search",
      "/-/logout",
      `/-/commit/${"0".repeat(40)}`,
    ];

    for (const path of paths) {
      await page.goto(`${garden}${path}`);
      await assertAccessibleAnywhere(page, path);
    }
    await page.setViewport({ width: 800, height: 600 });
    await page.goto(`${garden}/-/edit/Actors/Iran`);
    await page.click("button[value=preview]");
    await page.waitForSelector(".editor-preview h1");
    await assertAccessibleAnywhere(page, "preview");
    page.on("dialog", (question) => question.accept()); // leaves with unsaved text
    for (const path of ["/", "/auth/login"]) {
      await page.goto(`${served.origin}${path}`);
      await assertAccessibleAnywhere(page, `platform ${path}`);
    }
    assert.deepEqual(complaints.filter((line) => !EXPECTED.test(line)), []);
  },
);

browserTest(
  "the keyboard reaches everything, the theme stays chosen, the pages open on a phone",
  async () => {
    await using served = await serveWorld();
    await served.world.write("garden", "Home", "# Welcome\n\nWords.\n");
    const { page, complaints } = await served.openPage();
    await signIn(served, page);
    const garden = served.wikiUrl("garden");
    const focused = () =>
      page.evaluate(
        "document.activeElement.id || document.activeElement.className",
      );

    await page.goto(`${garden}/`);
    await page.keyboard.press("Tab");
    assert.equal(await focused(), "skip-link");
    await page.keyboard.press("Enter");
    assert.equal(await focused(), "content");

    await page.emulateMediaFeatures([
      { name: "prefers-color-scheme", value: "light" },
    ]);
    const paper = () =>
      page.evaluate("getComputedStyle(document.body).backgroundColor");
    const light = await paper();
    await page.click("[data-theme-button]");
    const dark = await paper();
    assert.notEqual(dark, light);
    await page.reload();
    assert.equal(await paper(), dark);
    await page.click("[data-theme-button]");
    assert.equal(await paper(), light);

    await page.setViewport({ width: 360, height: 700 });
    const isShown = () => page.$eval("#pages", (nav) => nav.checkVisibility());
    assert.equal(await isShown(), false);
    await page.click(".pages-button");
    assert.equal(await isShown(), true);
    await page.keyboard.press("Escape");
    assert.equal(await isShown(), false);

    await page.goto(`${garden}/-/edit/Home`);
    await page.focus(".cm-content");
    await page.keyboard.type("typed ");
    await Promise.all([
      page.waitForNavigation(),
      (async () => {
        await page.keyboard.down("Control");
        await page.keyboard.press("s");
        await page.keyboard.up("Control");
      })(),
    ]);
    assert.match(await textOf(page), /Saved/);
    assert.match(await textOf(page), /typed/);
    assert.deepEqual(complaints, []);
  },
);

browserTest(
  "markup that a page's text, name and message smuggle in does nothing",
  async () => {
    await using served = await serveWorld();
    const evil =
      `<img src=x onerror="globalThis.owned=1"><script>globalThis.owned=2</script>`;
    await served.world.write(
      "garden",
      "Page",
      `${evil}\n\n[[${evil}]]\n\n[x](javascript:owned=3)\n`,
    );
    const { page } = await served.openPage();
    const garden = served.wikiUrl("garden");
    const query = encodeURIComponent(evil);

    for (
      const path of [
        "/Page",
        "/-/source/Page",
        "/-/blame/Page",
        "/-/diff/Page",
        "/-/links/Page",
        `/-/search?q=${query}`,
        `/${query}`,
        `/-/view/Page?revision=${query}`,
      ]
    ) {
      await page.goto(`${garden}${path}`, { waitUntil: "load" });
      assert.equal(await page.evaluate("globalThis.owned"), undefined, path);
    }
  },
);
