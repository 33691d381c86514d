/**
 * From a thrown error to an answer: one table from code to status, and one form for each kind of door.
 * What is not an `AppError` is a bug: logged whole under a request id, of which the visitor sees the id
 * alone.
 *
 * @module
 */
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { asStorageFull } from "../db/database.ts";
import { AppError, type ErrorCode } from "../errors.ts";
import type { WikiDoor } from "./caller.ts";
import { personName } from "../wiki/person_name.ts";
import type { DoorContext, SiteEnv, WikiEnv } from "./env.ts";
import { readAddress } from "./place.ts";
import { loginUrl, readReturnTo } from "./return_to.ts";
import { documentHtml } from "./views/document.tsx";
import { ErrorPage } from "./views/error_page.tsx";

/** The status of each code; a new code without one does not compile. */
export const STATUS: Readonly<Record<ErrorCode, ContentfulStatusCode>> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  gone: 410,
  too_large: 413,
  rate_limited: 429,
  unavailable: 503,
  storage_full: 507,
};

/** What failed, as far as the visitor may know. */
export interface Failure {
  readonly status: ContentfulStatusCode;
  readonly code: ErrorCode | "internal";
  readonly message: string;
}

/** Answers an error in the language of a door. `site`: the platform's own pages. */
export function answerError(
  error: unknown,
  c: DoorContext,
  door: WikiDoor | "site",
): Response {
  const failure = failureOf(error, c, door);
  const { status, code, message } = failure;
  if (error instanceof AppError && error.details.retryAfterSeconds) {
    c.header("Retry-After", String(error.details.retryAfterSeconds));
  }
  c.header("Cache-Control", "private, no-store");
  switch (door) {
    case "api":
      return c.json({ error: message, code }, status);
    case "mcp":
      return c.json(mcpError(failure), status);
    case "git":
      return c.text(`${message}\n`, status);
    default:
      if (prefersJson(c)) return c.json({ error: message, code }, status);
      return isForLogin(failure, c)
        ? answerLogin(c, failure)
        : errorPage(c, failure);
  }
}

/** Whether a page's own script asks, not the browser for a page. */
export function prefersJson(c: Pick<DoorContext, "req">): boolean {
  const accept = c.req.header("accept") ?? "";
  return /\bapplication\/json\b/i.test(accept) && !/text\/html/i.test(accept);
}

/**
 * Leads a reader to the login page and back. A form is answered with a page instead: the policy's
 * `form-action` would block the way to another host in silence, and what was typed would be lost with it. From there it leads to
 * the page with the form.
 */
function answerLogin(c: DoorContext, failure: Failure): Response {
  const { config } = c.var.house;
  if (isRead(c)) return c.redirect(loginUrl(config, addressOf(c)), 302);
  const form = readReturnTo(config, c.req.header("referer"));
  const signInUrl = loginUrl(config, form ?? `${c.env.selfUrl}/`);
  return errorPage(c, { ...failure, signInUrl });
}

/** A page that says what failed; for addresses that lead nowhere too. */
export function errorPage(
  c: DoorContext,
  failure: {
    status: ContentfulStatusCode;
    message?: string;
    signInUrl?: string;
  },
): Response {
  const { config, build } = c.var.house;
  const page = ErrorPage({
    status: failure.status,
    message: failure.message,
    signInUrl: failure.signInUrl,
    person: personOf(c),
    build,
    staticOrigin: config.origin,
    siteName: config.domain,
    siteUrl: `${config.origin}/`,
  });
  return c.html(documentHtml(page), failure.status);
}

/** Who is signed in, where that was found out before it failed: they may have come as somebody else than they think. */
function personOf(c: DoorContext): string | null {
  const { caller, visit } = c.var as Partial<
    SiteEnv["Variables"] & WikiEnv["Variables"]
  >;
  const asker = caller ?? visit?.caller;
  return asker?.kind === "session" ? personName(asker) : null;
}

/** What the visitor may know; a bug is logged here. */
export function failureOf(
  thrown: unknown,
  c: DoorContext,
  door: WikiDoor | "site",
): Failure {
  const error = asStorageFull(thrown);
  if (error instanceof AppError) {
    const { code, message } = error;
    if (code === "storage_full") {
      c.var.house.log("error", "storage_full", {}, error);
    }
    return { status: STATUS[code], code, message };
  }
  const requestId = crypto.randomUUID();
  const { method, path } = c.req;
  c.var.house.log(
    "error",
    "request_failed",
    { requestId, door, method, path },
    error,
  );
  return {
    status: 500,
    code: "internal",
    message:
      `The server made a mistake, which was logged as ${requestId}. Nothing that was saved is lost`,
  };
}

/** RFC 6750's words for a wrong token, which clients look for, else a JSON-RPC error, which says what to do. */
function mcpError({ status, code, message }: Failure): object {
  if (status === 401) {
    return { error: "invalid_token", error_description: message };
  }
  const text = code === "rate_limited"
    ? `${message}. Nothing was done: wait that long, then send the same call again`
    : message;
  return { jsonrpc: "2.0", id: null, error: { code: -32000, message: text } };
}

/** Whether signing in may help: nobody is signed in, and no credential was sent that is wrong. */
function isForLogin({ code }: Failure, c: DoorContext): boolean {
  return code === "unauthenticated" &&
    c.req.header("authorization") === undefined;
}

function isRead(c: DoorContext): boolean {
  return c.req.method === "GET" || c.req.method === "HEAD";
}

/** The whole address of the request, as the visitor's browser shows it. */
function addressOf(c: DoorContext): string {
  const { path, query } = readAddress(c.req.url);
  return `${c.env.selfUrl}${path}${query}`;
}
