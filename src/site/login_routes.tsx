/**
 * `/auth/login`: the form, and the way from it to the person's own server.
 *
 * @module
 */
import type { Context, Hono } from "hono";
import { INVALID_HANDLE } from "../db/platform/users.ts";
import { personOfPast } from "../auth/past_session.ts";
import { SigninFailure } from "../auth/signin_failure.ts";
import { readCookie } from "../http/cookies.ts";
import type { SiteEnv } from "../http/env.ts";
import { formLimit, readForm } from "../http/form.ts";
import { personName } from "../wiki/person_name.ts";
import { readReturnTo } from "../http/return_to.ts";
import { PLATFORM_COOKIE, WIKI_COOKIE } from "../http/session_cookies.ts";
import { isSignedOut, repeatCookies } from "./browser_session.ts";
import { bindBrowser, showFailure, showLogin } from "./login_screen.tsx";
import { rememberReturn } from "./return_cookie.ts";
import type { SiteFront } from "./site_door.tsx";
import { sitePage } from "./views/frame.tsx";
import { SignedInPage } from "./views/signing.tsx";

/** Where new accounts are opened by "create an account". */
const NEW_ACCOUNTS = "https://bsky.social";

/** The form and its answer. */
export function addLoginRoutes(app: Hono<SiteEnv>, front: SiteFront): void {
  app.get("/auth/login", async (c) => {
    const { house: { config }, caller, selfUrl } = c.var;
    const returnTo = c.req.query("return_to") ?? "";
    if (selfUrl !== config.origin) return c.redirect(loginAt(c, returnTo), 302);
    if (caller.kind === "session") return goStraightOn(c, returnTo);
    const wanted = readReturnTo(config, returnTo);
    if (wanted !== null) rememberReturn(c, wanted);
    const typed = await handleOfPast(c, front);
    return await showLogin(c, { typed, returnTo });
  });

  app.post("/auth/login", async (c) => {
    const { house: { config }, selfUrl } = c.var;
    const form = await readForm(c.req.raw, formLimit(0));
    const returnTo = form.get("return_to") ?? "";
    if (selfUrl !== config.origin) return c.redirect(loginAt(c, returnTo), 303);
    const isNew = form.get("create") !== null;
    const typed = isNew ? NEW_ACCOUNTS : form.get("handle") ?? "";
    const prompt = isNew ? "create" : isSignedOut(c) ? "login" : undefined;
    try {
      const url = await front.identity.begin({
        ...{ typed, returnTo },
        browser: bindBrowser(c),
        ...prompt && { prompt },
      });
      return c.redirect(url.href, 303);
    } catch (failure) {
      if (!(failure instanceof SigninFailure)) throw failure;
      const shown = isNew ? "" : typed;
      return await showFailure(c, { typed: shown, returnTo, failure });
    }
  });
}

/** Who is signed in here already need not be asked. */
function goStraightOn(
  c: Context<SiteEnv>,
  returnTo: string,
): Response | Promise<Response> {
  const { house: { config }, caller } = c.var;
  const target = readReturnTo(config, returnTo) ?? `${config.origin}/app/`;
  repeatCookies(c);
  const hasBoth = readCookie(c.req.header("cookie"), WIKI_COOKIE) !== undefined;
  if (hasBoth || caller.kind === "anonymous") return c.redirect(target, 303);
  // Where the browser does not keep the wikis' cookie, a wiki would send it back here for ever.
  const body = <SignedInPage name={personName(caller)} returnTo={target} />;
  return sitePage(c, { title: "Signed in", body });
}

/** The handle of whoever was signed in here last; `""`: nobody knows. */
async function handleOfPast(
  c: Context<SiteEnv>,
  { sessions }: SiteFront,
): Promise<string> {
  const jwt = readCookie(c.req.header("cookie"), PLATFORM_COOKIE);
  const person = jwt ? await personOfPast(sessions, jwt) : undefined;
  if (person === undefined) return "";
  return person.handle === INVALID_HANDLE ? person.did : person.handle;
}

/** The login page at the service's own name, where its cookies belong. */
function loginAt(c: Context<SiteEnv>, returnTo: string): string {
  const { config } = c.var.house;
  const query = returnTo === ""
    ? ""
    : `?return_to=${encodeURIComponent(returnTo)}`;
  return `${config.origin}/auth/login${query}`;
}
