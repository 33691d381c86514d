/**
 * Renders pages in other threads with a deadline. User text can make the parser need seconds or gigabytes: a thread that takes too
 * long or too much is ended and replaced, and the page is shown as text.
 *
 * ```text
 * main thread ── one text per render thread ──> supervisor ──> render threads
 * ```
 *
 * @module
 */
import { Worker } from "node:worker_threads";
import { AppError } from "../errors.ts";
import { FairQueue } from "./fair_queue.ts";
import { mayHoldMath } from "./math.ts";
import { render } from "./render.ts";
import type { RenderJob, RenderReply } from "./render_threads.ts";
import type { LinkStyle, Rendered, RenderOptions } from "./rendered.ts";
import { showAsText } from "./shown_as_text.ts";

/** Changes whenever the HTML for the same text may change. */
export const RENDERER_VERSION = "3";

/** Shorter texts are rendered in place: the worst of them takes 10 ms, 40 on a machine that is busy otherwise. */
const IN_PLACE_LENGTH = 1_000;
/** Longer texts are not rendered at all: copying them to a thread would hold the loop. */
const MAX_LENGTH = 2_000_000;
const SHOWN_LENGTH = 500_000;

interface Task {
  readonly text: string;
  readonly style: LinkStyle;
  readonly options: RenderOptions;
  readonly finish: (rendered: Rendered) => void;
  readonly fail: (error: AppError) => void;
}

/** A few threads that render; they start when the first long text comes. */
export class RenderPool {
  readonly #options: {
    workers: number;
    deadlineMs?: number;
    onTimeout?: () => void;
  };
  readonly #waiting = new FairQueue<Task>({ total: 200, group: 50 });
  /** Tasks in work, by their job's id. */
  readonly #running = new Map<number, Task>();
  #supervisor: Worker | null = null;
  #nextId = 0;
  #isClosed = false;

  /**
   * @param options `workers`: most threads at the same time. `deadlineMs`: how long one text may take (2 seconds).
   */
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
    { group = "", ...options }: RenderOptions & { group?: string } = {},
  ): Promise<Rendered> {
    if (this.#isClosed) throw closedError();
    // Formulas are set in a thread, whatever their length: a few macros grow far, and the thread has the printer.
    if (text.length <= IN_PLACE_LENGTH && !mayHoldMath(text)) {
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

  /** Starts the first thread now: starting it holds the caller for a while, which no visitor's page should do. */
  start(): void {
    if (!this.#isClosed) this.#supervisor ??= this.#start();
  }

  /** Ends the threads; what waits fails with `unavailable`. */
  close(): void {
    this.#isClosed = true;
    const supervisor = this.#supervisor;
    this.#supervisor = null; // first: its end is no failure
    supervisor?.terminate();
    for (const task of this.#running.values()) task.fail(closedError());
    this.#running.clear();
    for (let task; (task = this.#waiting.shift()) !== undefined;) {
      task.fail(closedError());
    }
  }

  /** Hands out as many texts as there are threads. */
  #assign(): void {
    while (this.#running.size < this.#options.workers) {
      const task = this.#waiting.shift();
      if (task === undefined) return;
      const { text, style, options } = task;
      const id = this.#nextId++;
      this.#running.set(id, task);
      this.#supervisor ??= this.#start();
      const job: RenderJob = { id, text, style, options };
      this.#supervisor.postMessage(job);
    }
  }

  #start(): Worker {
    const worker = new Worker(
      new URL("./render_supervisor_worker.ts", import.meta.url),
      { workerData: { deadlineMs: this.#options.deadlineMs ?? 2_000 } },
    );
    worker.on("message", (reply: RenderReply) => this.#receive(reply));
    worker.on("error", () => {}); // its end is what matters, below
    worker.on("exit", () => this.#replaceSupervisor(worker));
    return worker;
  }

  #receive({ id, rendered, isTimeout }: RenderReply): void {
    const task = this.#running.get(id);
    if (task === undefined) return;
    this.#running.delete(id);
    if (isTimeout) this.#options.onTimeout?.();
    task.finish(rendered);
    this.#assign();
  }

  /** The supervisor died: its pages are shown as text, the next page starts another one. */
  #replaceSupervisor(worker: Worker): void {
    if (this.#supervisor !== worker) return;
    this.#supervisor = null;
    const tasks = [...this.#running.values()];
    this.#running.clear();
    for (const { text, finish } of tasks) {
      finish(showAsText(text.slice(0, SHOWN_LENGTH), "the renderer failed"));
    }
    this.#assign();
  }
}

function closedError(): AppError {
  return new AppError("unavailable", "Cannot render now: stopping");
}
