/**
 * Files as base64 in JSON, read and written in slices: ten megabytes at once would hold the event loop.
 *
 * @module
 */
import { AppError } from "../errors.ts";
import { nextTurn } from "../next_turn.ts";

/** Characters that are read at once; a multiple of four. */
const SLICE_CHARACTERS = 1024 * 1024;
/** Bytes that are written at once; a multiple of three, so that no slice ends in padding. */
const SLICE_BYTES = 768 * 1024;

/**
 * The bytes that a text stands for; line breaks and spaces in it say nothing.
 *
 * @throws {AppError} `invalid` where it is no base64.
 */
export async function readBase64(text: string): Promise<Uint8Array> {
  const bytes = new Uint8Array(Math.ceil(text.length / 4) * 3);
  let length = 0;
  let rest = "";
  for (let at = 0; at < text.length; at += SLICE_CHARACTERS) {
    if (at > 0) await nextTurn();
    const slice = text.slice(at, at + SLICE_CHARACTERS);
    const dense = rest + slice.replace(/\s+/g, "");
    const isLast = at + SLICE_CHARACTERS >= text.length;
    const end = isLast ? dense.length : dense.length - dense.length % 4;
    const piece = decoded(dense.slice(0, end));
    // Padding ends a text: what comes behind it is another one.
    if (!isLast && piece.length !== end / 4 * 3) throw notBase64();
    bytes.set(piece, length);
    length += piece.length;
    rest = dense.slice(end);
  }
  return bytes.subarray(0, length);
}

/** Bytes as base64. */
export async function writeBase64(bytes: Uint8Array): Promise<string> {
  let text = "";
  for (let at = 0; at < bytes.length; at += SLICE_BYTES) {
    if (at > 0) await nextTurn();
    text += bytes.subarray(at, at + SLICE_BYTES).toBase64();
  }
  return text;
}

function decoded(text: string): Uint8Array {
  try {
    return Uint8Array.fromBase64(text);
  } catch (cause) {
    throw notBase64(cause);
  }
}

function notBase64(cause?: unknown): AppError {
  return new AppError("invalid", "Cannot read content: it is no base64", {
    cause,
  });
}
