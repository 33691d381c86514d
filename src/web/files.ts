/**
 * Files of a wiki as they are: attachments, and the Markdown of a page.
 *
 * A file comes from somebody who may mean harm, and its host is the wiki's own. So it is sandboxed, its
 * type is never guessed by the browser, and only what cannot run is shown instead of downloaded.
 *
 * @module
 */
import { AppError } from "../errors.ts";
import { notModified } from "../http/conditional.ts";
import type { ReadableWiki } from "../wiki/access.ts";
import { type Page, readPage } from "../wiki/pages.ts";
import type { WebContext } from "./screen.ts";

/** Types that a browser may show, by extension. What is not here is downloaded as bytes. */
const SHOWN: Readonly<Record<string, string>> = {
  apng: "image/apng",
  avif: "image/avif",
  bmp: "image/bmp",
  gif: "image/gif",
  ico: "image/x-icon",
  jpeg: "image/jpeg",
  jpg: "image/jpeg",
  png: "image/png",
  webp: "image/webp",
  pdf: "application/pdf",
  aac: "audio/aac",
  flac: "audio/flac",
  m4a: "audio/mp4",
  mp3: "audio/mpeg",
  oga: "audio/ogg",
  ogg: "audio/ogg",
  opus: "audio/ogg",
  wav: "audio/wav",
  m4v: "video/mp4",
  mov: "video/quicktime",
  mp4: "video/mp4",
  ogv: "video/ogg",
  webm: "video/webm",
  log: "text/plain; charset=utf-8",
  text: "text/plain; charset=utf-8",
  txt: "text/plain; charset=utf-8",
};

/** Types that are safe to name, but downloaded. Script, style, XML, HTML and WebAssembly are not among them. */
const DOWNLOADED: Readonly<Record<string, string>> = {
  csv: "text/csv; charset=utf-8",
  json: "application/json",
  zip: "application/zip",
};

/** Bytes beyond which a file is left to `git clone`: reading one holds up everybody else. */
const MAX_BYTES = 32 * 1024 * 1024;

/** Sends a file of the wiki's repository at HEAD. */
export function sendFile(
  c: WebContext,
  wiki: ReadableWiki,
  file: { readonly path: string; readonly oid: string },
): Response {
  const unchanged = notModified(c, wiki);
  if (unchanged) return unchanged;
  if (wiki.repo.blobSize(file.oid) > MAX_BYTES) {
    throw new AppError(
      "too_large",
      `Cannot send "${file.path}": it is too large for the browser, clone the wiki to get it`,
    );
  }
  return sendBytes(c, file.path, wiki.repo.readBlob(file.oid));
}

/** Sends the Markdown of a page, as it is stored. */
export function sendMarkdown(
  c: WebContext,
  wiki: ReadableWiki,
  path: string,
): Response {
  const unchanged = notModified(c, wiki);
  if (unchanged) return unchanged;
  return sendText(c, wiki, readPage(wiki, path), "text/markdown");
}

/** Sends a page's stored bytes as text; what is not UTF-8 is downloaded. */
export function sendText(
  c: WebContext,
  wiki: ReadableWiki,
  page: Page,
  type: "text/markdown" | "text/plain",
): Response {
  const bytes = wiki.repo.readBlob(page.blob);
  c.header("X-Robots-Tag", "noindex");
  if (!page.isText) return sendBytes(c, `${page.path}.md`, bytes);
  c.header("Content-Type", `${type}; charset=utf-8`);
  c.header("Content-Security-Policy", "sandbox; default-src 'none'");
  return c.body(new Uint8Array(bytes));
}

function sendBytes(
  c: WebContext,
  path: string,
  bytes: Uint8Array,
): Response {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const extension = /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? "";
  const shown = ownValue(SHOWN, extension);
  const type = shown ?? ownValue(DOWNLOADED, extension) ??
    "application/octet-stream";
  c.header("Content-Type", type);
  c.header("Content-Security-Policy", "sandbox");
  c.header("X-Content-Type-Options", "nosniff");
  c.header(
    "Content-Disposition",
    `${shown ? "inline" : "attachment"}; filename*=UTF-8''${
      encodeFileName(name)
    }`,
  );
  return c.body(new Uint8Array(bytes));
}

function ownValue(
  table: Readonly<Record<string, string>>,
  key: string,
): string | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

/** @see {@link https://www.rfc-editor.org/rfc/rfc8187#section-3.2} */
function encodeFileName(name: string): string {
  return encodeURIComponent(name.toWellFormed())
    .replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16)}`);
}
