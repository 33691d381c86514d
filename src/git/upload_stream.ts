/**
 * The answer of {@linkcode UploadPack} as a stream: made only as fast as it is read, never holding the event loop, ended when
 * the reader leaves.
 *
 * @module
 */
import { type ServedRepository } from "./served_refs.ts";
import type { ProtocolVersion } from "./served_refs.ts";
import { streamSteps } from "./steps.ts";
import { UploadPack } from "./upload_pack.ts";

/** A client's request. */
export interface UploadRequest {
  readonly version: ProtocolVersion;
  readonly body: Uint8Array;
  /** Called once, when the answer has ended, failed, or was given up. */
  readonly onEnd: () => void;
  /** Called before {@linkcode UploadRequest.onEnd} where the answer failed: a bug, a damaged repository, or the time limit. */
  readonly onFailure: (error: unknown) => void;
}

/** No answer takes longer: a reader that takes nothing must not hold a place for ever. */
const LONGEST_MS = 15 * 60 * 1000;

/** Silence after which a sign of life is sent; proxies close quiet connections after 30 s or more. */
const QUIET_MS = 5000;

/** Whether an answer to this body will hold a pack, which is what costs. */
export function asksForPack(body: Uint8Array): boolean {
  return new TextDecoder("latin1").decode(body.subarray(0, 4096)).includes(
    "want ",
  );
}

/** The answer to a request. */
export function streamUpload(
  repo: ServedRepository,
  request: UploadRequest,
): ReadableStream<Uint8Array> {
  const upload = new UploadPack(repo, request.version, request.body);
  return streamSteps(upload.answer(), {
    onEnd: request.onEnd,
    onFailure: request.onFailure,
    onQuiet: () => upload.signOfLife(),
    quietMs: QUIET_MS,
    longestMs: LONGEST_MS,
  });
}
