/**
 * One commit: who, when, why, and what became of each file.
 *
 * @module
 */
import { TimeOf } from "../../http/views/form_parts.tsx";
import type { Change } from "../../wiki/history.ts";
import type { ChangedFile } from "../../wiki/page_diff.ts";
import { actionUrl, displayPath, pageOfFile } from "../../wiki/page_path.ts";
import { sizeText } from "../../wiki/size_text.ts";
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
  /** Where a changed page can be seen. */
  readonly addressOf: (path: string) => string;
}

/** Longest commit message that is shown. */
const MAX_MESSAGE = 20_000;
/** Characters of all diffs that are drawn; what is left of the file that exceeds them is drawn too. */
const MAX_CHARACTERS = 200_000;
/** What a line costs beside its length, in the same measure. */
const LINE_COST = 60;

/** One commit with the diffs of its files. */
export function CommitView(props: CommitProps) {
  const { change, files } = props;
  const drawn = countDrawn(files);
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
      {files.map((file, i) => (
        <FileDiff
          file={file}
          revision={change.revision}
          isDrawn={i < drawn}
          addressOf={props.addressOf}
        />
      ))}
      {props.hiddenFiles > 0
        ? <p class="muted">{String(props.hiddenFiles)} more files changed.</p>
        : null}
      {files.length === 0 ? <p class="muted">No file changed.</p> : null}
    </WikiLayout>
  );
}

/** How many files can be drawn before the page becomes too long. */
function countDrawn(files: readonly ChangedFile[]): number {
  let left = MAX_CHARACTERS;
  const end = files.findIndex(({ diff }) => {
    const isOver = left <= 0;
    for (const { lines } of diff?.hunks ?? []) {
      for (const { text } of lines) left -= text.length + LINE_COST;
    }
    return isOver;
  });
  return end < 0 ? files.length : end;
}

/** One file of a commit. */
function FileDiff(
  props: {
    file: ChangedFile;
    revision: string;
    isDrawn: boolean;
    addressOf: (path: string) => string;
  },
) {
  const { file, revision, isDrawn, addressOf } = props;
  const { path, movedFrom, diff } = file;
  const page = pageOfFile(path);
  return (
    <section>
      <h2 class="diff-file">
        {movedFrom === null ? null : `${shownName(movedFrom)} → `}
        {page === undefined
          ? path
          : <a href={addressOf(page)}>{displayPath(page)}</a>}
        {page === undefined ? null : (
          <>
            {" "}
            <a class="small" href={actionUrl("history", page)}>History</a>
          </>
        )}
      </h2>
      {!file.isText
        ? <Sizes file={file} revision={revision} />
        : isDrawn
        ? <SplitDiff diff={diff} label={`Changes of ${shownName(path)}`} />
        : <NotDrawn page={page} revision={revision} />}
    </section>
  );
}

/** Leads to what has no room in the page of a large commit. */
function NotDrawn(props: { page: string | undefined; revision: string }) {
  const { page, revision } = props;
  return (
    <p class="muted">
      This commit is too large to be shown at once. {page === undefined
        ? null
        : <a href={actionUrl("diff", page, { to: revision })}>Changes</a>}
    </p>
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
    return <p class="muted">Removed ({sizeText(bytesBefore ?? 0)}).</p>;
  }
  return (
    <p class="muted">
      {bytesBefore === null
        ? `Added: ${sizeText(bytesAfter)}`
        : `${sizeText(bytesBefore)} before, ${sizeText(bytesAfter)} after`}
      {" · "}
      <a href={place}>Open the file as it was then</a>
    </p>
  );
}
