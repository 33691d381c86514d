/**
 * A browser in words, for a list of sessions: `Firefox on Linux`. What a browser says of itself is a lie by custom (Edge calls
 * itself Chrome, Chrome calls itself Safari), so the most special name is looked for first.
 *
 * @module
 */

const BROWSERS: readonly (readonly [sign: string, name: string])[] = [
  ["Edg", "Edge"],
  ["OPR/", "Opera"],
  ["Vivaldi/", "Vivaldi"],
  ["SamsungBrowser/", "Samsung Internet"],
  ["Firefox/", "Firefox"],
  ["FxiOS/", "Firefox"],
  ["CriOS/", "Chrome"],
  ["Chromium/", "Chromium"],
  ["Chrome/", "Chrome"],
  ["Safari/", "Safari"],
];
const SYSTEMS: readonly (readonly [sign: string, name: string])[] = [
  ["iPhone", "iPhone"],
  ["iPad", "iPad"],
  ["Android", "Android"],
  ["Windows", "Windows"],
  ["CrOS", "ChromeOS"],
  ["Mac OS X", "Mac"],
  ["Linux", "Linux"],
];

/**
 * The browser and system that a `User-Agent` names; a program by its first word.
 *
 * ```ts
 * import assert from "node:assert/strict";
 * import { browserWords } from "./browser_words.ts";
 *
 * assert.equal(browserWords("curl/8.5.0"), "curl");
 * assert.equal(browserWords(null), "Unknown browser");
 * ```
 */
export function browserWords(userAgent: string | null | undefined): string {
  const text = userAgent ?? "";
  const named = (table: typeof BROWSERS) =>
    table.find(([sign]) => text.includes(sign))?.[1];
  const browser = named(BROWSERS) ?? /^[\w.+-]{1,40}/.exec(text)?.[0] ??
    "Unknown browser";
  const system = named(SYSTEMS);
  return system === undefined ? browser : `${browser} on ${system}`;
}
