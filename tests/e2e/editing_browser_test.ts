import assert from "node:assert/strict";
import type { Page } from "puppeteer-core";
import { saveDraft } from "../../src/wiki/drafts.ts";
import { type ServedWorld, serveWorld } from "../support/browser.ts";
import {
  assertAccessibleAnywhere,
  browserTest,
  fill,
  follow,
  signIn,
  textOf,
} from "../support/person.ts";

const PAGE =
  "# Page\n\n## Trees\n\nOaks.\n\n## Water\n\nA pond.\n\n## End\n\n.\n";

function valueOf(page: Page, selector: string): Promise<string> {
  return page.$eval(
    selector,
    (node) => (node as unknown as { value: string }).value,
  );
}

/** Signs Alice in by a link, in a browser without scripts. */
async function openAsAlice(served: ServedWorld): Promise<Page> {
  const { page } = await served.openPage();
  await page.setJavaScriptEnabled(false);
  await signIn(served, page);
  return page;
}

async function assertAccessible(page: Page, name: string): Promise<void> {
  await page.setJavaScriptEnabled(true); // axe is a script itself
  await assertAccessibleAnywhere(page, name);
  await page.setJavaScriptEnabled(false);
}

/** Somebody else changes the page. */
function change(served: ServedWorld, text: string) {
  return served.world.write("garden", "Page", text);
}

browserTest("a section is edited alone, without scripts", async () => {
  await using served = await serveWorld();
  await change(served, PAGE);
  const page = await openAsAlice(served);

  await page.goto(`${served.wikiUrl("garden")}/Page`);
  await follow(page, "a[href='/-/edit/Page?section=water']");
  assert.equal(await valueOf(page, "textarea"), "## Water\n\nA pond.\n");
  await assertAccessible(page, "section");
  await fill(page, "textarea", "## Lakes\n\nA lake.\n");
  await follow(page, "button[value=preview]");
  assert.match(await textOf(page, ".preview"), /A lake/);
  await change(served, PAGE.replace("Oaks.", "Limes."));
  await follow(page, "button[value=save]");

  assert.equal(page.url(), `${served.wikiUrl("garden")}/Page#lakes`);
  const text = await textOf(page);
  assert.match(text, /Limes/);
  assert.match(text, /A lake/);
  assert.match(text, /together with changes.*@alice\.example/);
});

browserTest(
  "a draft is offered with what it would change, without scripts",
  async () => {
    await using served = await serveWorld();
    const { world } = served;
    const { revision: base } = await change(served, PAGE);
    const draft = { path: "Page", base, text: PAGE.replace("Oaks", "Elms") };
    await saveDraft(world.writing("garden", world.alice), draft);
    await change(served, PAGE.replace("A pond", "A lake"));
    const page = await openAsAlice(served);
    const garden = served.wikiUrl("garden");

    await page.goto(`${garden}/-/edit/Page`);
    assert.match(await textOf(page), /The page was changed since you began/);
    assert.match(await textOf(page, ".diff"), /Elms/);
    await assertAccessible(page, "draft");
    await follow(page, "a[href$='draft=continue']");
    assert.match(await valueOf(page, "textarea"), /Elms/);
    await page.goto(`${garden}/-/drafts`);
    await assertAccessible(page, "drafts");
    await follow(page, ".drafts a");
    await follow(page, "a[href$='draft=continue']");
    await follow(page, "button[value=save]");
    assert.match(await textOf(page), /Elms/);
    assert.match(await textOf(page), /A lake/);

    await saveDraft(world.writing("garden", world.alice), draft);
    await page.goto(`${garden}/-/edit/Page`);
    await follow(page, "form[action='/-/draft/Page'] button");
    assert.equal(page.url(), `${garden}/-/edit/Page`);
    assert.match(await textOf(page), /The draft was discarded/);
    assert.match(await valueOf(page, "textarea"), /A lake/);
  },
);

browserTest(
  "a conflict is resolved place by place, without scripts",
  async () => {
    await using served = await serveWorld();
    await change(served, PAGE);
    const page = await openAsAlice(served);

    await page.goto(`${served.wikiUrl("garden")}/-/edit/Page`);
    await fill(
      page,
      "textarea",
      PAGE.replace("Oaks", "Elms").replace("A pond", "A sea"),
    );
    await change(
      served,
      PAGE.replace("Oaks", "Limes").replace("A pond", "A lake"),
    );
    await follow(page, "button[value=save]");
    assert.match(await textOf(page), /2 places were changed by both/);
    await assertAccessible(page, "conflict");
    await page.click("input[name=place-0][value=mine]");
    await page.click("input[name=place-1][value=theirs]");
    await follow(page, "button[value=resolve]");
    const chosen = PAGE.replace("Oaks", "Elms").replace("A pond", "A lake");
    assert.equal(await valueOf(page, "textarea"), chosen);
    await follow(page, "button[value=save]");

    assert.equal(page.url(), `${served.wikiUrl("garden")}/Page`);
    assert.match(await textOf(page), /Elms/);
    assert.match(await textOf(page), /A lake/);
  },
);

browserTest(
  "a new page begins in a folder, with a template, without scripts",
  async () => {
    await using served = await serveWorld();
    await served.world.write(
      "garden",
      "Templates/Person",
      "# {{title}}\n\nBorn.\n",
    );
    await served.world.write("garden", "People/Grace", "x\n");
    const page = await openAsAlice(served);

    await page.goto(`${served.wikiUrl("garden")}/People/Grace`);
    await follow(page, "nav a[href='/-/create']");
    await assertAccessible(page, "create");
    await follow(page, ".create-folders a");
    assert.equal(await valueOf(page, "input[name=path]"), "People/");
    await fill(page, "input[name=path]", "People/Ada");
    await page.select("select[name=template]", "Templates/Person");
    await follow(page, "form[action='/-/create'] button");
    assert.equal(await valueOf(page, "textarea"), "# Ada\n\nBorn.\n");
    await follow(page, "button[value=save]");

    assert.equal(page.url(), `${served.wikiUrl("garden")}/People/Ada`);
  },
);

browserTest(
  "the choices of a conflict lead where they say with scripts too",
  async () => {
    await using served = await serveWorld();
    await change(served, PAGE);
    const page = await openAsAlice(served);
    const garden = served.wikiUrl("garden");
    await page.goto(`${garden}/-/edit/Page`);
    await fill(page, "textarea", PAGE.replace("Oaks", "Elms"));
    await change(served, PAGE.replace("Oaks", "Limes"));
    // The page that comes runs its scripts.
    await page.setJavaScriptEnabled(true);
    await follow(page, "button[value=save]");
    await page.waitForSelector(".cm-content");

    await page.click("input[name=place-0][value=both]");
    await follow(page, "button[value=resolve]");

    assert.equal(
      await valueOf(page, "textarea[name=text]"),
      PAGE.replace("Oaks.", "Limes.\nElms."),
    );
    assert.match(await textOf(page), /Nothing is saved yet/);
  },
);
