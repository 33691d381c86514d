/** Entry of a render thread: renders one text after another. See `render_threads.ts`. @module */
import { parentPort } from "node:worker_threads";
import type { RenderJob, ThreadReply } from "./render_threads.ts";
import { render } from "./render.ts";

const reply = (message: ThreadReply) => parentPort?.postMessage(message);
parentPort?.on(
  "message",
  ({ text, style }: RenderJob) => reply(render(text, style)),
);
reply(null); // loaded: the deadline of the first text may begin
