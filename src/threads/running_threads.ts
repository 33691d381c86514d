/**
 * The threads that one thread has started. The starter has some, and so has a process that has none.
 *
 * @module
 */
import { type MessagePort, Worker } from "node:worker_threads";

/** What is to be done with a thread. */
export type ThreadOrder =
  | {
    readonly kind: "start";
    readonly id: number;
    /** The URL of its module. */
    readonly entry: string;
    readonly data: unknown;
    readonly heapMegabytes: number | undefined;
    readonly port: MessagePort;
  }
  | { readonly kind: "end"; readonly id: number };

/** A thread is gone that nobody ended; `error` is empty where it left by itself. */
export interface ThreadReport {
  readonly id: number;
  readonly error: string;
}

/** Starts and ends threads as ordered, and reports those that go. */
export class RunningThreads {
  readonly #threads = new Map<number, Worker>();
  readonly #report: (report: ThreadReport) => void;

  constructor(report: (report: ThreadReport) => void) {
    this.#report = report;
  }

  /** Does what is ordered. */
  obey(order: ThreadOrder): void {
    if (order.kind === "start") return this.#start(order);
    const thread = this.#threads.get(order.id);
    this.#threads.delete(order.id);
    thread?.terminate();
  }

  #start(order: Extract<ThreadOrder, { kind: "start" }>): void {
    const { id, entry, data, port, heapMegabytes } = order;
    const thread = new Worker(new URL(entry), {
      workerData: { data, port },
      transferList: [port],
      ...(heapMegabytes === undefined
        ? {}
        : { resourceLimits: { maxOldGenerationSizeMb: heapMegabytes } }),
    });
    this.#threads.set(id, thread);
    let failure = "";
    thread.on("error", (error: unknown) => failure = String(error));
    thread.on("exit", () => {
      if (this.#threads.delete(id)) this.#report({ id, error: failure });
    });
  }
}
