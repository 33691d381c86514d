/**
 * The failures that a caller may be told about, and their few codes.
 *
 * The core and the engines throw {@linkcode AppError}; each door has one table
 * from code to its own language (HTTP status, JSON-RPC error, `ERR` pkt-line).
 * Anything else that is thrown is a bug: logged whole, shown to nobody.
 *
 * @module
 */

/** What went wrong, in one word that every door can translate. */
export type ErrorCode =
  | "invalid" // the caller sent something malformed
  | "unauthenticated" // no valid credential was sent
  | "forbidden" // the credential does not allow this
  | "not_found" // there is no such thing, or the caller may not know of it
  | "conflict" // it changed since the caller last read it
  | "gone" // it was here and is not any more
  | "too_large" // a limit would be exceeded
  | "rate_limited" // too many requests for this credential
  | "unavailable" // not now: draining, index or model not ready, suspended
  | "storage_full"; // the disk has no room

/** Facts about a failure, for a caller that wants to act on it. */
export interface ErrorDetails {
  /** Why, where one code has several reasons. */
  readonly reason?:
    | "exists" // saved without a base, but the page is there
    | "changed" // the page changed where the caller changed it too
    | "deleted" // the page was deleted since the base
    | "moved" // the page was renamed since the base; see `movedTo`
    | "ambiguous" // several pages fit this name; see `candidates`
    | "no_revision" // the history knows no revision of this name, or several
    | "no_match" // `old_string` is not in the page
    | "several_matches"; // `old_string` is there more than once; see `lines`
  readonly path?: string;
  /** The current revision of the page. */
  readonly revision?: string;
  /** The current text of the page. */
  readonly text?: string;
  /** Unified diff from the caller's base to the current text. */
  readonly diff?: string;
  readonly movedTo?: string;
  /** 1-based line numbers. */
  readonly lines?: readonly number[];
  /** Names that the caller may have meant. */
  readonly candidates?: readonly string[];
  readonly retryAfterSeconds?: number;
}

/** A failure that the caller may be told about. */
export class AppError extends Error {
  override readonly name = "AppError";
  /** Facts for a caller that wants to act on the failure. */
  readonly details: ErrorDetails;

  constructor(
    readonly code: ErrorCode,
    message: string,
    options: ErrorOptions & { details?: ErrorDetails } = {},
  ) {
    super(message, options);
    this.details = options.details ?? {};
  }
}

/** A message with those of its causes (`Cannot open wiki "x": ENOENT…`): for the operator, who may see more than a caller. */
export function messageWithCauses(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined
    ? error.message
    : `${error.message}: ${messageWithCauses(error.cause)}`;
}
