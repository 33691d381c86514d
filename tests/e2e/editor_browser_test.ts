import assert from "node:assert/strict";
import type { Page } from "puppeteer-core";
import { type ServedWorld, serveWorld } from "../support/browser.ts";
import { deletePage } from "../../src/wiki/deletion.ts";
import { runAxe } from "../support/chromium.ts";
import { browserTest, signIn } from "../support/person.ts";

/** Errors that a browser reports for answers whose status says so by design. */
const EXPECTED = /the server responded with a status of (401|409|413)/;
/** axe asks for style sheets again, which the policy refuses. */
const AXE = /Connecting to '.*styles\.css/;

/** A page of Alice's, at the editor. */
class Writer implements AsyncDisposable {
  readonly #served: ServedWorld;
  readonly page: Page;
  readonly #complaints: string[];

  constructor(served: ServedWorld, page: Page, complaints: string[]) {
    this.#served = served;
    this.page = page;
    this.#complaints = complaints;
  }

  /** Opens the editor of a page, `width` pixels wide. */
  async open(path: string, width = 1280): Promise<void> {
    await this.page.setViewport({ width, height: 900 });
    await this.page.goto(`${this.#served.wikiUrl("garden")}/-/edit/${path}`);
    await this.page.waitForSelector(".cm-content");
  }

  /** Types at the end of the text. */
  async type(text: string): Promise<void> {
    await this.page.focus(".cm-content");
    await this.press("Control", "End");
    await this.page.keyboard.type(text);
  }

  /** Presses keys together. */
  async press(...keys: string[]): Promise<void> {
    const held = keys.slice(0, -1) as never[];
    for (const key of held) await this.page.keyboard.down(key);
    await this.page.keyboard.press(keys.at(-1) as never);
    for (const key of held) await this.page.keyboard.up(key);
  }

  /** What the form would send. */
  text(): Promise<string> {
    return this.page.$eval(
      "textarea[name=text]",
      (area) => (area as unknown as { value: string }).value,
    );
  }

  /** Waits until an element's text fits. */
  async see(selector: string, pattern: RegExp): Promise<void> {
    await this.page.waitForFunction(
      `[...document.querySelectorAll(${JSON.stringify(selector)})]
         .some((one) => ${pattern}.test(one.innerText))`,
      { timeout: 15_000 },
    );
  }

  /** Clicks the button of this text or name. */
  async click(name: string): Promise<void> {
    const button = await this.page.waitForSelector(
      `::-p-aria([name="${name}"][role="button"])`,
    );
    await button!.evaluate((one) =>
      (one as unknown as { click(): void }).click()
    );
  }

  /** Saves with the button, and waits for the page that follows. */
  async save(): Promise<void> {
    await Promise.all([
      this.page.waitForNavigation(),
      this.page.click("button[value=save]"),
    ]);
  }

  /** What the browser complained of beside what is meant to be. */
  complaints(): string[] {
    return this.#complaints.filter((line) =>
      !EXPECTED.test(line) && !AXE.test(line)
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.page.close();
  }
}

/** A new page, signed in as Alice. */
async function writerOf(served: ServedWorld): Promise<Writer> {
  const { page, complaints } = await served.openPage();
  await signIn(served, page);
  return new Writer(served, page, complaints);
}

browserTest(
  "typing, the toolbar and the keys change the text that the form sends",
  async () => {
    await using served = await serveWorld();
    await served.world.write("garden", "Page", "One\n");
    await using writer = await writerOf(served);
    const { page } = writer;
    await writer.open("Page");

    await writer.type("two");
    assert.equal(await writer.text(), "One\ntwo");
    await writer.press("Shift", "Home");
    await writer.click("Bold");
    assert.equal(await writer.text(), "One\n**two**");
    await writer.press("Control", "b");
    assert.equal(await writer.text(), "One\ntwo");
    await writer.press("Control", "k");
    assert.equal(await writer.text(), "One\n[two]()");
    assert.equal(await page.$("dialog[open]"), null);
    await writer.click("Undo");
    await writer.press("Control", "Shift", "B");
    assert.equal(await writer.text(), "One\n- two");
    await writer.press("End");
    await writer.press("Enter");
    await page.keyboard.type("three");
    assert.equal(await writer.text(), "One\n- two\n- three");
    await writer.press("Alt", "ArrowUp");
    assert.equal(await writer.text(), "One\n- three\n- two");

    await page.click(".tool[aria-label=Table]");
    await page.waitForSelector("[role=menu]:popover-open :focus");
    await page.keyboard.press("Enter");
    await page.waitForFunction(
      `document.querySelector("textarea").value.includes("| Column 1 |")`,
    );
    assert.equal(
      await page.evaluate(
        `document.activeElement.classList.contains("cm-content")`,
      ),
      true,
    );
    await writer.save();
    assert.match(
      await page.$eval("main", (main) => main.textContent ?? ""),
      /Column 1/,
    );
    assert.deepEqual(writer.complaints(), []);
  },
);

browserTest(
  "the toolbar is one stop of the Tab key, which also leads out of the text",
  async () => {
    await using served = await serveWorld();
    await served.world.write("garden", "Page", "One\n");
    await using writer = await writerOf(served);
    const { page } = writer;
    await writer.open("Page", 800);
    // The browser moves the focus after the key: a menu that opens takes it in a turn of its own.
    const untilFocused = (name: string) =>
      page.waitForFunction(
        `[document.activeElement.getAttribute("aria-label"), document.activeElement.name,
          document.activeElement.firstChild?.textContent].includes(${
          JSON.stringify(name)
        })`,
        { timeout: 5_000 },
      );

    await page.focus(".tool");
    await untilFocused("Undo");
    await page.keyboard.press("ArrowRight");
    await untilFocused("Redo");
    await page.keyboard.press("End");
    await untilFocused("Keys");
    await page.keyboard.press("Tab");
    await untilFocused("Text (Markdown)");
    await page.keyboard.press("Tab");
    await untilFocused("message");
    assert.equal(await writer.text(), "One\n");

    await page.focus(".tool[aria-label=List]");
    await page.keyboard.press("Enter");
    await page.waitForSelector("[role=menu]:popover-open :focus");
    await page.keyboard.press("ArrowDown");
    await untilFocused("Numbered list");
    await page.keyboard.press("Escape");
    await untilFocused("List");
    await writer.click("Keys");
    await writer.see("dialog[open]", /Ctrl\+B\s+Bold/);
    assert.deepEqual(writer.complaints(), []);
  },
);

browserTest("[[ offers pages and headings in the wiki's order", async () => {
  await using served = await serveWorld();
  await served.world.write("garden", "Actors/Iran", "# Iran and its state\n");
  await served.world.write("garden", "Page", "# Own heading\n\n");
  await using writer = await writerOf(served);
  const { page } = writer;
  await writer.open("Page");

  await writer.type("[[ira");
  await writer.see(".cm-tooltip-autocomplete li", /Iran and its state/);
  await page.click(".cm-tooltip-autocomplete li");
  await page.waitForFunction(
    `document.querySelector("textarea").value.endsWith("[[Actors/Iran|Iran and its state]]")`,
  );
  await page.keyboard.type(" [[#own");
  await writer.see(".cm-tooltip-autocomplete li", /Own heading/);
  await page.click(".cm-tooltip-autocomplete li");
  await page.waitForFunction(
    `document.querySelector("textarea").value.endsWith("[[#Own heading]]")`,
  );

  await page.keyboard.type(" [[Actors/Iran#state");
  await writer.see(".cm-tooltip-autocomplete li", /^Iran and its state$/);
  await page.click(".cm-tooltip-autocomplete li");
  await page.waitForFunction(
    `document.querySelector("textarea").value.endsWith("[[Actors/Iran#Iran and its state]]")`,
  );

  const { wiki } = served.world.visit("garden", served.world.alice);
  wiki.records.preferences.set("WIKILINK_STYLE", "text_first");
  page.on("dialog", (question) => question.accept());
  await writer.open("Page");
  await writer.type("[[ira");
  await writer.see(".cm-tooltip-autocomplete li", /Iran and its state/);
  await page.click(".cm-tooltip-autocomplete li");
  await page.waitForFunction(
    `document.querySelector("textarea").value.endsWith("[[Iran and its state|Actors/Iran]]")`,
  );
  assert.deepEqual(writer.complaints(), []);
});

/** Puts a picture of one pixel on the clipboard of a paste. */
const PASTE = `(() => {
  const bytes = Uint8Array.from(atob("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="), (c) => c.charCodeAt(0));
  const data = new DataTransfer();
  data.items.add(new File([bytes], "plan.png", { type: "image/png" }));
  document.querySelector(".cm-content").dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
})()`;

browserTest(
  "a pasted picture is uploaded and written into the text, and stands in the panel of files",
  async () => {
    await using served = await serveWorld();
    await served.world.write("garden", "Page", "One\n");
    await using writer = await writerOf(served);
    const { page } = writer;
    await writer.open("Page");

    await writer.type("");
    await page.evaluate(PASTE);
    await page.waitForFunction(
      `document.querySelector("textarea").value.includes("![plan](./plan.png)")`,
    );
    await writer.click("Attachments");
    await writer.see(".editor-attachments li", /plan\.png/);
    await writer.click("Insert plan.png as link");
    assert.match(await writer.text(), /\[plan\.png\]\(\.\/plan\.png\)/);
    assert.equal((await page.$$(".cm-uploading")).length, 0);

    // What the wiki refuses is told, and the text stays.
    const before = await writer.text();
    await page.setOfflineMode(true);
    await page.evaluate(PASTE);
    await writer.see(".editor-notices", /plan\.png.*was not uploaded/);
    assert.equal(await writer.text(), before);
    await page.setOfflineMode(false);
    await writer.save();
    assert.equal(
      await page.$eval(".prose img", (img) => img.getAttribute("alt")),
      "plan",
    );
  },
);

browserTest(
  "the preview follows what is typed and where the cursor is",
  async () => {
    await using served = await serveWorld();
    const text = Array.from(
      { length: 80 },
      (_, i) => `Paragraph ${i} with a few words.\n`,
    ).join("\n");
    await served.world.write("garden", "Page", text);
    await using writer = await writerOf(served);
    const { page } = writer;
    await writer.open("Page");

    await writer.see(".editor-preview", /Paragraph 79/);
    await writer.type("\nThe **very** end.\n");
    await writer.see(".editor-preview strong", /very/);
    await page.waitForFunction(
      `document.querySelector(".editor-preview").scrollTop > 100`,
    );
    await writer.press("Control", "Home");
    await page.waitForFunction(
      `document.querySelector(".editor-preview").scrollTop < 50`,
    );
    await page.keyboard.type("```\nA block of code.\n```\n\n");
    await page.waitForSelector(".editor-preview .copy-button");
    await page.keyboard.type("Before. ");
    await writer.see(".editor-preview p", /Before\. Paragraph 0/);
    assert.equal((await page.$$(".editor-preview .copy-button")).length, 1);
    await writer.press("Control", "p");
    assert.equal(await page.$(".editor-preview:not([hidden])"), null);
    await writer.press("Control", "p");
    const shown = () =>
      page.$$eval(
        ".cm-editor, .editor-preview",
        (parts) => parts.map((part) => part.checkVisibility()),
      );
    assert.deepEqual(await shown(), [true, true]);
    // Where there is no room for both, the preview takes the text's place.
    await page.setViewport({ width: 360, height: 740 });
    assert.deepEqual(await shown(), [false, true]);
    await page.click("button[value=preview]");
    assert.deepEqual(await shown(), [true, false]);
    assert.deepEqual(writer.complaints(), []);
  },
);

browserTest(
  "somebody else's change is told, merged, undone, and chosen from where it conflicts",
  async () => {
    await using served = await serveWorld();
    await served.world.write("garden", "Page", "one\n\ntwo\n\nthree\n");
    await using writer = await writerOf(served);
    const { page } = writer;
    await writer.open("Page");
    const first = await baseOf(page);

    await writer.type("four\n");
    const other = served.world.write("garden", "Page", "ONE\n\ntwo\n\nthree\n");
    const { revision } = await other;
    await writer.see(".editor-notices", /changed this page/);
    assert.match(
      await page.$eval(
        ".editor-notices a",
        (a) => a.getAttribute("href") ?? "",
      ),
      new RegExp(`^/-/diff/Page\\?from=${first}&to=${revision}$`),
    );
    await writer.click("Merge now");
    await page.waitForFunction(
      `document.querySelector("textarea").value.startsWith("ONE")`,
    );
    assert.equal(await writer.text(), "ONE\n\ntwo\n\nthree\nfour\n");
    assert.equal(await baseOf(page), revision);
    await writer.press("Control", "z");
    assert.equal(await writer.text(), "one\n\ntwo\n\nthree\nfour\n");
    assert.equal(await baseOf(page), first);
    await writer.press("Control", "y");
    assert.equal(await baseOf(page), revision);

    // The same line now: the writer chooses with the keyboard.
    await served.world.write("garden", "Page", "ONE\n\nzwei\n\nthree\n");
    await writer.see(".editor-notices", /Merge now/);
    await page.evaluate(`(() => {
      const area = document.querySelector("textarea[name=text]");
      area.value = area.value.replace("two", "deux");
      area.dispatchEvent(new Event("input"));
    })()`);
    await page.click("button[value=save]");
    await writer.see("#conflict-title", /changed the same lines/);
    assert.deepEqual(await runAxe(page), []);
    assert.match(
      await page.$eval(".place-theirs", (side) => side.textContent ?? ""),
      /zwei/,
    );
    await page.focus("input[value=mine]");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.waitForFunction(
      `document.querySelector("textarea").value.includes("zwei")`,
    );
    assert.equal(
      await writer.text(),
      "ONE\n\ndeux\nzwei\n\nthree\nfour\n",
    );
    await writer.save();
    assert.match(
      await page.$eval(".prose", (prose) => prose.textContent ?? ""),
      /deux\s+zwei/,
    );
    assert.deepEqual(writer.complaints(), []);
  },
);

function baseOf(page: Page): Promise<string> {
  return page.$eval(
    "input[name=base]",
    (input) => (input as unknown as { value: string }).value,
  );
}

browserTest(
  "a visitor's draft stays in the browser, is offered on return, and is gone after the save",
  async () => {
    await using served = await serveWorld();
    const { platform } = served.world.house;
    platform.wikis.change(served.world.garden.id, {
      writeAccess: "ANONYMOUS",
    });
    await served.world.write("garden", "Page", "one\n");
    const { page, complaints } = await served.openPage();
    await using writer = new Writer(served, page, complaints);
    const asked: string[] = [];
    page.on("dialog", (question) => {
      asked.push(question.type());
      void question.accept();
    });

    await writer.open("Page");
    await writer.type("two\n");
    await writer.see(".editor-status", /Draft kept in this browser/);
    await page.reload();
    assert.deepEqual(asked, ["beforeunload"]);
    await writer.see(".editor-notices", /You left unsaved text/);
    assert.equal(await writer.text(), "one\n");
    await writer.click("Continue with it");
    assert.equal(await writer.text(), "one\ntwo\n");
    await writer.save();
    await writer.open("Page");
    assert.equal(await writer.text(), "one\ntwo\n");
    assert.equal(await page.$(".editor-notice"), null);
    assert.equal(
      await page.evaluate(
        `Object.keys(localStorage).filter((key) => key.startsWith("draft:")).length`,
      ),
      0,
    );

    await writer.type("three\n");
    await writer.see(".editor-status", /Draft kept in this browser/);
    await page.reload();
    await writer.see(".editor-notices", /You left unsaved text/);
    await writer.click("Discard it");
    await page.reload();
    await page.waitForSelector(".cm-content");
    assert.equal(await page.$(".editor-notice"), null);
    assert.deepEqual(writer.complaints(), []);
  },
);

browserTest(
  "a lost connection and a session that ended lose nothing: said, kept, saved again",
  async () => {
    await using served = await serveWorld();
    await served.world.write("garden", "Page", "one\n");
    await using writer = await writerOf(served);
    const { page } = writer;
    await writer.open("Page");

    await writer.type("two\n");
    await page.setOfflineMode(true);
    await page.click("button[value=save]");
    await writer.see(".editor-notices", /Not saved: no connection/);
    assert.equal(await writer.text(), "one\ntwo\n");
    await page.setOfflineMode(false);

    const cookies = await served.browser.cookies();
    await served.browser.deleteCookie(...cookies);
    await page.click("button[value=save]");
    await writer.see(".editor-notices", /not signed in any more/);
    assert.equal(await writer.text(), "one\ntwo\n");
    assert.deepEqual(await runAxe(page), []);

    await served.browser.setCookie(...cookies);
    await writer.save();
    assert.match(
      await page.$eval(".prose", (prose) => prose.textContent ?? ""),
      /one\s+two/,
    );
  },
);

browserTest("a signed-in writer's draft is kept by the wiki", async () => {
  await using served = await serveWorld();
  await served.world.write("garden", "Page", "one\n");
  await using writer = await writerOf(served);
  const { page } = writer;
  await writer.open("Page");

  await writer.type("two\n");
  await writer.see(".editor-status", /Draft saved \d/);
  assert.equal(
    await page.evaluate(
      `Object.keys(localStorage).filter((key) => key.startsWith("draft:")).length`,
    ),
    0,
  );
  assert.deepEqual(writer.complaints(), []);
});

browserTest(
  "a draft that the wiki kept is asked about on return, goes on, and is gone after the save",
  async () => {
    await using served = await serveWorld();
    await served.world.write("garden", "Page", "one\n");
    await using writer = await writerOf(served);
    const { page } = writer;
    page.on("dialog", (question) => question.accept());
    await writer.open("Page");
    await writer.type("two\n");
    await writer.see(".editor-status", /Draft saved \d/);

    const edit = `${served.wikiUrl("garden")}/-/edit/Page`;
    await page.goto(edit);
    await Promise.all([
      page.waitForNavigation(),
      page.click("a[href*='draft=continue']"),
    ]);
    await page.waitForSelector(".cm-content");
    assert.equal(await writer.text(), "one\ntwo\n");
    await writer.save();
    await page.goto(edit);
    await page.waitForSelector(".cm-content");
    assert.equal(await writer.text(), "one\ntwo\n");
    assert.deepEqual(writer.complaints(), []);
  },
);

browserTest("one section is edited alone, beside the rest", async () => {
  await using served = await serveWorld();
  await served.world.write("garden", "Page", "# A\n\none\n\n# B\n\ntwo\n");
  await using writer = await writerOf(served);
  const { page } = writer;
  await writer.open("Page?section=b");

  assert.equal(await writer.text(), "# B\n\ntwo\n");
  await writer.type("three\n");
  await served.world.write("garden", "Page", "# A\n\nONE\n\n# B\n\ntwo\n");
  await writer.see(".editor-notices", /changed this page/);
  await writer.click("Merge now");
  await writer.see(".editor-notices", /in your text now/);
  assert.equal(await writer.text(), "# B\n\ntwo\nthree\n");
  await writer.save();
  assert.equal(new URL(page.url()).hash, "#b");
  assert.match(
    await page.$eval("main", (main) => main.textContent ?? ""),
    /ONE\s+B[^]*?two\s+three/,
  );
  assert.deepEqual(writer.complaints(), []);
});

browserTest("a page of one megabyte stays editable", async () => {
  await using served = await serveWorld();
  const line = "Some words of a very long page, and *some* more of them.\n\n";
  const text = `${line.repeat(Math.floor(990_000 / line.length)).trimEnd()}\n`;
  await served.world.write("garden", "Page", text);
  await using writer = await writerOf(served);
  const { page } = writer;
  await writer.open("Page", 360);

  await writer.type("The end.\n");
  await page.waitForFunction(
    `document.querySelector("textarea").value.endsWith("The end.\\n")`,
  );
  assert.equal(await writer.text(), `${text}The end.\n`);
  await writer.save();
  assert.deepEqual(writer.complaints(), []);
});

browserTest(
  "the editor fits a phone and passes axe, light and dark, with its panels open",
  async () => {
    await using served = await serveWorld();
    await served.world.write("garden", "Page", "# One\n\nTwo [[Nowhere]]\n");
    await using writer = await writerOf(served);
    const { page } = writer;

    for (const scheme of ["light", "dark"]) {
      await page.emulateMediaFeatures([
        { name: "prefers-color-scheme", value: scheme },
      ]);
      for (const width of [1280, 360]) {
        await writer.open("Page", width);
        await writer.click("Attachments");
        await page.focus(".cm-content");
        await writer.press("Control", "f");
        await page.waitForSelector(".cm-search");
        await page.click(".tool[aria-label=Block]");
        await page.waitForSelector("[role=menu]:popover-open");
        assert.deepEqual(await runAxe(page), [], `${scheme}, ${width} px`);
        assert.equal(
          await page.evaluate(
            "Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth)",
          ),
          0,
          `${scheme}, ${width} px: too wide`,
        );
      }
    }
    const attributes = await page.$eval(
      ".cm-content",
      (content) =>
        ["autocapitalize", "autocorrect", "spellcheck", "aria-label"]
          .map((name) => content.getAttribute(name)),
    );
    assert.deepEqual(
      attributes,
      ["sentences", "on", "true", "Text (Markdown)"],
    );
    assert.deepEqual(writer.complaints(), []);
  },
);

browserTest("each line is written in the direction of its words", async () => {
  await using served = await serveWorld();
  await served.world.write("garden", "Page", "English\n\nעברית\n");
  await using writer = await writerOf(served);
  await writer.open("Page");

  const directions = await writer.page.$$eval(
    ".cm-line",
    (lines) =>
      lines.map((line) =>
        `${(line as unknown as { innerText: string }).innerText.trim()} ${
          (globalThis as unknown as {
            getComputedStyle(node: unknown): { direction: string };
          }).getComputedStyle(line).direction
        }`
      ),
  );
  assert.equal(directions[0], "English ltr");
  assert.equal(directions[2], "עברית rtl");
});

browserTest(
  "what the wiki refuses is told, and what it cannot merge is its own page",
  async () => {
    await using served = await serveWorld({
      settings: { ROBOT_MAX_PAGE_BYTES: "1000" },
    });
    await served.world.write("garden", "Page", "one\n");
    await using writer = await writerOf(served);
    const { page } = writer;
    await writer.open("Page", 800);

    const long = "long ".repeat(250);
    await page.evaluate(`(() => {
      const area = document.querySelector("textarea[name=text]");
      area.value = ${JSON.stringify(long)};
      area.dispatchEvent(new Event("input"));
    })()`);
    await page.click("button[value=save]");
    await writer.see(".editor-notices", /Not saved: .*1,?000/);
    assert.equal(await writer.text(), long);

    await page.focus(".cm-content");
    await writer.press("Control", "a");
    await page.keyboard.type("two");
    const writing = served.world.writing("garden", served.world.alice);
    await deletePage(writing, { path: "Page" });
    await writer.see(".editor-notices", /deleted this page/);
    await writer.save();
    assert.match(
      await page.$eval("main", (main) => main.textContent ?? ""),
      /The page was deleted while you were writing/,
    );
    assert.equal(await writer.text(), "two");
    assert.equal(await page.$(".editor-notice"), null);
    assert.deepEqual(writer.complaints(), []);
  },
);

browserTest(
  "what stands in the preview and in the search panel is not sent with the form",
  async () => {
    await using served = await serveWorld();
    const rows = Array.from({ length: 4 }, (_, i) => `| ${i} | row |`);
    await served.world.write(
      "garden",
      "Page",
      `{{DataTable\n|searchable=true\n| A | B |\n| - | - |\n${
        rows.join("\n")
      }\n}}\n\n[[Page]] [below](#x)\n`,
    );
    await using writer = await writerOf(served);
    const { page } = writer;
    await writer.open("Page");
    await page.focus(".cm-content");
    await writer.press("Control", "f");
    await page.waitForSelector(".cm-search input[name=search]");
    await page.keyboard.type("row");

    const search = await page.waitForSelector(
      ".editor-preview input[type=search]",
    );
    await search!.focus();
    await page.keyboard.type("2");
    await page.keyboard.press("Enter");
    assert.match(page.url(), /\/-\/edit\/Page$/);
    const sent = page.waitForRequest((request) => request.method() === "POST");
    await writer.save();
    const fields = new URLSearchParams((await sent).postData());
    assert.deepEqual(
      [...fields.keys()].sort(),
      ["action", "base", "message", "text", "writer"],
    );
    assert.deepEqual(writer.complaints(), []);
  },
);

browserTest("without scripts the form works as it stands", async () => {
  await using served = await serveWorld();
  await served.world.write("garden", "Page", "one\n");
  await using writer = await writerOf(served);
  const { page } = writer;
  await page.setJavaScriptEnabled(false);
  await page.goto(`${served.wikiUrl("garden")}/-/edit/Page`);

  assert.equal(await page.$(".cm-content"), null);
  await page.focus("textarea[name=text]");
  await writer.press("Control", "End");
  await page.keyboard.type("two");
  await Promise.all([
    page.waitForNavigation(),
    page.click("button[value=preview]"),
  ]);
  assert.match(
    await page.$eval(".preview .prose", (prose) => prose.textContent ?? ""),
    /one\s+two/,
  );
  await writer.save();
  assert.equal(page.url(), `${served.wikiUrl("garden")}/Page`);
  assert.match(
    await page.$eval(".prose", (prose) => prose.textContent ?? ""),
    /one\s+two/,
  );
});
