/** What a page's own scripts are told, in JSON. @module */
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { asStorageFull } from "../db/database.ts";
import { AppError } from "../errors.ts";
import { STATUS } from "../http/error_response.ts";
import type { WebContext } from "./screen.ts";

/**
 * The answer of `action` as JSON; a failure that the visitor may be told about as `{ error, code, reason?, movedTo? }` with its
 * status. What fails in front of the door (no session, a form of another site, too many requests) is answered in HTML with the
 * same statuses, or as here where the request prefers JSON.
 */
export async function answerJson(
  c: WebContext,
  action: () => object | Promise<object>,
  status: ContentfulStatusCode = 200,
): Promise<Response> {
  c.header("Cache-Control", "private, no-store");
  try {
    return c.json(await action(), status);
  } catch (thrown) {
    const error = asStorageFull(thrown);
    if (!(error instanceof AppError)) throw error;
    const { code, message, details } = error;
    if (code === "storage_full") {
      c.var.house.log("error", "storage_full", {}, error);
    }
    const { reason, movedTo, retryAfterSeconds } = details;
    if (retryAfterSeconds !== undefined) {
      c.header("Retry-After", String(retryAfterSeconds));
    }
    return c.json({ error: message, code, reason, movedTo }, STATUS[code]);
  }
}
