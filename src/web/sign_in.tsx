/**
 * Signing in leads to the platform, where everybody's account is; signing out is a button.
 *
 * @module
 */
import type { Hono } from "hono";
import type { WikiEnv } from "../http/env.ts";
import { setFlash } from "../http/flash.ts";
import { personName } from "../wiki/person_name.ts";
import { loginUrl } from "../http/return_to.ts";
import { pagePolicy } from "../http/security_headers.ts";
import { signOut } from "../http/session_cookies.ts";
import { SiteLayout } from "../http/views/site_layout.tsx";
import { show, type WebContext } from "./screen.ts";

/** `/-/login` and `/-/logout`, which ask for no right. */
export function addSignInRoutes(app: Hono<WikiEnv>): void {
  app.get("/-/login", (c) => {
    const next = localPath(c.req.query("next"), c.var.wikiUrl);
    return c.var.visit.caller.kind === "anonymous"
      ? c.redirect(loginUrl(c.var.house.config, `${c.var.wikiUrl}${next}`), 302)
      : c.redirect(next, 302);
  });

  app.get("/-/logout", (c) => {
    // A private wiki leads to the platform's login page afterwards, and `form-action` binds redirects too.
    const policy = pagePolicy(c.var.house.config, { anyFormTarget: true });
    c.header("Content-Security-Policy", policy);
    return show(c, signOutPage(c));
  });

  app.post("/-/logout", (c) => {
    signOut(c, c.var.visit.caller);
    setFlash(c, "signed_out");
    return c.redirect("/", 303);
  });
}

/** A path of this very host, else the home page: the query is written by anybody. */
function localPath(text: string | undefined, wikiUrl: string): string {
  if (!text?.startsWith("/") || /[\p{Cc}\s\\]/u.test(text)) return "/";
  const url = URL.parse(text, wikiUrl);
  if (url === null || url.origin !== new URL(wikiUrl).origin) return "/";
  // "/.//evil.example" becomes "//evil.example", which a browser takes for another host.
  if (url.pathname.startsWith("//")) return "/";
  return `${url.pathname}${url.search}`;
}

/** The button; it shows nothing of the wiki, because the visitor may have lost the right to see it. */
function signOutPage(c: WebContext) {
  const { house: { config, build }, visit: { caller } } = c.var;
  return (
    <SiteLayout
      title="Sign out"
      build={build}
      staticOrigin={config.origin}
      siteName={config.domain}
      siteUrl={`${config.origin}/`}
    >
      <h1>Sign out</h1>
      {caller.kind === "anonymous"
        ? (
          <p>
            Nobody is signed in. <a href="/">Back to the wiki</a>
          </p>
        )
        : (
          <form method="post" action="/-/logout">
            <p>You are signed in as {personName(caller)}.</p>
            <div class="actions">
              <button type="submit" class="button-primary">Sign out</button>
              <a href="/">Cancel</a>
            </div>
          </form>
        )}
    </SiteLayout>
  );
}
