/** Importing a notebook in a real browser, and taking a wiki along. */
import assert from "node:assert/strict";
import type { ElementHandle, Page } from "puppeteer-core";
import { type ServedWorld, serveWorld } from "../support/browser.ts";
import {
  assertAccessibleAnywhere,
  browserTest,
  follow,
  signIn,
  textOf,
} from "../support/person.ts";
import { zipOf } from "../support/hostile_zip.ts";

/** A vault as Obsidian leaves it in a folder, zipped on a Mac. */
const VAULT = zipOf([
  { name: "My vault/", mode: 0o040755, method: 0 },
  { name: "My vault/.obsidian/app.json", content: "{}" },
  { name: "My vault/.obsidian/workspace.json", content: "{}" },
  {
    name: "My vault/Welcome.md",
    content:
      "---\ntags: [start]\n---\n# Welcome\n\nSee [[Daily notes/2026-11-20|today]] and ![[map.png]].\n",
  },
  {
    name: "My vault/Daily notes/2026-11-20.md",
    content: "# Friday\n\nBack to [[Welcome]].\n",
  },
  { name: "My vault/Ideas – später.md", content: "# Ideas\n", flags: 0 },
  { name: "My vault/What is C#.md", content: "# C#\n" },
  { name: "My vault/map.png", content: new Uint8Array([137, 80, 78, 71]) },
  { name: "My vault/.DS_Store", content: "x" },
  { name: "__MACOSX/My vault/._Welcome.md", content: "x" },
]);

/** Puts the vault into the form's field. */
async function chooseVault(page: Page, dir: string): Promise<void> {
  const path = `${dir}/vault.zip`;
  await Deno.writeFile(path, VAULT);
  const field = await page.waitForSelector("#import-file");
  await (field as ElementHandle<never> & {
    uploadFile(path: string): Promise<void>;
  }).uploadFile(path);
}

/** From the form to the open page. */
async function importVault(
  served: ServedWorld,
  page: Page,
  look: (name: string) => Promise<void>,
): Promise<void> {
  await page.goto(`${served.origin}/app/wiki/garden/import`);
  await look("the form");
  await chooseVault(page, served.world.dir);
  await follow(page, "form[enctype] button[type=submit]");
  await page.waitForSelector("button[value=import]");
  await look("the plan");
  const plan = await textOf(page);
  assert.match(plan, /The plan for vault\.zip/);
  assert.match(plan, /Left out \(3\)/);
  assert.match(plan, /What is C#\.md: it holds "#"/);
  assert.match(plan, /New pages \(3\)/);
  assert.equal(served.world.reading("garden", served.world.alice).head, null);

  await follow(page, "button[value=import]");
  await look("the result");
  assert.match(await textOf(page), /the wiki got 3 pages and 1 file/);

  await follow(page, ".notice-success a.button-primary");
  await page.goto(`${served.wikiUrl("garden")}/Welcome`);
  assert.match(await textOf(page), /See today and/);
  await follow(page, 'a[href$="/Daily_notes/2026-11-20"]');
  assert.match(await textOf(page), /Friday/);
}

browserTest(
  "a vault is uploaded, its plan looked at, imported and read; every page is accessible at a desk and on a phone",
  async () => {
    await using served = await serveWorld();
    const { page, complaints } = await served.openPage();
    await signIn(served, page);

    await importVault(served, page, async (name) => {
      await assertAccessibleAnywhere(page, name);
    });

    await page.goto(`${served.wikiUrl("garden")}/Ideas_–_später`);
    assert.match(await textOf(page), /Ideas/);
    assert.deepEqual(complaints.filter((text) => !/map\.png/.test(text)), []);
  },
);

browserTest("a vault is imported without scripts too", async () => {
  await using served = await serveWorld();
  const { page } = await served.openPage();
  await page.setJavaScriptEnabled(false);
  await signIn(served, page);

  await importVault(served, page, () => Promise.resolve());
});

browserTest(
  "a file that cannot be imported says why, and leads back to the form",
  async () => {
    await using served = await serveWorld();
    const { page } = await served.openPage();
    await signIn(served, page);
    await page.goto(`${served.origin}/app/wiki/garden/import`);
    const path = `${served.world.dir}/evil.zip`;
    await Deno.writeFile(
      path,
      zipOf([{ name: "../../evil.md", content: "x" }]),
    );
    const field = await page.waitForSelector("#import-file");
    await (field as unknown as { uploadFile(path: string): Promise<void> })
      .uploadFile(path);
    await follow(page, "form[enctype] button[type=submit]");

    await page.waitForSelector(".notice-error");
    await assertAccessibleAnywhere(page, "refused");
    assert.match(await textOf(page), /was not imported/);
    await follow(page, 'a[href="/app/wiki/garden/import"]');
    await page.waitForSelector("#import-file");
  },
);
