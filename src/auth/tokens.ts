/** Personal tokens: made, verified, revoked. @module */
import type { PlatformDatabase } from "../db/platform/platform_database.ts";
import type { TokenRow } from "../db/platform/tokens.ts";
/** What tokens need. */
export interface TokenContext {
  readonly platform: PlatformDatabase;
  readonly now: () => Date;
  readonly randomBytes: (length: number) => Uint8Array;
}
/** Makes a token: `rwtf_` and 43 base64url characters, shown once. */
export declare function createToken(
  context: TokenContext,
  token: {
    wikiId: string;
    did: string;
    scope: TokenRow["scope"];
    name: string;
    expiresInDays: number | null;
  },
): { token: string; row: TokenRow };
/** The row of a token that is valid for this wiki now. @throws {AppError} `unauthenticated`: unknown, revoked, expired, or of another wiki (the same words for each). */
export declare function verifyToken(
  context: TokenContext,
  token: string,
  wikiId: string,
): TokenRow;
/** @throws {AppError} `not_found`. */
export declare function revokeToken(
  context: TokenContext,
  id: string,
): TokenRow;
