/**
 * Reads what large texts say in a thread of its own: a hostile text of 1 MB would hold the event loop for 200 ms.
 *
 * @module
 */
import type { LinkStyle } from "../markdown/rendered.ts";
import { JobThread } from "../threads/job_thread.ts";
import type { ThreadStarter } from "../threads/thread_starter.ts";
import type { PageFacts } from "./page_facts.ts";

/** What the thread is asked for. */
export interface FactsRequest {
  readonly path: string;
  readonly text: string;
  readonly style: LinkStyle;
}

/** Far more than any text of `MAX_TEXT_BYTES` needs. */
const DEADLINE_MS = 20_000;
/** How long it waits for another text. */
const IDLE_MS = 10_000;

/** A thread that starts at the first text, and stays for the next ones for a while. */
export function factsThread(
  threads: ThreadStarter,
): JobThread<FactsRequest, PageFacts> {
  return new JobThread(threads, {
    entry: new URL("./facts_worker.ts", import.meta.url),
    deadlineMs: DEADLINE_MS,
    idleMs: IDLE_MS,
  });
}
