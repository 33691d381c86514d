/** Hands a wiki's history to git's protocols: read only, and only to whoever may read the wiki. @module */
import { advertise, type ProtocolVersion } from "../git/served_refs.ts";
import { streamUpload } from "../git/upload_stream.ts";
import type { ReadableWiki } from "./access.ts";

/** What a git client asks for. */
export interface CloneRequest {
  readonly version: ProtocolVersion;
  /** The body of its request, unpacked. */
  readonly body: Uint8Array;
  /** Called once, when the answer has ended, failed, or was given up. */
  readonly onEnd: () => void;
}

/** Branches and tags, as git's protocol lists them (protocol 2: what may be asked). */
export function advertiseHistory(
  wiki: ReadableWiki,
  version: ProtocolVersion,
): Uint8Array {
  return advertise(wiki.repo, version);
}

/**
 * The answer to a request, made as fast as it is read. The wiki stays open until its end.
 *
 * The stream lives by the rights that its caller had when it began.
 *
 * @throws {AppError} `unavailable` where the wiki is being deleted, or the service stops.
 */
export function streamHistory(
  { house, row }: ReadableWiki,
  { version, body, onEnd }: CloneRequest,
): ReadableStream<Uint8Array> {
  const borrowed = house.openWikis.borrow(row);
  return streamUpload(borrowed.wiki.repo, {
    version,
    body,
    onEnd: () => {
      borrowed[Symbol.dispose]();
      onEnd();
    },
    onFailure: (error) =>
      house.log(
        "error",
        "request_failed",
        { door: "git", wiki: row.id },
        error,
      ),
  });
}
