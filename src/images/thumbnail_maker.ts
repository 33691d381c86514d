/**
 * Makes smaller pictures in a thread of its own, one at a time, with a deadline. A picture is bytes from somebody who may mean
 * harm: what it does to the decoder ends with the thread.
 *
 * @module
 */
import { Worker } from "node:worker_threads";
import { AppError } from "../errors.ts";
import type { PictureForm, PictureSize } from "./picture_form.ts";

/** A picture, and how small it is to be. */
export interface ThumbnailJob {
  /** Goes to the thread, and is empty here afterwards. A view of it would take the thread seconds to receive. */
  readonly picture: ArrayBuffer;
  readonly form: PictureForm;
}

/** What came of it. */
export type ThumbnailReply =
  | {
    readonly kind: "made";
    /** Media type. */
    readonly type: string;
    readonly bytes: Uint8Array;
    readonly size: PictureSize;
  }
  /** The picture is small already, or moves. */
  | { readonly kind: "as_it_is" }
  | {
    readonly kind: "refused";
    readonly reason: string;
    /** The thread may have kept memory: another one makes the next picture. */
    readonly isThreadSpoilt?: boolean;
  };

/** What a {@linkcode ThumbnailMaker} is told. */
export interface ThumbnailMakerOptions {
  /** Holds the codecs' `.wasm` files. */
  readonly wasmFolder: string;
  /** How long one picture may take. */
  readonly deadlineMs?: number;
  /** How long the thread stays without work: its memory is as large as the largest picture was. */
  readonly idleMs?: number;
}

const DEADLINE_MS = 15_000;
const IDLE_MS = 20_000;
const HEAP_MEGABYTES = 128;

/** The thread starts with the first picture, and ends when there were none for a while. */
export class ThumbnailMaker {
  readonly #options: ThumbnailMakerOptions;
  #worker: Worker | null = null;
  #finish: ((reply: ThumbnailReply) => void) | null = null;
  #idleTimer: ReturnType<typeof setTimeout> | undefined;
  #isClosed = false;

  constructor(options: ThumbnailMakerOptions) {
    this.#options = options;
  }

  /**
   * Makes one; call it again only when it has answered. Never rejects for a bad picture.
   *
   * @throws {AppError} `unavailable` after {@linkcode ThumbnailMaker.close}.
   */
  async make(job: ThumbnailJob): Promise<ThumbnailReply> {
    if (this.#isClosed) {
      throw new AppError("unavailable", "Cannot make a picture now: stopping");
    }
    clearTimeout(this.#idleTimer);
    const { promise, resolve } = Promise.withResolvers<ThumbnailReply>();
    this.#finish = resolve;
    this.#worker ??= this.#start();
    const { deadlineMs = DEADLINE_MS, idleMs = IDLE_MS } = this.#options;
    const timer = setTimeout(() => this.#end("it takes too long"), deadlineMs);
    this.#worker.postMessage(job, [job.picture]);
    const reply = await promise;
    clearTimeout(timer);
    this.#finish = null;
    if (reply.kind === "refused" && reply.isThreadSpoilt) this.#end("spoilt");
    if (this.#worker !== null && !this.#isClosed) {
      this.#idleTimer = setTimeout(() => this.#end("idle"), idleMs);
    }
    return reply;
  }

  /** Ends the thread. */
  close(): void {
    this.#isClosed = true;
    this.#end("the service is stopping");
  }

  #start(): Worker {
    const worker = new Worker(
      new URL("./thumbnail_worker.ts", import.meta.url),
      {
        workerData: { wasmFolder: this.#options.wasmFolder },
        resourceLimits: { maxOldGenerationSizeMb: HEAP_MEGABYTES },
      },
    );
    worker.on("message", (reply: ThumbnailReply) => this.#finish?.(reply));
    worker.on("error", () => {}); // its end is what matters, below
    worker.on("exit", () => {
      if (this.#worker === worker) this.#end("it needs too much memory");
    });
    return worker;
  }

  #end(reason: string): void {
    clearTimeout(this.#idleTimer);
    const worker = this.#worker;
    this.#worker = null; // first: its end is no failure
    worker?.terminate();
    this.#finish?.({ kind: "refused", reason });
  }
}
