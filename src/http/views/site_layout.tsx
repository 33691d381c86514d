/**
 * The frame of pages that belong to no wiki: landing page, sign-in, dashboard, errors.
 *
 * @module
 */
import type { Child } from "hono/jsx";
import { Document, type DocumentProps, ThemeButton } from "./document.tsx";
import { type Notice, Notices } from "./form_parts.tsx";

/** What the frame shows around a page. */
export interface SiteLayoutProps extends Omit<DocumentProps, "children"> {
  /** Name of the service, shown at the top left: the domain. */
  readonly siteName: string;
  /** Where the name leads: the platform's address, or `/`. */
  readonly siteUrl: string;
  /** Who is signed in, as `personName()` says it; `null`: nobody; left out: not said (error pages). */
  readonly handle?: string | null | undefined;
  /** Links of the header, such as the dashboard. */
  readonly links?:
    | readonly { readonly href: string; readonly text: string }[]
    | undefined;
  /** Address of a page with a button to sign out. */
  readonly signOutUrl?: string | undefined;
  readonly signInUrl?: string | undefined;
  readonly notices?: readonly Notice[] | undefined;
  readonly children?: Child;
}

/** A complete document; give it to `documentHtml`. */
export function SiteLayout(props: SiteLayoutProps) {
  const { siteName, siteUrl, notices, children, handle, links, ...head } =
    props;
  return (
    <Document {...head}>
      <header class="top site-top">
        <a class="top-name" href={siteUrl}>{siteName}</a>
        <div class="top-account">
          {(links ?? []).map(({ href, text }) => <a href={href}>{text}</a>)}
          {handle ? <span class="top-handle">{handle}</span> : null}
          {handle && props.signOutUrl
            ? <a href={props.signOutUrl}>Sign out</a>
            : null}
          {handle === null && props.signInUrl
            ? <a href={props.signInUrl}>Sign in</a>
            : null}
          <ThemeButton />
        </div>
      </header>
      <main id="content" class="site-main" tabindex={-1}>
        <Notices notices={notices ?? []} />
        {children}
      </main>
    </Document>
  );
}
