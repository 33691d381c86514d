/**
 * Makes smaller pictures in a thread of its own, one at a time, with a deadline. A picture is bytes from somebody who may mean
 * harm: what it does to the decoder ends with the thread.
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
import type { PictureForm, PictureSize } from "./picture_form.ts";

/** A picture, and how small it is to be. */
export interface ThumbnailJob {
  /** Goes to the thread, and is empty here afterwards. A view of it would take the thread seconds to receive. */
  readonly picture: ArrayBuffer;
  readonly form: PictureForm;
  /** It is encoded anew also where it is small already: who uploaded it chose none of its bytes. Left out: it is not. */
  readonly isAlwaysEncoded?: boolean;
}

/** What came of it. */
export type ThumbnailReply =
  | {
    readonly kind: "made";
    /** Media type. */
    readonly type: string;
    /** No view of it, which would take as long to receive. */
    readonly bytes: ArrayBuffer;
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

/** Why there is no picture, in the reader's words. */
const REASONS: Readonly<Record<ThreadFailureReason, string>> = {
  time: "it takes too long",
  memory: "it needs too much memory",
  fault: "it needs too much memory",
  ended: "the service is stopping",
};

/** The thread starts with the first picture, and ends when there were none for a while. */
export class ThumbnailMaker {
  readonly #thread: JobThread<ThumbnailJob, ThumbnailReply>;
  #isClosed = false;

  constructor(threads: ThreadStarter, options: ThumbnailMakerOptions) {
    this.#thread = new JobThread(threads, {
      entry: new URL("./thumbnail_worker.ts", import.meta.url),
      data: options.wasmFolder,
      heapMegabytes: HEAP_MEGABYTES,
      deadlineMs: options.deadlineMs ?? DEADLINE_MS,
      idleMs: options.idleMs ?? IDLE_MS,
    });
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
    try {
      const reply = await this.#thread.run(job, { transfer: [job.picture] });
      if (reply.kind === "refused" && reply.isThreadSpoilt) this.#thread.end();
      return reply;
    } catch (error) {
      if (!(error instanceof ThreadFailure)) throw error;
      return { kind: "refused", reason: REASONS[error.reason] };
    }
  }

  /** Ends the thread. */
  close(): void {
    this.#isClosed = true;
    this.#thread.end();
  }
}
