/** Remembers where a person was going until they open the sign-in link. @module */
import type { Context } from "hono";
import { cookieLine, readCookie } from "../http/cookies.ts";
import type { SiteEnv } from "../http/env.ts";

const RETURN_COOKIE = "__Host-return";
const RETURN_SECONDS = 15 * 60;

/** Remembers an address. */
export function rememberReturn(c: Context<SiteEnv>, returnTo: string): void {
  setReturn(c, encodeURIComponent(returnTo), RETURN_SECONDS);
}

/** The person has got there. */
export function forgetReturn(c: Context<SiteEnv>): void {
  setReturn(c, "", 0);
}

/** What is remembered, to be checked again when it is used: the browser, and so its owner, wrote it. */
export function rememberedReturn(c: Context<SiteEnv>): string {
  const value = readCookie(c.req.header("cookie"), RETURN_COOKIE) ?? "";
  try {
    return decodeURIComponent(value);
  } catch {
    return ""; // malformed, so not ours
  }
}

function setReturn(
  c: Context<SiteEnv>,
  value: string,
  maxAgeSeconds: number,
): void {
  const line = cookieLine({ name: RETURN_COOKIE, value, maxAgeSeconds });
  c.header("Set-Cookie", line, { append: true });
}
