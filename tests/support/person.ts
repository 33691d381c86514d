/** A person at a browser: what several browser tests do in the same way. @module */
import assert from "node:assert/strict";
import type { Page } from "puppeteer-core";
import type { ServedWorld } from "./browser.ts";
import { chromiumPath, runAxe } from "./chromium.ts";

/** Runs a test in a browser where there is one. */
export function browserTest(name: string, run: () => Promise<void>): void {
  Deno.test({ name, ignore: chromiumPath() === undefined, fn: run });
}

/** Clicks, and waits for the page that follows. */
export async function follow(page: Page, selector: string): Promise<void> {
  const element = await page.waitForSelector(selector);
  await Promise.all([
    page.waitForNavigation({ waitUntil: "load" }),
    element!.evaluate((node) => (node as unknown as { click(): void }).click()),
  ]);
}

/** Replaces the text of a field; no script hears of it. */
export async function fill(
  page: Page,
  selector: string,
  text: string,
): Promise<void> {
  await page.$eval(selector, (node, value) => {
    (node as unknown as { value: string }).value = value;
  }, text);
}

/** The text that is shown. */
export function textOf(page: Page, selector = "main"): Promise<string> {
  return page.$eval(
    selector,
    (node) => (node as unknown as { innerText: string }).innerText,
  );
}

/** Signs Alice in by a link, as a person does. */
export async function signIn(served: ServedWorld, page: Page): Promise<void> {
  const query = new URLSearchParams({
    secret: served.doors.signinSecret(served.world.alice),
    return_to: `${served.wikiUrl("garden")}/`,
  });
  await page.goto(`${served.origin}/auth/link?${query}`);
  await follow(page, "form[method=post] button[type=submit]");
}

/** No violation of axe and no sideways scrolling, light and dark. */
export async function assertAccessible(
  page: Page,
  name: string,
): Promise<void> {
  for (const scheme of ["light", "dark"]) {
    await page.emulateMediaFeatures([
      { name: "prefers-color-scheme", value: scheme },
    ]);
    const at = `${name}, ${scheme}, ${page.viewport()?.width} px`;
    const overflow = await page.evaluate(
      "document.documentElement.scrollWidth - document.documentElement.clientWidth",
    );
    assert.ok(Number(overflow) <= 0, at);
    assert.deepEqual(await runAxe(page), [], at);
  }
}

/** {@linkcode assertAccessible} at a desk and on a phone. */
export async function assertAccessibleAnywhere(
  page: Page,
  name: string,
): Promise<void> {
  for (const width of [1280, 360]) {
    await page.setViewport({ width, height: 800 });
    await assertAccessible(page, name);
  }
}
