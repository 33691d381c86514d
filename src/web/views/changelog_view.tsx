/**
 * Recent changes: everything that happened to the wiki, newest first.
 *
 * @module
 */
import type { ChangeFilter } from "../../wiki/change_filter.ts";
import type { Change } from "../../wiki/history.ts";
import { displayPath } from "../../wiki/page_path.ts";
import {
  ChangeFilterForm,
  type Pager,
  PagerLinks,
} from "./change_filter_form.tsx";
import { ChangeWho, subjectOf } from "./change_line.tsx";
import { WikiLayout, type WikiLayoutProps } from "./wiki_layout.tsx";

/** What the changelog shows. */
export interface ChangelogProps {
  readonly layout: Omit<WikiLayoutProps, "children" | "title">;
  readonly changes: readonly Change[];
  /** Where a changed page can be seen. */
  readonly addressOf: (path: string) => string;
  readonly filter: ChangeFilter;
  readonly pager: Pager;
}

/** Everything that happened to the wiki, or what fits the filter. */
export function ChangelogView(props: ChangelogProps) {
  const { changes, filter } = props;
  const canRevert = props.layout.frame.canWrite;
  const isFiltered = Object.values(filter).some(Boolean);
  return (
    <WikiLayout {...props.layout} title="Recent changes">
      <div class="title-bar">
        <h1>Recent changes</h1>
        <p class="muted">
          <a href="/-/at">The wiki as of a date</a>
        </p>
      </div>
      <ChangeFilterForm url="/-/changelog" filter={filter} hasPrefix />
      {changes.length === 0
        ? (
          <p class="muted">
            {isFiltered ? "No change fits." : "Nothing has happened yet."}
          </p>
        )
        : null}
      <ol class="changes">
        {changes.map((change) => (
          <li>
            <div class="change-what">{subjectOf(change)}</div>
            <ChangedPages change={change} addressOf={props.addressOf} />
            <ChangeWho change={change} canRevert={canRevert} />
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
function ChangedPages(
  props: { change: Change; addressOf: (path: string) => string },
) {
  const { pages, files, touched } = props.change;
  const shownPages = pages.slice(0, MAX_NAMES);
  const shownFiles = files.slice(0, MAX_NAMES - shownPages.length);
  const more = touched - shownPages.length - shownFiles.length;
  return (
    <div class="change-who">
      {shownPages.map((path) => (
        <a href={props.addressOf(path)}>{displayPath(path)}</a>
      ))}
      {shownFiles.map((file) => <span>{file}</span>)}
      {more > 0 ? <span>and {String(more)} more</span> : null}
    </div>
  );
}
