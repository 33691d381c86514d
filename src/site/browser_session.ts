/**
 * A session in a visitor's browser: started with both cookies, and where it leads then.
 *
 * @module
 */
import type { Context } from "hono";
import {
  endSession,
  type SessionContext,
  startSession,
} from "../auth/sessions.ts";
import { readCookie } from "../http/cookies.ts";
import type { SiteEnv } from "../http/env.ts";
import {
  PLATFORM_COOKIE,
  platformCookieLine,
  SIGNED_OUT_COOKIE,
  signedOutCookieLine,
  wikiCookieLine,
} from "../http/session_cookies.ts";
import { noteOfPerson } from "../wiki/audit.ts";

/** Who begins a session, and how they showed who they are, in words for the log. */
export interface Arrived {
  readonly did: string;
  readonly how: string;
}

/**
 * Signs somebody in at this browser. A session that was there before ends: it may be another person's.
 *
 * @throws {AppError} `forbidden`, `not_found` as {@linkcode startSession} does.
 */
export async function startBrowserSession(
  c: Context<SiteEnv>,
  sessions: SessionContext,
  { did, how }: Arrived,
): Promise<void> {
  const { house, caller, clientAddress } = c.var;
  const userAgent = c.req.header("user-agent") ?? null;
  const from = { address: clientAddress, userAgent };
  const { jwt, row } = await startSession(sessions, did, from);
  if (caller.kind === "session") endSession(house, caller.sessionId);
  noteOfPerson(house, {
    event: "signed_in",
    ...{ actor: did, address: clientAddress },
    credential: row.id,
    detail: how,
  });
  house.log("info", "signed_in", { did });
  giveCookies(c, jwt);
}

/** Gives the cookies of the session that this browser has on the platform once more: that of the wikis may have gone astray. */
export function repeatCookies(c: Context<SiteEnv>): void {
  const jwt = readCookie(c.req.header("cookie"), PLATFORM_COOKIE);
  if (jwt !== undefined) giveCookies(c, jwt);
}

/** Whether somebody signed out here lately. */
export function isSignedOut(c: Context<SiteEnv>): boolean {
  return readCookie(c.req.header("cookie"), SIGNED_OUT_COOKIE) === "1";
}

function giveCookies(c: Context<SiteEnv>, jwt: string): void {
  const { config } = c.var.house;
  const lines = [wikiCookieLine(config, jwt), platformCookieLine(jwt)];
  if (isSignedOut(c)) {
    lines.push(signedOutCookieLine(config, { isSignedOut: false }));
  }
  for (const line of lines) c.header("Set-Cookie", line, { append: true });
}
