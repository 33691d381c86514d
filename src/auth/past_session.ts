/** Whose browser this was, as long as its last session is remembered. @module */
import type { User } from "../db/platform/users.ts";
import { readSessionJwt } from "./session_jwt.ts";
import type { SessionContext } from "./sessions.ts";

/** How long after its end a session still tells whose it was. */
const REMEMBERED_SECONDS = 90 * 24 * 3600;

/**
 * The person whom an expired JWT of ours names; `undefined` for anything else. It opens nothing, but spares typing: so that nobody
 * can ask for people by a JWT of their own making, the signature must be good.
 */
export async function personOfPast(
  context: SessionContext,
  jwt: string,
): Promise<User | undefined> {
  const options = { endedSeconds: REMEMBERED_SECONDS };
  const claims = await readSessionJwt(context, jwt, options);
  return claims && context.platform.users.find(claims.did);
}
