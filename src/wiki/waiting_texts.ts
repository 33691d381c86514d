/**
 * Reads the texts that were too much for the commit's turn: right after it, in short slices, and until then search says that it
 * is catching up.
 *
 * @module
 */
import { isStorageFull } from "../db/database.ts";
import { type IndexDatabase, isDamaged } from "../db/index/index_database.ts";
import type { Log } from "../log.ts";
import type { JobThread } from "../threads/job_thread.ts";
import { type FactsRequest, factsThread } from "./facts_thread.ts";
import type { Followed } from "./index_follower.ts";
import type { PageFacts } from "./page_facts.ts";
import { indexPortion, putBarePage, readText } from "./page_indexing.ts";
import { linkStyleOf } from "./preferences.ts";

/** How long reading holds the event loop in one go, and leaves it free in between, in milliseconds. */
const SLICE_MS = 8;
const PAUSE_MS = 4;
/** What larger texts say is read in a thread, in bytes. */
const MAX_IN_PLACE = 64 * 1024;

type FactsThread = JobThread<FactsRequest, PageFacts>;

/** What was read of the next large text. */
interface ReadAhead {
  readonly oid: string;
  readonly style: string;
  /** `undefined`: it is no text. */
  readonly facts: PageFacts | undefined;
}

/** Reads waiting texts until none is left or the index is closed; at once where that goes on already. */
export function readWaitingTexts(wiki: Followed, log: Log): void {
  const { upkeep, waitingTexts } = wiki.index;
  if (upkeep.isReadingTexts || waitingTexts.count() === 0) return;
  upkeep.isReadingTexts = true;
  void readInSlices(wiki, log).catch((error) => {
    if (wiki.index.closing.aborted) return; // closed in the middle, on purpose
    log("error", "background_failed", { wiki: wiki.records.wikiId }, error);
  }).finally(() => {
    upkeep.isReadingTexts = false;
  });
}

/** Indexes waiting texts for at most about `budgetMs`, large ones too; returns how many wait still. */
export function indexWaitingTexts(
  wiki: Followed,
  budgetMs: number,
  log?: Log,
): number {
  return indexSlice(wiki, { budgetMs, log, mayBeLarge: true });
}

async function readInSlices(wiki: Followed, log: Log): Promise<void> {
  const { closing } = wiki.index;
  const thread = threadOf(wiki);
  await pause(closing);
  for (let left = 1; left > 0 && !closing.aborted;) {
    const ahead = await readAhead(wiki, thread, log);
    if (closing.aborted) return;
    left = indexSlice(wiki, { budgetMs: SLICE_MS, log, ahead });
    if (left > 0) await pause(closing);
  }
}

/** One thread for each open index; it ends with it. */
const THREADS = new WeakMap<IndexDatabase, FactsThread>();

function threadOf({ index, threads }: Followed): FactsThread {
  const known = THREADS.get(index);
  if (known !== undefined) return known;
  const thread = factsThread(threads);
  THREADS.set(index, thread);
  index.closing.addEventListener("abort", () => thread.end());
  return thread;
}

/** What the next text says, where it is a large one. */
async function readAhead(
  wiki: Followed,
  thread: FactsThread,
  log: Log,
): Promise<ReadAhead | undefined> {
  const { index, repo } = wiki;
  const next = index.waitingTexts.findNext();
  const place = next?.nextOffset === 0 && index.pages.findPlace(next.pathId);
  if (!place || place.size <= MAX_IN_PLACE) return undefined;
  const { oid, path } = place;
  const text = readText(repo, place);
  const style = linkStyleOf(wiki.records.preferences);
  try {
    const facts = text === undefined
      ? undefined
      : await thread.run({ path, text, style });
    return { oid, style, facts };
  } catch (error) {
    if (index.closing.aborted) return undefined;
    log("error", "background_failed", { wiki: wiki.records.wikiId }, error);
    index.transaction(() => giveUp(wiki, next.pathId));
  }
}

interface SliceOptions {
  readonly budgetMs: number;
  readonly log: Log | undefined;
  readonly ahead?: ReadAhead | undefined;
  /** Whether texts are read in place whatever their size. */
  readonly mayBeLarge?: boolean;
}

function indexSlice(wiki: Followed, options: SliceOptions): number {
  const { index } = wiki;
  const deadline = performance.now() + options.budgetMs;
  return index.transaction(() => {
    while (indexNext(wiki, options)) {
      if (performance.now() >= deadline) break;
    }
    return index.waitingTexts.count();
  });
}

/** Reads one portion of the text that is next; `false` where none waits, or it must be read ahead first. */
function indexNext(wiki: Followed, options: SliceOptions): boolean {
  const { index, repo, records } = wiki;
  const waiting = index.waitingTexts.findNext();
  if (waiting === undefined) return false;
  const { pathId, nextOffset: offset } = waiting;
  const place = index.pages.findPlace(pathId);
  const style = linkStyleOf(records.preferences);
  const { ahead, mayBeLarge } = options;
  const isAhead = ahead !== undefined && ahead.oid === place?.oid &&
    ahead.style === style;
  const isLarge = offset === 0 && (place?.size ?? 0) > MAX_IN_PLACE;
  if (isLarge && !isAhead && !mayBeLarge) return false;
  const facts = isAhead ? ahead.facts : undefined;
  index.waitingTexts.remove(pathId);
  if (place === undefined) return true;
  try {
    const next = index.transaction(() => {
      const page = { ...place, pageId: pathId, text: readText(repo, place) };
      return indexPortion(index, page, { style, offset, facts });
    });
    if (next !== null) index.waitingTexts.put({ pathId, nextOffset: next });
  } catch (error) {
    if (isDamaged(error) || isStorageFull(error)) throw error;
    options.log?.(
      "error",
      "background_failed",
      { wiki: records.wikiId },
      error,
    );
    giveUp(wiki, pathId);
  }
  return true;
}

/** Lists a page whose text cannot be read in by its name alone. */
function giveUp({ index }: Followed, pathId: number): void {
  index.waitingTexts.remove(pathId);
  const place = index.pages.findPlace(pathId);
  if (place) putBarePage(index, { ...place, pageId: pathId }, true);
}

/** Leaves the event loop to others for a moment; ends at once when the index is closed. */
function pause(closing: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const end = () => {
    clearTimeout(timer);
    closing.removeEventListener("abort", end);
    resolve();
  };
  const timer = setTimeout(end, PAUSE_MS);
  closing.addEventListener("abort", end);
  return promise;
}
