import assert from "node:assert/strict";
import type { Page } from "puppeteer-core";
import { serveWorld } from "../support/browser.ts";
import { runAxe } from "../support/chromium.ts";
import { browserTest } from "../support/person.ts";

const PAGE = `# Everything

A ==marked== word, HTML, $a^2$, costs $5, a note[^1], [outside](https://example.org/).

*[HTML]: Hypertext Markup Language

::: info
# A title
text
:::

::: danger
- a
:::

>! hidden

>| # More
>| folded

$$x = {-b \\pm \\sqrt{b^2-4ac} \\over 2a} + 1 + 2 + 3 + 4 + 5 + 6 + 7 + 8 + 9 + 10 + 11 + 12 + 13 + 14$$

$\\foo$

## Code

\`\`\`python=
def f():
    return "a line that is much too long for the screen of a telephone and goes on and on and on"
\`\`\`

\`\`\`nope
unknown
\`\`\`

## Table

{{DataTable
|perPage=2
|caption=Months
| No | Month |
|---:|-------|
| 10 | October |
| 9 | September |
| 1 | January |
}}

## Diagram

\`\`\`mermaid
graph LR
  A[Start] --> B[End]
\`\`\`

\`\`\`mermaid
graph LR
  A -->
\`\`\`

## Boxes

{{InfoBox
|caption=Box
|Key=Value
}}

{{Nope}}

![[Other]]

![[Missing]]

{{AttachmentList}}

{{PageIndex}}

[^1]: The note.
`;

const HOSTILE = `# Hostile

\`\`\`mermaid
%%{init: {"securityLevel": "loose", "htmlLabels": true}}%%
graph LR
  A["<img src=x onerror='parent.postMessage({hit:1},\\"*\\");document.title=\\"hit\\"'>"] --> B["<script>parent.postMessage({hit:1},'*')</script>"]
  click A href "javascript:parent.postMessage({hit:1},'*')"
  click B call alert(1)
\`\`\`
`;

/** Waits until an expression in the page is true. */
async function until(page: Page, expression: string): Promise<void> {
  await page.waitForFunction(expression, { timeout: 20_000 });
}

browserTest(
  "Every construct is shown without a complaint of the browser or of axe, light and dark, wide and narrow",
  async () => {
    await using served = await serveWorld();
    await served.world.write("garden", "Everything", PAGE);
    await served.world.write(
      "garden",
      "Other",
      "# Other\n\n## Below\n\ntext\n",
    );
    const { page, complaints } = await served.openPage();

    for (const scheme of ["light", "dark"]) {
      for (const width of [1280, 360]) {
        await page.emulateMediaFeatures([
          { name: "prefers-color-scheme", value: scheme },
        ]);
        await page.setViewport({ width, height: 900 });
        await page.goto(`${served.wikiUrl("garden")}/Everything`);
        await page.evaluate("scrollTo(0, document.body.scrollHeight)");
        await until(
          page,
          `document.querySelectorAll("iframe.diagram").length === 2 &&
          document.querySelector("iframe.diagram").height > 20 &&
          document.querySelector(".diagram-box p:not([hidden])") !== null`,
        );
        const wider = await page.evaluate(
          "document.documentElement.scrollWidth - innerWidth",
        ) as number;
        assert.ok(wider <= 0, `${scheme} ${width}: ${wider} px too wide`);
        assert.deepEqual(await runAxe(page), [], `${scheme} ${width}`);
      }
    }

    assert.deepEqual(
      complaints.filter((text) => !text.includes("preload")),
      [],
    );
  },
);

browserTest(
  "Tables turn pages, sort and search; one that fails leaves the others alone",
  async () => {
    await using served = await serveWorld();
    await served.world.write(
      "garden",
      "Everything",
      `<figure class="data-table" data-features="sortable"><table><tbody><tr></tr></tbody></table></figure>\n\n${PAGE}`,
    );
    const { page } = await served.openPage();
    await page.goto(`${served.wikiUrl("garden")}/Everything`);
    const rows = () =>
      page.$$eval(
        "figure.data-table:last-of-type tbody tr, figure.data-table tbody tr",
        (all) =>
          all.map((row) => (row as unknown as { innerText: string }).innerText)
            .filter((text) => text !== ""),
      );
    const click = (text: string) =>
      page.evaluate(`[...document.querySelectorAll(".data-table button")]
      .find((button) => button.textContent === ${
        JSON.stringify(text)
      }).click()`);

    const first = await rows();
    await click("Next");
    const second = await rows();
    await click("No");
    const sorted = await rows();
    const isSorted = await page.$eval(
      "th[aria-sort]",
      (cell) => cell.getAttribute("aria-sort"),
    );
    await page.type(".data-table-search input", "octo");
    const found = await rows();

    assert.deepEqual(first, ["10\tOctober", "9\tSeptember"]);
    assert.deepEqual(second, ["1\tJanuary"]);
    assert.deepEqual(sorted, ["10\tOctober"]); // the second page of 1, 9, 10
    assert.equal(isSorted, "ascending");
    assert.deepEqual(found, ["10\tOctober"]);
  },
);

browserTest("Code is copied by a button", async () => {
  await using served = await serveWorld();
  await served.world.write("garden", "Code", "```js\nlet a;\n```\n");
  await served.browser.defaultBrowserContext().overridePermissions(
    served.wikiUrl("garden"),
    ["clipboard-read", "clipboard-write"],
  );
  const { page } = await served.openPage();
  await page.goto(`${served.wikiUrl("garden")}/Code`);

  await page.locator("button[aria-label='Copy code']").click();
  await until(
    page,
    `document.querySelector(".code-box [role=status]").textContent !== ""`,
  );

  // Where the clipboard is forbidden (it depends on the machine) the code is selected instead.
  const told = await page.$eval(
    ".code-box [role=status]",
    (status) => status.textContent,
  );
  const selected = await page.evaluate("getSelection().toString().trim()");
  assert.ok(
    told === "Copied" || (told === "Selected" && selected === "let a;"),
    `${told} ${selected}`,
  );
});

browserTest(
  "Without scripts diagrams are their sources, tables are whole, and spoilers open",
  async () => {
    await using served = await serveWorld();
    await served.world.write("garden", "Everything", PAGE);
    const { page } = await served.openPage();
    await page.setJavaScriptEnabled(false);
    await page.goto(`${served.wikiUrl("garden")}/Everything`);

    const text = await page.$eval(
      ".wiki-main",
      (main) => (main as unknown as { innerText: string }).innerText,
    );

    assert.match(text, /A\[Start\] --> B\[End\]/);
    for (const month of ["October", "September", "January"]) {
      assert.ok(text.includes(month), month);
    }
    assert.ok(!text.includes("hidden"));
    await page.focus("details.spoiler > summary");
    await page.keyboard.press("Enter");
    assert.equal(
      await page.$eval("details.spoiler", (box) => box.hasAttribute("open")),
      true,
    );
    assert.equal(await page.$("iframe"), null);
  },
);

browserTest(
  "A hostile diagram runs nothing, in its frame or out of it",
  async () => {
    await using served = await serveWorld();
    await served.world.write("garden", "Hostile", HOSTILE);
    const { page } = await served.openPage();
    await page.evaluateOnNewDocument(`
    window.hits = 0;
    window.alert = () => { window.hits++; };
    addEventListener("message", ({ data }) => { if (data?.hit) window.hits++; });
  `);
    await page.goto(`${served.wikiUrl("garden")}/Hostile`);
    await until(
      page,
      `document.querySelector("iframe.diagram")?.height > 0 || document.querySelector(".diagram-box p:not([hidden])") !== null`,
    );

    const frame = page.frames().find((each) =>
      each.url().endsWith("/-/diagram")
    )!;
    const seen = await frame.evaluate(`(() => {
    for (const link of document.querySelectorAll("a, [onclick], .clickable")) link.dispatchEvent(new Event("click", { bubbles: true }));
    let cookie;
    try { cookie = document.cookie; } catch (error) { cookie = error.name; }
    return {
      cookie, origin: self.origin, title: document.title,
      scripts: document.querySelectorAll("#stage script, #stage img[onerror], #stage iframe").length,
      links: [...document.querySelectorAll("a")].map((link) => link.getAttribute("href") ?? link.getAttribute("xlink:href")).filter((href) => /^javascript:/i.test(href ?? "")),
    };
  })()`);

    assert.deepEqual(seen, {
      ...{ cookie: "SecurityError", origin: "null", title: "Diagram" },
      ...{ scripts: 0, links: [] },
    });
    assert.equal(await page.evaluate("window.hits"), 0);
  },
);

browserTest(
  "The frame takes orders from its own page alone, and the page listens to its own frames alone",
  async () => {
    await using served = await serveWorld();
    await served.world.write(
      "garden",
      "D",
      "```mermaid\ngraph LR\n  A --> B\n```\n",
    );
    const { page } = await served.openPage();
    const answer = await page.goto(`${served.wikiUrl("garden")}/-/diagram`);
    const policy = answer!.headers()["content-security-policy"]!;
    await page.goto(`${served.wikiUrl("garden")}/D`);
    await until(page, `document.querySelector("iframe.diagram")?.height > 0`);
    const height = await page.$eval(
      "iframe.diagram",
      (frame) => frame.getAttribute("height"),
    );

    // A message of the page itself is not one of its frame's.
    await page.evaluate(`new Promise((resolve) => {
    addEventListener("message", ({ data }) => data === "last" && resolve());
    for (const data of [{ height: 4000 }, { error: "forged" }, "last"]) postMessage(data, "*");
  })`);
    // A frame that is told by somebody else draws nothing: its second picture is the one that the page asks for.
    const frame = page.frames().find((each) =>
      each.url().endsWith("/-/diagram")
    )!;
    await frame.evaluate(
      `postMessage({ source: "graph LR\\n X --> Y --> Z", isDark: false }, "*")`,
    );
    await page.evaluate("document.documentElement.dataset.theme = 'dark'");
    await frame.waitForFunction(
      "document.documentElement.style.colorScheme === 'dark' && document.querySelector('svg')?.id !== 'diagram-1'",
    );

    assert.match(policy, /frame-ancestors 'self'/);
    assert.match(policy, /sandbox allow-scripts;/);
    assert.equal(
      await page.$eval("iframe.diagram", (each) => each.getAttribute("height")),
      height,
    );
    assert.equal(await page.$(".diagram-box p:not([hidden])"), null);
    assert.equal(
      await frame.$eval("svg", (picture) => picture.id),
      "diagram-2",
    );
  },
);
