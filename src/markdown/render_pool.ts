/**
 * Renders pages in worker threads with a deadline. User text can make the parser need seconds or gigabytes: a thread that takes too
 * long or too much is ended and replaced, and the page is shown as text.
 *
 * The threads are those of `node:worker_threads`, because only these have a memory limit of their own; a web worker that runs out of
 * memory takes the process with it.
 *
 * @module
 */
import { Worker } from "node:worker_threads";
import { AppError } from "../errors.ts";
import { FairQueue } from "./fair_queue.ts";
import { render, showAsText } from "./render.ts";
import type { LinkStyle, Rendered } from "./rendered.ts";

/** Changes whenever the HTML for the same text may change. */
export const RENDERER_VERSION = "1";

/** What a render thread is sent. */
export interface RenderJob {
  readonly text: string;
  readonly style: LinkStyle;
}
/** What it answers; `null` when it is loaded. */
export interface RenderReply {
  readonly rendered: Rendered | null;
}

/** Shorter texts are rendered in place: the worst of them takes 15 ms. */
const IN_PLACE_LENGTH = 2_000;
/** Longer texts are not rendered at all: copying them to a thread would hold the loop. */
const MAX_LENGTH = 2_000_000;
const SHOWN_LENGTH = 500_000;
const HEAP_MEGABYTES = 384;
/** A thread that is not loaded by then never will be. */
const LOAD_MS = 15_000;

interface Task extends RenderJob {
  readonly finish: (rendered: Rendered) => void;
  readonly fail: (error: AppError) => void;
}
interface Thread {
  readonly worker: Worker;
  isLoaded: boolean;
  task: Task | null;
  timer: ReturnType<typeof setTimeout> | undefined;
}

/** A few threads that render; texts under 2 KB are rendered in place. */
export class RenderPool {
  readonly #options: {
    workers: number;
    deadlineMs?: number;
    onTimeout?: () => void;
  };
  readonly #threads = new Set<Thread>();
  readonly #queue = new FairQueue<Task>({ total: 200, group: 50 });
  #isClosed = false;

  constructor(
    options: { workers: number; deadlineMs?: number; onTimeout?: () => void },
  ) {
    this.#options = options;
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
    { group = "" }: { group?: string } = {},
  ): Promise<Rendered> {
    if (this.#isClosed) throw closedError();
    if (text.length <= IN_PLACE_LENGTH) return render(text, style);
    if (text.length > MAX_LENGTH) {
      const reason = "it is too large; only its beginning is shown";
      return showAsText(text.slice(0, SHOWN_LENGTH), reason);
    }
    const { promise, resolve, reject } = Promise.withResolvers<Rendered>();
    const task = { text, style, finish: resolve, fail: reject };
    if (!this.#queue.push(group, task)) {
      throw new AppError(
        "unavailable",
        "Cannot render now: too many pages wait",
        { details: { retryAfterSeconds: 5 } },
      );
    }
    this.#assign();
    return await promise;
  }

  /** Ends the threads; what waits fails with `unavailable`. */
  close(): void {
    this.#isClosed = true;
    for (const thread of [...this.#threads]) {
      thread.task?.fail(closedError());
      thread.task = null;
      this.#end(thread);
    }
    for (let task; (task = this.#queue.shift()) !== undefined;) {
      task.fail(closedError());
    }
  }

  /** Gives waiting texts to free threads, starting threads as needed. */
  #assign(): void {
    for (;;) {
      const free = [...this.#threads].find(({ task }) => task === null);
      if (free === undefined && this.#threads.size >= this.#options.workers) {
        return;
      }
      const task = this.#queue.shift();
      if (task === undefined) return;
      const thread = free ?? this.#start();
      thread.task = task;
      if (thread.isLoaded) this.#send(thread, task);
    }
  }

  #start(): Thread {
    const worker = new Worker(
      new URL("./render_worker.ts", import.meta.url),
      { resourceLimits: { maxOldGenerationSizeMb: HEAP_MEGABYTES } },
    );
    const thread: Thread = {
      worker,
      isLoaded: false,
      task: null,
      timer: undefined,
    };
    worker.on("message", (reply: RenderReply) => this.#receive(thread, reply));
    worker.on("error", () => {}); // its end is what matters, below
    worker.on("exit", () => this.#giveUp(thread, "it needs too much memory"));
    thread.timer = setTimeout(
      () => this.#giveUp(thread, "the renderer does not start"),
      LOAD_MS,
    );
    this.#threads.add(thread);
    return thread;
  }

  #send(thread: Thread, task: Task): void {
    const { text, style } = task;
    thread.worker.postMessage({ text, style } satisfies RenderJob);
    thread.timer = setTimeout(() => {
      this.#options.onTimeout?.();
      this.#giveUp(thread, "it takes too long to render");
    }, this.#options.deadlineMs ?? 2_000);
  }

  #receive(thread: Thread, { rendered }: RenderReply): void {
    if (!this.#threads.has(thread)) return; // it answered while being ended
    clearTimeout(thread.timer);
    const task = thread.task;
    if (rendered === null) {
      thread.isLoaded = true;
      if (task !== null) this.#send(thread, task);
      return;
    }
    thread.task = null;
    task?.finish(rendered);
    this.#assign();
  }

  /** Ends a thread that hangs or died, and shows its page as text. */
  #giveUp(thread: Thread, reason: string): void {
    if (!this.#threads.has(thread)) return;
    const task = thread.task;
    this.#end(thread);
    task?.finish(showAsText(task.text, reason));
    this.#assign();
  }

  #end(thread: Thread): void {
    this.#threads.delete(thread);
    clearTimeout(thread.timer);
    thread.worker.terminate();
  }
}

function closedError(): AppError {
  return new AppError("unavailable", "Cannot render now: stopping");
}
