/** Entry of the thread that watches the render threads. See `render_pool.ts`. @module */
import { parentPort, workerData } from "node:worker_threads";
import { type RenderJob, RenderThreads } from "./render_threads.ts";

const threads = new RenderThreads({
  deadlineMs: Number(workerData.deadlineMs),
  reply: (reply) => parentPort?.postMessage(reply),
});
parentPort?.on("message", (job: RenderJob) => threads.run(job));
