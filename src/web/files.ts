/**
 * Files of a wiki as they are: attachments, and the Markdown of a page.
 *
 * A file comes from somebody who may mean harm, and its host is the wiki's own. So it is sandboxed, its
 * type is never guessed by the browser, and only what cannot run is shown instead of downloaded.
 *
 * | asked for                              | answer                                                  |
 * | -------------------------------------- | ------------------------------------------------------- |
 * | the file                               | its bytes now; the browser asks again before reuse      |
 * | `?revision=`                           | its bytes then, for good                                |
 * | `?thumbnail`, `size`, `width`, `height`| a smaller picture, see `thumbnails.ts`                  |
 * | `Range`                                | a part of it                                            |
 *
 * @module
 */
import { AppError } from "../errors.ts";
import { type ByteRange, readByteRange } from "../http/byte_range.ts";
import { isAmong, notModified } from "../http/conditional.ts";
import type { ReadableWiki } from "../wiki/access.ts";
import { readAttachmentAt } from "../wiki/attachments.ts";
import {
  formKey,
  type PictureForm,
  readPictureForm,
} from "../images/picture_form.ts";
import { canShrink, fileTypeOf, isDrawing } from "../wiki/file_types.ts";
import { lastSegment } from "../wiki/page_path.ts";
import { type Page, readPage } from "../wiki/pages.ts";
import { isPublic, type WebContext } from "./screen.ts";

/** A file's content. */
export interface SentFile {
  /** `Actors/Iran/map.png`. */
  readonly path: string;
  readonly oid: string;
}

/** Bytes beyond which a file is left to `git clone`. */
const MAX_BYTES = 32 * 1024 * 1024;
/** Up to here a file is read in place, which takes 5 ms. */
const IN_PLACE_BYTES = 512 * 1024;
/** What is handed to the network at once, so that a slow reader holds no whole file. */
const SLICE_BYTES = 256 * 1024;

/** A week, as links of the service before this one had it. */
const FOR_GOOD = "private, max-age=604800, immutable";
const ASK_AGAIN = "private, no-cache";

/** Sends a file: as it is, or as it was where the address names a revision. */
export function sendFile(
  c: WebContext,
  wiki: ReadableWiki,
  file: SentFile,
): Response | Promise<Response> {
  const revision = c.req.query("revision");
  return revision
    ? sendVersion(c, wiki, { path: file.path, revision })
    : sendContent(c, wiki, { ...file, isForGood: false });
}

/** Sends a file as it was at a revision; also one that is not there any more. */
export function sendVersion(
  c: WebContext,
  wiki: ReadableWiki,
  { path, revision }: { path: string; revision: string },
): Response | Promise<Response> {
  const file = readAttachmentAt(wiki, path, revision);
  // What the beginning of a revision's name means may change.
  const isForGood = revision.length === 40;
  return sendContent(c, wiki, { ...file, isForGood });
}

/** A file, and whether its address names this very content. */
interface Content extends SentFile {
  readonly isForGood: boolean;
}

/** The file, or its picture in the form that the address asks for. */
function sendContent(
  c: WebContext,
  wiki: ReadableWiki,
  content: Content,
): Response | Promise<Response> {
  const form = readPictureForm(c.req.query());
  return form === undefined
    ? sendWhole(c, wiki, content)
    : sendThumbnail(c, wiki, { ...content, form });
}

/** A smaller picture; none where the file cannot be shown as one, which `<img>` shows as its text. */
async function sendThumbnail(
  c: WebContext,
  wiki: ReadableWiki,
  { form, ...content }: Content & { form: PictureForm },
): Promise<Response> {
  const { path, oid, isForGood } = content;
  const tag = `"${oid}-${formKey(form)}-${wiki.house.build}"`;
  const unchanged = canShrink(path) ? tagged(c, { tag, isForGood }) : undefined;
  if (unchanged) return unchanged;
  const picture = await wiki.house.thumbnails.read(wiki, content, form);
  if (picture.kind === "as_it_is") return sendWhole(c, wiki, content);
  if (picture.kind === "refused") {
    c.header("Content-Security-Policy", "sandbox");
    return c.text(
      `Cannot make a small picture of this file: ${picture.reason}\n`,
      422,
    );
  }
  describe(c, wiki, path);
  c.header("Content-Type", picture.type);
  c.header("Content-Length", String(picture.bytes.length));
  return c.body(picture.bytes);
}

/** Names the content and how long it holds; 304 where the browser has it. */
function tagged(
  c: WebContext,
  { tag, isForGood }: { tag: string; isForGood: boolean },
): Response | undefined {
  c.header("ETag", tag);
  c.header("Cache-Control", isForGood ? FOR_GOOD : ASK_AGAIN);
  return isAmong(tag, c.req.header("if-none-match"))
    ? c.body(null, 304)
    : undefined;
}

function sendWhole(
  c: WebContext,
  wiki: ReadableWiki,
  { path, oid, isForGood }: Content,
): Response | Promise<Response> {
  // Of two answers to one address each has its own tag: with a 304 a browser keeps what the other said.
  const variant = isPicture(c, path) ? "-image" : "";
  const tag = `"${oid}${variant}-${wiki.house.build}"`;
  const unchanged = tagged(c, { tag, isForGood });
  if (unchanged) return unchanged;
  const size = wiki.repo.blobSize(oid);
  if (size > MAX_BYTES) {
    throw new AppError(
      "too_large",
      `Cannot send "${path}": it is too large for the browser, clone the wiki to get it`,
    );
  }
  describe(c, wiki, path);
  c.header("Accept-Ranges", "bytes");
  const range = rangeFor(c, { tag, size });
  if (range === "unsatisfiable") {
    c.header("Content-Range", `bytes */${size}`);
    return c.body(null, 416);
  }
  if (range === "whole") {
    return sendSlices(c, wiki, { oid, size, start: 0, end: size });
  }
  const { start, end } = range;
  c.header("Content-Range", `bytes ${start}-${end - 1}/${size}`);
  c.status(206);
  return sendSlices(c, wiki, { oid, size, start, end });
}

/** The part that is asked for. A part of another version would not fit to what the browser has. */
function rangeFor(
  c: WebContext,
  { tag, size }: { tag: string; size: number },
): ByteRange | "whole" | "unsatisfiable" {
  const condition = c.req.header("if-range");
  const isOther = condition !== undefined && condition.trim() !== tag;
  return isOther ? "whole" : readByteRange(c.req.header("range"), size);
}

/** Small files at once; large ones are read in another thread and handed over piece by piece. */
function sendSlices(
  c: WebContext,
  { repo, house }: ReadableWiki,
  { oid, size, start, end }: ByteRange & { oid: string; size: number },
): Response | Promise<Response> {
  if (size <= IN_PLACE_BYTES) {
    const bytes = repo.readBlob(oid).subarray(start, end);
    c.header("Content-Length", String(bytes.length));
    return c.body(new Uint8Array(bytes));
  }
  c.header("Content-Length", String(end - start));
  return streamSlices(c, () => house.blobs.read(repo.dir, oid), { start, end });
}

/** Reads before it answers, so that what cannot be read is an error and no broken file. */
async function streamSlices(
  c: WebContext,
  read: () => Promise<Uint8Array>,
  { start, end }: ByteRange,
): Promise<Response> {
  await read();
  let at = start;
  const slices = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      const next = Math.min(at + SLICE_BYTES, end);
      // Read anew each time: the reader keeps what is asked for often, and nobody who is slow keeps more than a slice.
      controller.enqueue(new Uint8Array((await read()).subarray(at, next)));
      at = next;
      if (at >= end) controller.close();
    },
  }, { highWaterMark: 0 });
  return c.body(slices);
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
  if (page.isText) {
    c.header("Content-Type", `${type}; charset=utf-8`);
    c.header("Content-Security-Policy", "sandbox; default-src 'none'");
  } else describe(c, wiki, `${page.path}.md`);
  return c.body(new Uint8Array(bytes));
}

/** Type, sandbox and name of a file. */
function describe(c: WebContext, wiki: ReadableWiki, path: string): void {
  const name = lastSegment(path);
  const { type, isShown } = fileTypeOf(name);
  const isDrawn = isPicture(c, path);
  if (isDrawing(name)) c.header("Vary", "Sec-Fetch-Dest", { append: true });
  c.header("Content-Type", isDrawn ? "image/svg+xml" : type);
  c.header(
    "Content-Security-Policy",
    isDrawn
      ? "sandbox; default-src 'none'; style-src 'unsafe-inline'"
      : "sandbox",
  );
  c.header("X-Content-Type-Options", "nosniff");
  // Siblings share a site, so their pages' requests carry the reader's cookie; a public picture may be shown anywhere.
  c.header(
    "Cross-Origin-Resource-Policy",
    isPublic(wiki) ? "cross-origin" : "same-origin",
  );
  c.header(
    "Content-Disposition",
    `${isShown || isDrawn ? "inline" : "attachment"}; filename*=UTF-8''${
      encodeFileName(name)
    }`,
  );
}

/** A drawing is a picture in `<img>`, where its scripts never run, and a document everywhere else. */
function isPicture(c: WebContext, path: string): boolean {
  return isDrawing(path) && c.req.header("sec-fetch-dest") === "image";
}

/** @see {@link https://www.rfc-editor.org/rfc/rfc8187#section-3.2} */
function encodeFileName(name: string): string {
  return encodeURIComponent(name.toWellFormed())
    .replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16)}`);
}
