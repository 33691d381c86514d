/** Entry of the thread that makes packs: repacking, copying, unpacking of bundles. See `pack_jobs.ts`. @module */
import { AppError } from "../errors.ts";
import { unpackBundle } from "./bundle.ts";
import { copyHistory } from "./copy_history.ts";
import { openSource } from "./import_source.ts";
import type { JobReply, PackJob } from "./pack_jobs.ts";
import { repackNow } from "./repack_work.ts";
import { doJobs } from "../threads/thread_entry.ts";

doJobs<PackJob, JobReply>((job) => ({ reply: replyTo(job), transfer: [] }));

function replyTo(job: PackJob): JobReply {
  try {
    return { kind: "done", result: run(job) };
  } catch (error) {
    if (error instanceof AppError) {
      return { kind: "refused", code: error.code, message: error.message };
    }
    return {
      kind: "failed",
      message: error instanceof Error
        ? error.stack ?? error.message
        : String(error),
    };
  }
}

function run(job: PackJob) {
  switch (job.kind) {
    case "repack":
      return repackNow(job.dir, job.limits);
    case "copy":
      return copyHistory(openSource(job.source), job.dir);
    case "unpack":
      return unpackBundle(job.source, job.dir);
  }
}
