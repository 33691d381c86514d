/**
 * One commit: who, when, why, and what became of each file.
 *
 * @module
 */
import { TimeOf } from "../../http/views/form_parts.tsx";
import type { Change } from "../../wiki/history.ts";
import type { ChangedFile } from "../../wiki/page_diff.ts";
import {
  actionUrl,
  displayPath,
  pageOfFile,
  pageUrl,
} from "../../wiki/page_path.ts";
import { AgentBadge, AuthorLink, subjectOf } from "./change_line.tsx";
import { SplitDiff } from "./split_diff.tsx";
import { WikiLayout, type WikiLayoutProps } from "./wiki_layout.tsx";

/** What a commit's page shows. */
export interface CommitProps {
  readonly layout: Omit<WikiLayoutProps, "children" | "title">;
  readonly change: Change;
  readonly files: readonly ChangedFile[];
  /** How many files more there are. */
  readonly hiddenFiles: number;
  readonly canWrite: boolean;
}

/** Longest commit message that is shown. */
const MAX_MESSAGE = 20_000;

/** One commit with the diffs of its files. */
export function CommitView(props: CommitProps) {
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
          <AuthorLink change={change} /> <AgentBadge change={change} />
        </dd>
        <dt>Time</dt>
        <dd>
          <TimeOf at={change.at} />
        </dd>
      </dl>
      <p class="actions">
        {props.canWrite
          ? (
            <a class="button" href={`/-/revert/${change.revision}`}>
              Revert this change
            </a>
          )
          : null}
        <a href={`/-/at/${change.revision}/`}>The wiki after this change</a>
      </p>
      {files.map((file) => <FileDiff file={file} revision={change.revision} />)}
      {props.hiddenFiles > 0
        ? <p class="muted">{String(props.hiddenFiles)} more files changed.</p>
        : null}
      {files.length === 0 ? <p class="muted">No file changed.</p> : null}
    </WikiLayout>
  );
}

/** One file of a commit. */
function FileDiff(props: { file: ChangedFile; revision: string }) {
  const { file, revision } = props;
  const { path, movedFrom, diff } = file;
  const page = pageOfFile(path);
  return (
    <section>
      <h2 class="diff-file">
        {movedFrom === null ? null : `${shownName(movedFrom)} → `}
        {page === undefined
          ? path
          : <a href={pageUrl(page)}>{displayPath(page)}</a>}
        {page === undefined ? null : (
          <>
            {" "}
            <a class="small" href={actionUrl("history", page)}>History</a>
          </>
        )}
      </h2>
      {file.isText
        ? <SplitDiff diff={diff} label={`Changes of ${shownName(path)}`} />
        : <Sizes file={file} revision={revision} />}
    </section>
  );
}

function shownName(file: string): string {
  const page = pageOfFile(file);
  return page === undefined ? file : displayPath(page);
}

/** What became of a file that is no text. */
function Sizes(props: { file: ChangedFile; revision: string }) {
  const { path, bytesBefore, bytesAfter } = props.file;
  const place = actionUrl("at", `${props.revision}/${path}`);
  if (bytesAfter === null) {
    return <p class="muted">Removed ({bytesText(bytesBefore ?? 0)}).</p>;
  }
  return (
    <p class="muted">
      {bytesBefore === null
        ? `Added: ${bytesText(bytesAfter)}`
        : `${bytesText(bytesBefore)} before, ${bytesText(bytesAfter)} after`}
      {" · "}
      <a href={place}>Open the file as it was then</a>
    </p>
  );
}

/** `12.3 KB`, with decimal units. */
function bytesText(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  return bytes < 1_000_000
    ? `${(bytes / 1000).toFixed(1)} KB`
    : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
