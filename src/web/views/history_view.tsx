/**
 * What happened: the history of a page, a diff, one commit, the whole changelog.
 *
 * @module
 */
import { TimeOf } from "../../http/views/form_parts.tsx";
import type { LineDiff } from "../../git/line_diff.ts";
import type { Change, PageRevision } from "../../wiki/history.ts";
import {
  actionUrl,
  displayName,
  displayPath,
  pageUrl,
} from "../../wiki/page_path.ts";
import {
  AgentBadge,
  authorOf,
  ChangeWho,
  shortRevision,
  subjectOf,
} from "./change_line.tsx";
import { DiffTable } from "./diff_table.tsx";
import { WikiLayout, type WikiLayoutProps } from "./wiki_layout.tsx";

type Layout = Omit<WikiLayoutProps, "children" | "title">;

/** Where older entries of a listing are, or `null` at its end. */
export interface Pager {
  readonly olderUrl: string | null;
  readonly newestUrl: string | null;
}

/** The history of a page: two radio buttons a line choose what to compare. */
export function HistoryView(
  props: {
    layout: Layout;
    path: string;
    revisions: readonly PageRevision[];
    pager: Pager;
  },
) {
  const { path, revisions } = props;
  const name = displayName(path);
  return (
    <WikiLayout {...props.layout} title={`History: ${name}`}>
      <div class="title-bar">
        <h1>History: {name}</h1>
      </div>
      <form method="get" action={actionUrl("diff", path)}>
        {revisions.length > 1
          ? (
            <div class="actions">
              <button type="submit">Compare the chosen revisions</button>
            </div>
          )
          : null}
        <ol class={revisions.length > 1 ? "changes changes-pick" : "changes"}>
          {revisions.map((revision, i) => (
            <HistoryLine
              path={path}
              revision={revision}
              place={i}
              canPick={revisions.length > 1}
            />
          ))}
        </ol>
      </form>
      <PagerLinks pager={props.pager} />
    </WikiLayout>
  );
}

/** One revision in a history; the first two lines are chosen from the start. */
function HistoryLine(
  props: {
    path: string;
    revision: PageRevision;
    place: number;
    canPick: boolean;
  },
) {
  const { path, revision, place } = props;
  const short = shortRevision(revision.revision);
  const view = actionUrl("view", path, { revision: revision.revision });
  const diff = actionUrl("diff", path, { to: revision.revision });
  return (
    <li>
      {props.canPick
        ? (
          <div class="picks">
            <Pick
              name="from"
              label={`Compare from ${short}`}
              value={revision.revision}
              isChosen={place === 1}
            />
            <Pick
              name="to"
              label={`Compare to ${short}`}
              value={revision.revision}
              isChosen={place === 0}
            />
          </div>
        )
        : null}
      <div>
        <div class="change-what">
          {subjectOf(revision)} <KindBadge revision={revision} />
        </div>
        <div class="change-who">
          <TimeOf at={revision.at} />
          <span>{authorOf(revision)}</span>
          <AgentBadge change={revision} />
          {revision.kind === "deleted" ? null : <a href={view}>Text</a>}
          <a href={diff}>Changes</a>
          <a class="revision" href={`/-/commit/${revision.revision}`}>
            {short}
          </a>
        </div>
      </div>
    </li>
  );
}

/** One of the two radio buttons of a line. */
function Pick(
  props: {
    name: "from" | "to";
    label: string;
    value: string;
    isChosen: boolean;
  },
) {
  return (
    <label title={props.label}>
      <input
        type="radio"
        name={props.name}
        value={props.value}
        checked={props.isChosen}
      />
      <span class="visually-hidden">{props.label}</span>
    </label>
  );
}

/** Says where a page was made, moved or deleted. */
function KindBadge(props: { revision: PageRevision }) {
  const { kind, path } = props.revision;
  if (kind === "changed") return null;
  if (kind === "moved") return <span class="badge">moved to {path}</span>;
  return <span class="badge">{kind}</span>;
}

/** How a page differs between two revisions. */
export function DiffView(
  props: {
    layout: Layout;
    path: string;
    from: Change | null;
    to: Change;
    diff: LineDiff | undefined;
  },
) {
  const { path, from, to } = props;
  const name = displayName(path);
  return (
    <WikiLayout {...props.layout} title={`Changes: ${name}`} width="wide">
      <div class="title-bar">
        <h1>Changes: {name}</h1>
      </div>
      <dl class="facts">
        <dt>From</dt>
        <dd>
          {from === null ? "(nothing)" : <Side path={path} change={from} />}
        </dd>
        <dt>To</dt>
        <dd>
          <Side path={path} change={to} />
        </dd>
      </dl>
      <DiffTable diff={props.diff} label={`Changes of ${name}`} />
    </WikiLayout>
  );
}

/** One side of a comparison. */
function Side(props: { path: string; change: Change }) {
  const { path, change } = props;
  const view = actionUrl("view", path, { revision: change.revision });
  return (
    <>
      <a class="revision" href={view}>{shortRevision(change.revision)}</a>{" "}
      <TimeOf at={change.at} /> {authorOf(change)}: {subjectOf(change)}
    </>
  );
}

/** A file of a commit, and how it changed. */
export interface CommitFile {
  readonly path: string;
  readonly movedFrom: string | null;
  readonly diff: LineDiff | undefined;
  readonly isText: boolean;
}

/** Longest commit message that is shown. */
const MAX_MESSAGE = 20_000;

/** One commit with the diffs of its files. */
export function CommitView(
  props: {
    layout: Layout;
    change: Change;
    files: readonly CommitFile[];
    hiddenFiles: number;
  },
) {
  const { change, files } = props;
  const rest = change.message.split("\n").slice(1).join("\n").trim();
  return (
    <WikiLayout {...props.layout} title={subjectOf(change)} width="wide">
      <div class="title-bar">
        <h1>{subjectOf(change)}</h1>
      </div>
      {rest === ""
        ? null
        : <pre class="commit-message">{rest.slice(0, MAX_MESSAGE)}</pre>}
      <dl class="facts">
        <dt>Revision</dt>
        <dd class="revision">{change.revision}</dd>
        <dt>Author</dt>
        <dd>
          {authorOf(change)} <AgentBadge change={change} />
        </dd>
        <dt>Time</dt>
        <dd>
          <TimeOf at={change.at} />
        </dd>
      </dl>
      {files.map((file) => <FileDiff file={file} />)}
      {props.hiddenFiles > 0
        ? <p class="muted">{String(props.hiddenFiles)} more files changed.</p>
        : null}
      {files.length === 0 ? <p class="muted">No file changed.</p> : null}
    </WikiLayout>
  );
}

/** One file of a commit. */
function FileDiff(props: { file: CommitFile }) {
  const { path, movedFrom, diff, isText } = props.file;
  return (
    <section>
      <h2 class="diff-file">
        {movedFrom === null ? path : `${movedFrom} → ${path}`}
      </h2>
      {isText
        ? <DiffTable diff={diff} label={`Changes of ${path}`} />
        : <p class="muted">Not a text file.</p>}
    </section>
  );
}

/** Everything that happened to the wiki, newest first. */
export function ChangelogView(
  props: { layout: Layout; changes: readonly Change[]; pager: Pager },
) {
  return (
    <WikiLayout {...props.layout} title="Recent changes">
      <h1>Recent changes</h1>
      {props.changes.length === 0
        ? <p class="muted">Nothing has happened yet.</p>
        : null}
      <ol class="changes">
        {props.changes.map((change) => (
          <li>
            <div class="change-what">{subjectOf(change)}</div>
            <ChangedPages change={change} />
            <ChangeWho change={change} />
          </li>
        ))}
      </ol>
      <PagerLinks pager={props.pager} />
    </WikiLayout>
  );
}

/** Most names of pages that one line of the changelog lists. */
const MAX_NAMES = 8;

/** The pages and files that a commit touched. */
function ChangedPages(props: { change: Change }) {
  const { pages, files } = props.change;
  const more = pages.length + files.length - MAX_NAMES;
  const shownFiles = files.slice(0, Math.max(0, MAX_NAMES - pages.length));
  return (
    <div class="change-who">
      {pages.slice(0, MAX_NAMES).map((path) => (
        <a href={pageUrl(path)}>{displayPath(path)}</a>
      ))}
      {shownFiles.map((file) => <span>{file}</span>)}
      {more > 0 ? <span>and {String(more)} more</span> : null}
    </div>
  );
}

/** Links to newer and older entries. */
function PagerLinks(props: { pager: Pager }) {
  const { olderUrl, newestUrl } = props.pager;
  if (olderUrl === null && newestUrl === null) return null;
  return (
    <nav class="pager" aria-label="More entries">
      {newestUrl === null ? null : <a href={newestUrl}>Newest</a>}
      {olderUrl === null ? null : <a href={olderUrl} rel="next">Older</a>}
    </nav>
  );
}
