/**
 * How a sign-in gets from one name of a laptop to the other: the protocol sends browsers back to `127.0.0.1`, our cookies belong to
 * `wiki.localhost`. What came of it waits here under a code, which works once, for a minute, in the browser where the sign-in was
 * begun.
 *
 * @module
 */
import { hashSecret, newSecret } from "./secrets.ts";
import type { TokenContext } from "./tokens.ts";

const LIFETIME_MS = 60_000;
/** Nobody but the person at the laptop can reach it; this many is a fault or malice. */
const MAX_WAITING = 100;

/** Outcomes on their way; one for the process. */
export class Handovers<Outcome> {
  readonly #context: Pick<TokenContext, "now" | "randomBytes">;
  /** By the hash of the code, oldest first. */
  readonly #waiting = new Map<string, { outcome: Outcome; endsMs: number }>();

  constructor(context: Pick<TokenContext, "now" | "randomBytes">) {
    this.#context = context;
  }

  /** Keeps an outcome; the code that takes it. */
  keep(outcome: Outcome): string {
    const code = newSecret(this.#context.randomBytes);
    const endsMs = this.#context.now().getTime() + LIFETIME_MS;
    this.#waiting.set(hashSecret(code).toHex(), { outcome, endsMs });
    for (const oldest of this.#waiting.keys()) {
      if (this.#waiting.size <= MAX_WAITING) break;
      this.#waiting.delete(oldest);
    }
    return code;
  }

  /** The outcome, which is gone afterwards; `undefined` where the code is unknown, used or too old. */
  take(code: string): Outcome | undefined {
    const key = hashSecret(code).toHex();
    const found = this.#waiting.get(key);
    this.#waiting.delete(key);
    return found && found.endsMs > this.#context.now().getTime()
      ? found.outcome
      : undefined;
  }
}
