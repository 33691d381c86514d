/**
 * The two cookies of a session, and one that outlives it.
 *
 * | cookie               | sent to                  | opens                             |
 * | -------------------- | ------------------------ | --------------------------------- |
 * | `__Secure-robot`     | platform and wiki hosts  | wikis: read, write, administer    |
 * | `__Host-robot`       | the platform host alone  | dashboard, consent, tokens, …     |
 * | `__Secure-signedout` | platform and wiki hosts  | nothing: the next sign-in asks    |
 *
 * @module
 */
import { endSession, SESSION_SECONDS } from "../auth/sessions.ts";
import type { Config } from "../config.ts";
import type { Caller } from "../wiki/access.ts";
import { doerOf, noteOfPerson } from "../wiki/audit.ts";
import { cookieLine } from "./cookies.ts";
import type { DoorContext } from "./env.ts";

/** Opens wikis. */
export const WIKI_COOKIE = "__Secure-robot";
/** Opens the platform's own pages. */
export const PLATFORM_COOKIE = "__Host-robot";
/** Set by signing out: people's own servers remember them, and would let the next person at this browser in without asking. */
export const SIGNED_OUT_COOKIE = "__Secure-signedout";

const SIGNED_OUT_SECONDS = 24 * 3600;
/** The browser keeps the platform's cookie longer than it opens anything, so that the login page knows whose browser it is. */
const REMEMBERED_SECONDS = 30 * 24 * 3600;

/** The line for the cookie that wiki hosts read. `jwt` empty: takes it away. */
export function wikiCookieLine(
  config: Pick<Config, "domain">,
  jwt: string,
): string {
  return cookieLine({
    name: WIKI_COOKIE,
    value: jwt,
    maxAgeSeconds: jwt === "" ? 0 : SESSION_SECONDS,
    domain: config.domain,
  });
}

/** The line for the cookie that only the platform host reads. `jwt` empty: takes it away. */
export function platformCookieLine(jwt: string): string {
  return cookieLine({
    name: PLATFORM_COOKIE,
    value: jwt,
    maxAgeSeconds: jwt === "" ? 0 : REMEMBERED_SECONDS,
  });
}

/** The line that says whether this browser was signed out. */
export function signedOutCookieLine(
  config: Pick<Config, "domain">,
  { isSignedOut }: { isSignedOut: boolean },
): string {
  return cookieLine({
    name: SIGNED_OUT_COOKIE,
    value: isSignedOut ? "1" : "",
    maxAgeSeconds: isSignedOut ? SIGNED_OUT_SECONDS : 0,
    domain: config.domain,
  });
}

/** Takes the cookies away that this host may touch, and remembers that nobody is to be signed in again without being asked. */
export function dropSessionCookies(c: DoorContext): void {
  const { config } = c.var.house;
  for (
    const line of [
      wikiCookieLine(config, ""),
      platformCookieLine(""),
      signedOutCookieLine(config, { isSignedOut: true }),
    ]
  ) c.header("Set-Cookie", line, { append: true });
}

/**
 * Ends the caller's session and takes the cookies away that this host may touch. On a wiki's host the
 * cookie of the platform stays in the browser, but the session that it names has ended.
 */
export function signOut(c: DoorContext, caller: Caller): void {
  const { house, clientAddress } = c.var;
  dropSessionCookies(c);
  if (caller.kind !== "session") return;
  endSession(house, caller.sessionId);
  noteOfPerson(house, {
    ...doerOf(caller, clientAddress),
    event: "signed_out",
  });
  house.log("info", "signed_out", { did: caller.did });
}
