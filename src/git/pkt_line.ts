/**
 * pkt-line: the framing of git's protocols. Four hexadecimal digits count a line's bytes, themselves included;
 * 0000 to 0002 are marks without content.
 *
 * @see {@link https://git-scm.com/docs/gitprotocol-common#_pkt_line_format}
 * @module
 */
import { Buffer } from "node:buffer";
import { AppError } from "../errors.ts";

/** One line of a request, or a mark. Text is without its newline. */
export type PktLine =
  | { readonly kind: "line"; readonly text: string }
  | { readonly kind: "flush" | "delimiter" | "response_end" };

/** Ends a list, or a request. */
export const FLUSH: Buffer = Buffer.from("0000");

/** Separates the sections of a protocol 2 message. */
export const DELIMITER: Buffer = Buffer.from("0001");

/** Bytes of content that fit in one line (65520 less the length itself). */
const MAX_CONTENT_BYTES = 65516;

/** Bytes of a pack in one side-band-64k frame: one byte names the channel. */
export const MAX_FRAME_BYTES: number = MAX_CONTENT_BYTES - 1;

/** The channels of side-band-64k. */
export const CHANNEL = { pack: 1, progress: 2, error: 3 } as const;

/**
 * Frames one line; a newline is not added.
 *
 * ```ts
 * import assert from "node:assert/strict";
 * import { pktLine } from "./pkt_line.ts";
 *
 * assert.equal(pktLine("NAK\n").toString(), "0008NAK\n");
 * ```
 */
export function pktLine(content: string | Uint8Array): Buffer {
  const bytes = Buffer.from(content as Uint8Array);
  if (bytes.length > MAX_CONTENT_BYTES) {
    throw new RangeError(`A pkt-line cannot hold ${bytes.length} bytes`);
  }
  return Buffer.concat([lengthOf(bytes.length), bytes]);
}

/** A line that ends the conversation with a sentence; git shows it after "remote error: ". */
export function errorLine(message: string): Buffer {
  return pktLine(`ERR ${message}`);
}

/** The start of a side-band frame that `sizeBytes` of content follow. */
export function frameStart(
  channel: (typeof CHANNEL)[keyof typeof CHANNEL],
  sizeBytes: number,
): Buffer {
  return Buffer.concat([lengthOf(sizeBytes + 1), Buffer.from([channel])]);
}

/**
 * The lines of a whole request body.
 *
 * @throws {AppError} `invalid` where a length is not hexadecimal, is 3, or points behind the end.
 */
export function* readPktLines(body: Uint8Array): Generator<PktLine> {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  let position = 0;
  while (position < bytes.length) {
    const digits = bytes.toString("latin1", position, position + 4);
    if (!/^[0-9a-fA-F]{4}$/.test(digits)) {
      throw malformed("a line has no length");
    }
    const length = parseInt(digits, 16);
    if (length < 4) {
      yield markOf(length);
      position += 4;
      continue;
    }
    if (position + length > bytes.length) {
      throw malformed("a line is cut short");
    }
    const text = bytes.toString("utf8", position + 4, position + length);
    yield { kind: "line", text: text.replace(/\n$/, "") };
    position += length;
  }
}

/** What a length below 4 means. */
function markOf(length: number): PktLine {
  if (length === 0) return { kind: "flush" };
  if (length === 1) return { kind: "delimiter" };
  if (length === 2) return { kind: "response_end" };
  throw malformed("a line has the length 3");
}

/** The four digits before `contentBytes` of content. */
function lengthOf(contentBytes: number): Buffer {
  return Buffer.from((contentBytes + 4).toString(16).padStart(4, "0"));
}

/** The error for a body that is not in pkt-line format. */
function malformed(reason: string): AppError {
  return new AppError("invalid", `Cannot read the git request: ${reason}`);
}
