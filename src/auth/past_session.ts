/** Whose browser this was, as long as its last session is remembered. @module */
import * as jose from "jose";
import type { User } from "../db/platform/users.ts";
import type { SessionContext } from "./sessions.ts";

/** How long after its end a session still tells whose it was. */
const REMEMBERED_SECONDS = 90 * 24 * 3600;

/**
 * The person whom an expired JWT of ours names; `undefined` for anything else. It opens nothing, but spares typing: so that nobody
 * can ask for people by a JWT of their own making, the signature must be good.
 */
export async function personOfPast(
  { keys, origin, now, platform }: SessionContext,
  jwt: string,
): Promise<User | undefined> {
  for (const { publicKey } of keys.sessionKeys) {
    try {
      const { payload } = await jose.jwtVerify(jwt, publicKey, {
        algorithms: ["RS256"],
        typ: "session+jwt",
        issuer: origin,
        audience: origin,
        clockTolerance: REMEMBERED_SECONDS,
        currentDate: now(),
      });
      return platform.users.find(payload.sub ?? "");
    } catch (error) {
      if (!(error instanceof jose.errors.JOSEError)) throw error;
    }
  }
  return undefined;
}
