import assert from "node:assert/strict";
import { serveWorld } from "../support/browser.ts";
import {
  assertAccessibleAnywhere,
  browserTest,
  fill,
  follow,
  textOf,
} from "../support/person.ts";

const LINK = "footer a[href^='/-/report']";

for (const hasScripts of [true, false]) {
  const name = hasScripts ? "with scripts" : "without scripts";

  browserTest(`a visitor reports a page and is thanked, ${name}`, async () => {
    await using served = await serveWorld();
    const { world } = served;
    await world.write("garden", "Pills", "# Buy pills\n");
    const { page, complaints } = await served.openPage();
    await page.setJavaScriptEnabled(hasScripts);
    await page.goto(`${served.wikiUrl("garden")}/Pills`);
    await follow(page, LINK);
    if (hasScripts) await assertAccessibleAnywhere(page, "report");

    await follow(page, "main form button[type=submit]");
    const asked = await textOf(page);
    await fill(page, "textarea[name=reason]", "It sells pills.");
    if (hasScripts) await assertAccessibleAnywhere(page, "report, again");
    await follow(page, "main form button[type=submit]");

    assert.match(asked, /Not sent\. Cannot report: say what is wrong\./);
    assert.equal(page.url(), `${served.wikiUrl("garden")}/Pills`);
    assert.match(await textOf(page), /The operator was told\. Thank you\./);
    const { reports } = world.house.platform;
    const [row, ...more] = reports.list({ isOpen: true, limit: 9, offset: 0 });
    assert.equal(row!.path, "/Pills");
    assert.equal(row!.reason, "It sells pills.");
    assert.deepEqual(more, []);
    const odd = complaints.filter((text) => !/status of 400/.test(text));
    assert.deepEqual(odd, []);
  });
}
