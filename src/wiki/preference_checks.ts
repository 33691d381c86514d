/**
 * What is wrong with the value of a preference, in a sentence for the person who typed it. Pure; reading is tolerant, so these
 * guard the form alone.
 *
 * @module
 */
import type { PreferenceCheck } from "./preferences.ts";

const SHORTCUTS = ["home", "pageindex", "changelog", "createpage"];
const MAX_MENU_ENTRIES = 100;
const MAX_MENU_TEXT = 500;

/** A language tag. @see {@link https://www.rfc-editor.org/rfc/rfc5646} */
export const checkLanguage: PreferenceCheck = (value) => {
  const problem = "Wanted a language tag, such as en, de or pt-BR.";
  if (!/^[a-z]{2,3}(?:-[a-z0-9]{2,8}){0,4}$/i.test(value)) return problem;
  try {
    new Intl.Locale(value);
    return null;
  } catch {
    return problem;
  }
};

/** A picture of this wiki. */
export const checkPicture: PreferenceCheck = (value, names) =>
  names.isPicture(value)
    ? null
    : "Wanted the path of a picture of this wiki (png, jpg, gif, webp, avif or ico), such as Home/logo.png. Upload it first.";

/** A page, existing or not, or the page index. */
export const checkHomePage: PreferenceCheck = (value, names) => {
  if (/\.md$/i.test(value)) {
    return "Wanted the name of a page, without .md at its end.";
  }
  if (value === "-/index" || names.mayBePage(value)) return null;
  return "No page can have this name.";
};

/** Names of places, each once. */
export const checkShortcuts: PreferenceCheck = (value) => {
  const words = value.split(/\s+/);
  return words.every((word) => SHORTCUTS.includes(word)) &&
      new Set(words).size === words.length
    ? null
    : `Wanted any of ${SHORTCUTS.join(", ")}, each once, with spaces between.`;
};

/** Digits. */
export const checkDepth: PreferenceCheck = (value) =>
  /^[1-9]\d?$/.test(value) ? null : "Wanted a number from 1 to 99, or nothing.";

/** The JSON of a menu. */
export const checkMenu: PreferenceCheck = (value) => {
  let menu: unknown;
  try {
    menu = JSON.parse(value);
  } catch {
    return 'This is no JSON. Wanted a list such as [{"link": "Home", "title": "Start"}].';
  }
  if (!Array.isArray(menu)) {
    return "Wanted a list: it begins with [ and ends with ].";
  }
  if (menu.length > MAX_MENU_ENTRIES) {
    return `Wanted at most ${MAX_MENU_ENTRIES} entries.`;
  }
  const wrong = menu.findIndex((entry) => !isMenuEntry(entry));
  return wrong < 0
    ? null
    : `Entry ${
      wrong + 1
    } is none: wanted {"link": …, "title": …} with a page, or an address that begins with https:, http: or mailto:.`;
};

function isMenuEntry(entry: unknown): boolean {
  if (typeof entry !== "object" || entry === null) return false;
  const { link = "", title = "", icon = "", ...rest } = entry as Record<
    string,
    unknown
  >;
  const texts = [link, title, icon];
  const areTexts = texts.every((text) =>
    typeof text === "string" && text.length <= MAX_MENU_TEXT
  );
  if (!areTexts || Object.keys(rest).length > 0) return false;
  if (link === "" && title === "") return false;
  // What a browser drops from an address could hide its scheme.
  const address = String(link).replace(/[\s\p{Cc}]/gu, "");
  return !/^[a-z][a-z0-9+.-]*:/i.test(address) ||
    /^(?:https?:\/\/|mailto:)/i.test(address);
}
