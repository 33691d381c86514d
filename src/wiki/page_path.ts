/**
 * The three spellings of a page's name and the way between them.
 *
 * | spelling | example          | where                    |
 * | -------- | ---------------- | ------------------------ |
 * | path     | `Actors/Iran`    | MCP, REST, `[[links]]`   |
 * | file     | `Actors/Iran.md` | the git tree             |
 * | URL      | `/Actors/Iran`   | the browser              |
 *
 * Reading is tolerant: whatever git holds has a path and a URL. Creating is strict: {@linkcode newPagePath}. Nothing
 * here knows which pages exist; that is `look_up.ts`.
 *
 * @module
 */
import { AppError } from "../errors.ts";

/** Longest segment of a stored file's path, in UTF-8 bytes: what common file systems hold. */
export const MAX_SEGMENT_BYTES = 255;

/** Longest path of a stored file, in UTF-8 bytes. */
export const MAX_PATH_BYTES = 1024;

/** First segments of a URL on a wiki's host that lead somewhere else than to a page. Case matters, as in any URL. */
const ROUTES: ReadonlySet<string> = new Set([
  "-",
  ".git",
  ".well-known",
  "api",
  "favicon.ico",
  "llms.txt",
  "manifest.webmanifest",
  "mcp",
  "repo.git",
  "robots.txt",
  "sitemap.xml",
  "static",
]);

/**
 * The file that holds a page; any existing page, so nothing is checked.
 *
 * ```ts
 * import assert from "node:assert/strict";
 * import { pageFile } from "./page_path.ts";
 *
 * assert.equal(pageFile("Actors/Iran"), "Actors/Iran.md");
 * ```
 */
export function pageFile(path: string): string {
  return `${path}.md`;
}

/**
 * The page in a file, or `undefined` where the file is not a page. A file called just `.md` is none: its page would
 * have no name.
 */
export function pageOfFile(file: string): string | undefined {
  if (!file.endsWith(".md")) return undefined;
  const path = file.slice(0, -3);
  return path === "" || path.endsWith("/") ? undefined : path;
}

/**
 * The URL of a page or folder, percent-encoded: `/Actors/Iran`. What a route or a browser would take for something
 * else (a first segment that is a route, `.` and `..`) becomes `/-/page/…`. The home page is no exception here; see
 * `addressOf` in `look_up.ts`.
 *
 * ```ts
 * import assert from "node:assert/strict";
 * import { pageUrl, pathOfUrl } from "./page_path.ts";
 *
 * assert.equal(pageUrl("Was ist 100 %?"), "/Was%20ist%20100%20%25%3F");
 * assert.equal(pageUrl("api"), "/-/page/api");
 * assert.equal(pathOfUrl(pageUrl("api")), "api");
 * ```
 */
export function pageUrl(path: string): string {
  return hasOwnUrl(path) ? `/${encodePath(path)}` : actionUrl("page", path);
}

/**
 * The URL of a file that is not a page, as {@linkcode pageUrl}; what has none of its own becomes `/-/file/…`. `isHidden`: a page
 * has the same URL.
 */
export function fileUrl(
  path: string,
  { isHidden = false }: { isHidden?: boolean } = {},
): string {
  return !isHidden && hasOwnUrl(path) && pageOfFile(path) === undefined
    ? `/${encodePath(path)}`
    : actionUrl("file", path);
}

/** The URL of a page's action: `/-/edit/Actors/Iran`, or with a query `/-/diff/Actors/Iran?from=…`. */
export function actionUrl(
  action: string,
  path: string,
  query: Readonly<Record<string, string>> = {},
): string {
  const search = new URLSearchParams(query).toString();
  const guarded = path.split("/").map(guardDots).join("/");
  const url = `/-/${action}/${encodePath(guarded)}`;
  return search === "" ? url : `${url}?${search}`;
}

/** Whether a path names a place of the service (`-/about`, `api/v1/pages`) by its first segment. */
export function isPlace(path: string): boolean {
  return ROUTES.has(path.split("/", 1)[0]!);
}

/** The URL of a place of the service. */
export function placeUrl(path: string): string {
  return `/${encodePath(path)}`;
}

/**
 * The path in a URL's (still encoded) pathname, or `undefined` where that does not decode to UTF-8. What stands before
 * the path in `/-/<action>/<path>` is left out; slashes at both ends go, encoded slashes separate as plain ones do.
 */
export function pathOfUrl(pathname: string): string | undefined {
  const encoded = pathname.replace(/^\/-\/[^/]*(?:\/|$)/, "");
  const isAction = encoded !== pathname;
  try {
    const path = withoutOuterSlashes(decodeURIComponent(encoded));
    return isAction ? path.split("/").map(unguardDots).join("/") : path;
  } catch {
    return undefined; // a lone `%`, or bytes that are not UTF-8
  }
}

/**
 * The path under which a new page is stored: NFC, spaces as `_`, without slashes and spaces around.
 *
 * The limits of length count the file as it is stored (`.md` included): a longer name could be committed, but no
 * clone could check it out.
 *
 * @throws {AppError} `invalid`, saying which rule of a page's name is broken. Whether another page has this name but
 * for its case is asked of `look_up.ts`.
 */
export function newPagePath(input: string): string {
  const path = trimmed(composed(input), /[\p{Zs}/]/u)
    .split("/")
    .map((segment) => trimmed(segment, /\p{Zs}/u))
    .join("/")
    .replace(/\p{Zs}/gu, "_");
  const segments = path.split("/");
  const complaint = complaintAboutPath(path, segments) ??
    segments.map(complaintAboutSegment).find((found) => found !== undefined);
  if (complaint !== undefined) {
    throw new AppError(
      "invalid",
      `Cannot use "${shorten(input)}" as a page's name: ${complaint}`,
    );
  }
  return path;
}

/**
 * The name under which an uploaded file is stored. Folders of the sender's machine are dropped, spaces become `_`, and what may
 * not begin a name or stand in it is left out or replaced: whoever shows the result tells where it differs from what was sent.
 *
 * ```ts
 * import assert from "node:assert/strict";
 * import { newFileName } from "./page_path.ts";
 *
 * assert.equal(newFileName("C:\\\\photos\\\\..secret #1.png"), "secret__1.png");
 * assert.throws(() => newFileName("Notes.md"), { code: "invalid" });
 * ```
 *
 * @throws {AppError} `invalid` where no name is left, for `.git` in any disguise, for Markdown (a file that ends in `.md` is a
 * page), and where the name is too long.
 */
export function newFileName(sent: string): string {
  const last = sent.slice(
    Math.max(sent.lastIndexOf("/"), sent.lastIndexOf("\\")) + 1,
  );
  const printable = composed(last.toWellFormed()).replace(UNPRINTABLE, "");
  const safe = trimmed(printable, /\p{Zs}/u)
    .replace(/\p{Zs}/gu, "_")
    .replace(/[?#%]/g, "_");
  const name = trimmed(safe, /[.-]/, { end: false });
  const complaint = complaintAboutFile(printable, name);
  if (complaint !== undefined) {
    throw new AppError(
      "invalid",
      `Cannot store a file as "${shorten(last)}": ${complaint}`,
    );
  }
  return name;
}

/**
 * The key under which spellings of a path meet: NFC, space = underscore, case folded (`Straße` = `STRASSE`).
 *
 * The Turkish `ı` stays itself, as in Unicode's case folding; upper and lower case alone would make it an `i`.
 */
export function foldPath(path: string): string {
  // deno-lint-ignore no-control-regex
  if (/^[\x00-\x7f]*$/.test(path)) {
    return path.toLowerCase().replaceAll(" ", "_");
  }
  const folded = composed(path).split("ı")
    .map((part) => part.toLowerCase().toUpperCase().toLowerCase())
    .join("ı")
    .replaceAll("ς", "σ")
    .replace(/\p{Zs}/gu, "_");
  return composed(folded);
}

/** A path without the slashes around it, in time that grows with its length alone. */
export function withoutOuterSlashes(path: string): string {
  return trimmed(path, /\//);
}

/** A path as people read it: `_` shown as a space. */
export function displayPath(path: string): string {
  return path.replaceAll("_", " ");
}

/**
 * Whether a file is for programs alone (`.redirects`, `Actors/.keep`): its name begins with a dot, and it is no page. Such files
 * are in no list and have no address.
 */
export function isForPrograms(file: string): boolean {
  return file.startsWith(".", file.lastIndexOf("/") + 1) &&
    pageOfFile(file) === undefined;
}

/** What stands behind the last `/`: a file's or page's own name. */
export function lastSegment(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** The last segment of {@linkcode displayPath}. */
export function displayName(path: string): string {
  return displayPath(lastSegment(path));
}

/** @see {@link https://url.spec.whatwg.org/#double-dot-path-segment} for why dots have none. */
function hasOwnUrl(path: string): boolean {
  const segments = path.split("/");
  return !isPlace(path) && !segments.includes(".") &&
    !segments.includes("..");
}

/** Encodes each segment; empty ones are left out, so that no path becomes `//another.host`. */
function encodePath(path: string): string {
  return path.toWellFormed().split("/").filter((segment) => segment !== "")
    .map((segment) =>
      encodeURIComponent(segment)
        .replace(/%(?:3A|40|2C|2B)/g, decodeURIComponent)
    )
    .join("/");
}

/**
 * Behind `/-/…/` a `..` is written `~..`, and what looks like that gets one `~` more: browsers would resolve the plain
 * one away, also when it is percent-encoded.
 */
function guardDots(segment: string): string {
  return /^~*\.\.?$/.test(segment) ? `~${segment}` : segment;
}

function unguardDots(segment: string): string {
  return /^~+\.\.?$/.test(segment) ? segment.slice(1) : segment;
}

const MARKS_HEAPED = /\p{M}{31}/u;

/**
 * NFC, but for a text that heaps marks on one letter: sorting them takes time that grows with their number squared.
 *
 * @see {@link https://www.unicode.org/reports/tr15/#Stream_Safe_Text_Format} for the number.
 */
function composed(text: string): string {
  return MARKS_HEAPED.test(text) ? text : text.normalize("NFC");
}

/** Without such characters at both ends. A regular expression with `+$` would try each place within a long run anew. */
function trimmed(
  text: string,
  outer: RegExp,
  { end: isEndTrimmed = true }: { end?: boolean } = {},
): string {
  let start = 0;
  let end = text.length;
  while (start < end && outer.test(text[start]!)) start++;
  while (isEndTrimmed && end > start && outer.test(text[end - 1]!)) end--;
  return text.slice(start, end);
}

/** Characters that macOS leaves out of names (`.g\u200cit` is `.git` there) or that turn the direction of text. */
const INVISIBLE = /[\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g;

/** Control characters, line breaks of Unicode, and what turns the direction of text. */
const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069\ufeff]/gu;

function complaintAboutFile(sent: string, name: string): string | undefined {
  const visible = sent.replace(INVISIBLE, "");
  if (name === "") return "it has no name that can be used";
  // What could not be stored for its length is not looked at: the expression takes long for it.
  const isShort = visible.length <= MAX_SEGMENT_BYTES;
  if (isShort && /^\.?git[ .]*(?:~\d+)?[ .]*(?::.*)?$/i.test(visible)) {
    return 'it stands for ".git"';
  }
  if (MARKS_HEAPED.test(name)) return "it heaps marks on one letter";
  if (/\.md$/i.test(name)) {
    return 'files that end in ".md" are pages: create a page instead';
  }
  return complaintAboutSegment(name);
}

function complaintAboutPath(
  path: string,
  segments: readonly string[],
): string | undefined {
  const first = segments[0]!;
  if (path === "") return "it is empty";
  if (!path.isWellFormed()) return "it holds half a character";
  if (MARKS_HEAPED.test(path)) return "it heaps marks on one letter";
  if (byteLength(pageFile(path)) > MAX_PATH_BYTES) {
    return `it is longer than ${MAX_PATH_BYTES} bytes`;
  }
  if (byteLength(pageFile(segments.at(-1)!)) > MAX_SEGMENT_BYTES) {
    return `its last part is longer than ${MAX_SEGMENT_BYTES - 3} bytes`;
  }
  if (/\.md$/i.test(path)) return 'it ends with ".md", which is added to files';
  if (ROUTES.has(first)) return `"/${first}" is an address of the service`;
  return undefined;
}

function complaintAboutSegment(segment: string): string | undefined {
  const visible = segment.replace(INVISIBLE, "");
  if (visible === "") return "a part of it is empty";
  if (/^[.-]/.test(visible)) {
    return `"${segment}" begins with a dot or a dash`;
  }
  if (/^git~\d+$/i.test(visible)) return `"${segment}" stands for ".git"`;
  if (segment.search(UNPRINTABLE) >= 0) {
    return "it holds a control character";
  }
  const forbidden = /[\\?#%]/.exec(segment);
  if (forbidden) return `it holds "${forbidden[0]}"`;
  if (byteLength(segment) > MAX_SEGMENT_BYTES) {
    return `a part of it is longer than ${MAX_SEGMENT_BYTES} bytes`;
  }
  return undefined;
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}

function shorten(text: string): string {
  const start = text.length > 80 ? `${text.slice(0, 80)}…` : text;
  return start.toWellFormed();
}
