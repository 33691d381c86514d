/** Entry of the thread that checks what is uploaded to be imported. See `upload_check.ts`. @module */
import { AppError } from "../errors.ts";
import { isBundle } from "../git/bundle.ts";
import { Repository } from "../git/repository.ts";
import { doJobs } from "../threads/thread_entry.ts";
import { surveyBundle } from "./bundle_survey.ts";
import type { CheckedUpload } from "./checked_upload.ts";
import type { UploadJob, UploadReply } from "./upload_check.ts";
import { surveyZip } from "./zip_survey.ts";

doJobs<UploadJob, UploadReply>(async (job) => ({
  reply: await replyTo(job),
  transfer: [],
}));

async function replyTo(job: UploadJob): Promise<UploadReply> {
  try {
    return { kind: "checked", checked: await check(job) };
  } catch (error) {
    if (error instanceof AppError) {
      // Where files lie on this machine is nobody's business.
      const message = error.message.replaceAll(`"${job.upload}"`, "this file");
      return { kind: "refused", code: error.code, message };
    }
    const message = error instanceof Error
      ? error.stack ?? error.message
      : String(error);
    return { kind: "failed", message };
  }
}

async function check(job: UploadJob): Promise<CheckedUpload> {
  const { upload, targetDir, wikiDir, base, pageBytes, attachmentBytes } = job;
  const wiki = Repository.open(wikiDir);
  const target = Repository.create(targetDir);
  try {
    if (isBundle(upload)) {
      return await surveyBundle(upload, { wiki, base, target, pageBytes });
    }
    if (!isZip(upload)) {
      throw new AppError(
        "invalid",
        "Cannot take this file: it is neither a zip nor a git bundle",
      );
    }
    return await surveyZip(upload, {
      ...{ pageBytes, attachmentBytes },
      wikiFiles: base === null ? [] : wiki.listFiles(base),
      packFolder: `${targetDir}/objects/pack`,
    });
  } finally {
    wiki.close();
    target.close();
  }
}

/** Whether a file begins like a zip; an empty one begins with its end. */
function isZip(path: string): boolean {
  using file = Deno.openSync(path);
  const start = new Uint8Array(4);
  file.readSync(start);
  const [p, k, a, b] = start;
  return p === 0x50 && k === 0x4b && (a === 3 && b === 4 || a === 5 && b === 6);
}
