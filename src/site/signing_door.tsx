/**
 * `/auth/*`: signing in at one's own server or by a one-time link, and signing out.
 *
 * @module
 */
import type { Context, Hono } from "hono";
import type { SessionContext } from "../auth/sessions.ts";
import { redeemSigninSecret } from "../auth/signin_links.ts";
import { AppError } from "../errors.ts";
import type { SiteEnv } from "../http/env.ts";
import { setFlash } from "../http/flash.ts";
import { lineField, readForm } from "../http/form.ts";
import { personName } from "../wiki/person_name.ts";
import { readReturnTo } from "../http/return_to.ts";
import { pagePolicy } from "../http/security_headers.ts";
import { signOut } from "../http/session_cookies.ts";
import { addAvatarRoutes } from "./avatar_routes.ts";
import { startBrowserSession } from "./browser_session.ts";
import { addCallbackRoutes } from "./callback_routes.tsx";
import { addClientRoutes } from "./client_routes.ts";
import { addLoginRoutes } from "./login_routes.tsx";
import { forgetReturn, rememberedReturn } from "./return_cookie.ts";
import type { SiteFront } from "./site_door.tsx";
import { sitePage } from "./views/frame.tsx";
import {
  LogoutPage,
  SigninLinkFailed,
  SigninLinkPage,
} from "./views/signing.tsx";

/** Bytes of a form: a secret, and an address to go on to. */
const MAX_FORM_BYTES = 64_000;

/** The routes. What servers and pages fetch comes first: the rest is for people, and kept nowhere. */
export function addSigningRoutes(door: Hono<SiteEnv>, front: SiteFront): void {
  addClientRoutes(door, front);
  addAvatarRoutes(door);
  door.use("/auth/*", async (c, next) => {
    await next();
    const policy = pagePolicy(c.var.house.config, { anyFormTarget: true });
    c.header("Content-Security-Policy", policy);
    c.header("Cache-Control", "private, no-store");
  });
  addLoginRoutes(door, front);
  addCallbackRoutes(door, front);
  door.get("/auth/link", (c) => showLink(c));
  door.post("/auth/link", (c) => redeemLink(c, front.sessions));
  door.get("/auth/logout", (c) => {
    const { caller } = c.var;
    const name = caller.kind === "anonymous" ? null : personName(caller);
    const returnTo = c.req.query("return_to") ?? "";
    const body = <LogoutPage name={name} returnTo={returnTo} />;
    return sitePage(c, { title: "Sign out", body });
  });
  door.post("/auth/logout", async (c) => {
    const form = await readForm(c.req.raw, MAX_FORM_BYTES);
    signOut(c, c.var.caller);
    return goTo(c, lineField(form, "return_to"), "signed_out");
  });
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
  const { house } = c.var;
  const form = await readForm(c.req.raw, MAX_FORM_BYTES);
  let did: string;
  try {
    did = redeemSigninSecret(house, lineField(form, "secret"));
  } catch (error) {
    // Elsewhere on this host "unauthenticated" leads to the login page; here the person is told why.
    if (!(error instanceof AppError)) throw error;
    return await linkFailed(c, error.message, 401);
  }
  await startBrowserSession(c, sessions, { did, how: "sign-in link" });
  forgetReturn(c);
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
