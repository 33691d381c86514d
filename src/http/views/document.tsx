/**
 * The outermost part of every HTML page: `<html>`, `<head>`, the skip link, and the two small
 * scripts that every page has. It knows no wiki and no person.
 *
 * Nothing here is inline: the content security policy allows scripts and styles from `/static/` only.
 *
 * Mind: in precompiled JSX a string literal in braces is escaped twice, a variable once. Text goes
 * between the tags or through a variable.
 *
 * @module
 */
import { raw } from "hono/html";
import type { Child } from "hono/jsx";

/**
 * The icon, here because the policy takes pictures from this host, `https:` and `data:` only, and on a
 * laptop the platform's origin is neither.
 */
const ICON = `data:image/svg+xml,${
  encodeURIComponent(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><g fill="none" stroke="#3b7dd8" stroke-width="2.6" stroke-linecap="round" stroke-linejoin="round"><path d="M6 6h14l6 6v14H6zM20 6v6h6M16 6V2.5M12 22h8"/></g><g fill="#3b7dd8"><circle cx="12" cy="17" r="2"/><circle cx="20" cy="17" r="2"/></g></svg>`,
  )
}`;

/** What the head of a page says. */
export interface DocumentProps {
  /** The whole title, most particular part first: `Iran · Research wiki`. */
  readonly title: string;
  /** Names the version of the static files, so that they can be cached for long: `house.build`. */
  readonly build: string;
  /**
   * Origin that serves static files: `config.origin`, on wiki hosts too, because the content security
   * policy allows scripts and styles from `{origin}/static/` only. Left out: this host (tests).
   */
  readonly staticOrigin?: string | undefined;
  /** The one address of this page, absolute; left out where there is none. */
  readonly canonicalUrl?: string | undefined;
  /** One or two sentences, plain text. */
  readonly description?: string | undefined;
  /** Whether search engines may list the page; `false` unless said. */
  readonly isIndexable?: boolean | undefined;
  /** Names of further scripts in `static/`: `editor.js`. */
  readonly scripts?: readonly string[] | undefined;
  /** `wide`: the page uses the whole width of the window (diffs, source). */
  readonly width?: "reading" | "wide" | undefined;
  /** Language of the page's text, a well-formed tag; left out: English. */
  readonly lang?: string | undefined;
  /** Direction of writing; left out: from left to right. */
  readonly dir?: "ltr" | "rtl" | undefined;
  /** Address of the icon for the browser's tab, on this host; left out: the service's. */
  readonly iconUrl?: string | undefined;
  /** Further elements of the head: feeds, descriptions for previews. */
  readonly head?: Child;
  readonly bodyClass?: string | undefined;
  /** Path of the wiki's page that this document is about, for scripts and styles. */
  readonly pagePath?: string | undefined;
  readonly children?: Child;
}

/** A complete document; give it to {@linkcode documentHtml}. */
export function Document(props: DocumentProps) {
  const { build, canonicalUrl, description } = props;
  const origin = props.staticOrigin ?? "";
  const width = props.width ?? "reading";
  return (
    <html
      lang={props.lang ?? "en"}
      dir={props.dir === "rtl" ? "rtl" : undefined}
      class={`page-${width}`}
    >
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{props.title}</title>
        {description ? <meta name="description" content={description} /> : null}
        {props.isIndexable ? null : <meta name="robots" content="noindex" />}
        {canonicalUrl ? <link rel="canonical" href={canonicalUrl} /> : null}
        <link rel="icon" href={props.iconUrl ?? ICON} />
        <link rel="stylesheet" href={staticUrl("styles.css", build, origin)} />
        <script src={staticUrl("theme.js", build, origin)}></script>
        {(props.scripts ?? []).map((name) => (
          <script src={staticUrl(name, build, origin)} defer></script>
        ))}
        {props.head}
      </head>
      <body class={props.bodyClass} data-page-path={props.pagePath}>
        <a class="skip-link" href="#content">Skip to content</a>
        {props.children}
      </body>
    </html>
  );
}

/** The text of a document: doctype and markup. */
export function documentHtml(document: unknown): string {
  return `<!doctype html>\n${String(document)}\n`;
}

/** The address of a file in `static/`; `origin`: of the platform, see {@linkcode DocumentProps.staticOrigin}. */
function staticUrl(name: string, build: string, origin = ""): string {
  return `${origin}/static/${name}?v=${encodeURIComponent(build)}`;
}

/** HTML that the renderer has sanitised, put into a page as it is. */
export function sanitised(html: string) {
  return raw(html);
}

/** The body of a page, as the renderer made and sanitised it. */
export function Prose(props: { html: string }) {
  return <div class="prose">{raw(props.html)}</div>;
}

/** The button that changes between light and dark; `theme.js` shows it, so nobody sees a dead button. */
export function ThemeButton() {
  return (
    <button
      type="button"
      class="theme-button"
      data-theme-button
      aria-label="Change between light and dark"
      title="Light or dark"
      hidden
    >
      <span aria-hidden="true">◐</span>
    </button>
  );
}
