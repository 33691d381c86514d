/**
 * Who asks on the platform's own pages, and what of a wiki they may open there.
 *
 * @module
 */
import type { Context } from "hono";
import type { WikiRow } from "../db/platform/wikis.ts";
import { AppError } from "../errors.ts";
import type { SiteEnv } from "../http/env.ts";
import { type Caller, roleOf, type Visit } from "../wiki/access.ts";

/** Somebody who is signed in with a browser. */
export type SignedIn = Extract<Caller, { kind: "session" }>;

/** Who is signed in. @throws {AppError} `unauthenticated`, which leads a reader to the login page and back. */
export function signedIn(c: Context<SiteEnv>): SignedIn {
  const { caller } = c.var;
  if (caller.kind === "session") return caller;
  throw new AppError("unauthenticated", "Cannot open this page: sign in first");
}

/** The operator who asks. @throws {AppError} `unauthenticated`; `forbidden` for everybody else. */
export function operatorOf(c: Context<SiteEnv>): SignedIn {
  const caller = signedIn(c);
  if (isOperator(c, caller)) return caller;
  throw new AppError(
    "forbidden",
    "Cannot open this page: it is for those who run the service",
  );
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
export async function atWiki<T>(
  c: Context<SiteEnv>,
  slug: string,
  work: (visit: Visit) => T | Promise<T>,
): Promise<T> {
  const { house } = c.var;
  const caller = signedIn(c);
  const row = wikiRow(c, slug);
  using borrowed = house.openWikis.borrow(row);
  return await work({
    ...{ house, caller },
    wiki: borrowed.wiki,
    role: roleOf(house, row, caller.did),
    door: "web",
    agent: null,
    address: c.var.clientAddress,
  });
}

/** The row of a wiki. @throws {AppError} `not_found`. */
export function wikiRow(c: Context<SiteEnv>, slug: string): WikiRow {
  const row = c.var.house.platform.wikis.find(slug);
  if (row !== undefined) return row;
  throw new AppError("not_found", `There is no wiki called "${slug}"`);
}
