/** One-time sign-in links, for the operator and for laptops. @module */
import type { TokenContext } from "./tokens.ts";
/** Makes a link's secret: one use, 15 minutes. */
export declare function createSigninSecret(
  context: TokenContext,
  did: string,
): string;
/** Whom a secret signs in. @throws {AppError} `unauthenticated` where unknown, used or expired. */
export declare function redeemSigninSecret(
  context: TokenContext,
  secret: string,
): string;
