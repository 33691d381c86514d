/**
 * The frame of every page of a wiki: header with search and account, sidebar with the tree of pages,
 * breadcrumbs, page tools, footer.
 *
 * On a phone the sidebar is a popover, which needs no script; on a wide screen the stylesheet shows it
 * beside the text.
 *
 * @module
 */
import type { Child } from "hono/jsx";
import {
  Document,
  sanitised,
  ThemeButton,
} from "../../http/views/document.tsx";
import { type Notice, Notices } from "../../http/views/form_parts.tsx";
import { actionUrl } from "../../wiki/page_path.ts";
import type { SiteLook } from "../../wiki/site_look.ts";

/** What is the same on all pages that one visitor sees in one moment. */
export interface WikiFrame {
  readonly wikiName: string;
  /** `https://demo.robot.wtf`. */
  readonly wikiUrl: string;
  /** Origin of the platform, which also serves the static files. */
  readonly siteUrl: string;
  /** The platform's host name. */
  readonly siteName: string;
  readonly build: string;
  /** Whether search engines may list the wiki. */
  readonly isPublic: boolean;
  /** Whether the footer offers to tell the operator of this page. */
  readonly mayReport: boolean;
  readonly canWrite: boolean;
  /** Who is signed in, or `null`. */
  readonly handle: string | null;
  /** The wiki's page on the dashboard, for who belongs to it; else `null`. */
  readonly dashboardUrl: string | null;
  /** Language, direction and pictures of the wiki. */
  readonly look: SiteLook;
  /** HTML of the sidebar, escaped. */
  readonly sidebarHtml: string;
  /** Path and query of this page, to come back to after signing in. */
  readonly here: string;
  readonly notices: readonly Notice[];
}

/** One step of the breadcrumbs; the last has no address. */
export interface Crumb {
  readonly text: string;
  readonly href: string | null;
}

/** The page's tools, by the name of their route. */
export type Tool =
  | "read"
  | "edit"
  | "history"
  | "attachments"
  | "source"
  | "blame"
  | "links"
  | "rename"
  | "delete";

/** What one page adds to the frame. */
export interface WikiLayoutProps {
  readonly frame: WikiFrame;
  /** Before the wiki's name in the title of the window. */
  readonly title: string;
  readonly crumbs?: readonly Crumb[] | undefined;
  /** The page that the tools are for. */
  readonly tools?: PageToolsProps | undefined;
  /** Path of this page's one address; left out: search engines are kept away. */
  readonly canonicalPath?: string | undefined;
  readonly description?: string | undefined;
  readonly width?: "reading" | "wide" | undefined;
  readonly scripts?: readonly string[] | undefined;
  /** Further elements of the document's head. */
  readonly head?: Child;
  /** What the search box holds. */
  readonly query?: string | undefined;
  readonly children?: Child;
}

/** A complete document; give it to `documentHtml`. */
export function WikiLayout(props: WikiLayoutProps) {
  const { frame, crumbs, tools, canonicalPath } = props;
  const title = props.title === frame.wikiName
    ? props.title
    : `${props.title} · ${frame.wikiName}`;
  return (
    <Document
      title={title}
      build={frame.build}
      staticOrigin={frame.siteUrl}
      canonicalUrl={canonicalPath && `${frame.wikiUrl}${canonicalPath}`}
      description={props.description}
      isIndexable={frame.isPublic && canonicalPath !== undefined}
      scripts={["wiki.js", "palette.js", ...(props.scripts ?? [])]}
      width={props.width}
      lang={frame.look.lang}
      dir={frame.look.dir}
      iconUrl={frame.look.iconUrl ?? undefined}
      head={props.head}
      bodyClass={tools?.current === "read" && tools.canWrite
        ? "can-write"
        : undefined}
      pagePath={tools?.path}
    >
      <Top frame={frame} query={props.query ?? ""} />
      <div class="frame">
        <Sidebar frame={frame} />
        <main id="content" class="wiki-main" tabindex={-1}>
          {crumbs || tools
            ? (
              <div class="page-bar">
                <Crumbs crumbs={crumbs ?? []} />
                {tools ? <PageTools {...tools} /> : null}
              </div>
            )
            : null}
          <Notices notices={frame.notices} />
          {props.children}
        </main>
      </div>
      <Bottom frame={frame} />
    </Document>
  );
}

/** The footer. */
function Bottom({ frame }: { frame: WikiFrame }) {
  return (
    <footer class="bottom" lang="en">
      <a href="/-/index">All pages</a>
      <a href="/-/changelog">Recent changes</a>
      <span>
        <code>git clone {frame.wikiUrl}/repo.git</code>
      </span>
      <a href="/-/help">Help</a>
      {frame.mayReport
        ? (
          <a
            href={`/-/report?path=${encodeURIComponent(frame.here)}`}
            rel="nofollow"
          >
            Report
          </a>
        )
        : null}
      <a href={frame.siteUrl}>{frame.siteName}</a>
    </footer>
  );
}

/** Name of the wiki, search, and who is signed in. */
function Top(props: { frame: WikiFrame; query: string }) {
  const { frame } = props;
  const next = new URLSearchParams({ next: frame.here }).toString();
  return (
    <header class="top">
      <button
        type="button"
        class="pages-button"
        popovertarget="pages"
        lang="en"
      >
        Pages
      </button>
      <button
        type="button"
        class="side-button"
        data-toggle-pages
        aria-controls="pages"
        aria-label="Sidebar"
        title="Sidebar"
        lang="en"
        hidden
      >
        <span aria-hidden="true">☰</span>
      </button>
      <a class="top-name" href="/" accesskey="z">
        {frame.look.logoUrl
          ? <img src={frame.look.logoUrl} alt="" height="28" />
          : null}
        {frame.wikiName}
      </a>
      <SearchBox query={props.query} />
      <div class="top-account" lang="en">
        {frame.handle === null ? <a href={`/-/login?${next}`}>Sign in</a> : (
          <>
            {frame.dashboardUrl === null
              ? null
              : (
                <a class="top-dashboard" href={frame.dashboardUrl}>
                  Dashboard
                </a>
              )}
            <span class="top-handle">{frame.handle}</span>
            <a href="/-/logout">Sign out</a>
          </>
        )}
        <ThemeButton />
      </div>
    </header>
  );
}

/** The search box at the top of every page. */
function SearchBox(props: { query: string }) {
  return (
    <form
      class="top-search"
      lang="en"
      role="search"
      action="/-/search"
      method="get"
    >
      <input
        type="search"
        name="q"
        value={props.query}
        aria-label="Search this wiki"
        placeholder="Search this wiki"
        accesskey="f"
        autocomplete="off"
        dir="auto"
      />
      <button type="submit">Search</button>
    </form>
  );
}

/** Places of the wiki, and the tree of its pages. */
function Sidebar(props: { frame: WikiFrame }) {
  return (
    <nav id="pages" class="pages" popover="auto" aria-label="Pages">
      {sanitised(props.frame.sidebarHtml)}
    </nav>
  );
}

/** The folders above a page. */
function Crumbs(props: { crumbs: readonly Crumb[] }) {
  if (props.crumbs.length === 0) return <span class="no-crumbs"></span>;
  return (
    <nav class="crumbs" aria-label="Breadcrumbs">
      <ol>
        {props.crumbs.map(({ text, href }) => (
          <li>
            {href === null
              ? <span aria-current="page">{text}</span>
              : <a href={href}>{text}</a>}
          </li>
        ))}
      </ol>
    </nav>
  );
}

/** For which page, and which tool is in use. */
export interface PageToolsProps {
  readonly path: string;
  /** Where the page is read. */
  readonly readUrl: string;
  readonly current: Tool | null;
  readonly canWrite: boolean;
}

/** Tools that stand in the row; the others are in its menu. */
const FREQUENT: readonly Tool[] = ["read", "edit", "history", "attachments"];
/** Tools that change the page. */
const WRITING: readonly Tool[] = ["edit", "rename", "delete"];
const KEYS: Readonly<Partial<Record<Tool, string>>> = {
  read: "c",
  edit: "e",
  history: "h",
};

/** What can be done with a page: the frequent tools and the current one in a row, the others in a menu. */
function PageTools(props: PageToolsProps) {
  const { current, canWrite } = props;
  // The path is encoded once, not for each tool.
  const rest = actionUrl("edit", props.path).slice("/-/edit".length);
  const tools: readonly [Tool, string, string][] = [
    ["read", "Read", props.readUrl],
    ["edit", "Edit", `/-/edit${rest}`],
    ["history", "History", `/-/history${rest}`],
    ["attachments", "Attachments", `/-/attachments${rest}`],
    ["blame", "Blame", `/-/blame${rest}`],
    ["source", "Source", `/-/source${rest}`],
    ["links", "Links", `/-/links${rest}`],
    ["rename", "Rename", `/-/rename${rest}`],
    ["delete", "Delete", `/-/delete${rest}`],
  ];
  const shown = tools.filter(([name]) => canWrite || !WRITING.includes(name));
  const isInRow = (name: Tool) => FREQUENT.includes(name) || name === current;
  return (
    <nav class="tools" aria-label="Page tools" lang="en">
      <ul>
        {shown.filter(([name]) => isInRow(name)).map(([name, text, href]) => (
          <li>
            <a
              href={href}
              accesskey={KEYS[name]}
              aria-current={name === current ? "page" : undefined}
            >
              {text}
            </a>
          </li>
        ))}
        <li>
          <details class="menu" data-menu>
            <summary>More</summary>
            <ul>
              {shown.filter(([name]) => !isInRow(name)).map((
                [_, text, href],
              ) => (
                <li>
                  <a href={href}>{text}</a>
                </li>
              ))}
            </ul>
          </details>
        </li>
      </ul>
    </nav>
  );
}
