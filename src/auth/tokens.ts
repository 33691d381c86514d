/**
 * Personal tokens: made, verified, revoked. A token opens one wiki for one person; what it may do there is
 * decided anew for each request from the person's current rights (`wiki/access.ts`).
 *
 * @module
 */
import { transaction } from "../db/database.ts";
import type { PlatformDatabase } from "../db/platform/platform_database.ts";
import type { TokenRow } from "../db/platform/tokens.ts";
import { AppError } from "../errors.ts";
import { hashSecret, newId, newSecret } from "./secrets.ts";

/** What tokens need. */
export interface TokenContext {
  readonly platform: PlatformDatabase;
  readonly now: () => Date;
  readonly randomBytes: (length: number) => Uint8Array;
}

/** What a token begins with, so that secret scanners and people recognise one. */
export const TOKEN_PREFIX = "rwtf_";

/** A token is marked as used at most this often: a write for each request would cost more than the request. */
const TOUCH_EVERY_MS = 60_000;
const DAY_MS = 86_400_000;
/** Longest life of a token that ends. */
const MAX_DAYS = 3650;

/**
 * Makes a token: `rwtf_` and 43 base64url characters, shown once.
 *
 * @throws {AppError} `invalid` where the life time is not 1 to 3650 whole days; `conflict` where the id was used.
 */
export function createToken(
  context: TokenContext,
  token: {
    wikiId: string;
    did: string;
    scope: TokenRow["scope"];
    name: string;
    expiresInDays: number | null;
    /** From {@linkcode newTokenId}; a second one of the same id is refused. Left out: a new one. */
    id?: string;
  },
): { token: string; row: TokenRow } {
  const { wikiId, did, scope, name, expiresInDays } = token;
  const now = context.now();
  const secret = TOKEN_PREFIX + newSecret(context.randomBytes);
  const row: TokenRow = {
    id: token.id ?? newTokenId(context),
    wikiId,
    did,
    name,
    scope,
    createdAt: now.toISOString(),
    expiresAt: expiryOf(now, expiresInDays),
    lastUsedAt: null,
    revokedAt: null,
  };
  context.platform.tokens.add(row, hashSecret(secret));
  return { token: secret, row };
}

/** An id for a token that is to be made: who sends a form twice sends the same one, and gets one token. */
export function newTokenId(context: Pick<TokenContext, "randomBytes">): string {
  return newId(context.randomBytes);
}

/** Whether a text has the form of {@linkcode newTokenId}. */
export function isTokenId(text: string): boolean {
  return /^[0-9a-f]{24}$/.test(text);
}

/**
 * Another secret in the place of one that may have leaked: the same name, scope and span of life, a row of its own; the old secret
 * is dead at once.
 *
 * @throws {AppError} `not_found`; `conflict` where it was revoked, so that a form that is sent twice makes one secret.
 */
export function regenerateToken(
  context: TokenContext,
  id: string,
): { token: string; row: TokenRow } {
  const { platform, now } = context;
  return transaction(platform.db, () => {
    const old = platform.tokens.find(id);
    if (old === undefined) throw noToken("make anew", id);
    if (old.revokedAt !== null) {
      throw new AppError(
        "conflict",
        `Cannot make the token "${old.name}" anew: it was revoked, or made anew already`,
      );
    }
    platform.tokens.revoke(id, now().toISOString());
    const { wikiId, did, scope, name } = old;
    return createToken(context, {
      ...{ wikiId, did, scope, name },
      expiresInDays: daysOf(old),
    });
  });
}

/**
 * The row of a token that is valid for this wiki now.
 *
 * @throws {AppError} `unauthenticated`: unknown, revoked, expired, or of another wiki. The words are the
 * same for each, so that nobody learns from them which tokens exist.
 */
export function verifyToken(
  context: TokenContext,
  token: string,
  wikiId: string,
): TokenRow {
  const row = token.startsWith(TOKEN_PREFIX)
    ? context.platform.tokens.findByHash(hashSecret(token))
    : undefined;
  const now = context.now();
  if (!row || row.wikiId !== wikiId || !isValid(row, now)) {
    throw new AppError(
      "unauthenticated",
      "Cannot accept this token: it is unknown, expired, revoked or for another wiki",
    );
  }
  if (
    row.lastUsedAt === null ||
    now.getTime() - Date.parse(row.lastUsedAt) >= TOUCH_EVERY_MS
  ) context.platform.tokens.touch(row.id, now.toISOString());
  return row;
}

/** Ends a token at once and for good. @throws {AppError} `not_found`. */
export function revokeToken(context: TokenContext, id: string): TokenRow {
  const { tokens } = context.platform;
  tokens.revoke(id, context.now().toISOString());
  const row = tokens.find(id);
  if (!row) throw noToken("revoke", id);
  return row;
}

/** For how many days a token was made; `null`: for good. */
function daysOf(
  { createdAt, expiresAt }: Pick<TokenRow, "createdAt" | "expiresAt">,
): number | null {
  if (expiresAt === null) return null;
  const span = Date.parse(expiresAt) - Date.parse(createdAt);
  return Math.max(1, Math.round(span / DAY_MS));
}

function noToken(deed: string, id: string): AppError {
  return new AppError(
    "not_found",
    `Cannot ${deed} the token "${id}": there is no such token`,
  );
}

/** When a token made now ends; `null`: never. */
function expiryOf(now: Date, days: number | null): string | null {
  if (days === null) return null;
  if (!Number.isInteger(days) || days < 1 || days > MAX_DAYS) {
    throw new AppError(
      "invalid",
      `Cannot make a token for "${days}" days: 1 to ${MAX_DAYS}, or none for good, are wanted`,
    );
  }
  return new Date(now.getTime() + days * DAY_MS).toISOString();
}

/** Neither revoked nor expired. */
function isValid(row: TokenRow, now: Date): boolean {
  return row.revokedAt === null &&
    (row.expiresAt === null || Date.parse(row.expiresAt) > now.getTime());
}
