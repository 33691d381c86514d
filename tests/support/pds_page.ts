/** What a person does on the pages of their PDS, in a real browser. @module */
import type { ElementHandle, Page } from "puppeteer-core";
import type { AtThePds } from "./visitor.ts";

/**
 * Signs in and answers the question for consent, on the page that `page` shows or is about to show.
 * Done when the PDS has sent the browser back and `page` has loaded.
 */
export async function signInOnPdsPage(
  page: Page,
  { account, isDenied = false }: AtThePds,
): Promise<void> {
  await page.waitForFunction(
    `document.querySelector("input[name=password]") ||
      document.body.innerText.includes("Create a new account")`,
  );
  // Where the service did not say who is coming, the PDS asks what they want.
  if (await page.$("input[name=password]") === null) {
    await (await findButton(page, "Sign in")).click();
    await page.waitForSelector("input[name=password]");
  }
  const field = await page.$(
    "input[name=username]:not([readonly]):not([disabled])",
  );
  if (field !== null) {
    await field.click({ count: 3 });
    await field.type(account.handle);
  }
  await page.type("input[name=password]", account.password);
  await page.click("button[type=submit]");
  const button = await findButton(page, isDenied ? "Deny access" : "Authorize");
  const { origin } = new URL(page.url());
  await button.click();
  await page.waitForFunction(
    `location.origin !== ${
      JSON.stringify(origin)
    } && document.readyState === "complete"`,
  );
}

/** The button of this name, as soon as there is one. */
async function findButton(page: Page, name: string): Promise<ElementHandle> {
  const selector = `::-p-aria([name="${name}"][role="button"])`;
  return (await page.waitForSelector(selector))!;
}
