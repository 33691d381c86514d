import assert from "node:assert/strict";
import type { Page } from "puppeteer-core";
import { loadMathPrinter } from "../../src/markdown/math_printer.ts";
import { render } from "../../src/markdown/render.ts";
import { ownConstructs, XSS } from "../corpus/xss.ts";
import { chromiumPath, startChromium } from "../support/chromium.ts";
import { shownHtml } from "../support/rendered_html.ts";

const printMath = await loadMathPrinter();

/** Texts on one page of the browser; a page that runs a script is looked at text by text. */
const BATCH = 30;

const PLACES: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => `[[a|${text}]] [a](${text}) ![${text}](a) **${text}**`,
  (text) => `| a |\n|-|\n| ${text.replaceAll("\n", " ")} |`,
  (text) => `> [!NOTE]\n> ${text.replaceAll("\n", "\n> ")}`,
  (text) => `x[^1]\n\n[^1]: ${text.replaceAll("\n", "\n    ")}`,
  (text) => `<div title="${text}">\n\n${text}\n\n</div>`,
  ownConstructs,
];

/** As a page shows it; no policy stands behind the sanitiser here. */
function documentOf(texts: readonly string[]): string {
  const bodies = texts.map((text) => {
    const rendered = render(text, "target_first", { printMath });
    const html = shownHtml(rendered, (hole) => {
      const name = "target" in hole ? hole.target : hole.id;
      const path = encodeURIComponent(name).replaceAll("'", "%27");
      return `${hole.kind === "embed" ? "src" : "href"}="/${path}"`;
    });
    return `<section>${html}</section>`;
  });
  return `<!doctype html><meta charset="utf-8"><title>x</title><main>${
    bodies.join("\n")
  }</main>`;
}

/** Runs in the page: does to every element what a person can do, and counts what ran. */
const PROVOKE = `(async () => {
  const events = ["mouseover", "mouseenter", "mousedown", "click", "focus", "focusin", "pointerenter", "keydown", "wheel", "toggle", "copy"];
  document.addEventListener("click", (event) => event.preventDefault(), true);
  for (const element of document.querySelectorAll("body *")) {
    for (const type of events) element.dispatchEvent(new Event(type, { bubbles: true, cancelable: true }));
    element.focus?.();
  }
  for (const link of document.querySelectorAll("a[href]")) {
    if (!/^(?:https?|mailto):$/.test(link.protocol)) window.hits++;
  }
  if (typeof document.cookie !== "string" || !(document.body instanceof HTMLBodyElement)) window.hits++;
  if (document.getElementById("main") !== null || typeof document.createElement !== "function") window.hits++;
  await new Promise((resolve) => setTimeout(resolve, 20));
  return window.hits;
})()`;

Deno.test({
  name: "In a real browser no attempt to run a script succeeds",
  ignore: chromiumPath() === undefined,
  async fn() {
    const shown = new Map<string, string>();
    await using server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen() {} },
      (request) => {
        const html = shown.get(new URL(request.url).pathname);
        return html === undefined
          ? new Response(null, { status: 404 })
          : new Response(html, { headers: { "content-type": "text/html" } });
      },
    );
    await using chromium = await startChromium([
      "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    ]);
    const { page } = await chromium.openPage();
    await page.evaluateOnNewDocument(
      `window.hits = 0; for (const name of ["alert", "confirm", "prompt", "print"]) window[name] = () => { window.hits++; };`,
    );
    const visit = async (html: string) => {
      shown.set("/page", html);
      await page.goto(`http://127.0.0.1:${server.addr.port}/page`);
      return await page.evaluate(PROVOKE) as number;
    };

    assert.ok(await visit("<img src=x onerror=alert(1)>") > 0); // the trap works
    for (const place of PLACES) {
      const texts = XSS.map(place);
      for (let at = 0; at < texts.length; at += BATCH) {
        const batch = texts.slice(at, at + BATCH);
        if (await visit(documentOf(batch)) === 0) continue;
        assert.deepEqual(await guilty(batch, visit), []);
      }
    }
    await closePage(page);
  },
});

/** Which texts of a batch run a script. */
async function guilty(
  batch: readonly string[],
  visit: (html: string) => Promise<number>,
): Promise<string[]> {
  const found: string[] = [];
  for (const text of batch) {
    if (await visit(documentOf([text])) > 0) found.push(text);
  }
  return found;
}

async function closePage(page: Page): Promise<void> {
  await page.goto("about:blank");
  await page.close();
}
