/**
 * What a listing of changes is asked for in its address: whom, through which agent, which pages, when, and behind which revision.
 *
 * @module
 */
import type { ChangeFilter } from "../wiki/change_filter.ts";
import type { WebContext } from "./screen.ts";

/** A listing's query. */
export interface ChangeQuery {
  readonly filter: ChangeFilter;
  /** Revision to go on behind. */
  readonly before: string | undefined;
}

/** Names in the address, and in the filter. */
const NAMES = ["by", "agent", "prefix", "since", "until"] as const;

/** Reads the query; an empty field asks for nothing. */
export function readChangeQuery(c: WebContext): ChangeQuery {
  const filter = Object.fromEntries(
    NAMES.map((name) => [name, c.req.query(name)?.trim()])
      .filter(([, value]) => value),
  );
  return { filter, before: c.req.query("before") || undefined };
}

/** The address of a listing with this filter, behind a revision. */
export function changeQueryUrl(
  url: string,
  filter: ChangeFilter,
  before: string | null = null,
): string {
  const query = new URLSearchParams();
  for (const name of NAMES) {
    const value = filter[name];
    if (value) query.set(name, value);
  }
  if (before !== null) query.set("before", before);
  return query.size === 0 ? url : `${url}?${query}`;
}
