/** Builds an index beside the one in use, in a worker. @module */
import type { IndexDatabase } from "../db/index/index_database.ts";
import type { LinkStyle } from "../markdown/rendered.ts";

/** What the worker is asked for. */
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

/** What the worker answers. */
export interface IndexBuildReply {
  /** Pages whose texts could not be read in. */
  readonly failures: readonly string[];
  /** Why there is no new index, or `null`. */
  readonly error: string | null;
}

/**
 * Runs a build in a worker of its own.
 *
 * @throws {Error} where the build failed; the signal's reason where it was aborted.
 */
export async function buildInWorker(
  request: IndexBuildRequest,
  signal: AbortSignal,
): Promise<IndexBuildReply> {
  signal.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<
    IndexBuildReply
  >();
  const worker = new Worker(new URL("./index_worker.ts", import.meta.url), {
    type: "module",
  });
  const stop = () => reject(signal.reason);
  signal.addEventListener("abort", stop, { once: true });
  worker.onmessage = ({ data }: MessageEvent<IndexBuildReply>) => resolve(data);
  worker.onerror = (event) => {
    event.preventDefault(); // or it would end the process
    reject(new Error(`The index worker failed: ${event.message}`));
  };
  worker.postMessage(request);
  try {
    const reply = await promise;
    if (reply.error !== null) throw new Error(reply.error);
    return reply;
  } finally {
    signal.removeEventListener("abort", stop);
    worker.terminate();
  }
}
