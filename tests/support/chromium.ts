/** Chromium without a network of its own, for tests that show HTML to a real browser. @module */
import { type Browser, launch, type Page } from "puppeteer-core";

const PLACES = [
  Deno.env.get("CHROMIUM"),
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
];

/** Where Chromium is, or `undefined`: then tests with a browser are left out. */
export function chromiumPath(): string | undefined {
  return PLACES.find((place) => place !== undefined && isThere(place));
}

const FLAGS = [
  "--headless=new",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-dev-shm-usage",
];

/** A browser with a profile of its own; both go when it is disposed of. */
export interface Chromium extends AsyncDisposable {
  readonly browser: Browser;
  /** A page, and what its scripts and its console complain of. */
  openPage(): Promise<{ page: Page; complaints: string[] }>;
}

/** Starts Chromium. Ask `chromiumPath()` first whether there is one. */
export async function startChromium(
  flags: readonly string[] = [],
): Promise<Chromium> {
  const profile = await Deno.makeTempDir({ prefix: "robot-chromium-" });
  const browser = await launch({
    executablePath: chromiumPath()!,
    userDataDir: profile,
    args: [...FLAGS, ...flags],
  });
  return {
    browser,
    async openPage() {
      const page = await browser.newPage();
      const complaints: string[] = [];
      page.on("pageerror", (error) => complaints.push(String(error)));
      page.on("console", (message) => {
        if (message.type() === "error") complaints.push(message.text());
      });
      return { page, complaints };
    },
    async [Symbol.asyncDispose]() {
      await browser.close();
      await Deno.remove(profile, { recursive: true });
    },
  };
}

/** A violation that axe found, and where. */
export interface Violation {
  readonly id: string;
  readonly impact: string;
  readonly targets: readonly string[];
}

/** Runs axe-core (WCAG 2.2 A and AA, best practice) on a page; also under a strict content security policy. */
export async function runAxe(page: Page): Promise<Violation[]> {
  const source = new URL(import.meta.resolve("axe-core/axe.min.js"));
  await page.evaluate(await Deno.readTextFile(source));
  return await page.evaluate(`axe.run(document, { preload: false, runOnly: [
    "wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"
  ] }).then((result) => result.violations.map(({ id, impact, nodes }) => ({
    id, impact, targets: nodes.map((node) => node.target.join(" ")),
  })))`) as Violation[];
}

function isThere(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
