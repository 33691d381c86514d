/**
 * Catches the derived index up with HEAD; nothing else writes it.
 *
 * | how far HEAD is ahead                           | what happens                                                             |
 * | ----------------------------------------------- | ------------------------------------------------------------------------ |
 * | a few commits                                   | appended at once, in one transaction with `meta.index_head`              |
 * | many commits or files                           | a worker copies the index and appends; the copy is swapped in            |
 * | history was rewritten, or the rows are outdated | built from nothing beside the old one (large: in a worker), swapped in   |
 *
 * Each database has one writer, the main thread: the worker writes `index.db.new`, which nobody else has open. Whatever fails
 * leaves the old index in place and is logged; a later call tries again.
 *
 * @module
 */
import { isStorageFull } from "../db/database.ts";
import {
  type IndexDatabase,
  isDamaged,
  removeIndexFile,
} from "../db/index/index_database.ts";
import { AppError } from "../errors.ts";
import type { Log } from "../log.ts";
import { buildInThread, type IndexBuildRequest } from "./index_build.ts";
import {
  buildIndexFile,
  follow,
  followInFile,
  type FollowOptions,
  type FollowOutcome,
} from "./index_following.ts";
import type { Allowance } from "./index_history.ts";
import type { OpenWiki } from "./open_wikis.ts";
import { linkStyleOf } from "./preferences.ts";
import { readWaitingTexts } from "./waiting_texts.ts";

/** What a follower needs of a wiki. */
export type Followed = Pick<
  OpenWiki,
  "repo" | "index" | "records" | "folder" | "threads"
>;

/** What is done at once; more is a worker's work. A commit costs 0.2 to 0.5 ms, a file 0.05 ms. */
const IN_TURN: Readonly<Allowance> = { commits: 100, files: 500 };
/** How often a worker is sent after a HEAD that moves on faster than it builds. */
const MAX_BUILDS = 3;
/** How long a failure counts for the same HEAD, in milliseconds: each request would run into it again. */
const FAILURE_COUNTS_MS = 30_000;
/**
 * Brings the index from the commit it last saw to HEAD, at once where that is quick; else a worker is sent, and the index
 * stays where it is meanwhile (see {@linkcode untilCaughtUp}). Called in the commit's turn, when a wiki is opened and after the
 * preference for the order of links was changed. Throws nothing: what fails is logged.
 */
export function catchUp(wiki: Followed, log: Log): void {
  const { index } = wiki;
  if (index.upkeep.rebuild?.isNeeded) return;
  try {
    const head = wiki.repo.head();
    if (hasJustFailed(wiki, head)) return;
    const outcome = followAtOnce(wiki, log);
    if (outcome === "too_much" && index.upkeep.rebuild === null) {
      sendWorker(wiki, log);
    }
    index.upkeep.failure = null;
    index.upkeep.isDiskFull = false;
    readWaitingTexts(wiki, log);
  } catch (error) {
    noteFailure(wiki, log, error);
  }
}

/**
 * {@linkcode catchUp}, and waits for the worker where there is one: afterwards the index stands at HEAD.
 *
 * @throws {AppError} `unavailable` where it could not be brought there; `storage_full` where the disk is the reason.
 */
export async function untilCaughtUp(wiki: Followed, log: Log): Promise<void> {
  const { index, repo } = wiki;
  catchUp(wiki, log);
  while (index.head() !== repo.head() && index.upkeep.rebuild !== null) {
    await index.upkeep.rebuild.done;
    if (index.closing.aborted) break;
    catchUp(wiki, log);
  }
  if (index.closing.aborted || index.head() !== repo.head()) {
    if (index.upkeep.isDiskFull) {
      throw new AppError("storage_full", "Cannot save: no room on the disk");
    }
    throw new AppError("unavailable", "The index of this wiki is being built", {
      details: { retryAfterSeconds: 5 },
    });
  }
}

/**
 * Rebuilds the index from nothing, in a worker (`index.db.new`), then swaps it in. The old one serves (and follows) until then.
 *
 * @throws {Error} where that fails; the old index stays.
 */
export async function rebuildIndex(
  wiki: Followed,
  log: Log,
): Promise<{ commits: number; pages: number; milliseconds: number }> {
  const { index } = wiki;
  while (index.upkeep.rebuild !== null) await index.upkeep.rebuild.done;
  const start = performance.now();
  const run = buildAndSwap(wiki, log, { kind: "nothing" });
  // Whoever waits for this rebuild only wants to know that it is over.
  keepAsRebuild(wiki, run.catch(() => {}), { isNeeded: false });
  await run;
  const { headSeq, pageCount } = index.meta.read();
  return {
    commits: headSeq,
    pages: pageCount,
    milliseconds: Math.round(performance.now() - start),
  };
}

/** Appends what is new, or builds a small index anew; a damaged one is built anew too. */
function followAtOnce(wiki: Followed, log: Log): FollowOutcome {
  const { index, repo } = wiki;
  const options = followOptions(wiki, log);
  const outcome = followOrDistrust(wiki, log, options);
  if (outcome !== "outdated") return outcome;
  const file = newFileOf(index);
  try {
    const built = buildIndexFile(file, repo, options);
    if (built !== "too_much") index.replaceWith(file.path);
    return built;
  } finally {
    removeIndexFile(file.path);
  }
}

function followOrDistrust(
  { index, repo, records }: Followed,
  log: Log,
  options: FollowOptions,
): FollowOutcome {
  try {
    const { headSeq } = index.meta.read();
    const outcome = follow(index, repo, options);
    const commits = index.meta.read().headSeq - headSeq;
    // One is the caller's own; more came from outside, or before a crash.
    if (commits > 1) {
      log("info", "index_caught_up", { wiki: records.wikiId, commits });
    }
    return outcome;
  } catch (error) {
    if (isDamaged(error)) return "outdated";
    throw error;
  }
}

function followOptions(wiki: Followed, log: Log): FollowOptions {
  const onFailure = (error: unknown) =>
    log("error", "background_failed", { wiki: wiki.records.wikiId }, error);
  const style = linkStyleOf(wiki.records.preferences);
  return { texts: { style, mayWait: true, onFailure }, allowance: IN_TURN };
}

/** Lets a worker do what is too much for a turn. */
function sendWorker(wiki: Followed, log: Log): void {
  const { index } = wiki;
  const from = index.head() === null
    ? { kind: "nothing" } as const
    : { kind: "copy", path: index.path } as const;
  const run = buildAndSwap(wiki, log, from).catch((error) => {
    if (!index.closing.aborted) noteFailure(wiki, log, error);
  });
  keepAsRebuild(wiki, run, { isNeeded: true });
}

function keepAsRebuild(
  { index }: Followed,
  run: Promise<void>,
  { isNeeded }: { isNeeded: boolean },
): void {
  const rebuild = {
    isNeeded,
    done: run.finally(() => {
      if (index.upkeep.rebuild === rebuild) index.upkeep.rebuild = null;
    }),
  };
  index.upkeep.rebuild = rebuild;
}

/** Builds until the new file is near enough to HEAD to be brought there at once, and swaps it in. */
async function buildAndSwap(
  wiki: Followed,
  log: Log,
  from: IndexBuildRequest["from"],
): Promise<void> {
  const file = newFileOf(wiki.index);
  try {
    await buildNear(wiki, log, { from, file });
  } finally {
    removeIndexFile(file.path);
  }
  readWaitingTexts(wiki, log);
}

async function buildNear(
  wiki: Followed,
  log: Log,
  { from, file }: Pick<IndexBuildRequest, "from" | "file">,
): Promise<void> {
  const { index, repo } = wiki;
  const start = performance.now();
  for (let build = 0; build < MAX_BUILDS; build++) {
    const options = followOptions(wiki, log);
    const { style } = options.texts;
    const { failures } = await buildInThread(wiki.threads, {
      repositoryDir: repo.dir,
      file,
      from: build === 0 ? from : { kind: "kept" },
      style,
    }, index.closing);
    failures.forEach(options.texts.onFailure);
    index.closing.throwIfAborted();
    const outcome = followInFile(file, repo, options);
    if (outcome === "too_much" || outcome === "outdated") continue;
    index.replaceWith(file.path);
    index.upkeep.failure = null;
    log("info", "index_rebuilt", {
      wiki: wiki.records.wikiId,
      commits: index.meta.read().headSeq,
      milliseconds: Math.round(performance.now() - start),
    });
    return;
  }
  throw new Error("HEAD moved on faster than the index could be built");
}

/** A name of its own for each build: a thread that was told to stop may still write to its file for a moment. */
function newFileOf({ path, migrations }: IndexDatabase) {
  const moment = Math.round(performance.now() * 1000);
  return { path: `${path}.new-${moment}`, migrations };
}

/** A full disk is no failure of the index: as soon as there is room it follows. */
function noteFailure(wiki: Followed, log: Log, error: unknown): void {
  const { upkeep } = wiki.index;
  if (isStorageFull(error)) {
    if (!upkeep.isDiskFull) log("error", "storage_full", {}, error);
    upkeep.isDiskFull = true;
    return;
  }
  wiki.index.upkeep.failure = {
    head: headOrNull(wiki),
    atMs: performance.now(),
  };
  log("error", "index_failed", { wiki: wiki.records.wikiId }, error);
}

function hasJustFailed({ index }: Followed, head: string | null): boolean {
  const { failure } = index.upkeep;
  return failure !== null && failure.head === head &&
    performance.now() - failure.atMs < FAILURE_COUNTS_MS;
}

function headOrNull({ repo }: Followed): string | null {
  try {
    return repo.head();
  } catch {
    return null; // the failure that is noted may be this very one
  }
}
