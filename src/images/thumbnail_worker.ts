/** Entry of the thread that makes smaller pictures, one at a time. See `thumbnail_maker.ts`. @module */
import { doJobs, threadData } from "../threads/thread_entry.ts";
import { Codecs } from "./codecs.ts";
import { makeThumbnail } from "./make_thumbnail.ts";
import type { ThumbnailJob, ThumbnailReply } from "./thumbnail_maker.ts";

const codecs = new Codecs(String(threadData()));

doJobs<ThumbnailJob, ThumbnailReply>(async (job) => {
  try {
    const reply = await makeThumbnail(codecs, job);
    return { reply, transfer: reply.kind === "made" ? [reply.bytes] : [] };
  } catch {
    const reason = "it is damaged";
    const reply = { kind: "refused", reason, isThreadSpoilt: true } as const;
    return { reply, transfer: [] };
  }
});
