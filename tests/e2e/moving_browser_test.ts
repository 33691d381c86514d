import assert from "node:assert/strict";
import type { Page } from "puppeteer-core";
import { type ServedWorld, serveWorld } from "../support/browser.ts";
import { chromiumPath } from "../support/chromium.ts";
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
  /the server responded with a status of (400|404|409)|^Connecting to '[^']*styles\.css/;

const FILES = {
  "Home.md":
    "# Home\n\nSee [[Actors/Iran]] and [its army](/Actors/Iran/Army).\n",
  "Actors/Iran.md": "# Iran\n\nA state.\n\n![map](./map.png)\n",
  "Actors/Iran/Army.md": "# Army\n\nOf [[Actors/Iran]].\n",
  "Actors/Iran/map.png": "no picture",
};

/** Everything is there: this is done by whoever has scripts, at a desk or on a phone, and by whoever has none. */
async function moveAndUndo(
  served: ServedWorld,
  page: Page,
  { hasScripts }: { hasScripts: boolean },
): Promise<void> {
  const garden = served.wikiUrl("garden");
  const check = async (name: string) => {
    if (hasScripts) await assertAccessible(page, name); // axe is a script
  };

  await page.goto(`${garden}/Actors/Iran`);
  await follow(page, ".tools a[href^='/-/rename/']");
  await check("rename");
  await fill(page, "input[name=new_path]", "States/Persia today");
  await follow(page, "button[value=preview]");
  assert.match(await textOf(page), /2 pages move, with 1 attachment/);
  assert.match(await textOf(page), /3 links change in 2 pages/);
  await check("rename, preview");
  await fill(page, "input[name=message]", "It is called so now");
  await follow(page, "button[value=rename]");
  assert.equal(page.url(), `${garden}/States/Persia_today`);
  assert.match(await textOf(page), /is called States\/Persia today now/);

  await page.goto(`${garden}/Actors/Iran/Army?from=mail`);
  assert.equal(page.url(), `${garden}/States/Persia_today/Army?from=mail`);
  await page.goto(`${garden}/`);
  const links = await page.$$eval(
    "main .prose p a",
    (all) => all.map((a) => a.getAttribute("href")),
  );
  assert.deepEqual(links, [
    "/States/Persia_today",
    "/States/Persia_today/Army",
  ]);

  await page.goto(`${garden}/-/rename/States/Persia_today`);
  await fill(page, "input[name=new_path]", "home");
  await follow(page, "button[value=preview]");
  assert.match(await textOf(page), /"Home" exists already/);
  assert.equal(
    await page.$eval(
      "input[name=new_path]",
      (node) => (node as unknown as { value: string }).value,
    ),
    "home",
  );
  await check("rename, refused");

  await page.goto(`${garden}/-/delete/States/Persia_today`);
  assert.match(await textOf(page), /1 sub-page and 1 attachment/);
  await check("delete");
  await page.$eval(
    "input[name=recursive]",
    (node) => (node as unknown as { click(): void }).click(),
  );
  await follow(page, "main form .button-danger");
  assert.match(await textOf(page), /was deleted/);
  await check("changelog");

  await page.goto(`${garden}/States/Persia_today/Army`);
  await follow(page, "main a[href^='/-/revert/']");
  await check("revert");
  await follow(page, "main form .button-primary");
  assert.match(await textOf(page), /The change was reverted/);

  const renamed = await page.$$eval(
    ".changes > li",
    (all) =>
      all.find((li) => li.textContent?.includes("It is called so now"))
        ?.querySelector("a[href^='/-/revert/']")?.getAttribute("href"),
  );
  await page.goto(`${garden}${renamed}`);
  await follow(page, "main form .button-primary");
  await page.goto(`${garden}/Actors/Iran`);
  assert.equal(page.url(), `${garden}/Actors/Iran`);
  assert.match(await textOf(page), /A state/);
}

for (const hasScripts of [true, false]) {
  for (const width of [1280, 360]) {
    const how = `${hasScripts ? "with" : "without"} scripts, ${width} px`;
    Deno.test({
      name: `a page is renamed, found, deleted and brought back ${how}`,
      ignore: chromiumPath() === undefined,
      async fn() {
        await using served = await serveWorld();
        await putFiles(served.world, FILES);
        const { page, complaints } = await served.openPage();
        await page.setViewport({ width, height: 800 });
        await page.setJavaScriptEnabled(hasScripts);

        await signIn(served, page);
        await moveAndUndo(served, page, { hasScripts });

        assert.deepEqual(
          complaints.filter((line) => !EXPECTED.test(line)),
          [],
        );
      },
    });
  }
}

Deno.test({
  name: "an older revision is restored, and a revert in the way is refused",
  ignore: chromiumPath() === undefined,
  async fn() {
    await using served = await serveWorld();
    const { world } = served;
    await world.write("garden", "Page", "one\n");
    const second = await world.write("garden", "Page", "two\n");
    await world.write("garden", "Page", "three\n");
    const { page } = await served.openPage();
    await page.setViewport({ width: 360, height: 800 });
    await signIn(served, page);
    const garden = served.wikiUrl("garden");

    await page.goto(`${garden}/-/revert/${second.revision}`);
    await follow(page, "main form .button-primary");
    assert.match(await textOf(page), /changed since in the same place/);
    await assertAccessible(page, "revert, refused");

    await page.goto(`${garden}/-/history/Page`);
    await follow(page, "main a[href*='/-/restore/']");
    await assertAccessible(page, "restore");
    await follow(page, "main form .button-primary");
    assert.match(await textOf(page), /was restored/);
    assert.match(await textOf(page), /two/);
  },
});
