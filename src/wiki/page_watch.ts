/**
 * Who wants to be told when a page changes: registered by wiki, asked anew before each word that is said to them.
 *
 * Announcements come from the one write path and from whoever notices a commit from outside. A watcher looks for itself, with the
 * rights of that moment, so that nothing is told to somebody who may not read any more; looking is cheap, and many watchers take
 * turns with everything else.
 *
 * @module
 */
import { AppError } from "../errors.ts";
import { nextTurn } from "../next_turn.ts";
import type { Log } from "../log.ts";

/** Somebody who watches. */
export interface Watcher {
  readonly wikiId: string;
  /** Whose it is: a person, or an address. */
  readonly who: string;
  /** Looks at the page and tells what is new. @throws {AppError} where its person may not read it any more. */
  look(): void;
  /** Sends a sign of life; `false`: nobody takes it. */
  beat(): boolean;
  /** Ends it. */
  close(): void;
}

/** Most watchers of one person, of one wiki, and in all. */
const MOST = { person: 12, wiki: 300, all: 2000 };

const BEAT_MS = 20_000;
/** Rights are looked at again each minute. */
const BEATS_BETWEEN_LOOKS = 3;
/** Afterwards a browser comes again by itself, as whoever it is then. */
const LONGEST_MS = 15 * 60_000;
/** How long watchers are served before other work gets its turn. */
const SLICE_MS = 8;
const RETRY_AFTER_SECONDS = 60;

interface Registered {
  readonly watcher: Watcher;
  readonly endsAtMs: number;
}

/** The watchers of all wikis. One for the process; `close()` it when the server stops. */
export class PageWatch {
  readonly #now: () => Date;
  readonly #log: Log;
  readonly #byWiki = new Map<string, Set<Registered>>();
  /** Wikis that have changed and whose watchers are not told yet. */
  readonly #announced = new Set<string>();
  #timer: ReturnType<typeof setInterval> | null = null;
  #beats = 0;
  #isTelling = false;
  #isClosed = false;

  constructor(options: { now: () => Date; log: Log }) {
    this.#now = options.now;
    this.#log = options.log;
  }

  /** How many watch. */
  get size(): number {
    return this.#all().length;
  }

  /**
   * Begins watching; the function that is returned ends it.
   *
   * @throws {AppError} `rate_limited` where too many watch already; `unavailable` where the server stops.
   */
  add(watcher: Watcher): () => void {
    if (this.#isClosed) {
      throw new AppError("unavailable", "The service is stopping");
    }
    this.#demandRoom(watcher);
    const endsAtMs = this.#now().getTime() + LONGEST_MS;
    const registered = { watcher, endsAtMs };
    const here = this.#byWiki.get(watcher.wikiId) ?? new Set();
    this.#byWiki.set(watcher.wikiId, here.add(registered));
    this.#timer ??= setInterval(() => void this.beat(), BEAT_MS);
    return () => this.#remove(registered);
  }

  /** A wiki has a new head: its watchers look, in a turn of their own. */
  announce(wikiId: string): void {
    if (!this.#byWiki.has(wikiId)) return;
    this.#announced.add(wikiId);
    void this.#tell();
  }

  /** What the clock does: signs of life, ends, and each minute a look. */
  async beat(): Promise<void> {
    const nowMs = this.#now().getTime();
    const isLook = ++this.#beats % BEATS_BETWEEN_LOOKS === 0;
    for (const registered of this.#all()) {
      const { watcher, endsAtMs } = registered;
      if (nowMs >= endsAtMs || !watcher.beat()) this.#end(registered);
    }
    if (!isLook) return;
    for (const wikiId of this.#byWiki.keys()) this.#announced.add(wikiId);
    await this.#tell();
  }

  /** Ends all; from now on nobody can begin. */
  close(): void {
    this.#isClosed = true;
    for (const registered of this.#all()) this.#end(registered);
  }

  /** Lets the watchers of changed wikis look, a few at a time. */
  async #tell(): Promise<void> {
    if (this.#isTelling) return;
    this.#isTelling = true;
    try {
      await nextTurn();
      for (const wikiId of this.#announced) {
        this.#announced.delete(wikiId);
        let since = performance.now();
        for (const registered of [...this.#byWiki.get(wikiId) ?? []]) {
          this.#look(registered);
          if (performance.now() - since < SLICE_MS) continue;
          await nextTurn();
          since = performance.now();
        }
      }
    } finally {
      this.#isTelling = false;
    }
  }

  #look(registered: Registered): void {
    try {
      registered.watcher.look();
    } catch (error) {
      // Whatever it is, this browser will come again and be told.
      if (!(error instanceof AppError)) {
        this.#log("error", "background_failed", {}, error);
      }
      this.#end(registered);
    }
  }

  #demandRoom({ wikiId, who }: Watcher): void {
    const all = this.#all();
    const mine = all.filter(({ watcher }) => watcher.who === who).length;
    const here = this.#byWiki.get(wikiId)?.size ?? 0;
    if (mine < MOST.person && here < MOST.wiki && all.length < MOST.all) return;
    throw new AppError(
      "rate_limited",
      `Cannot watch this page: ${
        mine < MOST.person ? "too many people do" : "too many of your pages do"
      }`,
      { details: { retryAfterSeconds: RETRY_AFTER_SECONDS } },
    );
  }

  #end(registered: Registered): void {
    this.#remove(registered);
    registered.watcher.close();
  }

  #remove(registered: Registered): void {
    const { wikiId } = registered.watcher;
    const here = this.#byWiki.get(wikiId);
    here?.delete(registered);
    if (here?.size === 0) this.#byWiki.delete(wikiId);
    if (this.#byWiki.size > 0 || this.#timer === null) return;
    clearInterval(this.#timer);
    this.#timer = null;
  }

  #all(): Registered[] {
    return [...this.#byWiki.values()].flatMap((here) => [...here]);
  }
}
