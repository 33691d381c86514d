/**
 * Changes that fit: by somebody, through an agent, of some pages, within a time. Looks through the history in slices and stops
 * after a while; the answer then says where to go on.
 *
 * @module
 */
import type { SignedCommit } from "../db/index/commits.ts";
import type { ReadableWiki } from "./access.ts";
import {
  type Change,
  changesOf,
  pageHistory,
  type PageRevision,
  placeOf,
  type Slice,
} from "./history.ts";
import { madeBy, madeByAgent, type Signature } from "./makers.ts";
import { endOf, secondsOf } from "./iso_time.ts";
import { foldPath } from "./page_path.ts";
import { Slices } from "./slices.ts";

/** Which changes; all that is given must hold. */
export interface ChangeFilter {
  /** DID, handle, name, or name of an agent; see {@linkcode madeBy}. */
  readonly by?: string | undefined;
  /** `1`: through any agent; else the agent's name. */
  readonly agent?: string | undefined;
  /** Beginning of the path of a page or file, in any spelling. */
  readonly prefix?: string | undefined;
  /** ISO 8601: committed then or later. */
  readonly since?: string | undefined;
  /** ISO 8601: committed then or earlier; a date alone means its end. */
  readonly until?: string | undefined;
}

/** A piece of a filtered history. */
export interface FoundChanges<C extends Change = Change> {
  /** Newest first. */
  readonly changes: readonly C[];
  /** Revision to go on behind; `null`: there is no more. */
  readonly next: string | null;
  /** Fewer than asked for, although there may be more: looking further would take too long. */
  readonly isPartial: boolean;
}

/** Commits that are looked at together. */
const BATCH = 500;
/** Most work for one answer, in milliseconds. */
const MAX_WORK_MS = 500;
/** More files of one commit are not looked at. */
const MAX_FILES = 20_000;
const DEFAULT_LIMIT = 50;
/** 9999-12-31. */
const LAST_SECOND = 253_402_300_799;

/**
 * Changes of the wiki that fit, newest first.
 *
 * @throws {AppError} `not_found` for an unknown `before`; `invalid` for a time that is none.
 */
export async function findChanges(
  wiki: ReadableWiki,
  filter: ChangeFilter,
  { limit = DEFAULT_LIMIT, before }: Slice = {},
): Promise<FoundChanges> {
  const found: SignedCommit[] = [];
  const answer = (next: string | null, isPartial = false) => ({
    changes: changesOf(wiki, found.map(({ seq }) => seq)),
    ...{ next, isPartial },
  });
  const slices = new Slices();
  // Where every change fits, no more are read than are shown, and one that says whether there are more.
  const isNarrow = filter.by || filter.agent || filter.prefix;
  const size = isNarrow ? BATCH : limit + 1;
  for (const batch of signedCommits(wiki, filter, { before, size })) {
    for (const commit of batch.fitting) {
      if (!touches(wiki, commit.seq, filter.prefix)) continue;
      if (found.length === limit) return answer(found.at(-1)!.oid);
      found.push(commit);
      await slices.pause();
    }
    if (batch.last === null) return answer(null);
    if (slices.workedMs > MAX_WORK_MS) return answer(batch.last, true);
    await slices.pause();
  }
  return answer(null);
}

/** The line from a revision on, in batches: those of the wanted people and time, and how far it was looked (`null`: to the end). */
function* signedCommits(
  wiki: ReadableWiki,
  filter: ChangeFilter,
  { before, size }: { before: string | undefined; size: number },
): Generator<{ fitting: SignedCommit[]; last: string | null }> {
  const span = spanOf(filter);
  const isWanted = whoFits(wiki, filter);
  const hasWho = Boolean(filter.by || filter.agent);
  let place = before === undefined
    ? Number.MAX_SAFE_INTEGER
    : placeOf(wiki, before);
  for (;;) {
    const slice = { ...span, limit: size };
    const rows = wiki.index.commits.listSigned(place, slice);
    const makers = hasWho
      ? wiki.provenance.listMakers(rows.map(({ oid }) => oid))
      : new Map();
    const fitting = rows.filter((row) =>
      isWanted({ ...row, maker: makers.get(row.oid) })
    );
    const last = rows.length < size ? null : rows.at(-1)!;
    yield { fitting, last: last?.oid ?? null };
    if (last === null) return;
    place = last.seq;
  }
}

/** Whether a commit touched a file whose path begins so. */
function touches(
  wiki: ReadableWiki,
  seq: number,
  prefix: string | undefined,
): boolean {
  if (!prefix) return true;
  const wanted = foldPath(prefix);
  return wiki.index.changes.listOfCommit(seq, MAX_FILES)
    .some(({ path }) => foldPath(path).startsWith(wanted));
}

/**
 * Revisions of a page that fit, newest first, through renames; `prefix` is not looked at.
 *
 * @throws {AppError} `not_found` where there never was such a page, and for an unknown `before`; `invalid` for a time that is
 * none.
 */
export async function findRevisions(
  wiki: ReadableWiki,
  path: string,
  filter: ChangeFilter,
  { limit = DEFAULT_LIMIT, before }: Slice = {},
): Promise<FoundChanges<PageRevision>> {
  const { since, until } = spanOf(filter);
  const who = whoFits(wiki, filter);
  const slices = new Slices();
  const found: PageRevision[] = [];
  let from = before;
  for (;;) {
    const slice = from === undefined ? {} : { before: from };
    const batch = pageHistory(wiki, path, { limit: limit + 1, ...slice });
    for (const revision of batch) {
      const at = Date.parse(revision.at) / 1000;
      const isIn = at >= since && at <= until && who(signatureOf(revision));
      if (!isIn) continue;
      if (found.length === limit) {
        const next = found.at(-1)!.revision;
        return { changes: found, next, isPartial: false };
      }
      found.push(revision);
    }
    if (batch.length <= limit) {
      return { changes: found, next: null, isPartial: false };
    }
    from = batch.at(-1)!.revision;
    if (slices.workedMs > MAX_WORK_MS) {
      return { changes: found, next: from, isPartial: true };
    }
    await slices.pause();
  }
}

function signatureOf({ author, by }: Change): Signature {
  const maker = by === null ? undefined : by;
  return { authorName: author.name, authorEmail: author.email, maker };
}

/** The times of a filter, in seconds since 1970. */
function spanOf({ since, until }: ChangeFilter) {
  return {
    since: since ? secondsOf(since) : 0,
    until: until ? endOf(until) : LAST_SECOND,
  };
}

/** Tells whether it was made by the wanted person and agent. */
function whoFits(
  wiki: ReadableWiki,
  { by, agent }: ChangeFilter,
): (signature: Signature) => boolean {
  const isBy = by ? madeBy(wiki, by) : () => true;
  const isThrough = agent ? madeByAgent(agent) : () => true;
  return (signature) => isBy(signature) && isThrough(signature);
}
