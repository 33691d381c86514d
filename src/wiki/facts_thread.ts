/**
 * Reads what large texts say in a thread of its own: a hostile text of 1 MB would hold the event loop for 200 ms.
 *
 * @module
 */
import type { LinkStyle } from "../markdown/rendered.ts";
import type { PageFacts } from "./page_facts.ts";

/** What the thread is asked for. */
export interface FactsRequest {
  readonly path: string;
  readonly text: string;
  readonly style: LinkStyle;
}

/** What it answers. */
export interface FactsReply {
  readonly facts: PageFacts;
}

/** Far more than any text of {@linkcode MAX_TEXT_BYTES} needs, in milliseconds. */
const DEADLINE_MS = 20_000;
/** How long it waits for another text, in milliseconds. */
const IDLE_MS = 10_000;

/**
 * A thread that starts at the first text, stays for the next ones for a while, because starting it holds the event loop for 30 ms,
 * and ends at the latest when it is disposed of. One text at a time.
 */
export class FactsThread implements Disposable {
  #worker: Worker | undefined;
  #reject: ((reason: unknown) => void) | undefined;
  #idle: ReturnType<typeof setTimeout> | undefined;

  /** @throws {Error} where the thread fails or takes too long, or is ended meanwhile. */
  async read(request: FactsRequest): Promise<PageFacts> {
    const { promise, resolve, reject } = Promise.withResolvers<PageFacts>();
    this.#reject = reject;
    clearTimeout(this.#idle);
    this.#worker ??= new Worker(new URL("./facts_worker.ts", import.meta.url), {
      type: "module",
    });
    this.#worker.onmessage = ({ data }: MessageEvent<FactsReply>) =>
      resolve(data.facts);
    this.#worker.onerror = (event) => {
      event.preventDefault(); // or it would end the process
      reject(new Error(`Cannot read a text: ${event.message}`));
    };
    const timer = setTimeout(
      () => reject(new Error("It took too long")),
      DEADLINE_MS,
    );
    this.#worker.postMessage(request);
    try {
      return await promise;
    } catch (error) {
      this[Symbol.dispose]();
      throw error;
    } finally {
      clearTimeout(timer);
      this.#reject = undefined;
      if (this.#worker !== undefined) this.#idle = this.#endLater();
    }
  }

  #endLater(): ReturnType<typeof setTimeout> {
    return setTimeout(() => this[Symbol.dispose](), IDLE_MS);
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#idle);
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#reject?.(new Error("The thread was ended"));
  }
}
