/**
 * Filters within a query: `tag:x`, `category:x`, `in:Folder/`, `by:alice`, `changed:<7d`. Values with spaces stand in quotes. What
 * names no filter, or has a value that makes no sense, is left among the words.
 *
 * | filter            | pages                                                                                |
 * | ----------------- | ------------------------------------------------------------------------------------ |
 * | `tag:` `category:` | whose front matter says so                                                          |
 * | `in:Actors`       | below that folder                                                                    |
 * | `by:alice`        | last changed by that person or agent, see `makers.ts`                                |
 * | `changed:2026-11` | last changed in that year, month or on that day; `>` after, `>=` since, `<` before, `<=` until |
 * | `changed:<7d`     | last changed less than 7 days ago; `>7d` longer ago; h, d, w, m (30 days), y (365 days) |
 *
 * @module
 */
import type { Maker } from "../db/wiki/provenance.ts";
import type { ReadableWiki } from "./access.ts";
import { madeBy } from "./makers.ts";
import { foldPath, withoutOuterSlashes } from "./page_path.ts";

/** A filter, read. */
export type SearchFilter =
  | { readonly kind: "tag" | "category" | "in" | "by"; readonly value: string }
  | {
    readonly kind: "changed";
    readonly value: string;
    /** Seconds since 1970, both included; `null`: without that end. */
    readonly from: number | null;
    readonly to: number | null;
  };

/** A query, taken apart. */
export interface FilteredQuery {
  readonly filters: readonly SearchFilter[];
  /** The rest of the query. */
  readonly words: string;
}

/** Further filters are taken for words. */
const MAX_FILTERS = 8;
/** The rest of a longer query is left out, in UTF-16 units. */
const MAX_LENGTH = 1_000;
/** Of more commits that changed chosen pages last only the newest are asked for who made them. */
const MAX_COMMITS = 20_000;
/** 9999-12-31. */
const LAST_SECOND = 253_402_300_799;

const TOKEN =
  /(?<!\S)(tag|category|in|by|changed):(?:"([^"]*)"|([^\s"]+))(?!\S)|"[^"]*"?|[^\s"]+/gi;

/**
 * Takes a query apart.
 *
 * ```ts
 * import assert from "node:assert/strict";
 * import { takeFilters } from "./search_filters.ts";
 *
 * const { filters, words } = takeFilters('otters tag:"river bank" node:sqlite', new Date());
 * assert.deepEqual(filters, [{ kind: "tag", value: "river bank" }]);
 * assert.equal(words, "otters node:sqlite");
 * ```
 *
 * @param now what `changed:<7d` counts from.
 */
export function takeFilters(query: string, now: Date): FilteredQuery {
  const text = query.slice(0, MAX_LENGTH).replace(/[“”„«»＂]/g, '"');
  const filters: SearchFilter[] = [];
  const words: string[] = [];
  for (const [token, name, quoted, plain] of text.matchAll(TOKEN)) {
    const filter = name === undefined || filters.length === MAX_FILTERS
      ? undefined
      : filterOf(name.toLowerCase(), (quoted ?? plain ?? "").trim(), now);
    if (filter === undefined) words.push(token);
    else filters.push(filter);
  }
  return filters.length === 0
    ? { filters, words: query }
    : { filters, words: words.join(" ") };
}

/** `undefined` where the value makes no sense. */
function filterOf(
  name: string,
  value: string,
  now: Date,
): SearchFilter | undefined {
  if (value === "") return undefined;
  switch (name) {
    case "changed": {
      const span = spanOf(value, Math.floor(now.getTime() / 1000));
      return span && { kind: "changed", value, ...span };
    }
    case "in": {
      const folder = withoutOuterSlashes(value);
      return folder === "" ? undefined : { kind: "in", value: folder };
    }
    default:
      return { kind: name as "tag" | "category" | "by", value };
  }
}

interface Span {
  readonly from: number | null;
  readonly to: number | null;
}

const UNIT_SECONDS: Readonly<Record<string, number>> = {
  h: 3_600,
  d: 86_400,
  w: 7 * 86_400,
  m: 30 * 86_400,
  y: 365 * 86_400,
};

function spanOf(value: string, now: number): Span | undefined {
  const [, sign = "", rest = ""] = /^(<=|>=|<|>)?(.*)$/.exec(value) ?? [];
  const age = /^(\d{1,4})([hdwmy])$/i.exec(rest);
  if (age !== null) {
    const at = now - Number(age[1]) * UNIT_SECONDS[age[2]!.toLowerCase()]!;
    return sign.startsWith(">")
      ? { from: null, to: at }
      : { from: at, to: null };
  }
  const period = periodOf(rest);
  if (period === undefined) return undefined;
  const { start, end } = period;
  switch (sign) {
    case ">":
      return { from: end, to: null };
    case ">=":
      return { from: start, to: null };
    case "<":
      return { from: null, to: start - 1 };
    case "<=":
      return { from: null, to: end - 1 };
    default:
      return { from: start, to: end - 1 };
  }
}

/** A year, month or day: its first second, and the one behind its last. */
function periodOf(text: string): { start: number; end: number } | undefined {
  const parts = /^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?$/.exec(text);
  if (parts === null) return undefined;
  const [year, month, day] = parts.slice(1).map((part) =>
    part === undefined ? undefined : Number(part)
  ) as [number, number | undefined, number | undefined];
  const start = Date.UTC(year, (month ?? 1) - 1, day ?? 1);
  const isReal = new Date(start).toISOString().startsWith(text);
  if (!isReal) return undefined;
  const end = day !== undefined
    ? start + 86_400_000
    : month !== undefined
    ? Date.UTC(year, month, 1)
    : Date.UTC(year + 1, 0, 1);
  return { start: start / 1000, end: end / 1000 };
}

/** Chooses the pages that pass all filters, for the search that follows. */
export function choosePages(
  wiki: ReadableWiki,
  filters: readonly SearchFilter[],
): void {
  const { chosen } = wiki.index;
  chosen.choose({
    labels: filters.flatMap(({ kind, value }) =>
      kind === "tag" || kind === "category"
        ? [{ kind, label: value.toLowerCase() }]
        : []
    ),
    foldPrefixes: filters.flatMap(({ kind, value }) =>
      kind === "in" ? [`${foldPath(value)}/`] : []
    ),
    changed: intersection(filters),
  });
  for (const { kind, value } of filters) {
    if (kind === "by") keepThoseBy(wiki, value);
  }
}

/** The time that lies in all spans. */
function intersection(filters: readonly SearchFilter[]) {
  let from = 0;
  let to = LAST_SECOND;
  for (const filter of filters) {
    if (filter.kind !== "changed") continue;
    from = Math.max(from, filter.from ?? from);
    to = Math.min(to, filter.to ?? to);
  }
  return { from, to };
}

function keepThoseBy(wiki: ReadableWiki, who: string): void {
  const isBy = madeBy(wiki, who);
  const commits = wiki.index.chosen.listLastCommits(MAX_COMMITS);
  const oids = commits.map(({ oid }) => oid);
  const makers: Map<string, Maker> = wiki.provenance.listMakers(oids);
  const kept = commits.filter((commit) =>
    isBy({ ...commit, maker: makers.get(commit.oid) })
  );
  wiki.index.chosen.keepCommits(kept.map(({ seq }) => seq));
}
