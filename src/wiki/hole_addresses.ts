/**
 * Fills the holes of a rendered page that want an address: existing pages and files get their canonical URL, missing ones
 * `class="missing"` and the address of "create". URLs begin at the root of the wiki's host.
 *
 * @module
 */
import type { AddressHole, SectionHole } from "../markdown/rendered.ts";
import { headingId } from "../markdown/wiki_links.ts";
import type { ReadableWiki } from "./access.ts";
import { targetPaths } from "./link_target.ts";
import {
  addressOf,
  fileAddressOf,
  type Found,
  homePage,
  lookUp,
} from "./look_up.ts";
import { oldAddress } from "./old_addresses.ts";
import { actionUrl, fileUrl, isPlace, pageUrl, placeUrl } from "./page_path.ts";

/** The attributes of one hole on the page `path`. */
export function fillAddress(
  wiki: ReadableWiki,
  path: string,
  hole: AddressHole | SectionHole,
): string {
  if (hole.kind === "section") {
    const url = actionUrl("edit", path, { section: hole.id });
    return `href="${escapeHtml(url)}"`;
  }
  const { url, isMissing } = addressFor(wiki, path, hole);
  const joint = url.includes("?") ? "&" : "?";
  const query = hole.query && !isMissing ? joint + hole.query : "";
  const attribute = hole.kind === "link" ? "href" : "src";
  const href = escapeHtml(url + query + fragmentOf(hole));
  const mark = isMissing ? ' class="missing"' : "";
  return `${attribute}="${href}"${mark}`;
}

function addressFor(
  wiki: ReadableWiki,
  page: string,
  { target, kind, isWikiLink }: AddressHole,
): { url: string; isMissing: boolean } {
  if (target === "") return { url: "/", isMissing: false };
  const candidates = targetPaths(page, target);
  for (const candidate of candidates) {
    const found = candidate === "" ? home(wiki) : lookUp(wiki, candidate);
    const url = urlOf(wiki, candidate, found);
    if (url !== undefined) return { url, isMissing: false };
  }
  const [first] = candidates;
  if (isPlace(first!) && !isWikiLink) {
    return { url: placeUrl(first!), isMissing: false };
  }
  const old = isWikiLink ? undefined : oldAddress(first!);
  if (old !== undefined) return { url: old, isMissing: false };
  const url = kind === "embed" ? fileUrl(first!) : createUrl(first!);
  return { url, isMissing: true };
}

/** What the root of the wiki is, for a relative link that leads there. */
function home(wiki: ReadableWiki): Found {
  const path = homePage(wiki);
  return path === null ? { kind: "folder", path: "" } : { kind: "page", path };
}

/** The canonical URL of what was found; several pages lead to the one address that lists them. */
function urlOf(
  wiki: ReadableWiki,
  asked: string,
  found: Found,
): string | undefined {
  switch (found.kind) {
    case "page":
    case "moved":
      return addressOf(wiki, found.path);
    case "file":
      return fileAddressOf(wiki, found.path);
    case "folder":
      return found.path === "" ? "/" : pageUrl(found.path);
    case "ambiguous":
      return pageUrl(asked);
    case "none":
      return undefined;
  }
}

/** A wikilink names a heading by its text, a Markdown link by its address. */
function fragmentOf({ fragment, isWikiLink, kind }: AddressHole): string {
  if (fragment === "" || kind === "embed") return "";
  const id = isWikiLink ? headingId(fragment) : fragment;
  return `#${encodeURIComponent(id)}`;
}

/** Escapes text for HTML, between tags and in double quotes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&"<>]/g, (character) => ESCAPES[character]!);
}

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  '"': "&quot;",
  "<": "&lt;",
  ">": "&gt;",
};

/** Where a page with this path is created. */
export function createUrl(path: string): string {
  return `/-/create?${new URLSearchParams({ path })}`;
}
