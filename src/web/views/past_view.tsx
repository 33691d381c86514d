/**
 * The wiki as of a date: the question, a page, a folder, and what was not there yet. Every view says in which time it is.
 *
 * @module
 */
import { Prose } from "../../http/views/document.tsx";
import { escapeHtml } from "../../http/views/escape_html.ts";
import { NoticeBox, TimeOf } from "../../http/views/form_parts.tsx";
import type { Change } from "../../wiki/history.ts";
import type { PageBody } from "../../wiki/page_bodies.ts";
import { displayName, displayPath, lastSegment } from "../../wiki/page_path.ts";
import type { Page } from "../../wiki/pages.ts";
import type { Past } from "../../wiki/past.ts";
import { pastUrl } from "../../wiki/past_body.ts";
import { AgentBadge, authorOf, shortRevision } from "./change_line.tsx";
import { WikiLayout, type WikiLayoutProps } from "./wiki_layout.tsx";

type Layout = Omit<WikiLayoutProps, "children" | "title">;

/** In which time a view is, and what is around it. */
export interface PastFrame {
  readonly past: Past;
  /** What is shown; empty: the index. */
  readonly path: string;
  /** The commit. */
  readonly change: Change;
  /** The same one commit before; `null`: there is none. */
  readonly beforeUrl: string | null;
  /** The same one commit after; `null`: there is none. */
  readonly afterUrl: string | null;
  /** The same today; `null`: it is not there any more. */
  readonly nowUrl: string | null;
}

/** Says which time this is, and leads out of it. */
function Banner(props: { frame: PastFrame }) {
  const { past, path, change, beforeUrl, afterUrl, nowUrl } = props.frame;
  return (
    <div class="past-banner">
      <NoticeBox kind="info">
        <p>
          <strong>
            The wiki as of <TimeOf at={change.at} />
          </strong>, after revision{" "}
          <a class="revision" href={`/-/commit/${past.commit}`}>
            {shortRevision(past.commit)}
          </a>{" "}
          by {authorOf(change)} <AgentBadge change={change} />
        </p>
        <p>
          {nowUrl === null ? "Not there any more today" : (
            <a href={nowUrl}>
              {path === "" ? "The wiki today" : "This page today"}
            </a>
          )}
          {beforeUrl === null ? null : (
            <>
              {" "}· <a href={beforeUrl} rel="prev">One change earlier</a>
            </>
          )}
          {afterUrl === null ? null : (
            <>
              {" "}· <a href={afterUrl} rel="next">One change later</a>
            </>
          )} · <a href={askUrl(change, path)}>Another date</a>
        </p>
      </NoticeBox>
    </div>
  );
}

function askUrl({ at }: Change, path: string): string {
  const query = new URLSearchParams({ from: at.slice(0, 10) });
  if (path !== "") query.set("path", path);
  return `/-/at?${query}`;
}

/** Asks for a date. */
export function PastAskView(
  props: {
    layout: Layout;
    when: string;
    path: string;
    problem: string | null;
  },
) {
  const { when, path, problem } = props;
  return (
    <WikiLayout {...props.layout} title="The wiki as of a date">
      <h1>The wiki as of a date</h1>
      <p>
        Shows all pages as they were at the end of a day (UTC), with links that
        stay in that time.
      </p>
      <form method="get" action="/-/at">
        {path === "" ? null : <input type="hidden" name="path" value={path} />}
        <div class="field">
          <label for="past-date">Date</label>
          <input
            id="past-date"
            type="date"
            name="date"
            value={/^\d{4}-\d\d-\d\d$/.test(when) ? when : ""}
            required
            aria-invalid={problem === null ? undefined : true}
            aria-describedby={problem === null ? undefined : "past-problem"}
          />
          {problem === null
            ? null
            : <p class="field-error" id="past-problem">{problem}</p>}
        </div>
        <div class="actions">
          <button type="submit" class="button-primary">Show</button>
          <a href="/-/changelog">Recent changes</a>
        </div>
      </form>
    </WikiLayout>
  );
}

/** A page as it was. */
export function PastPageView(
  props: { layout: Layout; frame: PastFrame; page: Page; body: PageBody },
) {
  const { frame, page, body } = props;
  const hasHeading = body.headings[0]?.level === 1;
  return (
    <WikiLayout
      {...props.layout}
      title={`${page.title} (as of ${frame.change.at.slice(0, 10)})`}
      crumbs={crumbsOf(frame)}
      scripts={body.usesScript ? ["page.js"] : []}
    >
      <Banner frame={frame} />
      <article class="article">
        {hasHeading ? null : <h1>{page.title}</h1>}
        {page.isText
          ? <Prose html={body.html} />
          : <p class="muted">This file is not UTF-8 text.</p>}
      </article>
    </WikiLayout>
  );
}

/** An entry of a folder. */
interface PastEntry {
  readonly path: string;
  readonly kind: "page" | "folder" | "file";
}

/** What lay in a folder. */
export function PastIndexView(
  props: {
    layout: Layout;
    frame: PastFrame;
    folder: string;
    entries: readonly PastEntry[];
    /** Pages of the whole wiki then. */
    total: number;
    nextUrl: string | null;
  },
) {
  const { frame, folder, entries, total } = props;
  const title = folder === "" ? "All pages" : displayPath(folder);
  return (
    <WikiLayout
      {...props.layout}
      title={`${title} (as of ${frame.change.at.slice(0, 10)})`}
      crumbs={crumbsOf({ ...frame, path: folder })}
    >
      <Banner frame={frame} />
      <div class="title-bar">
        <h1>{title}</h1>
        <p class="muted">
          The wiki had {String(total)} {total === 1 ? "page" : "pages"}.
        </p>
      </div>
      {entries.length === 0 ? <p class="muted">Nothing was here.</p> : null}
      <ul class="index-pages">
        {entries.map(({ path, kind }) => (
          <li>
            <a
              href={`${pastUrl(frame.past, path)}${
                kind === "folder" ? "?all" : ""
              }`}
            >
              {kind === "file" ? lastSegment(path) : displayName(path)}
              {kind === "folder" ? "/" : ""}
            </a>
          </li>
        ))}
      </ul>
      {props.nextUrl === null
        ? null
        : (
          <nav class="pager" aria-label="More entries">
            <a href={props.nextUrl} rel="next">More</a>
          </nav>
        )}
    </WikiLayout>
  );
}

/** What was not there in that time. */
export function PastMissingView(
  props: { layout: Layout; frame: PastFrame; path: string },
) {
  const { frame, path } = props;
  return (
    <WikiLayout {...props.layout} title="Not there then">
      <Banner frame={frame} />
      <h1>Not there then</h1>
      <p>In that time there was no page “{displayPath(path)}”.</p>
      <p>
        <a href={`${pastUrl(frame.past)}?all`}>All pages of that time</a>
      </p>
    </WikiLayout>
  );
}

/** Steps from the index of that time to what is shown. */
function crumbsOf({ past, path }: Pick<PastFrame, "past" | "path">) {
  const segments = path === "" ? [] : path.split("/");
  const steps = segments.map((segment, i) => ({
    text: displayPath(segment),
    href: i === segments.length - 1
      ? null
      : pastUrl(past, segments.slice(0, i + 1).join("/")),
  }));
  const root = segments.length === 0 ? null : `${pastUrl(past)}?all`;
  return [{ text: "All pages then", href: root }, ...steps];
}

/** Most entries of the sidebar. */
const MAX_ENTRIES = 200;

/** HTML of the sidebar in the past: the top of the wiki as it was. */
export function pastSidebar(
  past: Past,
  { pages, folders }: {
    pages: readonly string[];
    folders: readonly string[];
  },
): string {
  const link = (url: string, text: string) =>
    `<li><a href="${escapeHtml(url)}">${escapeHtml(text)}</a></li>`;
  const tops = [...new Set([...pages, ...folders])].sort();
  const entries = tops.slice(0, MAX_ENTRIES).map((path) =>
    link(pastUrl(past, path), displayName(path))
  );
  const places = link(`${pastUrl(past)}?all`, "All pages then") +
    link("/", "Back to today");
  return `<ul class="pages-places">${places}</ul><ul>${entries.join("")}</ul>`;
}
