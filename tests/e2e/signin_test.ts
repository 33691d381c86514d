import assert from "node:assert/strict";
import axe from "axe-core";
import { serveWorld } from "../support/browser.ts";
import { chromiumPath } from "../support/chromium.ts";

const ignore = chromiumPath() === undefined;

Deno.test({
  name:
    "in a real browser, a sign-in link opens a private wiki, and signing out there closes it",
  ignore,
  async fn() {
    await using served = await serveWorld();
    const { world, doors, origin, wikiUrl } = served;
    await world.write("cellar", "Wine", "# Red and white");
    const { page, complaints } = await served.openPage();
    const wine = `${wikiUrl("cellar")}/Wine`;

    await page.goto(wine);
    assert.equal(new URL(page.url()).pathname, "/auth/login");
    await page.goto(
      `${origin}/auth/link?secret=${doors.signinSecret(world.alice)}`,
    );
    await Promise.all([
      page.waitForNavigation(),
      page.click("form[action='/auth/link'] button"),
    ]);

    assert.equal(page.url(), wine);
    assert.match(await textOf(page), /Red and white/);
    const cookies = await page.browserContext().cookies();
    const shown = cookies.map(({ name, domain, httpOnly, secure, sameSite }) =>
      [name, domain, httpOnly, secure, sameSite].join(" ")
    );
    assert.deepEqual(shown.sort(), [
      "__Host-robot wiki.localhost true true Lax",
      "__Secure-robot .wiki.localhost true true Lax",
    ]);
    await page.goto(`${origin}/app/`);
    assert.match(await textOf(page), /The Cellar/);
    await page.goto(`${wikiUrl("cellar")}/-/logout`);
    await Promise.all([
      page.waitForNavigation(),
      page.click("form[action='/-/logout'] button"),
    ]);
    assert.equal(new URL(page.url()).pathname, "/auth/login");
    await page.goto(`${origin}/app/`);
    assert.equal(new URL(page.url()).pathname, "/auth/login");
    assert.equal((await textOf(page)).includes("The Cellar"), false);
    assert.deepEqual(complaints, []);
  },
});

Deno.test({
  name:
    "in a real browser, a page of one wiki cannot make a change in another with the reader's cookie",
  ignore,
  async fn() {
    await using served = await serveWorld();
    const { world, doors, wikiUrl } = served;
    await world.write("cellar", "Wine", "# Red");
    const { page } = await served.openPage();
    const { browser } = served;
    const [, jwt] = (await doors.cookiesOf(world.alice)).cookie
      .match(/^__Secure-robot=([^;]+)/)!;
    await browser.setCookie({
      name: "__Secure-robot",
      value: jwt!,
      domain: ".wiki.localhost",
      path: "/",
      secure: true,
      httpOnly: true,
      sameSite: "Lax",
    });
    await page.goto(`${wikiUrl("cellar")}/Wine`);
    assert.match(await textOf(page), /Red/, "the control: the cookie works");
    const head = () => world.reading("cellar", world.alice).head;
    const before = head();
    const target = `${wikiUrl("cellar")}/-/edit/Wine`;
    await page.goto(`${wikiUrl("garden")}/-/index`);
    await page.setBypassCSP(true);
    await page.reload();

    const [answer] = await Promise.all([
      page.waitForNavigation(),
      page.evaluate((action) => {
        const form = document.createElement("form");
        form.method = "post";
        form.action = action;
        form.innerHTML = `<input name="text" value="mine">`;
        document.body.append(form);
        form.submit();
      }, target),
    ]);

    assert.equal(answer!.status(), 403);
    assert.equal(head(), before);
  },
});

Deno.test({
  name:
    "in a real browser, the platform's pages pass axe, light and dark, narrow and wide",
  ignore,
  async fn() {
    await using served = await serveWorld();
    const { world, doors, origin } = served;
    const { page, complaints } = await served.openPage();
    const secret = doors.signinSecret(world.alice);
    const found: string[] = [];
    const check = async (path: string) => {
      await page.goto(origin + path);
      found.push(...(await violationsOf(page)).map((id) => `${path} ${id}`));
      const overflow = await page.evaluate(() =>
        document.documentElement.scrollWidth > innerWidth
      );
      if (overflow) found.push(`${path} is wider than the window`);
    };

    for (const scheme of ["light", "dark"]) {
      await page.emulateMediaFeatures([
        { name: "prefers-color-scheme", value: scheme },
      ]);
      await page.setViewport({
        width: scheme === "dark" ? 360 : 1200,
        height: 700,
      });
      await check("/");
      await check("/auth/login?return_to=/");
      await check(`/auth/link?secret=${secret}`);
      await check("/auth/logout");
      await check("/auth/callback?error=access_denied");
    }
    await page.goto(`${origin}/auth/link?secret=${secret}`);
    await Promise.all([page.waitForNavigation(), page.click("main button")]);
    for (const path of ["/", "/auth/login", "/auth/logout"]) await check(path);

    assert.deepEqual(found, []);
    const others = complaints.filter((text) => !/status of 400/.test(text));
    assert.deepEqual(others, []);
  },
});

async function violationsOf(
  page: import("puppeteer-core").Page,
): Promise<string[]> {
  await page.evaluate(axe.source);
  return await page.evaluate(async () => {
    // deno-lint-ignore no-explicit-any -- axe lives in the page
    const { violations } = await (globalThis as any).axe.run();
    return violations.map(({ id }: { id: string }) => id);
  });
}

async function textOf(page: import("puppeteer-core").Page): Promise<string> {
  return await page.evaluate(() => document.body.innerText);
}
