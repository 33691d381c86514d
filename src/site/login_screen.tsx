/**
 * The sign-in form, empty or with what went wrong, and what browser and server remember while somebody is at their own server.
 *
 * @module
 */
import type { Context } from "hono";
import { hashSecret, newSecret } from "../auth/secrets.ts";
import type { SigninFailure } from "../auth/signin_failure.ts";
import { withoutInvisible } from "../auth/typed_identity.ts";
import { isLoopbackOrigin } from "../config.ts";
import { cookieLine, readCookie } from "../http/cookies.ts";
import type { SiteEnv } from "../http/env.ts";
import { STATUS } from "../http/error_response.ts";
import { isBeginning, readReturnTo } from "../http/return_to.ts";
import { noteFailure } from "../wiki/audit.ts";
import { sitePage } from "./views/frame.tsx";
import { LoginView } from "./views/login_view.tsx";

/** Binds a sign-in to the browser where it was begun. */
const BROWSER_COOKIE = "__Host-signin";
/** As long as a sign-in may take. */
const BROWSER_SECONDS = 3_600;
/** Characters of what was typed that the log keeps. */
const MAX_NOTED = 100;

/** What the form shows. */
export interface LoginScreen {
  /** What stands in the field. */
  readonly typed: string;
  /** Where the person was going, as it came. */
  readonly returnTo: string;
  readonly failure?: SigninFailure;
}

/** Shows the form. */
export function showLogin(
  c: Context<SiteEnv>,
  { typed, returnTo, failure }: LoginScreen,
): Response | Promise<Response> {
  const { config } = c.var.house;
  const target = readReturnTo(config, returnTo);
  const body = LoginView({
    typed,
    problem: failure?.message ?? null,
    returnTo: target,
    goal: target === null || isBeginning(config, target) ? null : target,
    siteName: config.domain,
    isLaptop: isLoopbackOrigin(config),
  });
  const status = failure === undefined ? 200 : STATUS[failure.code];
  return sitePage(c, { title: "Sign in", body, status });
}

/** Shows the form with the reason why a sign-in came to nothing, which is written down. */
export function showFailure(
  c: Context<SiteEnv>,
  screen: LoginScreen & { failure: SigninFailure },
): Response | Promise<Response> {
  const { house, clientAddress } = c.var;
  const { failure: { reason, message, cause }, typed } = screen;
  // Who mistakes the field may have typed a password into it.
  const noted = reason === "not_a_name" || typed === ""
    ? reason
    : `${reason}: ${withoutInvisible(typed).slice(0, MAX_NOTED)}`;
  noteFailure(house, {
    event: "signin_failed",
    ...{ actor: null, address: clientAddress, credential: null },
    detail: noted,
  });
  if (reason === "not_accepted") {
    house.log("error", "signin_failed", { reason, message }, cause);
  } else if (reason === "server_odd" || reason === "wrong_issuer") {
    house.log("warning", "signin_failed", { reason }, cause);
  } else house.log("info", "signin_failed", { reason });
  return showLogin(c, screen);
}

/** Gives the browser its secret, or finds the one that it has from another tab; answers its hash. */
export function bindBrowser(c: Context<SiteEnv>): string {
  const known = readCookie(c.req.header("cookie"), BROWSER_COOKIE);
  const value = known && /^[\w-]{43}$/.test(known)
    ? known
    : newSecret(c.var.house.randomBytes);
  setBrowserCookie(c, value, BROWSER_SECONDS);
  return hashSecret(value).toHex();
}

/** Whether this is the browser where a sign-in was begun. */
export function isBoundTo(c: Context<SiteEnv>, browser: string): boolean {
  const value = readCookie(c.req.header("cookie"), BROWSER_COOKIE);
  return value !== undefined && hashSecret(value).toHex() === browser;
}

/** Takes the browser's secret away: the sign-in is over. */
export function releaseBrowser(c: Context<SiteEnv>): void {
  setBrowserCookie(c, "", 0);
}

function setBrowserCookie(
  c: Context<SiteEnv>,
  value: string,
  maxAgeSeconds: number,
): void {
  const line = cookieLine({ name: BROWSER_COOKIE, value, maxAgeSeconds });
  c.header("Set-Cookie", line, { append: true });
}
