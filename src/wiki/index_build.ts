/** Builds an index beside the one in use, in a thread of its own. @module */
import type { IndexDatabase } from "../db/index/index_database.ts";
import { nextTurn } from "../next_turn.ts";
import type { LinkStyle } from "../markdown/rendered.ts";
import { JobThread } from "../threads/job_thread.ts";
import type { ThreadStarter } from "../threads/thread_starter.ts";

/** What the thread is asked for. */
export interface IndexBuildRequest {
  readonly repositoryDir: string;
  /** The new file, and the steps of its schema. */
  readonly file: Pick<IndexDatabase, "path" | "migrations">;
  /** What the new file begins as: `kept` is what an earlier run left in it. */
  readonly from:
    | { readonly kind: "nothing" | "kept" }
    | { readonly kind: "copy"; readonly path: string };
  readonly style: LinkStyle;
}

/** What it answers. */
export interface IndexBuildReply {
  /** Pages whose texts could not be read in. */
  readonly failures: readonly string[];
  /** Why there is no new index, or `null`. */
  readonly error: string | null;
}

/** A build that takes longer is stuck. */
const LONGEST_MS = 60 * 60 * 1000;

/**
 * Runs a build in a thread of its own.
 *
 * @throws {Error} where the build failed; the signal's reason where it was aborted.
 */
export async function buildInThread(
  threads: ThreadStarter,
  request: IndexBuildRequest,
  signal: AbortSignal,
): Promise<IndexBuildReply> {
  // Starting a thread takes a while, and whoever asks has just tried to do the work at once.
  await nextTurn();
  signal.throwIfAborted();
  using thread = new JobThread<IndexBuildRequest, IndexBuildReply>(threads, {
    entry: new URL("./index_worker.ts", import.meta.url),
    deadlineMs: LONGEST_MS,
  });
  const stop = () => thread.end();
  signal.addEventListener("abort", stop, { once: true });
  try {
    const reply = await thread.run(request);
    if (reply.error !== null) throw new Error(reply.error);
    return reply;
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
