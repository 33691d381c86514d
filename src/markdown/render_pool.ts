/**
 * Renders pages in other threads with a deadline. User text can make the parser need seconds or gigabytes: a thread that takes too
 * long or too much is ended and replaced, and the page is shown as text.
 *
 * @module
 */
import { AppError } from "../errors.ts";
import {
  JobThread,
  ThreadFailure,
  type ThreadFailureReason,
} from "../threads/job_thread.ts";
import type { ThreadStarter } from "../threads/thread_starter.ts";
import { FairQueue } from "./fair_queue.ts";
import { mayHoldMath } from "./math.ts";
import type { LinkStyle, Rendered, RenderOptions } from "./rendered.ts";
import { showAsText } from "./shown_as_text.ts";

/** Changes whenever the HTML for the same text may change. */
export const RENDERER_VERSION = "4";

/**
 * Shorter texts are rendered in place as long as no thread was started: the worst of them takes 10 ms, 40 on a machine that is
 * busy otherwise. The renderer is loaded for that (25 MB here, 40 in a thread), so that a quiet server holds it once, not twice.
 */
const IN_PLACE_LENGTH = 1_000;
/** Longer texts are not rendered at all: copying them to a thread would hold the loop. */
const MAX_LENGTH = 2_000_000;
const SHOWN_LENGTH = 500_000;

const HEAP_MEGABYTES = 384;

/** A text to be rendered. */
export interface RenderJob {
  readonly text: string;
  readonly style: LinkStyle;
  readonly options: RenderOptions;
}

/** Why a text is shown as it is. */
const REASONS: Readonly<Record<ThreadFailureReason, string>> = {
  time: "it takes too long to render",
  memory: "it needs too much memory",
  fault: "the renderer failed",
  ended: "the renderer was stopped",
};

type RenderThread = JobThread<RenderJob, Rendered>;

interface Task extends RenderJob {
  readonly finish: (rendered: Rendered) => void;
  readonly fail: (error: AppError) => void;
}

/** How a {@linkcode RenderPool} works. */
export interface RenderPoolOptions {
  readonly workers: number;
  readonly deadlineMs?: number;
  readonly onTimeout?: () => void;
}

/** A few threads that render; they start when the first long text comes. */
export class RenderPool {
  readonly #options: RenderPoolOptions;
  readonly #waiting = new FairQueue<Task>({ total: 200, group: 50 });
  readonly #threads: readonly RenderThread[];
  #isClosed = false;

  /**
   * @param options `workers`: most threads at the same time. `deadlineMs`: how long one text may take (2 seconds).
   */
  constructor(threads: ThreadStarter, options: RenderPoolOptions) {
    this.#options = options;
    this.#threads = Array.from(
      { length: options.workers },
      () =>
        new JobThread(threads, {
          entry: new URL("./render_worker.ts", import.meta.url),
          heapMegabytes: HEAP_MEGABYTES,
          deadlineMs: options.deadlineMs ?? 2_000,
        }),
    );
  }

  /**
   * Never rejects for bad input: what cannot be rendered in time comes back `shownAsText`.
   *
   * @param options `group`: those who share it (the readers of one wiki) wait for each other, not the others for them.
   * @throws {AppError} `unavailable` after `close()`, or when too many texts wait.
   */
  async render(
    text: string,
    style: LinkStyle,
    { group = "", ...options }: RenderOptions & { group?: string } = {},
  ): Promise<Rendered> {
    if (this.#isClosed) throw closedError();
    // Formulas are set in a thread, whatever their length: a few macros grow far, and the thread has the printer.
    const isStarted = this.#threads.some((thread) => thread.isStarted);
    if (!isStarted && text.length <= IN_PLACE_LENGTH && !mayHoldMath(text)) {
      const { render } = await import("./render.ts");
      return render(text, style, options);
    }
    if (text.length > MAX_LENGTH) {
      const reason = "it is too large; only its beginning is shown";
      return showAsText(text.slice(0, SHOWN_LENGTH), reason);
    }
    const { promise, resolve, reject } = Promise.withResolvers<Rendered>();
    const task = { text, style, options, finish: resolve, fail: reject };
    if (!this.#waiting.push(group, task)) {
      throw new AppError(
        "unavailable",
        "Cannot render now: too many pages wait",
        { details: { retryAfterSeconds: 5 } },
      );
    }
    this.#assign();
    return await promise;
  }

  /** Texts that wait, and threads that work. */
  get load(): { readonly waiting: number; readonly busy: number } {
    const busy = this.#threads.filter((thread) => thread.isBusy).length;
    return { waiting: this.#waiting.size, busy };
  }

  /** Ends the threads; what waits fails with `unavailable`. */
  close(): void {
    this.#isClosed = true;
    for (const thread of this.#threads) thread.end();
    for (let task; (task = this.#waiting.shift()) !== undefined;) {
      task.fail(closedError());
    }
  }

  /** Hands out as many texts as there are threads. */
  #assign(): void {
    for (const thread of this.#threads) {
      if (thread.isBusy) continue;
      const task = this.#waiting.shift();
      if (task === undefined) return;
      void this.#renderIn(thread, task);
    }
  }

  /** A thread that hangs is ended, and its text shown as it is; another one starts at once, because more may come. */
  async #renderIn(thread: RenderThread, task: Task): Promise<void> {
    const { text, style, options } = task;
    try {
      task.finish(await thread.run({ text, style, options }));
    } catch (error) {
      if (this.#isClosed) return task.fail(closedError());
      const reason = error instanceof ThreadFailure ? error.reason : "fault";
      if (reason === "time") this.#options.onTimeout?.();
      task.finish(showAsText(text.slice(0, SHOWN_LENGTH), REASONS[reason]));
      if (reason !== "fault") thread.prepare();
    }
    this.#assign();
  }
}

function closedError(): AppError {
  return new AppError("unavailable", "Cannot render now: stopping");
}
