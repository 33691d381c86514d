/**
 * Failures in the language of the REST API: a status and `{"error": "…"}` with the facts.
 *
 * @module
 */
import type { Context } from "hono";
import { AppError, type ErrorDetails } from "../errors.ts";
import { STATUS } from "../http/error_response.ts";

/** How one API says it. */
export interface ApiErrorForm {
  /** Status of a request that cannot be used. 422 keeps 400 for JSON that does not parse. */
  readonly invalidStatus: 400 | 422;
  /** What a 401 asks for. */
  readonly challenge: string;
}

/** A body that is not JSON: the one failure that is 400. */
export class MalformedJson extends Error {
  override readonly name = "MalformedJson";
}

/** The JSON answer for a failure that the caller may be told about; rethrows a bug. */
export function apiError(
  error: Error,
  c: Pick<Context, "json" | "header">,
  { invalidStatus, challenge }: ApiErrorForm,
): Response {
  if (error instanceof MalformedJson) {
    return c.json({
      error: "Cannot read the body: it is not JSON",
      code: "invalid",
    }, 400);
  }
  if (!(error instanceof AppError)) throw error;
  const { code, message, details } = error;
  if (code === "unauthenticated") {
    c.header("WWW-Authenticate", challenge);
  }
  if (details.retryAfterSeconds !== undefined) {
    c.header("Retry-After", String(details.retryAfterSeconds));
  }
  const status = code === "invalid" ? invalidStatus : STATUS[code];
  return c.json({ error: message, code, ...showDetails(details) }, status);
}

/** The answer where no operation fits: 405 with the methods that would do, else 404. */
export function noOperation(
  c: Context,
  { base, below, methods }: {
    /** What stands in front of every route: `/api/v1`. */
    readonly base: string;
    /** The address behind it. */
    readonly below: string;
    /** Of the operations at this address; in any case. */
    readonly methods: readonly string[];
  },
): Response {
  if (methods.length === 0) {
    const error = `Cannot find ${base}${below}: see ${base}/openapi.json`;
    return c.json({ error, code: "not_found" }, 404);
  }
  const allowed = [...new Set(methods.map((name) => name.toUpperCase()))];
  c.header("Allow", allowed.join(", "));
  const error = `Cannot ${c.req.method} here: use ${allowed.join(" or ")}`;
  return c.json({ error, code: "invalid" }, 405);
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
