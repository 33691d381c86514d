/**
 * Exact search: a text as it is written, or a regular expression, in the lines of all pages, with case or without. Done in a
 * thread of its own with a deadline, because an expression may take for ever; one at a time for each wiki, and few in all.
 *
 * @module
 */
import { Worker } from "node:worker_threads";
import { AppError } from "../errors.ts";
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
/** What it answers: that it is loaded, any number of pages, then one of the others. */
export type PatternReply =
  | { readonly kind: "ready" }
  | { readonly kind: "page"; readonly hit: PatternHit }
  | { readonly kind: "end"; readonly reason: PatternLimit | null }
  | { readonly kind: "invalid"; readonly message: string };

const DEADLINE_MS = 5_000;
/** A thread that is not loaded by then never will be. */
const LOAD_MS = 20_000;
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
  using _place = takePlace(wiki);
  const { hits, stoppedBy } = await runThread({
    repositoryDir: wiki.repo.dir,
    commit: wiki.head,
    pattern: {
      source: wish.isRegexp ? query : literalSource(query),
      isCaseSensitive: wish.isCaseSensitive,
    },
    limits: { bytes: MAX_BYTES, pages: MAX_PAGES },
  }, wish.deadlineMs ?? DEADLINE_MS);
  hits.sort((a, b) =>
    Number(b.isNameMatch) - Number(a.isNameMatch) || b.count - a.count ||
    (a.path < b.path ? -1 : 1)
  );
  return { query, hits, stoppedBy };
}

/** Runs one thread to its end, or to the deadline. */
async function runThread(
  request: PatternRequest,
  deadlineMs: number,
): Promise<{ hits: PatternHit[]; stoppedBy: PatternLimit | null }> {
  const hits: PatternHit[] = [];
  const ended = Promise.withResolvers<PatternLimit | null>();
  const worker = new Worker(new URL("./pattern_worker.ts", import.meta.url), {
    workerData: request,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MEGABYTES },
  });
  worker.on("message", (reply: PatternReply) => {
    if (reply.kind === "page") hits.push(reply.hit);
    else if (reply.kind === "ready") {
      clearTimeout(timer);
      timer = setTimeout(() => ended.resolve("time"), deadlineMs);
    } else if (reply.kind === "end") ended.resolve(reply.reason);
    else ended.reject(invalid(reply.message));
  });
  let failure: unknown;
  worker.on("error", (error: unknown) => failure = error);
  worker.on("exit", () => {
    const isMemory = failure === undefined ||
      String(failure).includes("memory");
    if (isMemory) ended.resolve("memory");
    else ended.reject(failure);
  });
  let timer = setTimeout(() => ended.resolve("time"), LOAD_MS);
  try {
    return { stoppedBy: await ended.promise, hits };
  } finally {
    clearTimeout(timer);
    await worker.terminate();
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

/** Wikis in which such a search runs, for each running service. */
const RUNNING = new WeakMap<House, Set<string>>();

/** @throws {AppError} `rate_limited`. */
function takePlace({ house, row }: ReadableWiki): Disposable {
  const running = RUNNING.get(house) ?? new Set();
  RUNNING.set(house, running);
  if (running.has(row.id) || running.size >= MAX_RUNNING) {
    throw new AppError(
      "rate_limited",
      "Cannot search now: another exact search is running; try again in a few seconds",
      { details: { retryAfterSeconds: 5 } },
    );
  }
  running.add(row.id);
  return { [Symbol.dispose]: () => void running.delete(row.id) };
}
