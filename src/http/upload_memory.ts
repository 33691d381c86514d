/**
 * The memory in which uploads wait until they are whole, for all requests of a door together: senders may be slow, and a few of
 * them must not fill the machine.
 *
 * @module
 */
import { AppError } from "../errors.ts";

/** What the uploads of everybody may take at the same time. */
const TOTAL_BYTES = 192 * 1024 * 1024;
/** What those of one person (or address) may take. */
const PERSON_BYTES = 96 * 1024 * 1024;

/** What one request holds; given back when it is disposed of. */
export interface HeldMemory extends Disposable {
  /** @throws {AppError} `unavailable` where too much is taken already. */
  take(bytes: number): void;
}

/** Counts what uploads hold. One for each door. */
export class UploadMemory {
  readonly #limits: { readonly total: number; readonly person: number };
  readonly #held = new Map<string, number>();
  #total = 0;

  constructor(limits = { total: TOTAL_BYTES, person: PERSON_BYTES }) {
    this.#limits = limits;
  }

  /** @param key who sends, as `rateKeyOf()` names them. */
  hold(key: string): HeldMemory {
    let own = 0;
    return {
      take: (bytes) => {
        this.#take(key, bytes);
        own += bytes;
      },
      [Symbol.dispose]: () => {
        this.#giveBack(key, own);
        own = 0;
      },
    };
  }

  #take(key: string, bytes: number): void {
    const held = this.#held.get(key) ?? 0;
    const { total, person } = this.#limits;
    if (this.#total + bytes > total || held + bytes > person) {
      throw new AppError(
        "unavailable",
        "Cannot take this upload now: too many are under way; try again in a moment",
        { details: { retryAfterSeconds: 10 } },
      );
    }
    this.#total += bytes;
    this.#held.set(key, held + bytes);
  }

  #giveBack(key: string, bytes: number): void {
    const left = (this.#held.get(key) ?? 0) - bytes;
    this.#total -= bytes;
    if (left > 0) this.#held.set(key, left);
    else this.#held.delete(key);
  }
}
