/**
 * From the dashboard to a wiki of one's own, in a real browser: create, invite, make a token and use it, delete; with scripts and
 * without.
 *
 * @module
 */
import assert from "node:assert/strict";
import {
  Client,
  StreamableHTTPClientTransport,
} from "@modelcontextprotocol/client";
import type { Page } from "puppeteer-core";
import { type ServedWorld, serveWorld } from "../support/browser.ts";
import {
  assertAccessibleAnywhere,
  browserTest,
  fill,
  follow,
  signIn,
  textOf,
} from "../support/person.ts";

browserTest(
  "a person makes a wiki, invites, connects an agent and deletes it, with scripts",
  async () => {
    await using served = await serveWorld({
      settings: { ROBOT_MAX_WIKIS: "9" },
    });
    const { page, complaints } = await served.openPage();
    await signIn(served, page);

    await page.goto(`${served.origin}/app/`);
    await assertAccessibleAnywhere(page, "dashboard");
    await follow(page, "a[href='/app/create']");
    await page.type("[data-slug]", "garden");
    await waitForState(page, /garden": the name is taken/);
    await page.$eval("[data-slug]", (field) => {
      (field as unknown as { select(): void }).select();
    });
    await page.type("[data-slug]", "attic");
    await waitForState(page, /attic is free/);
    await assertAccessibleAnywhere(page, "create");
    await create(page, "Attic");
    await assertAccessibleAnywhere(page, "wiki");
    await invite(page, "dora.example");
    const token = await makeToken(page);
    await assertAccessibleAnywhere(page, "wiki with a new token");
    assert.equal(await copied(served, page, "Token"), token);
    const line = await copied(served, page, "Claude Code");
    assert.deepEqual(await useByMcp(line), ["Home"]);
    await page.click("summary::-p-text(REST)");
    assert.equal(
      await useByRest(await copied(served, page, "List the pages")),
      200,
    );
    await page.goto(`${served.origin}/app/wiki/attic`);
    assert.match(await textOf(page, "#tokens"), /last used/);
    await remove(page, token, served);

    assert.deepEqual(complaints, []);
  },
);

browserTest("the same works without scripts, on a phone", async () => {
  await using served = await serveWorld({ settings: { ROBOT_MAX_WIKIS: "9" } });
  const { page, complaints } = await served.openPage();
  await page.setViewport({ width: 360, height: 740 });
  await page.setJavaScriptEnabled(false);
  await signIn(served, page);

  await page.goto(`${served.origin}/app/create`);
  await fill(page, "[data-slug]", "garden");
  await follow(page, "form[action='/app/create'] button");
  assert.match(await textOf(page, "#field-slug-error"), /the name is taken/);
  await fill(page, "[data-slug]", "attic");
  await create(page, "Attic");
  await fill(page, "#members [name=who]", "nobody.example");
  await follow(page, "#members form.settings button");
  assert.match(await textOf(page, "#members [role=alert]"), /Cannot find/);
  await invite(page, "dora.example");
  const token = await makeToken(page);
  assert.equal(await page.$(".copy-line"), null);
  const line = await textOf(page, "#connect [data-copy='Claude Code']");
  assert.deepEqual(await useByMcp(line), ["Home"]);
  await fill(page, "#confirm-slug", "Attic");
  await follow(page, "#danger button");
  assert.match(await textOf(page, "#danger [role=alert]"), /has to be typed/);
  await remove(page, token, served);

  assert.deepEqual(complaints.filter((text) => !/status of 4/.test(text)), []);
});

browserTest(
  "members come from a wiki to its page on the dashboard, and leave it there",
  async () => {
    await using served = await serveWorld();
    const { page } = await served.openPage();
    const { world, doors, origin } = served;
    const query = new URLSearchParams({
      secret: doors.signinSecret(world.bob),
      return_to: `${served.wikiUrl("cellar")}/`,
    });
    await page.goto(`${origin}/auth/link?${query}`);
    await follow(page, "form[method=post] button[type=submit]");

    await follow(page, "a.top-dashboard");
    assert.equal(page.url(), `${origin}/app/wiki/cellar`);
    await assertAccessibleAnywhere(page, "an editor's page");
    await follow(page, "#leave button");

    assert.equal(page.url().replace(/#.*/, ""), `${origin}/app/`);
    assert.match(await textOf(page, ".notices"), /You left The Cellar/);
    assert.ok(!(await textOf(page)).includes("/cellar"));
    await page.goto(`${origin}/app/wiki/cellar`);
    assert.match(await textOf(page), /you do not have the right/);
  },
);

browserTest(
  "the front page is for everybody, and its pictures come",
  async () => {
    await using served = await serveWorld();
    const { page, complaints } = await served.openPage();

    await page.goto(`${served.origin}/`);
    await assertAccessibleAnywhere(page, "front page");
    for (const [width, natural] of [[1280, 1000], [360, 540]]) {
      await page.setViewport({ width: width!, height: 800 });
      await page.reload();
      await page.$$eval("img[loading=lazy]", (pictures) => {
        for (const picture of pictures) {
          (picture as unknown as { loading: string }).loading = "eager";
        }
      });
      await page.waitForFunction(
        `[...document.images].every((image) => image.complete && image.naturalWidth === ${natural})`,
      );
    }
    assert.match(await textOf(page), /Sign in with Bluesky/);
    await signIn(served, page);
    await page.goto(`${served.origin}/`);

    assert.equal(page.url(), `${served.origin}/`);
    await follow(page, "main a.button-primary");
    assert.equal(page.url(), `${served.origin}/app/`);
    assert.deepEqual(complaints, []);
  },
);

/** Sends the form for a new wiki, whose address is typed. */
async function create(page: Page, name: string): Promise<void> {
  await fill(page, "#field-name", name);
  await page.$eval("[name=template][value=notes]", (choice) => {
    (choice as unknown as { checked: boolean }).checked = true;
  });
  await follow(page, "form[action='/app/create'] button");
  assert.match(page.url(), /\/app\/wiki\/attic$/);
  assert.match(await textOf(page), /Your wiki is made/);
}

async function invite(page: Page, handle: string): Promise<void> {
  await fill(page, "#members [name=who]", handle);
  await follow(page, "#members form.settings button");
  assert.match(page.url(), /\/app\/wiki\/attic#members$/);
  const members = await textOf(page, "#members");
  assert.match(members, new RegExp(`@${handle}\\s+has not signed in yet`));
  assert.match(await textOf(page, ".notices"), /Invited/);
}

/** Makes a token and returns the secret that is shown. */
async function makeToken(page: Page): Promise<string> {
  await fill(page, "#token-name", "My agent");
  await follow(page, "#tokens form.settings button");
  const token = await textOf(page, ".is-secret pre");
  assert.match(token, /^rwtf_[\w-]{43}$/);
  return token;
}

/** Presses the button beside a text, and returns what the clipboard holds. */
async function copied(
  { browser, origin }: ServedWorld,
  page: Page,
  label: string,
): Promise<string> {
  await browser.defaultBrowserContext().overridePermissions(origin, [
    "clipboard-read",
    "clipboard-write",
    "clipboard-sanitized-write",
  ]);
  await page.bringToFront();
  await page.click(`[aria-label="Copy: ${label}"]`);
  await page.waitForFunction(
    (name) => {
      const button = document.querySelector(`[aria-label="Copy: ${name}"]`);
      return button?.previousElementSibling?.textContent === "Copied";
    },
    {},
    label,
  );
  return await page.evaluate("navigator.clipboard.readText()") as string;
}

/** Does with the line for Claude Code what that program does; returns the titles of pages that are found. */
async function useByMcp(line: string): Promise<string[]> {
  const [, url, token] =
    /--transport http attic (\S+) --header "Authorization: Bearer (\S+)"/.exec(
      line,
    )!;
  const client = new Client({ name: "claude-code", version: "1" });
  await client.connect(
    new StreamableHTTPClientTransport(new URL(url!), {
      requestInit: { headers: { authorization: `Bearer ${token}` } },
    }),
  );
  const found = await client.callTool({
    name: "read_note",
    arguments: { path: "Home" },
  });
  await client.close();
  const { path } = found.structuredContent as { path: string };
  return [path];
}

/** Does what the line for curl does. */
async function useByRest(line: string): Promise<number> {
  const [, header, url] = /-H "Authorization: (.*?)" (\S+)$/.exec(line)!;
  const answer = await fetch(url!, { headers: { authorization: header! } });
  await answer.body?.cancel();
  return answer.status;
}

/** Deletes the wiki, after which the token opens nothing. */
async function remove(
  page: Page,
  token: string,
  { origin, wikiUrl }: ServedWorld,
): Promise<void> {
  await fill(page, "#confirm-slug", "attic");
  await follow(page, "#danger button");
  assert.equal(page.url().replace(/#.*/, ""), `${origin}/app/`);
  assert.match(await textOf(page, ".notices"), /The wiki attic was deleted/);
  const { port } = new URL(wikiUrl("attic"));
  const answer = await fetch(`http://127.0.0.1:${port}/w/attic/api/v1/pages`, {
    headers: { authorization: `Bearer ${token}` },
  });
  await answer.body?.cancel();
  assert.equal(answer.status, 404);
}

async function waitForState(page: Page, wanted: RegExp): Promise<void> {
  await page.waitForFunction(
    (source) =>
      new RegExp(source).test(
        document.querySelector("[data-slug-state]")?.textContent ?? "",
      ),
    {},
    wanted.source,
  );
}
