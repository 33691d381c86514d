/**
 * A wiki's preferences: one declared table with group, kind, default, label and help of each. What was never set, or holds a
 * value that this version does not know, reads as the default.
 *
 * Names are those of the service before this one. Its preferences for mail, remote repositories, registration and what a
 * platform decides (server name, levels of access, which are columns of the wiki's row) are not here.
 *
 * @module
 */
import type { Preferences } from "../db/wiki/preferences.ts";
import type { LinkStyle } from "../markdown/rendered.ts";
import {
  checkDepth,
  checkHomePage,
  checkLanguage,
  checkMenu,
  checkPicture,
  checkShortcuts,
} from "./preference_checks.ts";

/** What checks may ask of a wiki. */
export interface PreferenceNames {
  /** Whether a page may have this path. */
  mayBePage(path: string): boolean;
  /** Whether this path names a picture of the wiki. */
  isPicture(path: string): boolean;
}

/** Says what is wrong with a value, in a sentence for the person who typed it; `null`: nothing. */
export type PreferenceCheck = (
  value: string,
  names: PreferenceNames,
) => string | null;

/** What a preference holds, and how it is asked for. */
export type PreferenceKind =
  | { readonly kind: "line" }
  | { readonly kind: "text" }
  | { readonly kind: "switch" }
  | {
    readonly kind: "choice";
    readonly choices: Readonly<Record<string, string>>;
  };

/** One row of the table. */
export type Preference = PreferenceKind & {
  readonly group: "site" | "content" | "sidebar";
  readonly default: string;
  readonly label: string;
  readonly help: string;
  /** Beside what the kind demands; an empty value is not checked. */
  readonly check?: PreferenceCheck;
};

/** Every preference. Values are texts; a switch is `on` or empty. */
export const PREFERENCES = {
  SITE_DESCRIPTION: {
    ...{ group: "site", kind: "line", default: "" },
    label: "Description",
    help: "One sentence for search engines and previews of links.",
  },
  SITE_LANG: {
    ...{ group: "site", kind: "line", default: "en" },
    label: "Language",
    help:
      "Language tag of the texts, such as en, de or ar. It also sets the direction of writing.",
    check: checkLanguage,
  },
  SITE_LOGO: {
    ...{ group: "site", kind: "line", default: "" },
    label: "Logo",
    help: "Path of an image of this wiki, shown beside its name. Empty: none.",
    check: checkPicture,
  },
  SITE_ICON: {
    ...{ group: "site", kind: "line", default: "" },
    label: "Icon",
    help:
      "Path of an image of this wiki for the browser's tab. Empty: the icon of the service.",
    check: checkPicture,
  },
  ROBOTS_TXT: {
    ...{ group: "site", kind: "choice", default: "allow" },
    choices: { allow: "May list the wiki", disallow: "Kept away" },
    label: "Search engines",
    help: "Only a wiki that everybody may read is ever listed.",
  },
  HOME_PAGE: {
    ...{ group: "site", kind: "line", default: "" },
    label: "Home page",
    help:
      "Path of the page at the wiki's address. Empty: Home, README or index, else the list of pages.",
    check: checkHomePage,
  },
  OPEN_LINKS_IN_NEW_TAB: {
    ...{ group: "site", kind: "switch", default: "" },
    label: "Open links to other sites in a new tab",
    help: "Links within the wiki stay in the same tab.",
  },
  COMMIT_MESSAGE: {
    ...{ group: "content", kind: "choice", default: "OPTIONAL" },
    choices: {
      REQUIRED: "Required",
      OPTIONAL: "Optional",
      DISABLED: "Not asked for",
    },
    label: "Message of a change",
    help: "Whether the editor asks what was changed.",
  },
  DEFAULT_COMMIT_MESSAGE: {
    ...{ group: "content", kind: "line", default: "" },
    label: "Default message",
    help:
      "Stands in the field, or is used where none is asked for. %P is the page's name; %Y-%m-%d %H:%M the time in UTC.",
  },
  WIKILINK_STYLE: {
    ...{ group: "content", kind: "choice", default: "target_first" },
    choices: {
      target_first: "[[Page|shown text]]",
      text_first: "[[shown text|Page]]",
    },
    label: "Order in links",
    help:
      "Which half of a link with a bar is the page. Links that were written are not changed.",
  },
  SIDEBAR_SHORTCUTS: {
    ...{
      group: "sidebar",
      kind: "line",
      default: "home pageindex changelog createpage",
    },
    label: "Shortcuts",
    help: "Any of home, pageindex, changelog, createpage, in the order wanted.",
    check: checkShortcuts,
  },
  SIDEBAR_MENUTREE_MODE: {
    ...{ group: "sidebar", kind: "choice", default: "SORTED" },
    choices: {
      "": "No tree",
      SORTED: "Folders and pages together, sorted",
      DIRECTORIES_GROUPED: "Folders first, then pages",
      DIRECTORIES_ONLY: "Folders only",
    },
    label: "Tree of pages",
    help: "What the sidebar lists.",
  },
  SIDEBAR_MENUTREE_FOCUS: {
    ...{ group: "sidebar", kind: "choice", default: "TOP" },
    choices: {
      SUBTREE: "What is around the current page",
      TOP: "Everything, folders closed",
      OFF: "Everything, folders open",
    },
    label: "Focus of the tree",
    help: "Which folders are open.",
  },
  SIDEBAR_MENUTREE_MAXDEPTH: {
    ...{ group: "sidebar", kind: "line", default: "" },
    label: "Depth of the tree",
    help: "Levels of folders that are listed. Empty: all.",
    check: checkDepth,
  },
  SIDEBAR_MENUTREE_IGNORE_CASE: {
    ...{ group: "sidebar", kind: "switch", default: "on" },
    label: "Sort without regard to case",
    help: "Otherwise capital letters come first.",
  },
  SIDEBAR_CUSTOM_MENU: {
    ...{ group: "sidebar", kind: "text", default: "" },
    label: "Custom menu",
    help:
      'A JSON list of {"link": "Page or address", "title": "Shown text"}; {"link": "---"} draws a line. Shown above the tree.',
    check: checkMenu,
  },
} as const satisfies Readonly<Record<string, Preference>>;

/** The name of a preference. */
export type PreferenceName = keyof typeof PREFERENCES;

/** What a preference can hold: one of its choices, or any text. */
export type PreferenceValue<Name extends PreferenceName> =
  typeof PREFERENCES[Name] extends
    { readonly choices: infer Choices extends Record<string, string> }
    ? keyof Choices & string
    : string;

/** Reads values; what a wiki's key offers. */
export type PreferenceReader = Pick<Preferences, "get">;

/** The value of a preference, or its default. */
export function preferenceOf<Name extends PreferenceName>(
  preferences: PreferenceReader,
  name: Name,
): PreferenceValue<Name> {
  const row: Preference = PREFERENCES[name];
  const value = preferences.get(name) ?? row.default;
  const isKnown = row.kind !== "choice" || Object.hasOwn(row.choices, value);
  return (isKnown ? value : row.default) as PreferenceValue<Name>;
}

/** Whether a switch is on. */
export function isOn(
  preferences: PreferenceReader,
  name: PreferenceName,
): boolean {
  return preferenceOf(preferences, name) === "on";
}

/** Which half of `[[a|b]]` is the page in this wiki. */
export function linkStyleOf(preferences: PreferenceReader): LinkStyle {
  return preferenceOf(preferences, "WIKILINK_STYLE");
}
