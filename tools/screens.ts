/**
 * Makes the pictures in `docs/screens/`: the main screens of a small wiki and of the platform, in real Chromium; and the small ones
 * of the front page, light and dark, in `static/screens/`.
 *
 * `deno task screens [part of a picture's name]`
 *
 * @module
 */
import type { Page } from "puppeteer-core";
import { type ServedWorld, serveWorld } from "../tests/support/browser.ts";
import type { Someone } from "../tests/support/world.ts";
import { fillGarden } from "./screens_wiki.ts";

/** One picture. */
interface Screen {
  readonly name: string;
  /** Path on the wiki's host, or on the platform's. */
  readonly path: string;
  readonly host?: "platform";
  /** Who looks; left out: the wiki's owner. */
  readonly as?: "operator" | "nobody";
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
  {
    ...{ name: "login", path: "/auth/login", width: 1280 },
    ...{ host: "platform", as: "nobody" },
  },
  { name: "dashboard", path: "/app/", host: "platform", width: 1280 },
  { name: "create", path: "/app/create", host: "platform", width: 1280 },
  {
    ...{ name: "wiki-page", path: "/app/wiki/garden", width: 1280 },
    host: "platform",
  },
  {
    ...{ name: "wiki-page-phone", path: "/app/wiki/garden#members" },
    ...{ host: "platform", width: 360 },
  },
  { name: "account", path: "/app/account", host: "platform", width: 1280 },
  {
    ...{ name: "operator", path: "/app/operator", width: 1280 },
    ...{ host: "platform", as: "operator" },
  },
  {
    ...{ name: "operator-dark", path: "/app/operator/wikis", width: 1280 },
    ...{ host: "platform", as: "operator", scheme: "dark" },
  },
];

/** For which window a picture of the front page is. */
type Form = "wide" | "phone";

/** A picture of the front page. */
interface Shot {
  readonly name: string;
  /** Whole address. */
  readonly url: (served: ServedWorld) => string;
  /** Heights of the window, wide and on a phone. */
  readonly height: Readonly<Record<Form, number>>;
  readonly prepare?: (page: Page) => Promise<unknown>;
}

const SHOTS: readonly Shot[] = [
  {
    name: "page",
    url: ({ wikiUrl }) => `${wikiUrl("garden")}/Growing/Tomatoes`,
    height: { wide: 800, phone: 480 },
  },
  {
    name: "editor",
    height: { wide: 800, phone: 480 },
    url: ({ wikiUrl }) => `${wikiUrl("garden")}/-/edit/Growing/Tomatoes`,
    prepare: (page) => page.waitForSelector(".cm-content"),
  },
  {
    name: "history",
    url: ({ wikiUrl }) => `${wikiUrl("garden")}/-/history/Growing/Tomatoes`,
    height: { wide: 500, phone: 480 },
  },
  {
    name: "dashboard",
    height: { wide: 800, phone: 480 },
    url: ({ origin }) => `${origin}/app/wiki/garden`,
    prepare: (page) =>
      page.$eval("#connect", (section) => {
        (section as unknown as { scrollIntoView(): void }).scrollIntoView();
      }),
  },
];

/** Windows of the front page's pictures, in CSS pixels: the pictures are 1000 and 540 wide. */
const SHOT_WINDOWS = {
  wide: { width: 1250, deviceScaleFactor: 0.8 },
  phone: { width: 360, deviceScaleFactor: 1.5 },
};
/** A front page with four pictures has to come over a telephone. */
const MAX_SHOT_BYTES = 60_000;

async function main([wanted = ""]: readonly string[]): Promise<void> {
  await using served = await serveWorld({
    settings: { ROBOT_OPERATORS: "did:plc:bob", ROBOT_MAX_WIKIS: "3" },
  });
  const { world } = served;
  await fillGarden(world);
  world.house.platform.users.setUsername("did:plc:alice", "alice");
  const { page } = await served.openPage();
  await signIn(served, page, world.alice);
  const lookers = {
    owner: page,
    operator: await openElsewhere(served),
    nobody: await openElsewhere(served),
  };
  await signIn(served, lookers.operator, world.bob);
  const folder = new URL("../docs/screens/", import.meta.url).pathname;
  await Deno.mkdir(folder, { recursive: true });
  for (const screen of SCREENS.filter(({ name }) => name.includes(wanted))) {
    const looker = lookers[screen.as ?? "owner"];
    await takePicture(served, looker, { screen, folder });
  }
  for (const shot of SHOTS.filter(({ name }) => name.includes(wanted))) {
    for (const form of ["wide", "phone"] as const) {
      await takeShot(served, page, { shot, form, scheme: "light" });
      await takeShot(served, page, { shot, form, scheme: "dark" });
    }
  }
}

async function takeShot(
  served: ServedWorld,
  page: Page,
  { shot, form, scheme }: {
    shot: Shot;
    form: Form;
    scheme: "light" | "dark";
  },
): Promise<void> {
  const { name, url, height, prepare } = shot;
  await page.setViewport({ ...SHOT_WINDOWS[form], height: height[form] });
  await page.emulateMediaFeatures([
    { name: "prefers-color-scheme", value: scheme },
    { name: "prefers-reduced-motion", value: "reduce" },
  ]);
  await page.goto(url(served), { waitUntil: "networkidle2" });
  await prepare?.(page);
  await page.evaluate(SAY_PUBLIC_ADDRESSES);
  const bytes = await page.screenshot({ type: "webp", quality: 82 });
  if (bytes.length > MAX_SHOT_BYTES) {
    throw new Error(`The picture "${name}" has ${bytes.length} bytes`);
  }
  const suffix = `${form === "phone" ? "-phone" : ""}${
    scheme === "dark" ? "-dark" : ""
  }`;
  const folder = new URL("../static/screens/", import.meta.url);
  await Deno.mkdir(folder, { recursive: true });
  await Deno.writeFile(new URL(`${name}${suffix}.webp`, folder), bytes);
}

/** The address of this machine changes with each run, and says nothing to who looks at the pictures. */
const SAY_PUBLIC_ADDRESSES = `{
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    texts.currentNode.data = texts.currentNode.data
      .replace(/http:..127.0.0.1:\\d+.w.garden/g, "https://garden.robot.wtf")
      .replace(/http:..garden.wiki.localhost(:\\d+)?/g, "https://garden.robot.wtf")
      .replace(/wiki.localhost(:\\d+)?/g, "robot.wtf");
  }
}`;

/** A page in a browser where nobody is signed in. */
async function openElsewhere({ browser }: ServedWorld): Promise<Page> {
  return await (await browser.createBrowserContext()).newPage();
}

async function signIn(
  { origin, doors }: ServedWorld,
  page: Page,
  who: Someone,
): Promise<void> {
  const secret = doors.signinSecret(who);
  await page.goto(`${origin}/auth/link?secret=${secret}`);
  await Promise.all([
    page.waitForNavigation(),
    page.click("form[action='/auth/link'] button"),
  ]);
}

async function takePicture(
  { origin, wikiUrl }: ServedWorld,
  page: Page,
  { screen, folder }: { screen: Screen; folder: string },
): Promise<void> {
  const { name, path, host, width, scheme = "light", prepare } = screen;
  const height = width === 360 ? 740 : 860;
  await page.setViewport({ width, height, deviceScaleFactor: 1 });
  await page.emulateMediaFeatures([
    { name: "prefers-color-scheme", value: scheme },
    { name: "prefers-reduced-motion", value: "reduce" },
  ]);
  const at = host === "platform" ? origin : wikiUrl("garden");
  await page.goto(`${at}${path}`, { waitUntil: "networkidle2" });
  await prepare?.(page);
  if (host === "platform") await page.evaluate(SAY_PUBLIC_ADDRESSES);
  await page.screenshot({ path: `${folder}${name}.png` as `${string}.png` });
}

if (import.meta.main) await main(Deno.args);
