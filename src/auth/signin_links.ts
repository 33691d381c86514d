/**
 * One-time sign-in links, for the operator and for laptops. The secret is stored as its hash; the page
 * behind the link has a button that posts it, because mail scanners and chat previews fetch every link.
 *
 * @module
 */
import { AppError } from "../errors.ts";
import { hashSecret, newSecret } from "./secrets.ts";
import type { TokenContext } from "./tokens.ts";

/** How long a link signs somebody in. */
export const SIGNIN_LINK_LIFETIME_MS = 15 * 60_000;

/** Makes a link's secret: one use, 15 minutes. @throws {AppError} `not_found` where there is no such user. */
export function createSigninSecret(context: TokenContext, did: string): string {
  const { platform, now, randomBytes } = context;
  if (!platform.users.find(did)) {
    throw new AppError(
      "not_found",
      `Cannot make a sign-in link for "${did}": there is no such user`,
    );
  }
  const secret = newSecret(randomBytes);
  const createdAt = now();
  platform.signinLinks.add({
    hash: hashSecret(secret),
    did,
    createdAt: createdAt.toISOString(),
    expiresAt: new Date(createdAt.getTime() + SIGNIN_LINK_LIFETIME_MS)
      .toISOString(),
  });
  return secret;
}

/**
 * Whom a secret signs in; the secret is used up.
 *
 * @throws {AppError} `unauthenticated` where unknown, used or expired, in the same words for each.
 */
export function redeemSigninSecret(
  context: TokenContext,
  secret: string,
): string {
  const { platform, now } = context;
  const did = platform.signinLinks.redeem(
    hashSecret(secret),
    now().toISOString(),
  );
  if (did === undefined) {
    throw new AppError(
      "unauthenticated",
      "Cannot sign in with this link: it is unknown, was used before, or is older than 15 minutes",
    );
  }
  return did;
}
