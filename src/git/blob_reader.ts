/**
 * Reads large blobs in a thread of its own: inflating and hashing ten megabytes takes 50 ms, and the event loop must go on. What
 * was read is kept for a while, because who watches a film asks for it in pieces.
 *
 * @module
 */
import { Worker } from "node:worker_threads";
import { AppError } from "../errors.ts";
import { ByteLru } from "./byte_lru.ts";
import type { Oid } from "./repository.ts";

/** A blob to be read. */
export interface BlobJob {
  readonly id: number;
  /** The repository's folder. */
  readonly dir: string;
  readonly oid: Oid;
}

/** What the thread answers: the bytes, or why there are none. */
export interface BlobReply {
  readonly id: number;
  readonly bytes: Uint8Array | null;
  readonly failure: string;
}

/** What a {@linkcode BlobReader} may be told; each part has a default. */
export interface BlobReaderOptions {
  /** Bytes of blobs that are kept; one of more than half of them is read anew each time. */
  readonly cacheBytes?: number;
  /** How long the thread stays without work. */
  readonly idleMs?: number;
  /** How long one blob may take. */
  readonly deadlineMs?: number;
}

const CACHE_BYTES = 80 * 1024 * 1024;
const IDLE_MS = 20_000;
const DEADLINE_MS = 30_000;
/** Blobs that may be asked for at the same time. */
const MAX_WAITING = 64;

interface Task {
  readonly resolve: (bytes: Uint8Array) => void;
  readonly reject: (error: Error) => void;
  readonly timer: ReturnType<typeof setTimeout>;
}

/** One thread that reads; it starts with the first blob and ends when there were none for a while. */
export class BlobReader {
  readonly #cacheBytes: number;
  #kept: ByteLru<Uint8Array>;
  readonly #idleMs: number;
  readonly #deadlineMs: number;
  readonly #tasks = new Map<number, Task>();
  /** Blobs that are being read, so that two who ask at the same time share one. */
  readonly #reading = new Map<string, Promise<Uint8Array>>();
  #worker: Worker | null = null;
  #idleTimer: ReturnType<typeof setTimeout> | undefined;
  #nextId = 0;
  #isClosed = false;

  constructor(options: BlobReaderOptions = {}) {
    this.#cacheBytes = options.cacheBytes ?? CACHE_BYTES;
    this.#kept = new ByteLru(this.#cacheBytes);
    this.#idleMs = options.idleMs ?? IDLE_MS;
    this.#deadlineMs = options.deadlineMs ?? DEADLINE_MS;
  }

  /**
   * The bytes of a blob; they are shared and must not be changed.
   *
   * @param dir the repository's folder. Whether the caller may read the blob was decided before.
   * @throws {AppError} `not_found`; `unavailable` where too many wait, and after {@linkcode BlobReader.close}.
   */
  async read(dir: string, oid: Oid): Promise<Uint8Array> {
    const key = `${dir} ${oid}`;
    const kept = this.#kept.get(key);
    if (kept !== undefined) {
      this.#waitForMore();
      return kept;
    }
    const reading = this.#reading.get(key) ?? this.#start(dir, oid, key);
    return await reading;
  }

  /** As {@linkcode BlobReader.read}; the bytes are the caller's own, who may hand them on. */
  async readOwn(dir: string, oid: Oid): Promise<ArrayBuffer> {
    this.#demandRoom();
    const { buffer } = await this.#ask(dir, oid);
    return buffer as ArrayBuffer;
  }

  /** Ends the thread; what waits fails with `unavailable`. */
  close(): void {
    this.#isClosed = true;
    this.#end(new AppError("unavailable", "Cannot read now: stopping"));
  }

  #demandRoom(): void {
    if (!this.#isClosed && this.#tasks.size < MAX_WAITING) return;
    throw new AppError(
      "unavailable",
      "Cannot read this file now: too many are being read",
      { details: { retryAfterSeconds: 5 } },
    );
  }

  #start(dir: string, oid: Oid, key: string): Promise<Uint8Array> {
    this.#demandRoom();
    const reading = this.#ask(dir, oid).then((bytes) => {
      this.#kept.set(key, bytes, bytes.length);
      return bytes;
    }).finally(() => this.#reading.delete(key));
    this.#reading.set(key, reading);
    return reading;
  }

  #ask(dir: string, oid: Oid): Promise<Uint8Array> {
    const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
    const id = this.#nextId++;
    clearTimeout(this.#idleTimer);
    const timer = setTimeout(
      () => this.#end(new Error(`Reading blob "${oid}" took too long`)),
      this.#deadlineMs,
    );
    this.#tasks.set(id, { resolve, reject, timer });
    this.#worker ??= this.#open();
    this.#worker.postMessage({ id, dir, oid } satisfies BlobJob);
    return promise;
  }

  #open(): Worker {
    const worker = new Worker(new URL("./blob_worker.ts", import.meta.url));
    worker.on("message", (reply: BlobReply) => this.#receive(reply));
    worker.on("error", () => {}); // its end is what matters, below
    worker.on("exit", () => {
      if (this.#worker !== worker) return;
      this.#end(new Error("The thread that reads blobs failed"));
    });
    return worker;
  }

  #receive({ id, bytes, failure }: BlobReply): void {
    const task = this.#tasks.get(id);
    if (task === undefined) return;
    this.#tasks.delete(id);
    clearTimeout(task.timer);
    if (bytes !== null) task.resolve(bytes);
    else task.reject(new AppError("not_found", failure));
    this.#waitForMore();
  }

  /** Ends the thread, and forgets what was read, when nothing was asked for a while. */
  #waitForMore(): void {
    clearTimeout(this.#idleTimer);
    if (this.#tasks.size > 0) return;
    this.#idleTimer = setTimeout(() => {
      this.#kept = new ByteLru(this.#cacheBytes);
      this.#end(null);
    }, this.#idleMs);
  }

  /** Ends the thread; the next blob starts another one. */
  #end(error: Error | null): void {
    clearTimeout(this.#idleTimer);
    const worker = this.#worker;
    this.#worker = null; // first: its end is no failure
    worker?.terminate();
    for (const { reject, timer } of this.#tasks.values()) {
      clearTimeout(timer);
      if (error !== null) reject(error);
    }
    this.#tasks.clear();
  }
}
