/**
 * How the service introduces itself to people's servers: metadata and keys of its OAuth client. Servers fetch them while a sign-in
 * waits, and accept neither a redirect nor another type.
 *
 * @module
 */
import type { Hono } from "hono";
import { CLIENT_PATHS } from "../auth/oauth_client.ts";
import { AppError } from "../errors.ts";
import type { SiteEnv } from "../http/env.ts";
import type { SiteFront } from "./site_door.tsx";

/** Servers keep what they fetched for 10 minutes anyway. */
const CACHE = "public, max-age=300";

/** Metadata and keys. */
export function addClientRoutes(
  app: Hono<SiteEnv>,
  { identity }: SiteFront,
): void {
  app.get(CLIENT_PATHS.metadata, () => {
    const { clientMetadata } = identity;
    if (clientMetadata === null) {
      throw new AppError(
        "not_found",
        "There is no metadata of a client here: on a laptop people sign in by the loopback client",
      );
    }
    return answer(clientMetadata);
  });
  app.get(CLIENT_PATHS.keys, () => answer(identity.jwks));
}

/** `application/json` and nothing beside it: some servers compare the whole header. */
function answer(value: object): Response {
  return new Response(JSON.stringify(value), {
    headers: { "content-type": "application/json", "cache-control": CACHE },
  });
}
