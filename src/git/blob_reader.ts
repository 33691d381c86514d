/**
 * Reads large blobs in a thread of its own: inflating and hashing ten megabytes takes 50 ms, and the event loop must go on. What
 * was read is kept for a while, because who watches a film asks for it in pieces.
 *
 * @module
 */
import { AppError } from "../errors.ts";
import { JobThread, ThreadFailure } from "../threads/job_thread.ts";
import type { ThreadStarter } from "../threads/thread_starter.ts";
import { ByteLru } from "./byte_lru.ts";
import type { Oid } from "./repository.ts";

/** A blob to be read. */
export interface BlobJob {
  /** The repository's folder. */
  readonly dir: string;
  readonly oid: Oid;
}

/** What the thread answers: the bytes, or why there are none. */
export interface BlobReply {
  /** No view of it: to receive one of some megabytes holds the event loop for half a second (Deno 2.9). */
  readonly buffer: ArrayBuffer | null;
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
const IDLE_MS = 60_000;
const DEADLINE_MS = 30_000;
/** Blobs that may be asked for at the same time. */
const MAX_WAITING = 64;

/** One thread that reads; it starts with the first blob and ends when there were none for a while. */
export class BlobReader {
  readonly #cacheBytes: number;
  readonly #idleMs: number;
  readonly #thread: JobThread<BlobJob, BlobReply>;
  #kept: ByteLru<Uint8Array>;
  /** Blobs are read one after another; each waits for this. */
  #turn: Promise<unknown> = Promise.resolve();
  #waiting = 0;
  /** Blobs that are being read, so that two who ask at the same time share one. */
  readonly #reading = new Map<string, Promise<Uint8Array>>();
  #idleTimer: ReturnType<typeof setTimeout> | undefined;
  #isClosed = false;

  constructor(threads: ThreadStarter, options: BlobReaderOptions = {}) {
    this.#cacheBytes = options.cacheBytes ?? CACHE_BYTES;
    this.#kept = new ByteLru(this.#cacheBytes);
    this.#idleMs = options.idleMs ?? IDLE_MS;
    this.#thread = new JobThread(threads, {
      entry: new URL("./blob_worker.ts", import.meta.url),
      deadlineMs: options.deadlineMs ?? DEADLINE_MS,
    });
  }

  /** Blobs that wait or are being read. */
  get waiting(): number {
    return this.#waiting;
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
    clearTimeout(this.#idleTimer);
    this.#thread.end();
  }

  #demandRoom(): void {
    if (!this.#isClosed && this.#waiting < MAX_WAITING) return;
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

  async #ask(dir: string, oid: Oid): Promise<Uint8Array> {
    this.#waiting += 1;
    clearTimeout(this.#idleTimer);
    const before = this.#turn;
    const { promise: turn, resolve: endTurn } = Promise.withResolvers<void>();
    this.#turn = turn;
    try {
      await before;
      if (this.#isClosed) throw closedError();
      return await this.#readInTurn({ dir, oid });
    } finally {
      this.#waiting -= 1;
      endTurn();
      this.#waitForMore();
    }
  }

  async #readInTurn(job: BlobJob): Promise<Uint8Array> {
    try {
      const { buffer, failure } = await this.#thread.run(job);
      if (buffer === null) throw new AppError("not_found", failure);
      return new Uint8Array(buffer);
    } catch (error) {
      if (!(error instanceof ThreadFailure)) throw error;
      if (error.reason === "ended") throw closedError();
      throw new Error(`Cannot read blob "${job.oid}": ${error.message}`, {
        cause: error,
      });
    }
  }

  /** Ends the thread, and forgets what was read, when nothing was asked for a while. */
  #waitForMore(): void {
    clearTimeout(this.#idleTimer);
    if (this.#waiting > 0 || this.#isClosed) return;
    this.#idleTimer = setTimeout(() => {
      this.#kept = new ByteLru(this.#cacheBytes);
      this.#thread.end();
    }, this.#idleMs);
  }
}

function closedError(): AppError {
  return new AppError("unavailable", "Cannot read now: stopping");
}
