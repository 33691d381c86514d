/**
 * Starts threads without holding the event loop. Starting one takes 30 ms of whoever does it, 100 and more on a busy machine; so
 * a server has one thread early that starts all the others. What this costs: a thread that a thread starts is there half a second
 * later (Deno 2.9); so threads stay for a while.
 *
 * ```text
 * main thread ── entry, data, port ──> starter ── starts ──> thread
 *      └────────────── messages, through the port ─────────────┘
 * ```
 *
 * The threads are those of `node:worker_threads`: only these have a memory limit of their own. A web worker that runs out of memory
 * takes the process with it.
 *
 * @module
 */
import { MessageChannel, type MessagePort, Worker } from "node:worker_threads";
import {
  RunningThreads,
  type ThreadOrder,
  type ThreadReport,
} from "./running_threads.ts";

/** A thread to be started. */
export interface ThreadWish {
  /** Its module. Written as `new URL("./x_worker.ts", import.meta.url)`: the builds look for this. */
  readonly entry: URL;
  /** What the module finds in `threadData()`. */
  readonly data?: unknown;
  /** Left out: what the engine takes. */
  readonly heapMegabytes?: number | undefined;
  readonly onMessage: (message: unknown) => void;
  /** The thread is gone, and nobody ended it; `error` is empty where it left by itself. */
  readonly onGone: (error: string) => void;
}

/** A running thread. */
export interface Thread {
  /** What is in `transfer` belongs to the thread afterwards. */
  send(message: unknown, transfer?: readonly ArrayBuffer[]): void;
  /** Ends it, whatever it is doing. Nothing is heard of it afterwards. */
  end(): void;
}

interface Started {
  readonly port: MessagePort;
  readonly end: () => void;
  readonly onGone: (error: string) => void;
}

/** The one who starts threads; one for the process. Until {@linkcode ThreadStarter.prepare} they are started in place. */
export class ThreadStarter implements Disposable {
  readonly #threads = new Map<number, Started>();
  readonly #inPlace = new RunningThreads((report) => this.#lose(report));
  #starter: Worker | null = null;
  #isPrepared = false;
  #nextId = 0;

  /** From now on a thread of its own starts them: for a process that has visitors. */
  prepare(): void {
    this.#isPrepared = true;
    this.#starter ??= this.#open();
  }

  /** Starts a thread; what is sent before it listens waits for it. */
  start({ entry, data, heapMegabytes, ...wish }: ThreadWish): Thread {
    if (this.#isPrepared) this.prepare(); // it may have died
    const starter = this.#starter;
    const id = this.#nextId++;
    const { port1, port2: port } = new MessageChannel();
    const end = { kind: "end", id } as const;
    const start: ThreadOrder = {
      ...{ kind: "start", id, entry: entry.href, data, heapMegabytes, port },
    };
    this.#threads.set(id, {
      port: port1,
      onGone: wish.onGone,
      end: () => starter ? starter.postMessage(end) : this.#inPlace.obey(end),
    });
    port1.on("message", wish.onMessage);
    if (starter) starter.postMessage(start, [port]);
    else this.#inPlace.obey(start);
    return {
      send: (message, transfer = []) => port1.postMessage(message, transfer),
      end: () => this.#forget(id)?.end(),
    };
  }

  /** Ends all threads. */
  [Symbol.dispose](): void {
    const starter = this.#starter;
    this.#starter = null; // first: its end is no failure
    this.#isPrepared = false;
    this.#loseAll("The service is stopping");
    starter?.terminate();
  }

  #open(): Worker {
    const starter = new Worker(
      new URL("./thread_starter_worker.ts", import.meta.url),
    );
    starter.on("message", (report: ThreadReport) => this.#lose(report));
    starter.on("error", () => {}); // its end is what matters, below
    starter.on("exit", () => {
      if (this.#starter !== starter) return;
      this.#starter = null; // the next thread starts another one
      this.#loseAll("The thread that starts threads failed");
    });
    return starter;
  }

  #loseAll(error: string): void {
    for (const [id, { end }] of [...this.#threads]) {
      end();
      this.#lose({ id, error });
    }
  }

  #lose({ id, error }: ThreadReport): void {
    this.#forget(id)?.onGone(error);
  }

  #forget(id: number): Started | undefined {
    const started = this.#threads.get(id);
    this.#threads.delete(id);
    started?.port.close();
    return started;
  }
}
