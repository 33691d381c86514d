import assert from "node:assert/strict";
import type { ElementHandle, Page } from "puppeteer-core";
import { type ServedWorld, serveWorld } from "../support/browser.ts";
import { chromiumPath } from "../support/chromium.ts";
import { temporaryFolder } from "../support/git_program.ts";
import { picture } from "../support/pictures.ts";
import { putFiles } from "../support/put_files.ts";
import {
  assertAccessible,
  fill,
  follow,
  signIn,
  textOf,
} from "../support/person.ts";

/** Errors of pages whose status says so by design, and of axe, which fetches style sheets: the policy allows pages to use them only. */
const EXPECTED =
  /the server responded with a status of (400|404|409|413|422)|^Connecting to '[^']*styles\.css/;

const RUNS =
  `document.documentElement.dataset.ran = "yes"; fetch("/-/ran"); top.location = "/-/ran"`;

/** Documents that would run a script wherever a browser took them for one. */
const EVIL = {
  "page.html": `<!doctype html><title>ran</title><script>${RUNS}</script>`,
  "page.xhtml":
    `<html xmlns="http://www.w3.org/1999/xhtml"><script>${RUNS}</script></html>`,
  "page.xml":
    `<x:script xmlns:x="http://www.w3.org/1999/xhtml">${RUNS}</x:script>`,
  "drawing.svg":
    `<svg xmlns="http://www.w3.org/2000/svg" width="60" height="40" onload='${RUNS}'><script>${RUNS}</script><rect width="60" height="40"/></svg>`,
  "text.txt": `<script>${RUNS}</script>`,
  "picture.png": `<html><script>${RUNS}</script>`,
  "paper.pdf": `<html><script>${RUNS}</script>`,
  "script.js": RUNS,
  "none": `<html><script>${RUNS}</script>`,
};

async function choose(
  page: Page,
  selector: string,
  ...paths: string[]
): Promise<void> {
  const input = await page.waitForSelector(selector);
  await (input as ElementHandle<HTMLInputElement>).uploadFile(...paths);
}

async function openAll(page: Page): Promise<void> {
  await page.$$eval("main details", (nodes) => {
    for (const node of nodes) {
      (node as unknown as { open: boolean }).open = true;
    }
  });
}

/** Upload, look, replace, rename, delete: done by whoever has scripts, at a desk or on a phone, and by whoever has none. */
async function liveWithFiles(
  served: ServedWorld,
  page: Page,
  { folder, hasScripts }: { folder: string; hasScripts: boolean },
): Promise<void> {
  const garden = served.wikiUrl("garden");
  const check = async (name: string) => {
    if (hasScripts) await assertAccessible(page, name); // axe is a script
  };
  await page.goto(`${garden}/-/attachments/Oak`);
  await check("the form");
  await choose(
    page,
    ".upload input[type=file]",
    `${folder}/old leaf.png`,
    `${folder}/notes.txt`,
  );
  await fill(page, ".upload input[name=message]", "Two files");
  await follow(page, ".upload button[type=submit]");
  assert.match(
    await textOf(page),
    hasScripts
      ? /Stored: old_leaf\.png, notes\.txt\. “old leaf\.png” is called old_leaf\.png/
      : /Stored: old_leaf\.png \(sent as “old leaf\.png”\), notes\.txt/,
  );
  const width = await page.waitForFunction(
    `document.querySelector(".files img")?.complete &&
     document.querySelector(".files img").naturalWidth`,
  );
  assert.equal(await width.jsonValue(), 80);
  await check("the list");

  await follow(page, `.files a[href="/-/attachment/Oak/old_leaf.png"]`);
  await openAll(page);
  await check("one file");
  await choose(page, "#replace-file", `${folder}/new.png`);
  await follow(page, "form[data-upload] button[type=submit]");
  assert.match(
    await textOf(page, ".changes > li:first-child"),
    /Updated attachment: old_leaf\.png/,
  );
  await openAll(page);
  await fill(page, "input[name=new_filename]", "leaf.png");
  await follow(page, "form:has(input[name=new_filename]) button");
  assert.match(await textOf(page), /The file is called leaf\.png now/);
  await page.goto(`${garden}/Oak`);
  assert.equal(
    await page.$eval("main img", (node) => node.getAttribute("src")),
    "/Oak/leaf.png",
  );
  for (const name of ["leaf.png", "notes.txt"]) {
    await page.goto(`${garden}/-/attachment/Oak/${name}`);
    await openAll(page);
    await follow(page, "button[name=delete]");
  }
  assert.match(await textOf(page), /There are no files here/);
}

Deno.test({
  name:
    "files are uploaded, shown, replaced, renamed and deleted, at 1280 and 360 px, with and without scripts",
  ignore: chromiumPath() === undefined,
  fn: async () => {
    await using served = await serveWorld();
    using made = temporaryFolder();
    const folder = made.path;
    await Deno.writeFile(
      `${folder}/old leaf.png`,
      await picture("png", 300, 200),
    );
    await Deno.writeFile(`${folder}/new.png`, await picture("png", 200, 300));
    await Deno.writeTextFile(`${folder}/notes.txt`, "notes");
    const { page, complaints } = await served.openPage();
    await signIn(served, page);
    for (
      const [width, hasScripts] of [[1280, true], [360, true], [
        1280,
        false,
      ]] as const
    ) {
      await putFiles(served.world, {
        "Oak.md": "# Oak\n\n![leaf](./old_leaf.png)\n",
      });
      await page.setViewport({ width, height: 900 });
      await page.setJavaScriptEnabled(hasScripts);
      await liveWithFiles(served, page, { folder, hasScripts });
    }
    assert.deepEqual(complaints.filter((text) => !EXPECTED.test(text)), []);
  },
});

Deno.test({
  name:
    "dropped files are uploaded with a word on what is too large, taken or lost",
  ignore: chromiumPath() === undefined,
  fn: async () => {
    await using served = await serveWorld({
      settings: { ROBOT_MAX_ATTACHMENT_BYTES: "100000" },
    });
    await putFiles(served.world, { "Oak.md": "# Oak\n", "Oak/taken.txt": "x" });
    const { page, complaints } = await served.openPage();
    await signIn(served, page);
    await page.goto(`${served.wikiUrl("garden")}/-/attachments/Oak`);
    const state = async (words: RegExp) => {
      await page.waitForFunction(
        `new RegExp(${
          JSON.stringify(words.source)
        }).test(document.querySelector(".upload-state").textContent)`,
      );
    };

    await drop(page, "film.mp4", 100_001);
    await state(/Too large: film\.mp4\. A file may have 0 MB|Too large: film/);
    await drop(page, "taken.txt", 10);
    await state(/there is a file "taken\.txt" already/);
    await page.setOfflineMode(true);
    await drop(page, "new.txt", 10);
    await state(/The connection broke/);
    await page.setOfflineMode(false);
    await follow(page, ".upload button[type=submit]"); // what was dropped is still chosen
    await state(/Stored: new\.txt/);

    assert.match(await textOf(page, ".files"), /new\.txt/);
    const unexpected = complaints.filter((text) =>
      !EXPECTED.test(text) && !/ERR_INTERNET_DISCONNECTED/.test(text)
    );
    assert.deepEqual(unexpected, []);
  },
});

/** Drops a file on the form, as a file manager does. */
async function drop(page: Page, name: string, size: number): Promise<void> {
  await page.evaluate(`(() => {
    const data = new DataTransfer();
    data.items.add(new File(["x".repeat(${size})], ${JSON.stringify(name)}));
    const form = document.querySelector(".upload");
    for (const type of ["dragover", "drop"]) {
      form.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
    }
  })()`);
}

Deno.test({
  name: "no uploaded file runs a script, wherever it is opened",
  ignore: chromiumPath() === undefined,
  fn: async () => {
    await using served = await serveWorld();
    const files = Object.entries(EVIL).map(([name, text]) =>
      [`Oak/${name}`, text] as const
    );
    await putFiles(served.world, {
      "Oak.md": "# Oak\n\n![drawing](./drawing.svg)\n",
      ...Object.fromEntries(files),
    });
    const garden = served.wikiUrl("garden");
    const { page } = await served.openPage();
    await signIn(served, page);
    const asked: string[] = [];
    page.on("request", (request) => asked.push(request.url()));

    for (const name of Object.keys(EVIL)) {
      for (const query of ["", "?thumbnail", "?width=10"]) {
        await page.goto(`${garden}/Oak/${name}${query}`).catch(ignoreDownload);
        assert.equal(
          await page.evaluate("document.documentElement.dataset.ran ?? null"),
          null,
          name,
        );
      }
    }
    await page.goto(`${garden}/Oak`);
    const drawn = await page.waitForFunction(
      `document.querySelector("main img").complete && document.querySelector("main img").naturalWidth`,
    );
    assert.equal(await drawn.jsonValue(), 60);
    await frameAll(page, Object.keys(EVIL));
    assert.deepEqual(asked.filter((url) => url.endsWith("/-/ran")), []);
    assert.ok(asked.length > 30);
  },
});

/** Puts each file into frames, objects and embeds of a page of the same host. */
async function frameAll(page: Page, names: readonly string[]): Promise<void> {
  await page.evaluate(`Promise.all(${JSON.stringify(names)}.flatMap((name) =>
    [["iframe", "src"], ["object", "data"], ["embed", "src"], ["img", "src"]].map(([tag, attribute]) =>
      new Promise((resolve) => {
        const element = document.createElement(tag);
        element.setAttribute(attribute, "/Oak/" + name);
        element.onload = element.onerror = resolve;
        setTimeout(resolve, 400); // a download never loads
        document.body.append(element);
      })
    )
  ))`);
}

/** A browser that downloads stays where it was. */
function ignoreDownload(error: unknown): void {
  assert.match(String(error), /ERR_ABORTED|ERR_BLOCKED/);
}
