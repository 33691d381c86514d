/**
 * `/auth/*`: signing in by a one-time link, and signing out.
 *
 * @module
 */
import { type Context, Hono } from "hono";
import {
  endSession,
  type SessionContext,
  startSession,
} from "../auth/sessions.ts";
import { redeemSigninSecret } from "../auth/signin_links.ts";
import { AppError } from "../errors.ts";
import { cookieLine, readCookie } from "../http/cookies.ts";
import type { SiteEnv } from "../http/env.ts";
import { setFlash } from "../http/flash.ts";
import { lineField, readForm } from "../http/form.ts";
import { readReturnTo } from "../http/return_to.ts";
import { pagePolicy } from "../http/security_headers.ts";
import {
  platformCookieLine,
  signOut,
  wikiCookieLine,
} from "../http/session_cookies.ts";
import { sitePage } from "./views/frame.tsx";
import {
  LoginPage,
  LogoutPage,
  SignedInPage,
  SigninLinkFailed,
  SigninLinkPage,
} from "./views/signing.tsx";

/** Remembers where a person was going until they open the sign-in link. */
const RETURN_COOKIE = "__Host-return";
const RETURN_SECONDS = 15 * 60;
/** Bytes of a form: a secret, and an address to go on to. */
const MAX_FORM_BYTES = 64_000;

/** The routes. */
export function signingDoor(sessions: SessionContext): Hono<SiteEnv> {
  const door = new Hono<SiteEnv>();
  door.use(async (c, next) => {
    await next();
    const policy = pagePolicy(c.var.house.config, { anyFormTarget: true });
    c.header("Content-Security-Policy", policy);
    c.header("Cache-Control", "private, no-store");
  });
  door.get("/auth/login", (c) => showLogin(c));
  door.get("/auth/link", (c) => showLink(c));
  door.post("/auth/link", (c) => redeemLink(c, sessions));
  door.get("/auth/logout", (c) => {
    const { caller } = c.var;
    const handle = caller.kind === "anonymous" ? null : caller.handle;
    const returnTo = c.req.query("return_to") ?? "";
    const body = <LogoutPage handle={handle} returnTo={returnTo} />;
    return sitePage(c, { title: "Sign out", body });
  });
  door.post("/auth/logout", async (c) => {
    const form = await readForm(c.req.raw, MAX_FORM_BYTES);
    signOut(c, c.var.caller);
    return goTo(c, lineField(form, "return_to"), "signed_out");
  });
  return door;
}

function showLogin(c: Context<SiteEnv>): Response | Promise<Response> {
  const { house: { config }, caller } = c.var;
  const returnTo = readReturnTo(config, c.req.query("return_to"));
  if (caller.kind !== "anonymous") {
    const body = (
      <SignedInPage
        handle={caller.handle}
        returnTo={returnTo ?? `${config.origin}/`}
      />
    );
    return sitePage(c, { title: "Signed in", body });
  }
  if (returnTo !== null) {
    const value = encodeURIComponent(returnTo);
    rememberReturn(c, value, RETURN_SECONDS);
  }
  const body = <LoginPage returnTo={returnTo} />;
  return sitePage(c, { title: "Sign in", body });
}

function showLink(c: Context<SiteEnv>): Response | Promise<Response> {
  const secret = c.req.query("secret") ?? "";
  if (secret === "") return linkFailed(c, "The secret is missing", 400);
  const returnTo = c.req.query("return_to") ?? rememberedReturn(c);
  const body = <SigninLinkPage secret={secret} returnTo={returnTo} />;
  return sitePage(c, { title: "Sign in", body });
}

async function redeemLink(
  c: Context<SiteEnv>,
  sessions: SessionContext,
): Promise<Response> {
  const { house, caller, clientAddress } = c.var;
  const form = await readForm(c.req.raw, MAX_FORM_BYTES);
  let did: string;
  try {
    did = redeemSigninSecret(house, lineField(form, "secret"));
  } catch (error) {
    // Elsewhere on this host "unauthenticated" leads to the login page; here the person is told why.
    if (!(error instanceof AppError)) throw error;
    return await linkFailed(c, error.message, 401);
  }
  if (caller.kind === "session") endSession(house, caller.sessionId);
  const { jwt, row } = await startSession(sessions, did);
  house.platform.audit.add({
    at: house.now().toISOString(),
    event: "signed_in",
    actorDid: did,
    wikiId: null,
    address: clientAddress,
    credential: row.id,
    detail: "sign-in link",
  });
  house.log("info", "signed_in", { did });
  for (
    const line of [
      wikiCookieLine(house.config, jwt),
      platformCookieLine(jwt),
    ]
  ) c.header("Set-Cookie", line, { append: true });
  rememberReturn(c, "", 0);
  return goTo(c, lineField(form, "return_to"), "signed_in");
}

function linkFailed(c: Context<SiteEnv>, reason: string, status: 400 | 401) {
  const body = <SigninLinkFailed reason={reason} />;
  return sitePage(c, { title: "Sign in", status, body });
}

/** Leads to a safe address, else to the front page, which says what happened. */
function goTo(
  c: Context<SiteEnv>,
  wish: string,
  flash: "signed_in" | "signed_out",
): Response {
  const { house: { config }, selfUrl } = c.var;
  const target = readReturnTo(config, wish) ?? `${config.origin}/`;
  if (target.startsWith(`${selfUrl}/`)) setFlash(c, flash);
  return c.redirect(target, 303);
}

function rememberReturn(
  c: Context<SiteEnv>,
  value: string,
  maxAgeSeconds: number,
): void {
  const line = cookieLine({ name: RETURN_COOKIE, value, maxAgeSeconds });
  c.header("Set-Cookie", line, { append: true });
}

/** Checked again when it is used: the browser, and so its owner, wrote it. */
function rememberedReturn(c: Context<SiteEnv>): string {
  const value = readCookie(c.req.header("cookie"), RETURN_COOKIE) ?? "";
  try {
    return decodeURIComponent(value);
  } catch {
    return ""; // malformed, so not ours
  }
}
