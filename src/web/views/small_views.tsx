/**
 * Pages with little on them: not found, failures.
 *
 * @module
 */
import { TimeOf } from "../../http/views/form_parts.tsx";
import type { Change } from "../../wiki/history.ts";
import {
  actionUrl,
  displayName,
  displayPath,
  pageUrl,
} from "../../wiki/page_path.ts";
import { authorOf } from "./change_line.tsx";
import { createUrl } from "./index_view.tsx";
import { WikiLayout, type WikiLayoutProps } from "./wiki_layout.tsx";

type Layout = Omit<WikiLayoutProps, "children" | "title">;

/** What to say where no page is. */
export interface MissingProps {
  readonly layout: Layout;
  readonly path: string;
  readonly canWrite: boolean;
  /** Why no page of this name can be made; `null`: it can. */
  readonly refusal: string | null;
  /** Pages that may have been meant. */
  readonly candidates: readonly string[];
  readonly isAmbiguous: boolean;
  /** The change that deleted the page, if there was one. */
  readonly deletion: Change | null;
}

/** No page here: offers the nearest names, the history of a deleted page, and to create it. */
export function MissingView(props: MissingProps) {
  const { path, candidates, deletion } = props;
  const title = props.isAmbiguous ? "Several pages fit" : "Page not found";
  return (
    <WikiLayout {...props.layout} title={title}>
      <h1>{title}</h1>
      <p>
        {props.isAmbiguous
          ? <>More than one page could be meant by “{displayPath(path)}”.</>
          : <>There is no page “{displayPath(path)}”.</>}
      </p>
      {deletion === null ? null : (
        <p>
          It was deleted on <TimeOf at={deletion.at} form="day" /> by{" "}
          {authorOf(deletion)}; its{" "}
          <a href={actionUrl("history", path)}>history</a> is still there.
          {props.canWrite
            ? (
              <>
                {" "}
                <a href={`/-/revert/${deletion.revision}`}>
                  Undo the deletion
                </a>
              </>
            )
            : null}
        </p>
      )}
      {candidates.length === 0 ? null : (
        <>
          {props.isAmbiguous ? null : <p>Perhaps you meant:</p>}
          <ul>
            {candidates.map((candidate) => (
              <li>
                <a href={pageUrl(candidate)}>{displayPath(candidate)}</a>
              </li>
            ))}
          </ul>
        </>
      )}
      {props.canWrite && !props.isAmbiguous
        ? props.refusal === null
          ? (
            <p>
              <a class="button button-primary" href={createUrl(path)}>
                Create this page
              </a>
            </p>
          )
          : <p class="muted">{props.refusal}</p>
        : null}
      <p>
        <a href={searchUrl(path)}>Search for it</a>
      </p>
    </WikiLayout>
  );
}

/** A search for the last part of a name. */
function searchUrl(path: string): string {
  return `/-/search?${new URLSearchParams({ q: displayName(path) })}`;
}

/** A failure, within the frame of the wiki. */
export function ProblemView(
  props: { layout: Layout; status: number; message: string },
) {
  const title = props.status === 404
    ? "Not found"
    : props.status === 409
    ? "Changed meanwhile"
    : "That did not work";
  return (
    <WikiLayout {...props.layout} title={title}>
      <p class="error-status">{String(props.status)}</p>
      <h1>{title}</h1>
      <p>{props.message}</p>
    </WikiLayout>
  );
}
