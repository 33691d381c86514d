/**
 * Refuses a request body before it fills the memory, whether its length was announced or not, and one that never ends: while it
 * is awaited the wiki stays open, and the right to write is the one that its sender had at the beginning.
 *
 * @module
 */
import { AppError } from "../errors.ts";
import type { Limits } from "../wiki/quota.ts";
import { MAX_UPLOAD_BYTES } from "../wiki/upload_limits.ts";
import type { WikiDoor } from "./caller.ts";

/** Enough for a long page over a slow telephone. */
const LONGEST_MS = 5 * 60_000;

/** A form sends a page percent-encoded, three bytes for one, and a conflict page sends two texts. */
const BODY_PAGES = 7;
/** Room for everything else in a request. */
const BODY_EXTRA = 1_000_000;
/** Bytes of all files in one form. */
const FORM_OF_FILES = 64 * 1024 * 1024;

/** Bytes of a form on the platform's pages. */
const SITE_FORM = 64_000;
/** An upload that is to be imported, over a slow line; it is written down as it comes, and no wiki is kept open for it. */
const IMPORT = {
  path: /^\/app\/wiki\/[^/]+\/import$/,
  maxBytes: MAX_UPLOAD_BYTES + BODY_EXTRA,
  longestMs: 20 * 60_000,
};

/** Requests that bring files, by door: as a form of files, or one file as base64, four bytes for three. */
const UPLOADS: Readonly<Partial<Record<WikiDoor, RegExp>>> = {
  web: /^\/-\/attachments(?:\/|$)/,
  api: /^\/api\/v1\/pages\/.*\/attachments\/?$/,
};

/** How long a request's body may be at a door, in bytes. */
export function longestBody(
  limits: Pick<Limits, "pageBytes" | "attachmentBytes">,
  door: WikiDoor,
  { method, path }: { readonly method: string; readonly path: string },
): number {
  const { pageBytes, attachmentBytes } = limits;
  const usual = BODY_PAGES * pageBytes + BODY_EXTRA;
  const bringsFiles = method === "POST" && UPLOADS[door]?.test(path) === true;
  if (!bringsFiles) return usual;
  return door === "web"
    ? Math.max(FORM_OF_FILES, attachmentBytes + BODY_EXTRA)
    : Math.max(usual, Math.ceil(attachmentBytes * 4 / 3) + BODY_EXTRA);
}

/** How long a request's body may be on the platform's pages, in bytes, and how long it may take. */
export function siteBody(
  { method, path }: { readonly method: string; readonly path: string },
): { maxBytes: number; longestMs: number } {
  return method === "POST" && IMPORT.path.test(path)
    ? IMPORT
    : { maxBytes: SITE_FORM, longestMs: LONGEST_MS };
}

/**
 * The request, with a body that fails as soon as it is longer than allowed, or takes longer.
 *
 * @throws {AppError} `too_large` at once where `Content-Length` says so, else while it is read; `invalid` where it takes too
 * long, or where the client leaves in the middle of it.
 */
export function limitBody(
  request: Request,
  maxBytes: number,
  { longestMs = LONGEST_MS }: { longestMs?: number } = {},
): Request {
  const announced = request.headers.get("content-length");
  if (Number(announced) > maxBytes) throw tooLarge(maxBytes);
  if (request.body === null) return request;
  const { url, method, headers } = request;
  const body = limited(request.body, { maxBytes, longestMs });
  return new Request(url, { method, headers, body });
}

/** Touches the body only when asked: the server ends the connection by itself where a body was left unread. */
function limited(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  { maxBytes, longestMs }: { maxBytes: number; longestMs: number },
): ReadableStream<Uint8Array<ArrayBuffer>> {
  let reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>> | undefined;
  const endsAt = performance.now() + longestMs;
  let length = 0;
  return new ReadableStream({
    async pull(controller) {
      reader ??= body.getReader();
      const { done, value } = await readBefore(endsAt, reader);
      if (done) return controller.close();
      length += value.length;
      if (length <= maxBytes) return controller.enqueue(value);
      reader.cancel().catch(ignore);
      throw tooLarge(maxBytes);
    },
    cancel: (reason) => reader ? reader.cancel(reason) : body.cancel(reason),
  }, { highWaterMark: 0 });
}

/** The next piece. @throws {AppError} `invalid` where it does not come in time. */
async function readBefore<Piece>(
  endsAt: number,
  reader: ReadableStreamDefaultReader<Piece>,
): Promise<ReadableStreamReadResult<Piece>> {
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    reader.cancel().catch(ignore); // ends the reading below
  }, Math.max(0, endsAt - performance.now()));
  try {
    const piece = await reader.read().catch((cause: unknown) => {
      // The client left: nobody's mistake that an operator should hear of.
      throw new AppError(
        "invalid",
        "Cannot take this request: its body ended too early",
        { cause },
      );
    });
    if (isLate) {
      throw new AppError(
        "invalid",
        "Cannot take this request: its body took too long to arrive",
      );
    }
    return piece;
  } finally {
    clearTimeout(timer);
  }
}

function tooLarge(maxBytes: number): AppError {
  return new AppError(
    "too_large",
    `Cannot take this request: its body is longer than ${maxBytes} bytes`,
  );
}

/** The client is gone or refused: how its stream ends makes no difference. */
function ignore(): void {}
