/**
 * The menu that the preference `SIDEBAR_CUSTOM_MENU` describes: a JSON list of `{"link": …, "title": …}`.
 *
 * | link                                 | entry                          |
 * | ------------------------------------ | ------------------------------ |
 * | `---`                                | a line                         |
 * | `https:`, `http:`, `mailto:`         | an address elsewhere           |
 * | anything else                        | a page or place of this wiki   |
 * | empty                                | the page of the title          |
 *
 * Whoever manages a wiki writes this text, and everybody is shown the menu: nothing but these schemes becomes an address, so
 * `javascript:…` is at most the name of a page that does not exist. JSON that does not parse is an empty menu.
 *
 * @module
 */
import { withoutOuterSlashes } from "./page_path.ts";

/** One entry. */
export type MenuEntry =
  | { readonly kind: "line" }
  | { readonly kind: "address"; readonly url: string; readonly title: string }
  | {
    readonly kind: "page";
    /** As it was written; may be a place: `-/changelog`. */
    readonly path: string;
    /** Heading of the page, without `#`; mostly empty. */
    readonly fragment: string;
    readonly title: string;
  };

/** A menu is no page: further entries and longer texts are left out. */
const MAX_ENTRIES = 100;
const MAX_LENGTH = 300;
const MAX_JSON = 64 * 1024;

/** Reads a menu. */
export function parseMenu(json: string): MenuEntry[] {
  const list = parse(json);
  return Array.isArray(list) ? list.slice(0, MAX_ENTRIES).flatMap(entryOf) : [];
}

function parse(json: string): unknown {
  if (json.trim() === "" || json.length > MAX_JSON) return [];
  try {
    return JSON.parse(json);
  } catch {
    return []; // as it is said above
  }
}

function entryOf(value: unknown): MenuEntry[] {
  if (typeof value !== "object" || value === null) return [];
  const { link, title } = value as Record<string, unknown>;
  const target = textOf(link);
  const shown = textOf(title);
  if (target === "---") return [{ kind: "line" }];
  const url = outerAddress(target);
  if (url !== undefined) {
    return [{ kind: "address", url, title: shown || target }];
  }
  const [path = "", fragment = ""] = (target || shown).split("#", 2);
  const page = withoutOuterSlashes(path);
  if (page === "" && target !== "/") return [];
  return [{ kind: "page", path: page, fragment, title: shown || page }];
}

function textOf(value: unknown): string {
  return typeof value === "string"
    ? value.slice(0, MAX_LENGTH).toWellFormed().trim()
    : "";
}

/** The address, where it is one of a scheme that may stand in the menu. */
function outerAddress(target: string): string | undefined {
  if (!/^(?:https?:\/\/|mailto:)[^\s]+$/i.test(target)) return undefined;
  return URL.canParse(target) ? new URL(target).href : undefined;
}
