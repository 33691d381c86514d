/** What the `*_worker.ts` entries of threads share: they are loaded, then do one job after another. @module */
import { type MessagePort, workerData } from "node:worker_threads";
import type { JobMessage } from "./job_thread.ts";

/** How a job tells something before its end. */
export type TellPart<Part> = (part: Part) => void;

/** An answer, and what of it is handed over instead of copied. */
export interface Handed<Reply> {
  readonly reply: Reply;
  readonly transfer: readonly ArrayBuffer[];
}

/** What whoever started this thread gave it. */
export function threadData(): unknown {
  return (workerData as { data: unknown }).data;
}

/** Does the jobs that a `JobThread` sends; says first that the thread is loaded. A job that throws ends the thread. */
export function doJobs<Job, Reply, Part = never>(
  run: (
    job: Job,
    tellPart: TellPart<Part>,
  ) => Handed<Reply> | Promise<Handed<Reply>>,
): void {
  const { port } = workerData as { port: MessagePort };
  const tell = (
    message: JobMessage<Reply, Part>,
    transfer: readonly ArrayBuffer[] = [],
  ) => port.postMessage(message, transfer);
  const answer = async (job: Job) => {
    const { reply, transfer } = await run(
      job,
      (part) => tell({ kind: "part", part }),
    );
    tell({ kind: "done", reply }, transfer);
  };
  // Not in the listener itself: a thread that runs out of memory there stops without a word (Deno 2.9).
  port.on("message", (job: Job) => void setImmediate(answer, job));
  tell({ kind: "loaded" });
}
