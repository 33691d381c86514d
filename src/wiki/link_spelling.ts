/**
 * Spelling a link anew so that it leads to another place: the address alone changes; whether it is relative, begins with a slash,
 * ends in `.md`, is percent-encoded, and what it says behind `#` and `?` stay as the writer had them.
 *
 * @module
 */
import { unescapePunctuation } from "../markdown/inline_links.ts";
import { decodeEntities } from "../markdown/link_destination.ts";
import type { LinkStyle } from "../markdown/rendered.ts";
import { headingId } from "../markdown/wiki_links.ts";
import { pageOfFile } from "./page_path.ts";

/** A link that must lead elsewhere. */
export interface Respelling {
  /** The page on which it will stand. */
  readonly page: string;
  /** The target as the writer gave it, as `PageLink.target`. */
  readonly target: string;
  /** What it must lead to: a file (`Actors/Iran.md`) or a folder (`Actors/`). */
  readonly wanted: string;
  /** Whether a relative target was read from the page's own folder; else from the one in which the page lies. */
  readonly isOwn: boolean;
  /** Whether a target would lead there. */
  readonly leadsThere: (target: string) => boolean;
}

/**
 * The targets to try, in the writer's manner first; the first that leads to what is wanted. `undefined`: none does (another file
 * has the same name but for its case, say).
 *
 * A target is as in `PageLink.target`: from the root, or beginning with `./` or `../`.
 */
export function respellTarget(
  { page, target, wanted, isOwn, leadsThere }: Respelling,
): string | undefined {
  const plain = wanted.replace(/\/$/, "");
  const asPage = pageOfFile(plain);
  const path = asPage === undefined
    ? plain
    : /\.md$/.test(target)
    ? plain
    : asPage;
  const slash = target.endsWith("/") && path !== "" ? "/" : "";
  const parent = page.replace(/\/?[^/]*$/, "");
  const bases = isOwn ? [page, parent] : [parent, page];
  const relative = bases.map((folder) => relativePath(folder, path));
  const fromRoot = [path, plain];
  const isRelative = /^\.\.?(?:\/|$)/.test(target);
  const tries = isRelative ? [...relative, ...fromRoot] : fromRoot;
  return tries.map((each) => each + slash).find(leadsThere);
}

/**
 * The inside of `[[…]]` with another target, or `undefined` where `[[…]]` cannot name it. Shown text, fragment and leading slashes
 * stay; a space is written for `_` unless the writer wrote `_`.
 */
export function respellWikiLink(
  inside: string,
  style: LinkStyle,
  respell: (isShown: boolean) => string | undefined,
): string | undefined {
  const spot = wikiLinkTarget(inside, style);
  const old = inside.slice(spot.start, spot.end);
  const target = respell(!old.includes("_"));
  if (target === undefined || !fitsWikiLink(target)) return undefined;
  return inside.slice(0, spot.start) + target + inside.slice(spot.end);
}

/** The Markdown link that stands for a wikilink whose new target `[[…]]` cannot name. */
export function asMarkdownLink(
  link: { readonly text: string; readonly fragment: string },
  target: string,
): string {
  const fragment = link.fragment === "" ? "" : `#${headingId(link.fragment)}`;
  const escaped = link.text.replace(/\\?[|`<]/g, (sign) => `\\${sign.at(-1)}`);
  const text = escaped.endsWith("\\") ? `${escaped} ` : escaped;
  return `[${text}](/${encodeWhole(target)}${encodeMinimal(fragment, true)})`;
}

/** An address (`/Actors/Iran#Army`, as written in Markdown) with another target. */
export function respellAddress(written: string, target: string): string {
  const decoded = decodeEntities(unescapePunctuation(written)).trim();
  const end = decoded.search(/[?#]/);
  const path = end < 0 ? decoded : decoded.slice(0, end);
  const suffix = end < 0 ? "" : decoded.slice(end);
  const isSame = decoded === written.trim();
  const encode = path.includes("%") ? encodeWhole : encodeMinimal;
  return manner(path, target, encode) +
    (isSame ? suffix : encodeMinimal(suffix, true));
}

/** A target with the prefix that the writer used: `/`, `./`, `../` or none. */
function manner(
  written: string,
  target: string,
  encode: (text: string) => string,
): string {
  const isRelative = /^\.\.?(?:\/|$)/.test(target);
  if (!isRelative) return `/${encode(target)}`;
  const isBare = !/^\.\.?(?:[/\\]|$)/.test(written);
  const bare = target.replace(/^\.\//, "");
  const isSafe = bare !== "" && !/^\.\.?(?:\/|$)/.test(bare) &&
    !/^[^/]*:/.test(bare);
  return encode(isBare && isSafe ? bare : target);
}

/** How a path is reached from a folder; the folder itself by its name (`../Actors`). */
function relativePath(folder: string, path: string): string {
  const from = folder === "" ? [] : folder.split("/");
  const to = path.split("/");
  let same = 0;
  while (
    same < from.length && same < to.length - 1 && from[same] === to[same]
  ) same++;
  const rest = to.slice(same).join("/");
  const up = "../".repeat(from.length - same);
  return up === "" ? `./${rest}` : up + rest;
}

/** Where the target stands in the inside of `[[…]]`; the same reading as `parseWikiLink()`. */
function wikiLinkTarget(
  inside: string,
  style: LinkStyle,
): { start: number; end: number } {
  const isFirst = style === "target_first";
  const bar = isFirst ? inside.indexOf("|") : inside.lastIndexOf("|");
  const from = bar < 0 || isFirst ? 0 : bar + 1;
  const to = bar < 0 || !isFirst ? inside.length : bar;
  const half = inside.slice(from, to);
  const body = half.replace(/\\$/, bar >= 0 && isFirst ? "" : "\\");
  const lead = /^\s*\/*/.exec(body)![0].length;
  const hash = body.indexOf("#", lead);
  const named = body.slice(lead, hash < 0 ? undefined : hash);
  const space = named.length - named.trimStart().length;
  const start = from + lead + space;
  return { start, end: start + named.trim().length };
}

/** Whether `[[…]]` can name a target: brackets and bars end it, `#` begins a heading. */
function fitsWikiLink(target: string): boolean {
  return target !== "" && !/[[\]|#\n\\]/.test(target) &&
    target === target.trim() &&
    !/^[a-z][a-z0-9+.-]*:\/\//i.test(target);
}

/** Percent-encodes as a browser's address bar copies it. */
function encodeWhole(text: string): string {
  return text.toWellFormed().split("/").map((segment) =>
    encodeURIComponent(segment)
      .replace(/%(?:3A|40|2C|2B)/g, decodeURIComponent)
      .replace(/[()'*!]/g, encodeSign)
  ).join("/");
}

/** Percent-encodes only what would end an address or mean something else in it. */
function encodeMinimal(text: string, keepSuffix = false): string {
  const signs = keepSuffix
    ? /[\0-\x20\x7f"'()<>[\\\]`|&*]/g
    : /[\0-\x20\x7f"'#%&()*<>?[\\\]`{|}]/g;
  return text.replace(signs, encodeSign);
}

function encodeSign(sign: string): string {
  return `%${sign.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`;
}
