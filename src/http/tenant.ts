/**
 * The way from a host name to a visit: the wiki's row, the caller, and the wiki's files, borrowed until the
 * answer is made. A stream that goes on longer borrows them for itself.
 *
 * @module
 */
import type { MiddlewareHandler } from "hono";
import type { SessionContext } from "../auth/sessions.ts";
import { AppError } from "../errors.ts";
import { roleOf, type Visit } from "../wiki/access.ts";
import { noteFailure } from "../wiki/audit.ts";
import { limitsOf } from "../wiki/quota.ts";
import {
  agentOf,
  type Identified,
  identify,
  READS_COOKIE,
  type WikiDoor,
} from "./caller.ts";
import type { DoorContext, WikiEnv } from "./env.ts";
import { limitBody, longestBody } from "./body_limit.ts";
import { readAddress } from "./place.ts";
import {
  countFailures,
  isByAddress,
  rateClassOf,
  rateKeyOf,
  type RateLimiter,
} from "./rate_limit.ts";
import { demandSameOrigin } from "./same_origin.ts";
import { wikiCookieLine } from "./session_cookies.ts";

/** What stands in front of every door. */
export interface Front {
  readonly sessions: SessionContext;
  readonly limiter: RateLimiter;
}

/** Forms that hold what somebody typed: refused, they give it back. */
const TYPED = /^\/-\/(?:edit\/|report$)/;

/** Middleware that makes `c.var.visit` for one door. @throws {AppError} `not_found`, `unauthenticated`, `forbidden`, `rate_limited`, `unavailable`. */
export function visiting(
  { sessions, limiter }: Front,
  door: WikiDoor,
): MiddlewareHandler<WikiEnv> {
  return async (c, next) => {
    const { house, clientAddress } = c.var;
    const row = house.platform.wikis.find(c.env.slug);
    if (row === undefined) {
      throw new AppError("not_found", "There is no wiki at this address");
    }
    const limits = limitsOf(house.config, row);
    const raw = limitBody(c.req.raw, longestBody(limits, door, c.req));
    c.req.raw = raw;
    const { caller, renewed } = await identifyOrNote(
      c,
      limiter,
      { wikiId: row.id, door },
      () => identify(sessions, raw.headers, { door, wiki: row }),
    );
    // Doors that read no cookie are not reached by what another site makes a browser send.
    if (READS_COOKIE[door]) demandSameOrigin(raw, originOf(c.var.wikiUrl));
    const counts = rateClassOf(door, raw.method, c.req.path);
    if (counts) {
      const who = isByAddress(counts) ? null : caller;
      const key = rateKeyOf(who, clientAddress);
      const refusal = limiter.refusal(counts, key);
      const isTyped = door === "web" && TYPED.test(c.req.path);
      if (refusal !== null && !isTyped) throw refusal;
      if (refusal !== null) c.set("refusal", refusal);
    }
    const did = caller.kind === "anonymous" ? null : caller.did;
    using borrowed = house.openWikis.borrow(row);
    const visit: Visit = {
      house,
      wiki: borrowed.wiki,
      caller,
      role: roleOf(house, row, did),
      door,
      agent: caller.kind === "token" ? agentOf(raw.headers) : null,
      address: clientAddress,
    };
    c.set("visit", visit);
    await next();
    // After signing out the answer has newer cookies.
    if (renewed !== null && !c.res.headers.has("set-cookie")) {
      const line = wikiCookieLine(house.config, renewed);
      c.header("Set-Cookie", line, { append: true });
    }
  };
}

/** Finds out who asks; a credential that was sent and is not accepted leaves a trace, and is counted. */
export async function identifyOrNote(
  c: Pick<DoorContext, "req" | "var">,
  limiter: RateLimiter,
  at: { readonly wikiId: string | null; readonly door: string },
  identify: () => Promise<Identified>,
): Promise<Identified> {
  const { headers } = c.req.raw;
  const { house, clientAddress: address } = c.var;
  try {
    return await countFailures(limiter, { headers, address }, identify);
  } catch (error) {
    const wasSent = headers.has("authorization");
    if (wasSent && error instanceof AppError) {
      noteFailure(house, {
        event: "credential_refused",
        ...{ actor: null, address, credential: null },
        ...{ wikiId: at.wikiId, detail: `at ${at.door}` },
      });
    }
    throw error;
  }
}

/** What a 401 of a door asks for. */
export function challengeOf(
  door: WikiDoor,
  slug: string,
  { wasSent }: { wasSent: boolean },
): string {
  if (door === "git") return `Basic realm="${slug}", charset="UTF-8"`;
  const wrong = wasSent ? `, error="invalid_token"` : "";
  const scope = door === "mcp" ? `, scope="wiki:read wiki:write"` : "";
  return `Bearer realm="${slug}"${wrong}${scope}`;
}

/** Scheme and host of a wiki's address, without the path that it has on a laptop. */
function originOf(wikiUrl: string): string {
  return wikiUrl.slice(0, wikiUrl.indexOf("//") + 2) +
    readAddress(wikiUrl).host;
}
