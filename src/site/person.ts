/**
 * Who asks on the platform's own pages, and what of a wiki they may open there.
 *
 * @module
 */
import type { Context } from "hono";
import type { User } from "../db/platform/users.ts";
import { AppError } from "../errors.ts";
import type { SiteEnv } from "../http/env.ts";
import { visitFromPlatform } from "../http/platform_visit.ts";
import type { Caller, Visit } from "../wiki/access.ts";

/** Somebody who is signed in with a browser. */
export type SignedIn = Extract<Caller, { kind: "session" }>;

/**
 * Who is signed in.
 *
 * @throws {AppError} `unauthenticated`, which leads a reader to the login page and back; `forbidden` for who is suspended, with the
 * reason.
 */
export function signedIn(c: Context<SiteEnv>): SignedIn {
  const { caller } = c.var;
  if (caller.kind === "session") return caller;
  if (caller.kind === "anonymous" && caller.barred !== undefined) {
    throw new AppError("forbidden", `Cannot open this page: ${caller.barred}`);
  }
  throw new AppError("unauthenticated", "Cannot open this page: sign in first");
}

/** The row of who is signed in. @throws {AppError} `unauthenticated`. */
export function userOf(c: Context<SiteEnv>): User {
  const { did } = signedIn(c);
  const user = c.var.house.platform.users.find(did);
  if (user !== undefined) return user;
  throw new AppError("unauthenticated", "Cannot open this page: sign in first");
}

/** Whether somebody runs the service. */
export function isOperator(c: Context<SiteEnv>, caller: Caller): boolean {
  return caller.kind === "session" &&
    c.var.house.config.operators.includes(caller.did);
}

/**
 * Does something as who is signed in, in front of a wiki; what they may do there, `forReading()` and its sisters decide.
 * The wiki stays open until the work is done.
 *
 * @throws {AppError} `unauthenticated`, `not_found` where there is no such wiki, `unavailable`, and what the work throws.
 */
export function atWiki<T>(
  c: Context<SiteEnv>,
  slug: string,
  work: (visit: Visit) => T | Promise<T>,
): Promise<T> {
  const caller = signedIn(c);
  return visitFromPlatform(c, { slug, caller, door: "web" }, work);
}
