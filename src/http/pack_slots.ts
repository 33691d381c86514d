/** How many packs are made at the same time, for clones and downloads: each costs a processor and some megabytes. @module */
import { AppError } from "../errors.ts";

/** Somebody who wants a place. */
interface Wish {
  /** How many places there are. */
  readonly limit: number;
  readonly who: string;
}

/** Places for packs being made. */
export class PackSlots {
  #taken = 0;
  /** Places by holder. */
  readonly #held = new Map<string, number>();
  /** Those who wait and how they are told, longest first. */
  readonly #waiting = new Map<Wish, () => void>();

  /** Packs being made, and those who wait for a place. */
  get load(): { readonly busy: number; readonly waiting: number } {
    return { busy: this.#taken, waiting: this.#waiting.size };
  }

  /**
   * Takes a place, or waits for one. Nobody (`who`: a credential or address) gets the last of several: a reader that takes
   * its pack as slowly as it may would keep everybody else from cloning.
   *
   * @returns gives the place back; calling it again does nothing.
   * @throws {AppError} `unavailable` where none became free in time, or the client left.
   */
  async take(
    limit: number,
    { waitMs, request, who }: { waitMs: number; request: Request; who: string },
  ): Promise<() => void> {
    const wish = { limit, who };
    // The signal is asked for only here: a server that must watch every connection is slower.
    if (this.#isFree(wish)) this.#enter(wish);
    else await this.#wait(wish, { waitMs, signal: request.signal });
    let isTaken = true;
    return () => {
      if (isTaken) this.#release(who);
      isTaken = false;
    };
  }

  #isFree({ limit, who }: Wish): boolean {
    const mostHeld = Math.max(1, limit - 1);
    return this.#taken < limit && (this.#held.get(who) ?? 0) < mostHeld;
  }

  #enter({ who }: Wish): void {
    this.#taken++;
    this.#held.set(who, (this.#held.get(who) ?? 0) + 1);
  }

  /** Resolves when a place was given. */
  #wait(
    wish: Wish,
    { waitMs, signal }: { waitMs: number; signal: AbortSignal },
  ): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        clearTimeout(timer);
        signal.removeEventListener("abort", giveUp);
        this.#waiting.delete(wish);
      };
      const enter = () => {
        leave();
        resolve();
      };
      const giveUp = () => {
        leave();
        reject(busy());
      };
      const timer = setTimeout(giveUp, waitMs);
      signal.addEventListener("abort", giveUp);
      this.#waiting.set(wish, enter);
    });
  }

  #release(who: string): void {
    const left = this.#held.get(who)! - 1;
    if (left === 0) this.#held.delete(who);
    else this.#held.set(who, left);
    this.#taken--;
    const next = this.#waiting.entries().find(([wish]) => this.#isFree(wish));
    if (next === undefined) return;
    const [wish, goIn] = next;
    this.#enter(wish);
    goIn();
  }
}

/** The error for somebody who waited in vain. */
function busy(): AppError {
  return new AppError(
    "unavailable",
    "Cannot make a pack now: too many clones are running, try again in a few seconds",
    { details: { retryAfterSeconds: 10 } },
  );
}
