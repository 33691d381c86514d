/** Reads what git sends over HTTP. @see {@link https://git-scm.com/docs/gitprotocol-http} @module */
import { AppError } from "../errors.ts";
import type { ProtocolVersion } from "../git/served_refs.ts";

/** Room for a hundred thousand haves. */
const MAX_BODY_BYTES = 8 << 20;

/** The protocol that a client prefers, by its `Git-Protocol` header; without one it speaks protocol 0. */
export function readVersion(header: string | undefined): ProtocolVersion {
  const words = (header ?? "").split(":");
  if (words.includes("version=2")) return 2;
  return words.includes("version=1") ? 1 : 0;
}

/**
 * The body, unpacked where it is compressed (git does so above 1 KB).
 *
 * @throws {AppError} `too_large` where it is longer than 8 MiB, packed or unpacked; `invalid` where it cannot be unpacked.
 */
export async function readGitBody(request: Request): Promise<Uint8Array> {
  if (request.body === null) return new Uint8Array();
  const encoding = request.headers.get("content-encoding")?.toLowerCase() ??
    "identity";
  if (encoding === "identity") return await readAll(request.body);
  if (encoding !== "gzip" && encoding !== "x-gzip") {
    throw new AppError("invalid", `Cannot unpack a request in "${encoding}"`);
  }
  try {
    return await readAll(
      request.body.pipeThrough(new DecompressionStream("gzip")),
    );
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError(
      "invalid",
      "Cannot unpack the request: it is not in gzip format",
      { cause },
    );
  }
}

/** All bytes of a stream; one that is too long is not read to its end. */
async function readAll(
  stream: ReadableStream<Uint8Array>,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of stream) {
    length += chunk.length;
    if (length > MAX_BODY_BYTES) {
      throw new AppError(
        "too_large",
        `Cannot take this request: it is longer than ${MAX_BODY_BYTES} bytes`,
      );
    }
    chunks.push(chunk);
  }
  const all = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}
