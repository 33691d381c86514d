/**
 * A page as it is read, and an older revision of it.
 *
 * @module
 */
import { Prose, sanitised } from "../../http/views/document.tsx";
import { NoticeBox, TimeOf } from "../../http/views/form_parts.tsx";
import type { Heading } from "../../markdown/rendered.ts";
import type { Backlink } from "../../wiki/backlinks.ts";
import type { Change } from "../../wiki/history.ts";
import type { PageBody } from "../../wiki/page_bodies.ts";
import { labelsFrom } from "../../wiki/page_facts.ts";
import { actionUrl, displayName } from "../../wiki/page_path.ts";
import type { Page } from "../../wiki/pages.ts";
import { AgentBadge, authorOf, shortRevision } from "./change_line.tsx";
import { BacklinkList } from "./links_view.tsx";
import { WikiLayout, type WikiLayoutProps } from "./wiki_layout.tsx";

/** What a page's view needs. */
export interface PageViewProps {
  /** The frame, and the page's crumbs, tools and addresses. */
  readonly layout: Omit<WikiLayoutProps, "children" | "title">;
  readonly page: Page;
  readonly body: PageBody;
  /** The commit that made this revision; `undefined` where the index does not know it yet. */
  readonly change: Change | undefined;
  /** HTML of the panel of pages that link here; empty where none does, and for an older revision. */
  readonly backlinks?: string | undefined;
  /** Set for an older revision. */
  readonly old?: OldProps | undefined;
}

/** Where to go from an older revision. */
export interface OldProps {
  /** Where the current text is read; `null`: the page was deleted. */
  readonly currentUrl: string | null;
  /** The editor with this text; `null`: the visitor may not write. */
  readonly restoreUrl: string | null;
  /** Where this text is made the current one; `null`: the visitor may not write. */
  readonly revertUrl: string | null;
}

/** Most headings in a table of contents; a page of nothing else would take long to draw. */
const MAX_CONTENTS = 300;

/** A complete document; give it to `documentHtml`. */
export function PageView(props: PageViewProps) {
  const { page, body } = props;
  const contents = body.headings
    .filter(({ level }) => level > 1 && level < 5)
    .slice(0, MAX_CONTENTS);
  const hasToc = contents.length > 2;
  const { heading, rest } = partHeading(page, body);
  return (
    <WikiLayout
      {...props.layout}
      title={page.title}
      scripts={body.usesScript ? ["page.js"] : []}
    >
      <article class={hasToc ? "article has-toc" : "article"}>
        {props.old
          ? (
            <OldRevision
              page={page}
              change={props.change}
              old={props.old}
            />
          )
          : null}
        {heading}
        {hasToc ? <Contents headings={contents} /> : null}
        <Properties values={body.frontMatter} />
        {body.shownAsText === null || !page.isText
          ? null
          : (
            <NoticeBox kind="warning">
              <p>This page is shown as plain text: {body.shownAsText}</p>
            </NoticeBox>
          )}
        {page.isText ? <Prose html={rest} /> : <NotText path={page.path} />}
        <Labels values={page.frontMatter} />
        {sanitised(props.backlinks ?? "")}
        <LastChange path={page.path} change={props.change} />
      </article>
    </WikiLayout>
  );
}

/**
 * The heading of the page, and the body without it: contents and properties stand between the two. A body that begins lower gets
 * the page's title above it, or its name where that title is the very heading that follows.
 */
function partHeading(page: Page, { headings, html }: PageBody) {
  const [first] = headings;
  if (first?.level === 1) {
    const end = html.indexOf("</h1>") + "</h1>".length;
    const heading = html.startsWith("<h1") ? html.slice(0, end) : "";
    return {
      heading: heading === "" ? null : <Prose html={heading} />,
      rest: html.slice(heading.length),
    };
  }
  const title = first?.text === page.title
    ? displayName(page.path)
    : page.title;
  return { heading: <h1>{title}</h1>, rest: html };
}

/** The headings of a page, as links. */
function Contents(props: { headings: readonly Heading[] }) {
  return (
    <details class="toc" data-toc>
      <summary>On this page</summary>
      <nav aria-label="On this page">
        <ul>
          {props.headings.map(({ level, id, text }) => (
            <li class={`toc-${level}`}>
              <a href={`#${id}`} dir="auto">{text}</a>
            </li>
          ))}
        </ul>
      </nav>
    </details>
  );
}

/** Most values of a front matter that are shown; a page is not a database. */
const MAX_PROPERTIES = 40;

/** The front matter of a page. */
function Properties(props: { values: PageBody["frontMatter"] }) {
  const entries = Object.entries(props.values ?? {});
  if (entries.length === 0) return null;
  return (
    <details class="properties">
      <summary>Properties</summary>
      <dl>
        {entries.slice(0, MAX_PROPERTIES).map(([name, value]) => (
          <>
            <dt dir="auto">{name}</dt>
            <dd dir="auto">{shownValue(value)}</dd>
          </>
        ))}
      </dl>
    </details>
  );
}

/** Most characters of a front matter value that are shown. */
const MAX_VALUE = 500;

/** A front matter value in one line, cut where it is long. */
function shownValue(value: unknown): string {
  if (value === null || value === undefined) return "–";
  const text = Array.isArray(value) && value.every(isPlain)
    ? value.join(", ")
    : isPlain(value)
    ? String(value)
    : JSON.stringify(value);
  return text.length > MAX_VALUE ? `${text.slice(0, MAX_VALUE)}…` : text;
}

function isPlain(value: unknown): boolean {
  return ["string", "number", "boolean"].includes(typeof value);
}

/** Category and tags, each leading to the pages that share it. */
function Labels(props: { values: PageBody["frontMatter"] }) {
  if (props.values === null) return null;
  const { category, tags } = labelsFrom(props.values);
  const labels = [
    ...(category === null ? [] : [["category", category] as const]),
    ...tags.map((tag) => ["tag", tag] as const),
  ];
  if (labels.length === 0) return null;
  return (
    <ul class="labels" aria-label="Category and tags">
      {labels.map(([kind, label]) => (
        <li>
          <a
            class={`label-${kind}`}
            href={actionUrl(kind, label.toLowerCase())}
            dir="auto"
          >
            {label}
          </a>
        </li>
      ))}
    </ul>
  );
}

/** The panel of pages that link to a page, a part of them. */
export function BacklinksPanel(
  props: { path: string; total: number; entries: readonly Backlink[] },
) {
  const { path, total, entries } = props;
  const hidden = total - entries.length;
  return (
    <section class="backlinks" aria-labelledby="linked-from">
      <h2 id="linked-from" lang="en">Linked from</h2>
      <BacklinkList entries={entries} />
      {hidden === 0 ? null : (
        <p lang="en">
          <a href={actionUrl("links", path)}>{hidden} more</a>
        </p>
      )}
    </section>
  );
}

/** In place of a page whose file is not UTF-8. */
function NotText(props: { path: string }) {
  const download = actionUrl("source", props.path, { raw: "1" });
  return (
    <NoticeBox kind="warning">
      <p>
        This file is not UTF-8 text, so it cannot be shown or edited here.{" "}
        <a href={download}>Download it</a>
      </p>
    </NoticeBox>
  );
}

/** Says that this is not the page as it is now. */
function OldRevision(
  props: { page: Page; change: Change | undefined; old: OldProps },
) {
  const { page, change } = props;
  const { currentUrl, restoreUrl, revertUrl } = props.old;
  return (
    <NoticeBox kind="info">
      <p>
        This is revision{" "}
        <span class="revision">{shortRevision(page.revision)}</span>
        {change
          ? (
            <>
              {" "}of <TimeOf at={change.at} /> by {authorOf(change)}
            </>
          )
          : null}. {currentUrl === null
          ? "The page was deleted since."
          : <a href={currentUrl}>Read the current text</a>} ·{" "}
        <a href={actionUrl("history", page.path)}>History</a>
        {restoreUrl === null ? null : (
          <>
            {" "}· <a href={restoreUrl}>Edit from here</a>
          </>
        )}
        {revertUrl === null ? null : (
          <>
            {" "}· <a href={revertUrl}>Restore this revision</a>
          </>
        )}
      </p>
    </NoticeBox>
  );
}

/** Who changed the page last. */
function LastChange(props: { path: string; change: Change | undefined }) {
  const { path, change } = props;
  if (change === undefined) return null;
  return (
    <footer class="page-foot">
      Last changed <TimeOf at={change.at} /> by {authorOf(change)}{" "}
      <AgentBadge change={change} /> · revision{" "}
      <a class="revision" href={`/-/commit/${change.revision}`}>
        {shortRevision(change.revision)}
      </a>{" "}
      · <a href={actionUrl("history", path)}>History</a>
    </footer>
  );
}
