/** Has an upload checked in a thread of its own, with a heap and a deadline of its own. @module */
import { AppError, type ErrorCode } from "../errors.ts";
import { JobThread, ThreadFailure } from "../threads/job_thread.ts";
import type { ThreadStarter } from "../threads/thread_starter.ts";
import type { CheckedUpload } from "./checked_upload.ts";

/** What the thread is asked for. */
export interface UploadJob {
  /** The file that was uploaded. */
  readonly upload: string;
  /** A folder that is not there yet: it becomes a bare repository with what is new. */
  readonly targetDir: string;
  /** The wiki's repository, and the commit to compare with. */
  readonly wikiDir: string;
  readonly base: string | null;
  readonly pageBytes: number;
  readonly attachmentBytes: number;
}

/** What it answers. */
export type UploadReply =
  | { readonly kind: "checked"; readonly checked: CheckedUpload }
  | {
    readonly kind: "refused";
    readonly code: ErrorCode;
    readonly message: string;
  }
  | { readonly kind: "failed"; readonly message: string };

/** How it is run. */
export interface UploadCheckOptions {
  readonly threads: ThreadStarter;
  readonly deadlineMs: number;
  /** Ends the thread. */
  readonly signal: AbortSignal;
}

/** The largest repository that limits allow needs a third of it. */
const HEAP_MEGABYTES = 768;

/**
 * Checks an upload.
 *
 * @throws {AppError} `invalid`, `too_large` where it is refused, also for taking too long or too much memory; `unavailable` where
 * the signal ended it; `storage_full`.
 */
export async function checkUpload(
  job: UploadJob,
  { threads, deadlineMs, signal }: UploadCheckOptions,
): Promise<CheckedUpload> {
  if (signal.aborted) throw ended();
  using thread = new JobThread<UploadJob, UploadReply>(threads, {
    entry: new URL("./upload_check_worker.ts", import.meta.url),
    heapMegabytes: HEAP_MEGABYTES,
    deadlineMs,
  });
  const stop = () => thread.end();
  signal.addEventListener("abort", stop, { once: true });
  try {
    const reply = await thread.run(job);
    if (reply.kind === "checked") return reply.checked;
    if (reply.kind === "refused") throw new AppError(reply.code, reply.message);
    throw new Error(reply.message);
  } catch (error) {
    throw error instanceof ThreadFailure ? translated(error) : error;
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

function translated(failure: ThreadFailure): Error {
  switch (failure.reason) {
    case "time":
      return tooMuch("it takes too long to check", failure);
    case "memory":
      return tooMuch("it takes too much memory to check", failure);
    case "ended":
      return ended(failure);
    case "fault":
      return failure;
  }
}

function tooMuch(reason: string, cause: unknown): AppError {
  return new AppError("too_large", `Cannot take this file: ${reason}`, {
    cause,
  });
}

function ended(cause?: unknown): AppError {
  return new AppError(
    "unavailable",
    "Cannot check this file: it was given up",
    { cause },
  );
}
