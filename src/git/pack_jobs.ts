/**
 * Runs the work of {@link ./pack_worker.ts} in a thread of its own, so that the event loop goes on.
 *
 * @module
 */
import { AppError, type ErrorCode } from "../errors.ts";
import { JobThread, ThreadFailure } from "../threads/job_thread.ts";
import { ThreadStarter } from "../threads/thread_starter.ts";
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
  readonly signal?: AbortSignal | undefined;
  /** Starts the thread; left out: it is started in place, which holds the caller for a moment. */
  readonly threads?: ThreadStarter | undefined;
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
  { signal, threads }: JobOptions = {},
): Promise<RepackResult | CopiedHistory> {
  if (signal?.aborted) throw stopped();
  using ownThreads = threads === undefined ? new ThreadStarter() : null;
  const starter = threads ?? ownThreads!;
  using thread = new JobThread<PackJob, JobReply>(starter, {
    entry: new URL("./pack_worker.ts", import.meta.url),
    deadlineMs: LONGEST_MS,
  });
  const onAbort = () => thread.end();
  signal?.addEventListener("abort", onAbort);
  try {
    const reply = await thread.run(job);
    if (reply.kind === "done") return reply.result;
    if (reply.kind === "refused") throw new AppError(reply.code, reply.message);
    throw new Error(reply.message);
  } catch (error) {
    if (error instanceof ThreadFailure && signal?.aborted) throw stopped();
    throw error;
  } finally {
    signal?.removeEventListener("abort", onAbort);
  }
}

/** The error for a job that was ended from outside. */
function stopped(): AppError {
  return new AppError("unavailable", "The service is stopping");
}
