/**
 * Failures in the language of the REST API: a status and `{"error": "…"}` with the facts.
 *
 * @module
 */
import type { Context } from "hono";
import { AppError, type ErrorDetails } from "../errors.ts";
import { STATUS as DOOR_STATUS } from "../http/error_response.ts";

/** `invalid` is 422: 400 is kept for JSON that does not parse. */
const STATUS = { ...DOOR_STATUS, invalid: 422 } as const;

/** A body that is not JSON: the one failure that is 400. */
export class MalformedJson extends Error {
  override readonly name = "MalformedJson";
}

/** The JSON answer for a failure that the caller may be told about; rethrows a bug. */
export function apiError(error: Error, c: Context): Response {
  if (error instanceof MalformedJson) {
    return c.json({
      error: "Cannot read the body: it is not JSON",
      code: "invalid",
    }, 400);
  }
  if (!(error instanceof AppError)) throw error;
  const { code, message, details } = error;
  if (code === "unauthenticated") {
    c.header("WWW-Authenticate", 'Bearer realm="wiki"');
  }
  if (details.retryAfterSeconds !== undefined) {
    c.header("Retry-After", String(details.retryAfterSeconds));
  }
  return c.json(
    { error: message, code, ...showDetails(details) },
    STATUS[code],
  );
}

function showDetails(details: ErrorDetails): object {
  const { reason, path, revision, text, diff, movedTo, lines, candidates } =
    details;
  const facts = {
    reason,
    path,
    current_revision: revision,
    current_content: text,
    diff,
    moved_to: movedTo,
    lines,
    candidates,
  };
  return Object.fromEntries(
    Object.entries(facts).filter(([, value]) => value !== undefined),
  );
}
