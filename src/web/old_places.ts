/**
 * Places of the service before this one that have another address today, or a part of another place. Pages still link to them.
 *
 * @module
 */
import type { Hono } from "hono";
import type { WikiEnv } from "../http/env.ts";

const OLD_PLACES: readonly (readonly [old: string, today: string])[] = [
  ["/-/about", "/-/help"],
  ["/-/syntax", "/-/help#writing"],
  ["/-/help/syntax", "/-/help#writing"],
  ["/-/help/*", "/-/help"],
  ["/-/changelog/:revision", "/-/changelog"],
  ["/-/settings", "/-/admin"],
  ["/-/members", "/-/admin/members"],
  ["/-/admin/user_management", "/-/admin/members"],
  ["/-/admin/permissions_and_registration", "/-/admin/access"],
  ["/-/admin/*", "/-/admin"],
  ["/-/register", "/-/login"],
  ["/-/lost_password", "/-/login"],
];

/** Sends on who follows an old link to a place; add it behind the places themselves. */
export function addOldPlaceRoutes(app: Hono<WikiEnv>): void {
  for (const [old, today] of OLD_PLACES) {
    app.get(old, (c) => c.redirect(today, 301));
  }
}
