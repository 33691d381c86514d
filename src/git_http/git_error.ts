/**
 * Errors in the language of git clients. Before a client has spoken git's protocol it reads status and text; a 401 makes it ask
 * for a password. Within the protocol it reads an `ERR` line.
 *
 * @module
 */
import type { Context } from "hono";
import { AppError } from "../errors.ts";
import { errorLine } from "../git/pkt_line.ts";
import type { WikiEnv } from "../http/env.ts";
import { answerError } from "../http/error_response.ts";
import { challengeOf } from "../http/tenant.ts";

/** Answers an error that a route of the git door threw. */
export async function answerGitError(
  error: Error,
  c: Context<WikiEnv>,
): Promise<Response> {
  const answer = answerError(error, c, "git");
  const headers = new Headers(answer.headers);
  if (error instanceof AppError && error.code === "unauthenticated") {
    const wasSent = c.req.header("authorization") !== undefined;
    headers.set(
      "WWW-Authenticate",
      challengeOf("git", c.env.slug, { wasSent }),
    );
  }
  const text = (await answer.text()).trim();
  if (c.req.method !== "POST" || answer.status === 401) {
    return new Response(`${text}\n`, { status: answer.status, headers });
  }
  headers.set("Content-Type", "application/x-git-upload-pack-result");
  return new Response(new Uint8Array(errorLine(text)), {
    status: answer.status,
    headers,
  });
}
