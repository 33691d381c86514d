/**
 * Browser sessions: an RS256 JWT that names a row.
 *
 * The JWT proves that we issued it, the row says whether it still counts: it is read on each request, so
 * signing out works at once. The signature is checked once for each JWT and remembered by the JWT's hash.
 *
 * @module
 */
import { isStorageFull } from "../db/database.ts";
import type { SessionRow } from "../db/platform/sessions.ts";
import { AppError } from "../errors.ts";
import type { Keys } from "./keys.ts";
import { hashSecret, newId } from "./secrets.ts";
import {
  readSessionJwt,
  type SessionClaims,
  signSessionJwt,
} from "./session_jwt.ts";
import type { TokenContext } from "./tokens.ts";
import { barOf } from "./users.ts";

/** What sessions need. */
export interface SessionContext extends TokenContext {
  readonly keys: Keys;
  /** Issuer and audience. */
  readonly origin: string;
  /** JWTs whose signature was good. */
  readonly verified: VerifiedJwts;
  /** Asks whether accounts are still active; left out: nobody does. */
  readonly watch?: SessionWatch;
}

/** Whoever looks after the accounts behind sessions. */
export interface SessionWatch {
  /** A session is being renewed. Must return at once: whoever asks for a page is waiting. */
  look(row: SessionRow): void;
}

/** How long a session lives without being used. */
export const SESSION_SECONDS = 24 * 3600;

/** Browsers where one person can be signed in; more are somebody's script, and would make the list of them long. */
const MAX_SESSIONS = 50;
/** A session is marked as used at most this often. */
const TOUCH_EVERY_MS = 10 * 60_000;
/** Characters of a browser's own words that are kept. */
const MAX_USER_AGENT = 300;
/** About 300 bytes each. */
const MAX_VERIFIED = 10_000;

/** Remembers JWTs with a good signature by their hash; the ones not used for longest go first. */
export class VerifiedJwts {
  readonly #claims = new Map<string, SessionClaims>();

  /** What was remembered, or `undefined`. */
  find(hash: string): SessionClaims | undefined {
    const claims = this.#claims.get(hash);
    if (!claims) return undefined;
    this.#claims.delete(hash);
    this.#claims.set(hash, claims);
    return claims;
  }

  /** Remembers. */
  add(hash: string, claims: SessionClaims): void {
    this.#claims.set(hash, claims);
    if (this.#claims.size <= MAX_VERIFIED) return;
    for (const oldest of this.#claims.keys()) {
      this.#claims.delete(oldest);
      return;
    }
  }

  /** Forgets. */
  remove(hash: string): void {
    this.#claims.delete(hash);
  }
}

/** Where a session was started. */
export interface SessionOrigin {
  /** Network address, or `null` where it is unknown. */
  readonly address: string | null;
  /** The browser's own words (`User-Agent`), or `null`; they are shortened here. */
  readonly userAgent: string | null;
}

/**
 * Starts a session; of more than 50 the ones that were used longest ago end.
 *
 * @throws {AppError} `forbidden` where the person is suspended (with the reason) or their account is being deleted;
 * `not_found` where there is no such person.
 */
export async function startSession(
  context: SessionContext,
  did: string,
  from?: SessionOrigin,
): Promise<{ jwt: string; row: SessionRow }> {
  const now = context.now();
  const row: SessionRow = {
    id: newId(context.randomBytes),
    did,
    createdAt: now.toISOString(),
    expiresAt: endOfSession(now),
    revokedAt: null,
    address: from?.address ?? null,
    userAgent: from?.userAgent?.slice(0, MAX_USER_AGENT).toWellFormed() ?? null,
    lastUsedAt: null,
    checkedAt: null,
  };
  const jwt = await signSessionJwt(context, row);
  demandAccount(context, did);
  const { sessions } = context.platform;
  sessions.add(row);
  sessions.keepNewest(did, { count: MAX_SESSIONS, at: row.createdAt });
  return { jwt, row };
}

/**
 * The session that a JWT names, or `undefined` where it is expired, revoked or not ours (an expired
 * session is anonymous). `renewed`: a fresh JWT as soon as less than half of the life time is left.
 */
export async function readSession(
  context: SessionContext,
  jwt: string,
): Promise<{ row: SessionRow; renewed: string | null } | undefined> {
  const claims = await verify(context, jwt);
  if (!claims) return undefined;
  const found = context.platform.sessions.find(claims.id);
  const now = context.now();
  if (!found || found.did !== claims.did || !isValid(found, now)) {
    return undefined;
  }
  const secondsLeft = claims.expiresAtSeconds - now.getTime() / 1000;
  if (secondsLeft >= SESSION_SECONDS / 2) {
    return { row: touched(context, found, now), renewed: null };
  }
  context.watch?.look(found);
  const at = now.toISOString();
  const row = { ...found, expiresAt: endOfSession(now), lastUsedAt: at };
  try {
    context.platform.sessions.renew(row.id, { expiresAt: row.expiresAt, at });
  } catch (error) {
    if (!isStorageFull(error)) throw error;
    return { row: found, renewed: null }; // reading goes on without room for that
  }
  return { row, renewed: await signSessionJwt(context, row) };
}

/** The sessions of a person that are good now, the last used first. */
export function listSessions(
  { platform, now }: Pick<TokenContext, "platform" | "now">,
  did: string,
): SessionRow[] {
  return platform.sessions.listLive(did, now().toISOString());
}

/** Notes now and then that a session is used: a write for each request would cost more than the request. */
function touched(
  { platform }: SessionContext,
  row: SessionRow,
  now: Date,
): SessionRow {
  const last = Date.parse(row.lastUsedAt ?? row.createdAt);
  if (now.getTime() - last < TOUCH_EVERY_MS) return row;
  const at = now.toISOString();
  try {
    platform.sessions.touch(row.id, at);
  } catch (error) {
    if (!isStorageFull(error)) throw error;
    return row;
  }
  return { ...row, lastUsedAt: at };
}

/** @throws {AppError} `not_found`, `forbidden`: nobody who may have a session. */
function demandAccount({ platform }: SessionContext, did: string): void {
  const user = platform.users.find(did);
  if (user === undefined) {
    throw new AppError("not_found", `Cannot find a user "${did}"`);
  }
  const bar = barOf(user);
  if (bar !== null) throw new AppError("forbidden", `Cannot sign in: ${bar}`);
}

/** Ends a session: every JWT that names it is worthless from now on. */
export function endSession(
  context: Pick<TokenContext, "platform" | "now">,
  id: string,
): void {
  context.platform.sessions.revoke(id, context.now().toISOString());
}

/** Ends all sessions of a person; how many there were. */
export function endAllSessions(
  { platform, now }: Pick<TokenContext, "platform" | "now">,
  did: string,
): number {
  return platform.sessions.revokeAllOf(did, now().toISOString());
}

/** Whether a session that was good when a long answer began still is. */
export function isSessionLive(
  { platform, now }: Pick<TokenContext, "platform" | "now">,
  id: string,
): boolean {
  const row = platform.sessions.find(id);
  if (row === undefined || !isValid(row, now())) return false;
  const user = platform.users.find(row.did);
  return user !== undefined && barOf(user) === null;
}

/** What a JWT of ours says, or `undefined`; its signature is looked at once. */
async function verify(
  context: SessionContext,
  jwt: string,
): Promise<SessionClaims | undefined> {
  const { verified, now, keys } = context;
  const hash = hashSecret(jwt).toHex();
  const known = verified.find(hash);
  if (
    known && known.expiresAtSeconds > now().getTime() / 1000 &&
    keys.sessionKeys.some(({ kid }) => kid === known.kid)
  ) return known;
  if (known) verified.remove(hash);
  const claims = await readSessionJwt(context, jwt);
  if (claims) verified.add(hash, claims);
  return claims;
}

/** When a session that is used now ends. */
function endOfSession(now: Date): string {
  return new Date(now.getTime() + SESSION_SECONDS * 1000).toISOString();
}

/** Neither ended nor expired. */
function isValid(row: SessionRow, now: Date): boolean {
  return row.revokedAt === null && Date.parse(row.expiresAt) > now.getTime();
}
