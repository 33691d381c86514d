/**
 * Keeping order in a real browser: housekeeping, settings, access, members; with scripts and without, wide and on a phone.
 *
 * @module
 */
import assert from "node:assert/strict";
import type { Page } from "puppeteer-core";
import { type ServedWorld, serveWorld } from "../support/browser.ts";
import { runAxe } from "../support/chromium.ts";
import type { Someone } from "../support/world.ts";
import { browserTest, textOf } from "../support/person.ts";

const SCREENS = [
  "/-/lint",
  "/-/lint?kind=empty_pages",
  "/-/admin",
  "/-/admin/access",
  "/-/admin/members",
];

browserTest(
  "the screens that keep order fit a phone and please axe, in light and dark",
  async () => {
    await using served = await untidyWorld();
    const { page, complaints } = await served.openPage();
    await signIn(served, page, served.world.alice);

    for (const path of SCREENS) {
      for (const width of [1280, 360]) {
        for (const value of ["light", "dark"]) {
          const told = `${path} ${width} ${value}`;
          await page.setViewport({ width, height: 800 });
          await page.emulateMediaFeatures([
            { name: "prefers-color-scheme", value },
          ]);
          const answer = await page.goto(served.wikiUrl("garden") + path);
          assert.equal(answer?.status(), 200, told);
          assert.deepEqual(await runAxe(page), [], told);
          const isTooWide = await page.evaluate(
            "document.documentElement.scrollWidth > innerWidth",
          );
          assert.equal(isTooWide, false, told);
        }
      }
    }
    assert.deepEqual(complaints, []);
  },
);

browserTest(
  "without scripts, empty pages are deleted from housekeeping",
  async () => {
    await using served = await untidyWorld();
    const { page } = await served.openPage();
    await page.setJavaScriptEnabled(false);
    await signIn(served, page, served.world.bob);
    await page.goto(`${served.wikiUrl("garden")}/-/lint`);

    await page.click('input[name="page"][value="Empty"]');
    await submit(page, 'form[action="/-/lint/delete-empty"]');

    assert.match(await textOf(page), /1 page was deleted\./);
    const { index } = served.world.reading("garden", served.world.alice);
    assert.equal(index.pages.find("Empty"), undefined);
    assert.ok(index.pages.find("Empty_too") !== undefined);
  },
);

browserTest("a wanted page is a click away from being written", async () => {
  await using served = await untidyWorld();
  const { page } = await served.openPage();
  await signIn(served, page, served.world.bob);
  await page.goto(`${served.wikiUrl("garden")}/-/lint`);

  await Promise.all([
    page.waitForNavigation(),
    page.click('a.missing[href*="Missing_page"]'),
  ]);

  const name = await page.$eval(
    "form [name=path]",
    (node) => (node as unknown as { value: string }).value,
  );
  assert.equal(name, "Missing page");
});

browserTest(
  "without scripts, on a phone, an owner changes settings, access and members",
  async () => {
    await using served = await untidyWorld();
    const { world } = served;
    const { page } = await served.openPage();
    await page.setViewport({ width: 360, height: 740 });
    await page.setJavaScriptEnabled(false);
    await signIn(served, page, world.alice);
    const url = served.wikiUrl("garden");

    await page.goto(`${url}/-/admin`);
    await page.click('input[name="SITE_LANG"]', { count: 3 });
    await page.keyboard.type("en-GB");
    await page.select('select[name="COMMIT_MESSAGE"]', "REQUIRED");
    await page.click('input[type="checkbox"][name="OPEN_LINKS_IN_NEW_TAB"]');
    await submit(page, 'form[action="/-/admin"]');
    const saved = await textOf(page);
    await page.type('input[name="HOME_PAGE"]', "Home.md");
    await submit(page, 'form[action="/-/admin"]');
    const refused = await textOf(page);
    await page.goto(`${url}/-/admin/access`);
    await page.click('input[name="readAccess"][value="APPROVED"]');
    await submit(page, 'form[action="/-/admin/access"]');
    const access = await textOf(page);
    await page.goto(`${url}/-/admin/members`);
    await page.type('input[name="who"]', "did:web:ada.example");
    await page.select("#new-role", "editor");
    await submit(page, "form.settings");
    const members = await textOf(page);

    assert.match(saved, /Saved\./);
    assert.match(refused, /Nothing was saved.*without \.md at its end/s);
    assert.match(access, /Everybody, without signing in cannot see it/);
    assert.match(members, /did:web:ada\.example\s+has not signed in yet/);
    const { preferences } = world.reading("garden", world.alice);
    assert.deepEqual(
      ["SITE_LANG", "COMMIT_MESSAGE", "OPEN_LINKS_IN_NEW_TAB", "HOME_PAGE"]
        .map((name) => preferences.get(name)),
      ["en-GB", "REQUIRED", "on", undefined],
    );
    assert.equal(world.garden.readAccess, "APPROVED");
  },
);

browserTest(
  "a browser's own XML parser takes feeds and sitemap, whatever people wrote",
  async () => {
    await using served = await untidyWorld();
    const { world } = served;
    const wiki = world.writing("garden", world.alice);
    world.house.platform.wikis.change(wiki.row.id, {
      name: `]]> <b>&"' \u0001`,
    });
    await world.write("garden", "A_&_B", "<script>x</script> ]]>\n");
    const { page } = await served.openPage();
    const url = served.wikiUrl("garden");
    await page.goto(`${url}/llms.txt`);

    for (
      const [path, root] of [
        ["/-/changelog.atom", "feed"],
        ["/-/changelog.rss", "rss"],
        ["/-/history.atom/A_%26_B", "feed"],
        ["/sitemap.xml", "urlset"],
      ]
    ) {
      const found = await page.evaluate(`fetch(${JSON.stringify(path)})
      .then((answer) => answer.text())
      .then((text) => new DOMParser().parseFromString(text, "application/xml"))
      .then((document) => document.querySelector("parsererror")?.textContent ?? document.documentElement.localName)`);
      assert.equal(found, root, path);
    }
  },
);

/** The garden, with something of most kinds to mend. */
async function untidyWorld(): Promise<ServedWorld> {
  const served = await serveWorld();
  const { world } = served;
  await world.write(
    "garden",
    "Home",
    "# Home\n\n[[Missing page]] [a](#nope) ![](./gone.png) [[Empty]]\n",
  );
  await world.write("garden", "Empty", "# Empty\n");
  await world.write("garden", "Empty too", "\n");
  await world.write("garden", "Twin", "# Home\n\ntext [[Missing page]]\n");
  await world.write("garden", "Bad", "---\ntags: [a\n---\ntext\n");
  return served;
}

async function signIn(
  { doors, wikiUrl }: ServedWorld,
  page: Page,
  who: Someone,
): Promise<void> {
  await page.setCookie({
    name: "__Secure-robot",
    value: await doors.signIn(who),
    ...{ url: wikiUrl("garden"), secure: true, httpOnly: true },
  });
}

/** Presses the button of a form, and waits for what follows. */
async function submit(page: Page, form: string): Promise<void> {
  await Promise.all([
    page.waitForNavigation({ waitUntil: "load" }),
    page.click(`${form} button[type="submit"]`),
  ]);
}
