/**
 * The history of a page: its revisions, of which two can be chosen and compared.
 *
 * @module
 */
import { TimeOf } from "../../http/views/form_parts.tsx";
import type { ChangeFilter } from "../../wiki/change_filter.ts";
import type { PageRevision } from "../../wiki/history.ts";
import { actionUrl, displayName } from "../../wiki/page_path.ts";
import {
  ChangeFilterForm,
  type Pager,
  PagerLinks,
} from "./change_filter_form.tsx";
import {
  AgentBadge,
  AuthorLink,
  shortRevision,
  subjectOf,
} from "./change_line.tsx";
import { WikiLayout, type WikiLayoutProps } from "./wiki_layout.tsx";

/** What a history shows. */
export interface HistoryProps {
  readonly layout: Omit<WikiLayoutProps, "children" | "title">;
  readonly path: string;
  readonly revisions: readonly PageRevision[];
  readonly filter: ChangeFilter;
  readonly pager: Pager;
}

/** The history of a page: two radio buttons a line choose what to compare. */
export function HistoryView(props: HistoryProps) {
  const { path, revisions } = props;
  const name = displayName(path);
  const canPick = revisions.length > 1;
  const url = actionUrl("history", path);
  return (
    <WikiLayout {...props.layout} title={`History: ${name}`}>
      <div class="title-bar">
        <h1>History: {name}</h1>
      </div>
      <ChangeFilterForm url={url} filter={props.filter} hasPrefix={false} />
      {revisions.length === 0
        ? <p class="muted">No change of this page fits.</p>
        : null}
      <form method="get" action={actionUrl("diff", path)}>
        {canPick
          ? (
            <div class="actions">
              <button type="submit">Compare the chosen revisions</button>
            </div>
          )
          : null}
        <ol class={canPick ? "changes changes-pick" : "changes"}>
          {revisions.map((revision, i) => (
            <HistoryLine
              path={path}
              revision={revision}
              place={i}
              canPick={canPick}
              canRestore={props.layout.frame.canWrite}
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
    canRestore: boolean;
  },
) {
  const { path, revision, place } = props;
  const isOlder = place > 0 && revision.kind !== "deleted";
  const restore = actionUrl("restore", path, { revision: revision.revision });
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
          <AuthorLink
            change={revision}
            listing={actionUrl("history", path)}
          />
          <AgentBadge change={revision} />
          {revision.kind === "deleted" ? null : <a href={view}>Text</a>}
          <a href={diff}>Changes</a>
          {props.canRestore && isOlder
            ? <a href={restore} aria-label={`Restore ${short}`}>Restore</a>
            : null}
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
