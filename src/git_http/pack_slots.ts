/** How many packs are made at the same time: each costs a processor and some megabytes. @module */
import { AppError } from "../errors.ts";

/** Places for packs being made. */
export class PackSlots {
  #taken = 0;
  /** Those who wait, longest first. */
  readonly #waiting = new Set<() => void>();

  /**
   * Takes a place, or waits for one.
   *
   * @returns gives the place back; calling it again does nothing.
   * @throws {AppError} `unavailable` where none became free in time, or the client left.
   */
  async take(
    limit: number,
    { waitMs, request }: { waitMs: number; request: Request },
  ): Promise<() => void> {
    // The signal is asked for only here: a server that must watch every connection is slower.
    if (this.#taken >= limit) await this.#wait(waitMs, request.signal);
    else this.#taken++;
    let isTaken = true;
    return () => {
      if (isTaken) this.#release();
      isTaken = false;
    };
  }

  /** Resolves when somebody's place was handed over. */
  #wait(waitMs: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        clearTimeout(timer);
        signal.removeEventListener("abort", giveUp);
        this.#waiting.delete(enter);
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
      this.#waiting.add(enter);
    });
  }

  #release(): void {
    const [first] = this.#waiting;
    if (first) first();
    else this.#taken--;
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
