/**
 * What a wiki's preferences say about the look of all its pages: language and direction, pictures, shortcuts.
 *
 * @module
 */
import { fileAddressOf, lookUp } from "./look_up.ts";
import type { ReadableWiki } from "./access.ts";
import { withoutOuterSlashes } from "./page_path.ts";
import { preferenceOf } from "./preferences.ts";

/** A place that the sidebar may lead to at once. */
export type Shortcut = "home" | "pageindex" | "changelog" | "createpage";

/** All of it. */
export interface SiteLook {
  /** A well-formed language tag. */
  readonly lang: string;
  readonly dir: "ltr" | "rtl";
  /** Address on the wiki's host, or `null`. */
  readonly logoUrl: string | null;
  /** As {@linkcode SiteLook.logoUrl}. */
  readonly iconUrl: string | null;
  /** In the order wanted, each once. */
  readonly shortcuts: readonly Shortcut[];
}

const SHORTCUTS: readonly Shortcut[] = [
  "home",
  "pageindex",
  "changelog",
  "createpage",
];

/** Reads the preferences; pictures are looked up among the wiki's files. */
export function siteLook(wiki: ReadableWiki): SiteLook {
  const { preferences } = wiki;
  const lang = languageOf(preferenceOf(preferences, "SITE_LANG"));
  const wanted = preferenceOf(preferences, "SIDEBAR_SHORTCUTS").split(/\s+/);
  return {
    lang,
    dir: isRightToLeft(lang) ? "rtl" : "ltr",
    logoUrl: pictureUrl(wiki, preferenceOf(preferences, "SITE_LOGO")),
    iconUrl: pictureUrl(wiki, preferenceOf(preferences, "SITE_ICON")),
    shortcuts: SHORTCUTS.filter((name) => wanted.includes(name))
      .sort((a, b) => wanted.indexOf(a) - wanted.indexOf(b)),
  };
}

/** The tag, or English where it is none. @see {@link https://www.rfc-editor.org/info/bcp47} */
function languageOf(tag: string): string {
  return /^[a-z]{2,3}(?:-[a-z0-9]{2,8}){0,4}$/i.test(tag) ? tag : "en";
}

/** Languages that are written from right to left, unless the tag names another script. */
const RIGHT_TO_LEFT =
  /^(?:ar|arc|ckb|dv|fa|ha-arab|he|iw|ks|ku-arab|nqo|pa-arab|ps|sd|syr|ug|ur|yi)(?:-|$)/i;
/** Scripts by their codes of ISO 15924. */
const SCRIPT_TO_LEFT = /-(?:adlm|arab|hebr|mand|nkoo|rohg|syrc|thaa)(?:-|$)/i;
const SCRIPT = /^[a-z]{2,3}-[a-z]{4}(?:-|$)/i;

function isRightToLeft(lang: string): boolean {
  return SCRIPT.test(lang)
    ? SCRIPT_TO_LEFT.test(lang)
    : RIGHT_TO_LEFT.test(lang);
}

/** The address of a picture of this wiki that browsers are sent as one; `null` for anything else. */
function pictureUrl(wiki: ReadableWiki, path: string): string | null {
  const own = withoutOuterSlashes(path.trim().replace(/^\.\//, ""));
  if (!/\.(?:png|jpe?g|gif|webp|avif|ico)$/i.test(own)) return null;
  const found = lookUp(wiki, own);
  return found.kind === "file" ? fileAddressOf(wiki, found.path) : null;
}
