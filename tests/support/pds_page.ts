/** What a person does on the pages of their PDS, in a real browser. @module */
import type { Page } from "puppeteer-core";
import type { AtThePds } from "./visitor.ts";

/**
 * Signs in and answers the question for consent, on the page that `page` shows or is about to show.
 * Done when the PDS has sent the browser back and `page` has loaded.
 */
export async function signInOnPdsPage(
  page: Page,
  { account, isDenied = false }: AtThePds,
): Promise<void> {
  await page.waitForSelector("input[name=password]");
  const field = await page.$(
    "input[name=username]:not([readonly]):not([disabled])",
  );
  if (field !== null) {
    await field.click({ count: 3 });
    await field.type(account.handle);
  }
  await page.type("input[name=password]", account.password);
  await page.click("button[type=submit]");
  const answer = isDenied ? "Deny access" : "Authorize";
  const button = await page.waitForSelector(
    `::-p-aria([name="${answer}"][role="button"])`,
  );
  const { origin } = new URL(page.url());
  await button!.click();
  await page.waitForFunction(
    `location.origin !== ${
      JSON.stringify(origin)
    } && document.readyState === "complete"`,
  );
}
