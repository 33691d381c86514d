/**
 * The platform's own pages: front page and sign-in. Who is signed in here is told by the cookie of this
 * host alone.
 *
 * @module
 */
import { Hono } from "hono";
import type { Identity } from "../auth/identity.ts";
import type { SessionContext } from "../auth/sessions.ts";
import { limitBody, siteBody } from "../http/body_limit.ts";
import { identifyOnPlatform } from "../http/caller.ts";
import type { SiteEnv } from "../http/env.ts";
import type { PackSlots } from "../http/pack_slots.ts";
import {
  isByAddress,
  rateClassOf,
  rateKeyOf,
  type RateLimiter,
} from "../http/rate_limit.ts";
import { demandSameOrigin } from "../http/same_origin.ts";
import { platformCookieLine, wikiCookieLine } from "../http/session_cookies.ts";
import { addAccountRoutes } from "./account.tsx";
import { addDashboardRoutes } from "./dashboard.tsx";
import { addExportRoutes } from "./export_routes.ts";
import { addImportRoutes } from "./import_routes.tsx";
import { addLandingRoute } from "./landing.tsx";
import { addOperatorDeeds } from "./operator_deeds.tsx";
import { addOperatorRoutes } from "./operator_door.tsx";
import { addOperatorReportRoutes } from "./operator_reports.tsx";
import { addSigningRoutes } from "./signing_door.tsx";
import { addWelcomeRoutes } from "./welcome.tsx";
import { addWikiDeedRoutes } from "./wiki_deeds.tsx";
import { addLogRoutes } from "./log_pages.tsx";
import { addWikiPageRoute } from "./wiki_page.tsx";

const ROBOTS = `User-agent: *
Disallow: /api/
Disallow: /app/
Disallow: /auth/
`;

/** What stands in front of the routes, and what some of them need. */
export interface SiteFront {
  readonly sessions: SessionContext;
  readonly limiter: RateLimiter;
  readonly identity: Identity;
  /** Places for packs being made. */
  readonly slots: PackSlots;
}

/** The routes. */
export function siteDoor(front: SiteFront): Hono<SiteEnv> {
  const door = new Hono<SiteEnv>();
  door.use(async (c, next) => {
    const { house, clientAddress, selfUrl } = c.var;
    demandSameOrigin(c.req.raw, selfUrl, { isBearerRead: false });
    const { maxBytes, longestMs } = siteBody(c.req);
    c.req.raw = limitBody(c.req.raw, maxBytes, { longestMs });
    const { caller, renewed } = await identifyOnPlatform(
      front.sessions,
      c.req.raw.headers,
    );
    c.set("caller", caller);
    const counts = rateClassOf("site", c.req.method, c.req.path);
    if (counts) {
      const who = isByAddress(counts) ? null : caller;
      front.limiter.take(counts, rateKeyOf(who, clientAddress));
    }
    await next();
    // After signing in or out the answer has newer cookies.
    if (renewed === null || c.res.headers.has("set-cookie")) return;
    // What anybody may keep must not hold a session.
    if (/\bpublic\b/.test(c.res.headers.get("cache-control") ?? "")) return;
    for (
      const line of [
        wikiCookieLine(house.config, renewed),
        platformCookieLine(renewed),
      ]
    ) c.header("Set-Cookie", line, { append: true });
  });
  addLandingRoute(door);
  addDashboardRoutes(door);
  addWikiPageRoute(door);
  addWikiDeedRoutes(door);
  addWelcomeRoutes(door);
  addAccountRoutes(door);
  addLogRoutes(door);
  addExportRoutes(door, front);
  addImportRoutes(door);
  addOperatorRoutes(door, front);
  addOperatorDeeds(door);
  addOperatorReportRoutes(door);
  door.get("/robots.txt", (c) => c.text(ROBOTS));
  addSigningRoutes(door, front);
  return door;
}
