/**
 * A thread that does one job after another, each with a deadline. What a job does to the thread (an endless loop, a full heap) ends
 * with the thread; the next job starts another one.
 *
 * @module
 */
import type { Thread, ThreadStarter, ThreadWish } from "./thread_starter.ts";

/** What a thread tells of its jobs. */
export type JobMessage<Reply, Part> =
  | { readonly kind: "loaded" }
  | { readonly kind: "part"; readonly part: Part }
  | { readonly kind: "done"; readonly reply: Reply };

/**
 * Why there is no answer.
 *
 * - `time`: the deadline passed
 * - `memory`: its heap is full
 * - `fault`: the thread failed
 * - `ended`: {@linkcode JobThread.end} was called
 */
export type ThreadFailureReason = "time" | "memory" | "fault" | "ended";

/** A job without an answer. */
export class ThreadFailure extends Error {
  override readonly name = "ThreadFailure";

  constructor(readonly reason: ThreadFailureReason, message: string) {
    super(message);
  }
}

/** How a thread works. */
export interface JobThreadOptions
  extends Pick<ThreadWish, "entry" | "data" | "heapMegabytes"> {
  /** How long one job may take once the thread is loaded. */
  readonly deadlineMs: number;
  /** How long the thread stays without work; left out: until it is ended. */
  readonly idleMs?: number | undefined;
}

/** What goes with a job. */
export interface JobWish<Part> {
  /** What of the job is handed over instead of copied, and is empty here afterwards. */
  readonly transfer?: readonly ArrayBuffer[];
  /** Called with what the job tells before its end. */
  readonly onPart?: (part: Part) => void;
  /** Left out: the thread's. */
  readonly deadlineMs?: number | undefined;
}

/** A thread that is not loaded by then never will be. */
const LOAD_MS = 30_000;

interface Task<Job, Reply, Part> extends JobWish<Part> {
  readonly job: Job;
  readonly resolve: (reply: Reply) => void;
  readonly reject: (failure: ThreadFailure) => void;
}

/** A thread for jobs of one kind; it starts with the first. Its module calls `doJobs()`. */
export class JobThread<Job, Reply, Part = never> implements Disposable {
  readonly #threads: ThreadStarter;
  readonly #options: JobThreadOptions;
  #thread: Thread | null = null;
  #isLoaded = false;
  #task: Task<Job, Reply, Part> | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(threads: ThreadStarter, options: JobThreadOptions) {
    this.#threads = threads;
    this.#options = options;
  }

  /** Whether a job is being done. */
  get isBusy(): boolean {
    return this.#task !== null;
  }

  /** Whether the thread was started and not ended since. */
  get isStarted(): boolean {
    return this.#thread !== null;
  }

  /** Starts the thread before there is a job for it. */
  prepare(): void {
    this.#thread ??= this.#start();
  }

  /**
   * Does a job; only while the thread is not busy.
   *
   * @throws {ThreadFailure} where it was ended or failed.
   */
  async run(job: Job, wish: JobWish<Part> = {}): Promise<Reply> {
    if (this.#task !== null) throw new Error("The thread has a job already");
    const { promise, resolve, reject } = Promise.withResolvers<Reply>();
    this.#task = { ...wish, job, resolve, reject };
    this.prepare();
    if (this.#isLoaded) this.#send(this.#task);
    return await promise;
  }

  /** Ends the thread; the job in work fails with `ended`. */
  end(): void {
    this.#fail("ended", "The thread was ended");
  }

  [Symbol.dispose](): void {
    this.end();
  }

  #start(): Thread {
    const { entry, data, heapMegabytes } = this.#options;
    this.#isLoaded = false;
    this.#endAfter(LOAD_MS);
    const thread = this.#threads.start({
      ...{ entry, data, heapMegabytes },
      onMessage: (message) => {
        if (this.#thread !== thread) return; // it answered while being ended
        this.#receive(message as JobMessage<Reply, Part>);
      },
      onGone: (error) => {
        if (this.#thread !== thread) return;
        const isMemory = error === "" || error.includes("memory");
        this.#fail(isMemory ? "memory" : "fault", error);
      },
    });
    return thread;
  }

  #send({ job, transfer, deadlineMs }: Task<Job, Reply, Part>): void {
    this.#endAfter(deadlineMs ?? this.#options.deadlineMs);
    this.#thread?.send(job, transfer);
  }

  #receive(message: JobMessage<Reply, Part>): void {
    const task = this.#task;
    if (message.kind === "part") return task?.onPart?.(message.part);
    if (message.kind === "loaded") this.#isLoaded = true;
    clearTimeout(this.#timer);
    if (message.kind === "loaded" && task !== null) return this.#send(task);
    const { idleMs } = this.#options;
    if (idleMs !== undefined) {
      this.#timer = setTimeout(() => this.end(), idleMs);
    }
    if (message.kind !== "done") return;
    this.#task = null;
    task?.resolve(message.reply);
  }

  #endAfter(deadlineMs: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(
      () => this.#fail("time", "The thread took too long"),
      deadlineMs,
    );
  }

  /** Ends the thread; the next job starts another one. */
  #fail(reason: ThreadFailureReason, message: string): void {
    clearTimeout(this.#timer);
    const thread = this.#thread;
    this.#thread = null; // first: its end is no failure
    thread?.end();
    const task = this.#task;
    this.#task = null;
    task?.reject(new ThreadFailure(reason, message));
  }
}
