/**
 * The two cookies of a session.
 *
 * | cookie            | sent to                  | opens                             |
 * | ----------------- | ------------------------ | --------------------------------- |
 * | `__Secure-robot`  | platform and wiki hosts  | wikis: read, write, administer    |
 * | `__Host-robot`    | the platform host alone  | dashboard, consent, tokens, …     |
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
    maxAgeSeconds: jwt === "" ? 0 : SESSION_SECONDS,
  });
}

/** Takes the cookies away that this host may touch. */
export function dropSessionCookies(c: DoorContext): void {
  const { config } = c.var.house;
  c.header("Set-Cookie", wikiCookieLine(config, ""), { append: true });
  c.header("Set-Cookie", platformCookieLine(""), { append: true });
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
