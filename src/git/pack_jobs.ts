/**
 * Runs the work of {@link ./pack_worker.ts} in a thread of its own, so that the event loop goes on.
 *
 * @module
 */
import { AppError, type ErrorCode } from "../errors.ts";
import type { CopiedHistory } from "./copy_history.ts";
import type { RepackLimits, RepackResult } from "./repack_work.ts";

/** Something to be done. */
export type PackJob =
  | {
    readonly kind: "repack";
    readonly dir: string;
    readonly limits: RepackLimits;
  }
  | {
    readonly kind: "copy" | "unpack";
    readonly source: string;
    readonly dir: string;
  };

/** What came of it. */
export type JobReply =
  | { readonly kind: "done"; readonly result: RepackResult | CopiedHistory }
  | {
    readonly kind: "refused";
    readonly code: ErrorCode;
    readonly message: string;
  }
  | { readonly kind: "failed"; readonly message: string };

/** What {@linkcode runPackJob} may be told. */
export interface JobOptions {
  /** Ends the thread. Whatever it was doing, the repository is as it was, or repacked, and some temporary files may be left. */
  readonly signal?: AbortSignal;
}

/** A job that takes longer is stuck. */
const LONGEST_MS = 60 * 60 * 1000;

/**
 * Does a job.
 *
 * @throws {AppError} as the job does; `unavailable` where it was ended by the signal.
 */
export async function runPackJob(
  job: Extract<PackJob, { kind: "repack" }>,
  options?: JobOptions,
): Promise<RepackResult>;
/** Copies or unpacks a history, likewise. */
export async function runPackJob(
  job: Extract<PackJob, { kind: "copy" | "unpack" }>,
  options?: JobOptions,
): Promise<CopiedHistory>;
/** What both are. */
export async function runPackJob(
  job: PackJob,
  { signal }: JobOptions = {},
): Promise<RepackResult | CopiedHistory> {
  if (signal?.aborted) throw stopped();
  const worker = new Worker(new URL("./pack_worker.ts", import.meta.url), {
    type: "module",
  });
  const { promise, resolve, reject } = Promise.withResolvers<JobReply>();
  worker.onmessage = ({ data }: MessageEvent<JobReply>) => resolve(data);
  worker.onerror = (event) => {
    event.preventDefault();
    reject(new Error(`The thread that packs failed: ${event.message}`));
  };
  const onAbort = () => reject(stopped());
  signal?.addEventListener("abort", onAbort);
  const timer = setTimeout(
    () => reject(new Error("Packing took too long")),
    LONGEST_MS,
  );
  try {
    worker.postMessage(job);
    const reply = await promise;
    if (reply.kind === "done") return reply.result;
    if (reply.kind === "refused") throw new AppError(reply.code, reply.message);
    throw new Error(reply.message);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", onAbort);
    worker.terminate();
  }
}

/** The error for a job that was ended from outside. */
function stopped(): AppError {
  return new AppError("unavailable", "The service is stopping");
}
