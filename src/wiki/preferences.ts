/**
 * What the names in a wiki's `preferences` table mean. A value that was never set, or that this version does not know,
 * reads as the default.
 *
 * @module
 */
import type { Preferences } from "../db/wiki/preferences.ts";
import type { LinkStyle } from "../markdown/rendered.ts";

/** Names of the preferences, as the service before this one called its settings. */
export const PREFERENCE = {
  /** Order inside `[[…]]`: `target_first` (default) or `text_first`. */
  linkStyle: "WIKILINK_STYLE",
  /** Path of the page at `/`; empty: found by its name. */
  homePage: "HOME_PAGE",
} as const;

/** Which half of `[[a|b]]` is the page in this wiki. */
export function linkStyleOf(preferences: Pick<Preferences, "get">): LinkStyle {
  return preferences.get(PREFERENCE.linkStyle) === "text_first"
    ? "text_first"
    : "target_first";
}

/** The page that the wiki's people chose for `/`, or `undefined`; it may be gone. */
export function chosenHomePage(
  preferences: Pick<Preferences, "get">,
): string | undefined {
  return preferences.get(PREFERENCE.homePage) || undefined;
}
