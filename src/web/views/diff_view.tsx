/**
 * How a page differs between two revisions.
 *
 * @module
 */
import type { LineDiff } from "../../git/line_diff.ts";
import { TimeOf } from "../../http/views/form_parts.tsx";
import type { Change } from "../../wiki/history.ts";
import { actionUrl, displayName } from "../../wiki/page_path.ts";
import {
  AgentBadge,
  authorOf,
  shortRevision,
  subjectOf,
} from "./change_line.tsx";
import { SplitDiff } from "./split_diff.tsx";
import { WikiLayout, type WikiLayoutProps } from "./wiki_layout.tsx";

/** A page at one end of a comparison. */
export interface DiffSide {
  /** The name that the page had. */
  readonly path: string;
  readonly change: Change;
}

/** What is compared. */
export interface DiffProps {
  readonly layout: Omit<WikiLayoutProps, "children" | "title">;
  readonly path: string;
  /** `null`: the page was made by `to`. */
  readonly from: DiffSide | null;
  readonly to: DiffSide;
  /** `undefined`: too different. */
  readonly diff: LineDiff | undefined;
}

/** Both revisions, and what lies between them. */
export function DiffView(props: DiffProps) {
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
          {from === null ? "(nothing)" : <Side path={path} side={from} />}
        </dd>
        <dt>To</dt>
        <dd>
          <Side path={path} side={to} />
        </dd>
      </dl>
      <p class="actions">
        {from === null ? null : (
          <a
            href={actionUrl("diff", path, {
              from: to.change.revision,
              to: from.change.revision,
            })}
          >
            The other way round
          </a>
        )}
        <a href={actionUrl("history", path)}>Choose other revisions</a>
      </p>
      <SplitDiff diff={props.diff} label={`Changes of ${name}`} />
    </WikiLayout>
  );
}

/** One side of a comparison. */
function Side(props: { path: string; side: DiffSide }) {
  const { path, side: { change, path: thenPath } } = props;
  return (
    <>
      <a class="revision" href={`/-/commit/${change.revision}`}>
        {shortRevision(change.revision)}
      </a>{" "}
      <TimeOf at={change.at} /> {authorOf(change)}{" "}
      <AgentBadge change={change} /> {subjectOf(change)}
      {thenPath === path ? null : (
        <>
          {" "}
          <span class="badge">as {thenPath}</span>
        </>
      )}
    </>
  );
}
