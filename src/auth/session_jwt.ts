/**
 * The JWT of a session: it proves that we issued it and names the row. Key (by the header's `kid`), algorithm, type, issuer and
 * audience are pinned.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc8725}
 *
 * @module
 */
import * as jose from "jose";
import type { SessionRow } from "../db/platform/sessions.ts";
import type { SessionContext } from "./sessions.ts";

type JwtContext = Pick<SessionContext, "keys" | "origin" | "now">;

/** What a JWT with a good signature says. */
export interface SessionClaims {
  /** Id of the session's row. */
  readonly id: string;
  readonly did: string;
  /** Names the key that signed; a key that is dropped takes its JWTs with it. */
  readonly kid: string;
  /** Seconds since 1970. */
  readonly expiresAtSeconds: number;
}

const TYPE = "session+jwt";
const ALGORITHM = "RS256";

/** A JWT that names the row and ends with it. */
export function signSessionJwt(
  { keys, origin, now }: JwtContext,
  row: SessionRow,
): Promise<string> {
  return new jose.SignJWT()
    .setProtectedHeader({ alg: ALGORITHM, typ: TYPE, kid: keys.session.kid })
    .setSubject(row.did)
    .setIssuer(origin)
    .setAudience(origin)
    .setJti(row.id)
    .setIssuedAt(now())
    .setExpirationTime(new Date(row.expiresAt))
    .sign(keys.session.privateKey);
}

/**
 * What a JWT of ours says; `undefined` for anything else.
 *
 * @param options.endedSeconds how long after its end it is read all the same; left out: not at all.
 */
export async function readSessionJwt(
  { keys, origin, now }: JwtContext,
  jwt: string,
  { endedSeconds = 0 }: { endedSeconds?: number } = {},
): Promise<SessionClaims | undefined> {
  const keyOf = ({ kid }: jose.JWTHeaderParameters): CryptoKey => {
    const key = keys.sessionKeys.find((key) => key.kid === kid);
    if (key === undefined) throw new jose.errors.JWKSNoMatchingKey();
    return key.publicKey;
  };
  try {
    const { payload, protectedHeader } = await jose.jwtVerify(jwt, keyOf, {
      algorithms: [ALGORITHM],
      typ: TYPE,
      issuer: origin,
      audience: origin,
      requiredClaims: ["sub", "jti", "exp"],
      currentDate: now(),
      clockTolerance: endedSeconds,
    });
    return {
      id: payload.jti!,
      did: payload.sub!,
      kid: protectedHeader.kid!,
      expiresAtSeconds: payload.exp!,
    };
  } catch (error) {
    if (error instanceof jose.errors.JOSEError) return undefined;
    throw error;
  }
}
