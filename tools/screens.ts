/**
 * Makes the pictures in `docs/screens/`: the main screens of a small wiki, in real Chromium.
 *
 * `deno task screens [part of a picture's name]`
 *
 * @module
 */
import type { Page } from "puppeteer-core";
import { type ServedWorld, serveWorld } from "../tests/support/browser.ts";
import { fillGarden } from "./screens_wiki.ts";

/** One picture. */
interface Screen {
  readonly name: string;
  /** Path on the wiki's host. */
  readonly path: string;
  /** Width in CSS pixels; 360 is a phone. */
  readonly width: 1280 | 360;
  readonly scheme?: "dark";
  /** Done before the picture is taken. */
  readonly prepare?: (page: Page) => Promise<unknown>;
}

const SCREENS: readonly Screen[] = [
  { name: "page", path: "/Growing/Tomatoes", width: 1280 },
  { name: "page-dark", path: "/Growing/Tomatoes", width: 1280, scheme: "dark" },
  { name: "page-phone", path: "/Growing/Tomatoes", width: 360 },
  {
    name: "editor",
    path: "/-/edit/Growing/Tomatoes",
    width: 1280,
    prepare: (page) => page.waitForSelector(".cm-content"),
  },
  {
    name: "editor-phone",
    path: "/-/edit/Growing/Tomatoes",
    width: 360,
    prepare: (page) => page.waitForSelector(".cm-content"),
  },
  { name: "history", path: "/-/history/Growing/Tomatoes", width: 1280 },
  { name: "changelog", path: "/-/changelog", width: 1280 },
  { name: "search", path: "/-/search?q=tomatoes", width: 1280 },
  { name: "housekeeping", path: "/-/lint", width: 1280 },
  { name: "settings", path: "/-/admin", width: 1280 },
];

async function main([wanted = ""]: readonly string[]): Promise<void> {
  await using served = await serveWorld();
  await fillGarden(served.world);
  const { page } = await served.openPage();
  await signIn(served, page);
  const folder = new URL("../docs/screens/", import.meta.url).pathname;
  await Deno.mkdir(folder, { recursive: true });
  for (const screen of SCREENS.filter(({ name }) => name.includes(wanted))) {
    await takePicture(served, page, { screen, folder });
  }
}

/** Signs in as the wiki's owner. */
async function signIn(
  { origin, doors, world }: ServedWorld,
  page: Page,
): Promise<void> {
  const secret = doors.signinSecret(world.alice);
  await page.goto(`${origin}/auth/link?secret=${secret}`);
  await Promise.all([
    page.waitForNavigation(),
    page.click("form[action='/auth/link'] button"),
  ]);
}

async function takePicture(
  { wikiUrl }: ServedWorld,
  page: Page,
  { screen, folder }: { screen: Screen; folder: string },
): Promise<void> {
  const { name, path, width, scheme = "light", prepare } = screen;
  const height = width === 360 ? 740 : 860;
  await page.setViewport({ width, height, deviceScaleFactor: 1 });
  await page.emulateMediaFeatures([
    { name: "prefers-color-scheme", value: scheme },
    { name: "prefers-reduced-motion", value: "reduce" },
  ]);
  await page.goto(`${wikiUrl("garden")}${path}`, { waitUntil: "networkidle2" });
  await prepare?.(page);
  await page.screenshot({ path: `${folder}${name}.png` as `${string}.png` });
}

if (import.meta.main) await main(Deno.args);
