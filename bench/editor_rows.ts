/** What the editor weighs, and how soon one can type in it. @module */
import { gzipSync } from "node:zlib";
import { chromiumPath, startChromium } from "../tests/support/chromium.ts";
import { pagePath } from "./history.ts";
import { median, robot, wikiUrl } from "./measure.ts";
import { ms, OWNER, type Row, type Subject } from "./row.ts";

/** Weight of the script, and the time from asking for the editor to the first typed letter. */
export async function benchEditor(subject: Subject): Promise<Row[]> {
  const script = new URL("../static/editor.js", import.meta.url);
  const kilobytes = gzipSync(await Deno.readFile(script)).length / 1000;
  const weight: Row = {
    what: "editor's script (gzip)",
    goal: "≤ 220 KB",
    result: `${kilobytes.toFixed(0)} KB`,
    isReached: kilobytes <= 220,
  };
  if (chromiumPath() === undefined) return [weight];
  const time = median(await timesToType(subject));
  return [weight, {
    what: "editor: from the click to the first typed letter, in Chromium",
    goal: "≤ 1,000 ms",
    result: ms(time),
    isReached: time <= 1000,
  }];
}

async function timesToType({ server, work }: Subject): Promise<number[]> {
  const { url } = await robot(work, "user", "signin-link", OWNER);
  await using chromium = await startChromium();
  const { page } = await chromium.openPage();
  // The editor asks before what was typed is left.
  page.on("dialog", (dialog) => void dialog.accept());
  await page.goto(String(url));
  await Promise.all([
    page.waitForNavigation(),
    page.click("form[action='/auth/link'] button"),
  ]);
  const times: number[] = [];
  for (let i = 0; i < 7; i++) {
    await page.goto(wikiUrl(server, "big", "/"));
    const start = performance.now();
    await page.goto(wikiUrl(server, "big", `/-/edit/${pagePath(i)}`), {
      waitUntil: "domcontentloaded",
    });
    await page.waitForSelector(".cm-content");
    await page.focus(".cm-content");
    await page.keyboard.type("zqzq");
    await page.waitForFunction(
      `document.querySelector(".cm-content").textContent.includes("zqzq")`,
    );
    times.push(performance.now() - start);
  }
  return times;
}
