/**
 * Reads the forms that browsers send, within a limit of size.
 *
 * @module
 */
import { AppError } from "../errors.ts";
import { nextTurn } from "../next_turn.ts";
import { toLf } from "../wiki/page_text.ts";

/** Bytes that are read and thrown away, so that the browser gets to see the answer instead of a broken connection. */
const MAX_DRAINED = 64 * 1024 * 1024;

/** Form text grows: each byte that is no ASCII letter or digit is sent as three. */
const GROWTH = 3;

/** Far more than any form here has. */
const MAX_FIELDS = 100;

/** Room for the other fields. */
const OTHER_FIELDS = 64 * 1024;

/** Bytes that a form with one text of `textBytes` may take; something above, so that a text that is a little too long comes back to its writer. */
export function formLimit(textBytes: number): number {
  return GROWTH * 2 * textBytes + OTHER_FIELDS;
}

/**
 * The fields of a form, as `application/x-www-form-urlencoded`.
 *
 * @throws {AppError} `too_large` above `maxBytes`; `invalid` for another type of content, and for too many fields.
 */
export async function readForm(
  request: Request,
  maxBytes: number,
): Promise<URLSearchParams> {
  const type = request.headers.get("content-type") ?? "";
  if (!/^application\/x-www-form-urlencoded\b/i.test(type)) {
    await request.body?.cancel();
    throw new AppError("invalid", "Cannot read this form: unknown encoding");
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.length;
    if (size <= maxBytes) chunks.push(chunk);
    if (size > MAX_DRAINED) break;
  }
  if (size > maxBytes) {
    throw new AppError(
      "too_large",
      "Cannot read this form: it is far larger than a page may be. Your text is still in the browser: go back one page",
    );
  }
  const text = new TextDecoder().decode(joined(chunks, size));
  demandFewFields(text);
  const form = new URLSearchParams(text);
  // Reading megabytes holds the event loop for a while; what is done with them comes in a turn of its own.
  await nextTurn();
  return form;
}

/** Reading millions of empty fields takes seconds. @throws {AppError} `invalid`. */
function demandFewFields(text: string): void {
  let fields = 1;
  for (let at = text.indexOf("&"); at >= 0; at = text.indexOf("&", at + 1)) {
    if (++fields <= MAX_FIELDS) continue;
    throw new AppError("invalid", "Cannot read this form: too many fields");
  }
}

function joined(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

/** A field with one line: line breaks and what surrounds the text are gone. */
export function lineField(form: URLSearchParams, name: string): string {
  return (form.get(name) ?? "").replace(/\s+/g, " ").trim();
}

/** A field with a text: browsers send CRLF, pages have LF. */
export function textField(form: URLSearchParams, name: string): string {
  return toLf(form.get(name) ?? "");
}
