/**
 * The filter above a listing of changes, and the way to the rest of the listing.
 *
 * @module
 */
import type { ChangeFilter, FoundChanges } from "../../wiki/change_filter.ts";
import { type ChangeQuery, changeQueryUrl } from "../change_query.ts";

/** Where the rest of a listing is. */
export interface Pager {
  /** Older entries; `null`: there are none. */
  readonly olderUrl: string | null;
  /** The listing's beginning; `null`: this is it. */
  readonly newestUrl: string | null;
  /** Fewer entries than fit on a page, although there may be more. */
  readonly isPartial: boolean;
}

/** The pager of a listing at `url`. */
export function pagerOf(
  url: string,
  { filter, before }: ChangeQuery,
  { next, isPartial }: Pick<FoundChanges, "next" | "isPartial">,
): Pager {
  return {
    olderUrl: next === null ? null : changeQueryUrl(url, filter, next),
    newestUrl: before === undefined ? null : changeQueryUrl(url, filter),
    isPartial,
  };
}

/** Links to newer and older entries. */
export function PagerLinks(props: { pager: Pager }) {
  const { olderUrl, newestUrl, isPartial } = props.pager;
  if (olderUrl === null && newestUrl === null) return null;
  return (
    <>
      {isPartial
        ? (
          <p class="muted">
            Only a part of the history was looked through; older changes may fit
            as well.
          </p>
        )
        : null}
      <nav class="pager" aria-label="More entries">
        {newestUrl === null ? null : <a href={newestUrl}>Newest</a>}
        {olderUrl === null ? null : (
          <a href={olderUrl} rel="next">
            {isPartial ? "Look further back" : "Older"}
          </a>
        )}
      </nav>
    </>
  );
}

/** Says what is shown, and asks for something else. Without scripts. */
export function ChangeFilterForm(
  props: { url: string; filter: ChangeFilter; hasPrefix: boolean },
) {
  const { url, filter } = props;
  const words = wordsOf(filter);
  return (
    <div class="change-filter">
      {words === "" ? null : (
        <p role="status">
          Only changes {words}. <a href={url}>Show all</a>
        </p>
      )}
      <details>
        <summary>Filter</summary>
        <form method="get" action={url}>
          <FilterField
            name="by"
            label="By"
            hint="handle, name or agent"
            value={filter.by}
          />
          {props.hasPrefix
            ? (
              <FilterField
                name="prefix"
                label="Pages"
                hint="whose path begins so"
                value={filter.prefix}
              />
            )
            : null}
          <FilterField
            name="since"
            label="From"
            type="date"
            value={filter.since}
          />
          <FilterField
            name="until"
            label="To"
            type="date"
            value={filter.until}
          />
          <AgentBox agent={filter.agent} />
          <button type="submit">Filter</button>
        </form>
      </details>
    </div>
  );
}

/** Asks for changes through an agent alone: any, or the one of the address. */
function AgentBox(props: { agent: string | undefined }) {
  const { agent } = props;
  return (
    <div class="filter-agent">
      <label>
        <input
          type="checkbox"
          name="agent"
          value={agent ?? "1"}
          checked={Boolean(agent)}
        />{" "}
        {agent && agent !== "1" ? `Through ${agent}` : "Through an agent"}
      </label>
    </div>
  );
}

/** One field of the filter. */
function FilterField(props: {
  name: string;
  label: string;
  value: string | undefined;
  hint?: string;
  type?: "date";
}) {
  const id = `filter-${props.name}`;
  return (
    <div class="filter-field">
      <label for={id}>{props.label}</label>
      <input
        id={id}
        name={props.name}
        type={props.type ?? "text"}
        value={shownValue(props.value, props.type)}
        placeholder={props.hint}
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
      />
    </div>
  );
}

/** A date field takes a day alone. */
function shownValue(value: string | undefined, type: "date" | undefined) {
  return type === "date" ? value?.slice(0, 10) ?? "" : value ?? "";
}

/** The filter as the end of a sentence that begins "Only changes"; empty where nothing is filtered. */
function wordsOf({ by, agent, prefix, since, until }: ChangeFilter): string {
  return [
    by ? `by “${by}”` : "",
    agent ? `through ${agent === "1" ? "an agent" : agent}` : "",
    prefix ? `of paths that begin with “${prefix}”` : "",
    since ? `from ${since} on` : "",
    until ? `up to ${until}` : "",
  ].filter((part) => part !== "").join(", ");
}
