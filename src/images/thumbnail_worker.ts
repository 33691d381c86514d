/** Entry of the thread that makes smaller pictures, one at a time. See `thumbnail_maker.ts`. @module */
import { parentPort, workerData } from "node:worker_threads";
import { Codecs } from "./codecs.ts";
import { makeThumbnail } from "./make_thumbnail.ts";
import type { ThumbnailJob, ThumbnailReply } from "./thumbnail_maker.ts";

const codecs = new Codecs(String(workerData.wasmFolder));

parentPort?.on("message", async (job: ThumbnailJob) => {
  let reply: ThumbnailReply;
  try {
    reply = await makeThumbnail(codecs, job);
  } catch {
    const reason = "it is damaged";
    reply = { kind: "refused", reason, isThreadSpoilt: true };
  }
  parentPort?.postMessage(reply);
});
