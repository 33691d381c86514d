/**
 * The threads that render, and their deadline. Lives in the supervising thread, because starting a thread holds the one that starts
 * it for 20 ms and more.
 *
 * The threads are those of `node:worker_threads`: only these have a memory limit of their own. A web worker that runs out of memory
 * takes the process with it.
 *
 * @module
 */
import { Worker } from "node:worker_threads";
import type { LinkStyle, Rendered, RenderOptions } from "./rendered.ts";
import { showAsText } from "./shown_as_text.ts";

/** A text to be rendered. */
export interface RenderJob {
  readonly id: number;
  readonly text: string;
  readonly style: LinkStyle;
  readonly options: RenderOptions;
}
/** Its HTML. */
export interface RenderReply {
  readonly id: number;
  readonly rendered: Rendered;
  /** The deadline passed. */
  readonly isTimeout: boolean;
}
/** What a thread answers: `null` when it is loaded. */
export type ThreadReply = Rendered | null;

const HEAP_MEGABYTES = 384;
/** A thread that is not loaded by then never will be. */
const LOAD_MS = 30_000;

interface Thread {
  readonly worker: Worker;
  isLoaded: boolean;
  job: RenderJob | null;
  timer: ReturnType<typeof setTimeout> | undefined;
}

/** As many threads as there are jobs at the same time; they stay for the next ones. */
export class RenderThreads {
  readonly #threads = new Set<Thread>();
  readonly #deadlineMs: number;
  readonly #reply: (reply: RenderReply) => void;

  /** @param options `deadlineMs`: how long one text may take once its thread is loaded. */
  constructor(
    options: { deadlineMs: number; reply: (reply: RenderReply) => void },
  ) {
    this.#deadlineMs = options.deadlineMs;
    this.#reply = options.reply;
  }

  /** Renders in a free thread, or in a new one. */
  run(job: RenderJob): void {
    const free = [...this.#threads].find((thread) => thread.job === null);
    const thread = free ?? this.#start();
    thread.job = job;
    if (thread.isLoaded) this.#send(thread, job);
  }

  #start(): Thread {
    const worker = new Worker(
      new URL("./render_worker.ts", import.meta.url),
      { resourceLimits: { maxOldGenerationSizeMb: HEAP_MEGABYTES } },
    );
    const thread: Thread = {
      worker,
      isLoaded: false,
      job: null,
      timer: undefined,
    };
    worker.on("message", (reply: ThreadReply) => this.#receive(thread, reply));
    worker.on("error", () => {}); // its end is what matters, below
    worker.on("exit", () => this.#giveUp(thread, "it needs too much memory"));
    thread.timer = setTimeout(
      () => this.#giveUp(thread, "the renderer does not start"),
      LOAD_MS,
    );
    this.#threads.add(thread);
    return thread;
  }

  #send(thread: Thread, job: RenderJob): void {
    thread.worker.postMessage(job);
    thread.timer = setTimeout(
      () => this.#giveUp(thread, "it takes too long to render"),
      this.#deadlineMs,
    );
  }

  #receive(thread: Thread, rendered: ThreadReply): void {
    if (!this.#threads.has(thread)) return; // it answered while being ended
    clearTimeout(thread.timer);
    const { job } = thread;
    if (rendered === null) {
      thread.isLoaded = true;
      if (job !== null) this.#send(thread, job);
    } else if (job !== null) {
      thread.job = null;
      this.#reply({ id: job.id, rendered, isTimeout: false });
    }
  }

  /** Ends a thread that hangs or died, and shows its text as it is; another one starts, because more may come. */
  #giveUp(thread: Thread, reason: string): void {
    if (!this.#threads.delete(thread)) return;
    clearTimeout(thread.timer);
    thread.worker.terminate();
    const { job } = thread;
    if (job === null) return;
    const rendered = showAsText(job.text, reason);
    const isTimeout = reason.includes("too long");
    this.#reply({ id: job.id, rendered, isTimeout });
    if (thread.isLoaded) this.#start();
  }
}
