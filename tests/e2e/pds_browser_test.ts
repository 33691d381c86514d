/** Signing in at a real PDS in a real browser, under the policies that the pages really have. @module */
import assert from "node:assert/strict";
import type { Page } from "puppeteer-core";
import { type Chromium, startChromium } from "../support/chromium.ts";
import { internetOfFile } from "../support/internet.ts";
import { pdsBrowserTest } from "../support/pds.ts";
import { signInOnPdsPage } from "../support/pds_page.ts";
import {
  assertAccessibleAnywhere,
  fill,
  follow,
  textOf,
} from "../support/person.ts";
import { openService, type Service } from "../support/public_service.ts";

const internet = internetOfFile();

pdsBrowserTest(
  "in a real browser, a person comes from the login page over their PDS to a first saved page, and out again",
  async () => {
    await using service = await openService(internet());
    await using chromium = await startChromium(internet().chromiumFlags);
    const alice = await internet().pds.createAccount("alice");
    const { page, complaints } = await openPage(chromium, service);

    await page.goto(service.url("/").href);
    await follow(page, "a[href^='/auth/login']");
    await assertAccessibleAnywhere(page, "login");
    await fill(page, "input[name=handle]", `@${alice.handle}`);
    await follow(page, "form[action='/auth/login'] button[type=submit]");
    assert.equal(new URL(page.url()).origin, internet().pds.issuer);
    await signInOnPdsPage(page, { account: alice });

    assert.equal(new URL(page.url()).pathname, "/app/welcome");
    await assertAccessibleAnywhere(page, "welcome");
    const username = await page.$eval(
      "input[name=username]",
      (input) => (input as unknown as { value: string }).value,
    );
    await follow(page, "form[action='/app/welcome'] button[type=submit]");
    assert.equal(page.url(), service.url(`/app/wiki/${username}`).href);
    const home = service.wikiUrl(username);
    await page.goto(new URL("/-/create?path=Garden", home).href);
    await follow(page, "form[action='/-/create'] button");
    await fill(page, "textarea[name=text]", "# Garden\n\nMy **first** page.\n");
    await follow(page, "button[value=save]");

    assert.equal(page.url(), new URL("/Garden", home).href);
    assert.match(await textOf(page), /My first page/);
    const wiki = service.house.platform.wikis.find(username)!;
    assert.equal(wiki.ownerDid, alice.did);

    await page.goto(service.url("/auth/logout").href);
    await follow(page, "form[action='/auth/logout'] button");
    await page.goto(new URL("/Garden", home).href);
    assert.equal(new URL(page.url()).pathname, "/auth/login");
    await fill(page, "input[name=handle]", alice.handle);
    await follow(page, "form[action='/auth/login'] button[type=submit]");
    assert.equal(
      new URL(page.url()).origin,
      internet().pds.issuer,
      "after signing out, the PDS asks again",
    );
    assert.deepEqual(service.posted, [
      `/auth/login ${service.origin}`,
      `/app/welcome ${service.origin}`,
      `/-/create ${home.origin}`,
      `/-/edit/Garden ${home.origin}`,
      `/auth/logout ${service.origin}`,
      `/auth/login ${service.origin}`,
    ]);
    assert.deepEqual(complaints, []);
  },
);

pdsBrowserTest(
  "in a real browser, a person comes back to the page of a wiki that they were going to",
  async () => {
    await using service = await openService(internet());
    await using chromium = await startChromium(internet().chromiumFlags);
    const { pds } = internet();
    const [alice, bob] = [
      await pds.createAccount("alice"),
      await pds.createAccount("bob"),
    ];
    const owner = service.visitor();
    await service.signIn(owner, { account: alice });
    await owner.submit(service.url("/app/welcome"), {
      fields: { username: "cellar", wiki: "yes", return_to: "" },
    });
    await owner.submit(service.url("/app/wiki/cellar/members"), {
      fields: { action: "add", who: bob.handle, role: "viewer" },
    });
    const { page, complaints } = await openPage(chromium, service);
    const index = service.wikiUrl("cellar", "/-/index").href;

    await page.goto(index);
    assert.equal(page.url().startsWith(`${service.origin}/auth/login`), true);
    await fill(page, "input[name=handle]", bob.handle);
    await follow(page, "form[action='/auth/login'] button[type=submit]");
    await signInOnPdsPage(page, { account: bob });
    assert.equal(new URL(page.url()).pathname, "/app/welcome");
    await follow(page, "form[action='/app/welcome'] button[name=without]");

    assert.equal(page.url(), index);
    assert.match(await textOf(page), /All pages/);
    await page.goto(service.wikiUrl("cellar", "/-/logout").href);
    await follow(page, "form[action='/-/logout'] button");
    await page.goto(index);
    assert.equal(page.url().startsWith(`${service.origin}/auth/login`), true);
    assert.deepEqual(complaints, []);
  },
);

pdsBrowserTest(
  "in a real browser, a person who denies access, or whose handle is wrong, is told what to do",
  async () => {
    await using service = await openService(internet());
    await using chromium = await startChromium(internet().chromiumFlags);
    const alice = await internet().pds.createAccount("alice");
    const { page, complaints } = await openPage(chromium, service);

    await page.goto(service.url("/auth/login").href);
    await fill(page, "input[name=handle]", "nobody.pds.loopback-test.dev");
    await follow(page, "form[action='/auth/login'] button[type=submit]");
    assert.match(await textOf(page), /nobody\.pds\.loopback-test\.dev/);
    await assertAccessibleAnywhere(page, "refused");
    await fill(page, "input[name=handle]", internet().pds.issuer);
    await follow(page, "form[action='/auth/login'] button[type=submit]");
    await signInOnPdsPage(page, { account: alice, isDenied: true });

    assert.equal(new URL(page.url()).pathname, "/auth/callback");
    assert.match(await textOf(page), /again/);
    await assertAccessibleAnywhere(page, "denied");
    assert.equal(service.signinsInAudit("signed_in").length, 0);
    assert.deepEqual(complaints, []);
  },
);

/** A page, and what the browser complains of: scripts and policies anywhere, and all of it on our pages. */
async function openPage(
  chromium: Chromium,
  { origin }: Service,
): Promise<{ page: Page; complaints: string[] }> {
  const { page } = await chromium.openPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => {
    if (message.type() !== "error") return;
    const { url = page.url() } = message.location();
    const isOurs = new URL(url).host.endsWith(new URL(origin).host);
    const isRefusal = /Content Security Policy|Refused/i.test(message.text());
    // A page that says what is wrong has a status that says so too.
    const isAnswer = /status of (?:400|401|403|404|422)/.test(message.text());
    if (isRefusal || (isOurs && !isAnswer)) {
      complaints.push(`${url}: ${message.text()}`);
    }
  });
  return { page, complaints };
}
