/**
 * The first page after the first sign-in, and one's account, in a real browser.
 *
 * @module
 */
import assert from "node:assert/strict";
import type { Page } from "puppeteer-core";
import { startSession } from "../../src/auth/sessions.ts";
import { type ServedWorld, serveWorld } from "../support/browser.ts";
import {
  assertAccessibleAnywhere,
  browserTest,
  fill,
  follow,
  textOf,
} from "../support/person.ts";
import type { Someone } from "../support/world.ts";

const SUBMIT = "form.welcome button.button-primary";

browserTest(
  "a newcomer chooses a name and has a wiki with one click",
  async () => {
    await using served = await serveWorld();
    const { page, complaints } = await comeIn(served, served.world.bob);
    await page.goto(`${served.origin}/app/welcome`);
    await assertAccessibleAnywhere(page, "welcome");

    await page.$eval("#field-username", (field) => {
      (field as unknown as { value: string }).value = "";
    });
    await page.type("#field-username", "Bobby");
    await page.waitForFunction(
      `document.querySelector("[data-username-shown]").textContent === "bobby"`,
    );
    await follow(page, SUBMIT);

    assert.equal(page.url(), `${served.origin}/app/wiki/bobby`);
    const { wikis } = served.world.house.platform;
    assert.equal(wikis.find("bobby")?.ownerDid, "did:plc:bob");
    await page.goBack();
    assert.notEqual(new URL(page.url()).pathname, "/app/welcome");
    assert.deepEqual(complaints, []);
  },
);

browserTest(
  "without scripts, a taken name comes back with a sentence and the tick as it was",
  async () => {
    await using served = await serveWorld();
    const { page, complaints } = await comeIn(served, served.world.bob);
    await page.setJavaScriptEnabled(false);
    await page.goto(`${served.origin}/app/welcome`);
    await page.click('input[name="wiki"]');
    await fill(page, "#field-username", "garden");

    await follow(page, SUBMIT);

    assert.match(await textOf(page), /it is the name of somebody's wiki/);
    assert.equal(await valueOf(page, "#field-username"), "garden");
    assert.equal(await page.$('input[name="wiki"]:checked'), null);
    await assertFits(page);
    await fill(page, "#field-username", "bob");
    await follow(page, SUBMIT);
    assert.equal(page.url(), `${served.origin}/app/`);
    assert.deepEqual(
      complaints.filter((text) => !text.includes("409")),
      [],
    );
  },
);

browserTest(
  "who was invited elsewhere goes on to that wiki without one of their own",
  async () => {
    await using served = await serveWorld();
    await served.world.write("garden", "Home", "# Roses\n");
    const { page, complaints } = await comeIn(served, served.world.bob);
    const goal = `${served.wikiUrl("garden")}/`;
    const query = new URLSearchParams({ return_to: goal });
    await page.goto(`${served.origin}/app/welcome?${query}`);
    await assertAccessibleAnywhere(page, "welcome, invited");

    await follow(page, 'button[name="without"]');

    assert.equal(page.url(), goal);
    assert.match(await textOf(page), /Roses/);
    const { users, wikis } = served.world.house.platform;
    assert.equal(users.find("did:plc:bob")?.username, "bob");
    assert.equal(wikis.list().length, 2);
    assert.deepEqual(complaints, []);
  },
);

browserTest(
  "sessions are listed and ended, and the account is deleted",
  async () => {
    await using served = await serveWorld();
    const { world, doors } = served;
    await startSession(doors.sessions, "did:plc:alice", {
      address: "192.0.2.2",
      userAgent: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0",
    });
    const { page, complaints } = await comeIn(served, world.alice);
    await page.goto(`${served.origin}/app/account`);
    await assertAccessibleAnywhere(page, "account");
    assert.match(await textOf(page), /Firefox on Linux[^]*192\.0\.2\.2/);

    await follow(page, ".members li:not(:has(.badge)) button");

    assert.match(await textOf(page), /That session is over\./);
    assert.doesNotMatch(await textOf(page), /192\.0\.2\.2/);
    await page.type("#field-confirm", "bob.example");
    await follow(page, ".button-danger");
    assert.match(await textOf(page), /so nothing was deleted/);
    assert.equal(
      await page.evaluate("document.activeElement.id"),
      "field-confirm",
    );
    await assertAccessibleAnywhere(page, "account, not deleted");
    await fill(page, "#field-confirm", "alice.example");
    await follow(page, ".button-danger");

    assert.equal(page.url(), `${served.origin}/`);
    assert.match(await textOf(page), /Your account was deleted/);
    const names = (await page.cookies()).map(({ name }) => name);
    assert.ok(!names.some((name) => /robot$/.test(name)), names.join());
    assert.equal(world.house.platform.users.find("did:plc:alice"), undefined);
    assert.deepEqual(
      complaints.filter((text) => !text.includes("400")),
      [],
    );
  },
);

/** A page of somebody who is signed in. */
async function comeIn(
  served: ServedWorld,
  who: Someone,
): Promise<{ page: Page; complaints: string[] }> {
  const opened = await served.openPage();
  const secret = served.doors.signinSecret(who);
  await opened.page.goto(`${served.origin}/auth/link?secret=${secret}`);
  await follow(opened.page, "form[method=post] button[type=submit]");
  return opened;
}

function valueOf(page: Page, selector: string): Promise<string> {
  return page.$eval(
    selector,
    (node) => (node as unknown as { value: string }).value,
  );
}

/** Nothing scrolls sideways on a phone. */
async function assertFits(page: Page): Promise<void> {
  await page.setViewport({ width: 360, height: 800 });
  const overflow = await page.evaluate(
    "document.documentElement.scrollWidth - document.documentElement.clientWidth",
  );
  assert.ok(Number(overflow) <= 0);
}
