/**
 * Drafts: the question what to do with one, and the list of one's own.
 *
 * @module
 */
import type { LineDiff } from "../../git/line_diff.ts";
import { NoticeBox, TimeOf } from "../../http/views/form_parts.tsx";
import type { DraftListing } from "../../db/wiki/drafts.ts";
import type { Draft } from "../../wiki/drafts.ts";
import type { Change } from "../../wiki/history.ts";
import { actionUrl, displayPath } from "../../wiki/page_path.ts";
import { ChangeWho } from "./change_line.tsx";
import { DiffTable } from "./diff_table.tsx";
import { WikiLayout, type WikiLayoutProps } from "./wiki_layout.tsx";

type Layout = Omit<WikiLayoutProps, "children" | "title">;

/** What the question shows. */
export interface DraftOfferProps {
  readonly layout: Layout;
  readonly draft: Draft;
  readonly readUrl: string;
  readonly isPageThere: boolean;
  /** The last change since the draft was begun; `null`: nothing happened. */
  readonly change: Change | null;
  /** The page as it is now → the draft. */
  readonly diff: LineDiff | undefined;
  /** What the editor was opened with. */
  readonly kept: Readonly<Record<string, string>>;
}

/** A complete document; give it to `documentHtml`. */
export function DraftOfferView(props: DraftOfferProps) {
  const { draft, change } = props;
  const name = displayPath(draft.path);
  return (
    <WikiLayout {...props.layout} title={`Draft: ${name}`} width="wide">
      <h1>Draft: {name}</h1>
      <p>
        You wrote this on <TimeOf at={draft.savedAt} /> and did not save it.
      </p>
      {change === null ? null : (
        <NoticeBox kind="warning">
          <p>
            {props.isPageThere
              ? "The page was changed since you began."
              : "The page is not there any more."}
          </p>
          <ChangeWho change={change} />
        </NoticeBox>
      )}
      <div class="actions">
        <a
          class="button button-primary"
          href={actionUrl("edit", draft.path, { draft: "continue" })}
        >
          Go on writing
        </a>
        <form method="post" action={actionUrl("draft", draft.path)}>
          <input type="hidden" name="then" value="edit" />
          {Object.entries(props.kept).map(([key, value]) => (
            <input type="hidden" name={key} value={value} />
          ))}
          <button type="submit">Discard the draft</button>
        </form>
        <a href={props.readUrl}>Read the page</a>
      </div>
      <h2>What your draft would change</h2>
      <DiffTable diff={props.diff} label="What your draft would change" />
    </WikiLayout>
  );
}

/** A draft in the list. */
export type ListedDraft = DraftListing & {
  /** Whether the page is not as it was when the draft was begun. */
  readonly isChanged: boolean;
};

/** One's own drafts; `null`: nobody is signed in. */
export function DraftListView(
  props: { layout: Layout; drafts: readonly ListedDraft[] | null },
) {
  const { drafts } = props;
  return (
    <WikiLayout {...props.layout} title="My drafts">
      <h1>My drafts</h1>
      <p class="muted">
        What you typed and did not save. Nobody else can see it. A draft that is
        not touched for 90 days goes.
      </p>
      {drafts === null
        ? (
          <p>
            You are not signed in, so this browser alone keeps what you type.
          </p>
        )
        : drafts.length === 0
        ? <p>There are none.</p>
        : (
          <ul class="drafts">
            {drafts.map((draft) => <DraftLine draft={draft} />)}
          </ul>
        )}
    </WikiLayout>
  );
}

function DraftLine({ draft }: { draft: ListedDraft }) {
  const name = displayPath(draft.path);
  return (
    <li>
      <div>
        <a href={actionUrl("edit", draft.path)}>{name}</a>
        <div class="muted">
          <TimeOf at={draft.savedAt} />
          {draft.base === "" ? <>, a new page</> : null}
          {draft.isChanged ? <>, the page has changed since</> : null}
        </div>
      </div>
      <form method="post" action={actionUrl("draft", draft.path)}>
        <button type="submit" aria-label={`Discard the draft of ${name}`}>
          Discard
        </button>
      </form>
    </li>
  );
}
