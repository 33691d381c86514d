/** The layout of the platform's pages, filled in from the request. @module */
import type { Child } from "hono/jsx";
import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { SiteEnv } from "../../http/env.ts";
import { takeFlash } from "../../http/flash.ts";
import { personName } from "../../wiki/person_name.ts";
import { documentHtml } from "../../http/views/document.tsx";
import { isOperator } from "../person.ts";
import { SiteLayout } from "../../http/views/site_layout.tsx";

/** Answers with a page of the platform. */
export function sitePage(
  c: Context<SiteEnv>,
  page: {
    title: string;
    description?: string;
    isIndexable?: boolean;
    status?: ContentfulStatusCode;
    /** `wide`: tables. */
    width?: "reading" | "wide";
    /** Names of scripts in `static/`. */
    scripts?: readonly string[];
    /** The one address of the page, absolute. */
    canonicalUrl?: string;
    /** Further elements of the document's head. */
    head?: Child;
    body: Child;
  },
): Response | Promise<Response> {
  const { house: { config, build }, caller } = c.var;
  const notices = takeFlash(c);
  const layout = (
    <SiteLayout
      title={titled(page.title, config.domain)}
      description={page.description}
      isIndexable={page.isIndexable}
      width={page.width}
      scripts={page.scripts}
      canonicalUrl={page.canonicalUrl}
      head={page.head}
      links={linksOf(c)}
      build={build}
      staticOrigin={config.origin}
      siteName={config.domain}
      siteUrl={`${config.origin}/`}
      handle={caller.kind === "anonymous" ? null : personName(caller)}
      signInUrl="/auth/login"
      signOutUrl="/auth/logout"
      notices={notices}
    >
      {page.body}
    </SiteLayout>
  );
  return c.html(documentHtml(layout), page.status ?? 200);
}

/** Says in the browser's tabs and bookmarks whose page it is; the front page begins with it. */
function titled(title: string, siteName: string): string {
  return title.startsWith(siteName) ? title : `${title} · ${siteName}`;
}

/** The header's links for who is signed in. */
function linksOf(c: Context<SiteEnv>): { href: string; text: string }[] {
  const { caller } = c.var;
  if (caller.kind === "anonymous") return [];
  return [
    { href: "/app/", text: "Dashboard" },
    { href: "/app/account", text: "Account" },
    ...(isOperator(c, caller)
      ? [{ href: "/app/operator", text: "Operator" }]
      : []),
  ];
}
