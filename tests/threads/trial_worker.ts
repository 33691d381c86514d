/** Entry of a thread that does what a test asks of it. @module */
import { doJobs, threadData } from "../../src/threads/thread_entry.ts";

/** What a test may ask for. */
export type TrialJob =
  | "echo"
  | "hang"
  | "eat"
  | "throw"
  | "parts"
  | ArrayBuffer;

doJobs<TrialJob, unknown, string>((job, tellPart) => {
  const hoard: unknown[] = [];
  while (job === "hang");
  while (job === "eat") hoard.push({ text: String(hoard.length) });
  if (job === "throw") throw new Error("as asked");
  if (job === "parts") tellPart("one");
  if (job instanceof ArrayBuffer) {
    return { reply: job, transfer: [job] };
  }
  return { reply: `${job} ${threadData()}`, transfer: [] };
});
