/**
 * Exact search: a text as it is written, or a regular expression, in the lines of all pages, with case or without. Done in a
 * thread of its own with a deadline, because an expression may take for ever; one at a time for each wiki, and few in all.
 *
 * @module
 */
import { AppError } from "../errors.ts";
import { JobThread, ThreadFailure } from "../threads/job_thread.ts";
import type { ReadableWiki } from "./access.ts";
import type { House } from "./house.ts";
import {
  literalSource,
  type Pattern,
  type PatternMatches,
} from "./pattern_match.ts";

/** A page that fits. */
export interface PatternHit extends PatternMatches {
  readonly path: string;
}

/** Why not all pages were looked through. */
export type PatternLimit = "time" | "size" | "many" | "memory";

/** The answer to a pattern. */
export interface PatternResult {
  readonly query: string;
  /** Pages whose name fits first, then by number of matches, then by path. */
  readonly hits: readonly PatternHit[];
  /** `null`: all pages were looked through. */
  readonly stoppedBy: PatternLimit | null;
}

/** How to read the query. */
export interface PatternWish {
  /** A regular expression of JavaScript; else the text itself. */
  readonly isRegexp: boolean;
  /** Names of pages fit whatever their case. */
  readonly isCaseSensitive: boolean;
  /** How long the thread may work once it is loaded; left out: 5 seconds. */
  readonly deadlineMs?: number;
}

/** What the thread is told. */
export interface PatternRequest {
  readonly repositoryDir: string;
  readonly commit: string;
  readonly pattern: Pattern;
  readonly limits: { readonly bytes: number; readonly pages: number };
}
/** What it answers after the pages. */
export type PatternReply =
  | { readonly kind: "end"; readonly reason: PatternLimit | null }
  | { readonly kind: "invalid"; readonly message: string };

const DEADLINE_MS = 5_000;
/** How long a thread waits for another search. */
const IDLE_MS = 60_000;
/** Texts that are looked through, in bytes: twice what a wiki may hold by default. */
const MAX_BYTES = 100_000_000;
/** Most pages in one answer. */
const MAX_PAGES = 1_000;
/** In UTF-16 units. */
const MAX_QUERY_LENGTH = 400;
const HEAP_MEGABYTES = 256;
/** Threads at the same time; each takes a whole processor. */
const MAX_RUNNING = 2;

/**
 * Looks through all pages at the wiki's head.
 *
 * @throws {AppError} `invalid` for an empty or very long query and for what is no regular expression; `rate_limited` while another
 * such search runs in this wiki, or too many run in others.
 */
export async function searchPattern(
  wiki: ReadableWiki,
  query: string,
  wish: PatternWish,
): Promise<PatternResult> {
  if (query === "" || query.length > MAX_QUERY_LENGTH) {
    throw new AppError(
      "invalid",
      query === ""
        ? "Cannot search: the query is empty"
        : `Cannot search: the query is longer than ${MAX_QUERY_LENGTH} characters`,
    );
  }
  if (wiki.head === null) return { query, hits: [], stoppedBy: null };
  using place = takePlace(wiki);
  const { hits, stoppedBy } = await searchIn(place.thread, {
    repositoryDir: wiki.repo.dir,
    commit: wiki.head,
    pattern: {
      source: wish.isRegexp ? query : literalSource(query),
      isCaseSensitive: wish.isCaseSensitive,
    },
    limits: { bytes: MAX_BYTES, pages: MAX_PAGES },
  }, wish.deadlineMs);
  hits.sort((a, b) =>
    Number(b.isNameMatch) - Number(a.isNameMatch) || b.count - a.count ||
    (a.path < b.path ? -1 : 1)
  );
  return { query, hits, stoppedBy };
}

/** What was found until the end, or the deadline. */
async function searchIn(
  thread: PatternThread,
  request: PatternRequest,
  deadlineMs: number | undefined,
): Promise<{ hits: PatternHit[]; stoppedBy: PatternLimit | null }> {
  const hits: PatternHit[] = [];
  const onPart = (hit: PatternHit) => hits.push(hit);
  try {
    const reply = await thread.run(request, { onPart, deadlineMs });
    if (reply.kind === "invalid") throw invalid(reply.message);
    return { hits, stoppedBy: reply.reason };
  } catch (error) {
    const reason = error instanceof ThreadFailure && error.reason;
    if (reason !== "time" && reason !== "memory") throw error;
    return { hits, stoppedBy: reason };
  }
}

/** What the regular expression's reader says, without what it says it of. */
function invalid(message: string): AppError {
  const reason = /: ([^:]+)$/.exec(message)?.[1] ?? "it cannot be read";
  return new AppError(
    "invalid",
    `Cannot search: this is no regular expression (${reason})`,
  );
}

type PatternThread = JobThread<PatternRequest, PatternReply, PatternHit>;

/** The threads of a running service, and the wikis in which such a search runs. */
interface PatternPlaces {
  readonly threads: readonly PatternThread[];
  readonly running: Set<string>;
}

const PLACES = new WeakMap<House, PatternPlaces>();

function openPlaces({ threads }: House): PatternPlaces {
  const openThread = () =>
    new JobThread<PatternRequest, PatternReply, PatternHit>(threads, {
      entry: new URL("./pattern_worker.ts", import.meta.url),
      heapMegabytes: HEAP_MEGABYTES,
      deadlineMs: DEADLINE_MS,
      idleMs: IDLE_MS,
    });
  return {
    threads: Array.from({ length: MAX_RUNNING }, openThread),
    running: new Set(),
  };
}

/** @throws {AppError} `rate_limited`. */
function takePlace(
  { house, row }: ReadableWiki,
): Disposable & { readonly thread: PatternThread } {
  const places = PLACES.get(house) ?? openPlaces(house);
  PLACES.set(house, places);
  const { running } = places;
  const thread = places.threads.find(({ isBusy }) => !isBusy);
  if (running.has(row.id) || thread === undefined) {
    throw new AppError(
      "rate_limited",
      "Cannot search now: another exact search is running; try again in a few seconds",
      { details: { retryAfterSeconds: 5 } },
    );
  }
  running.add(row.id);
  return { thread, [Symbol.dispose]: () => void running.delete(row.id) };
}
