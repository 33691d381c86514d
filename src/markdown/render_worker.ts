/** Entry of a render thread: renders one text after another. See `render_pool.ts`. @module */
import { parentPort } from "node:worker_threads";
import type { RenderJob, RenderReply } from "./render_pool.ts";
import { render } from "./render.ts";

const reply = (message: RenderReply) => parentPort?.postMessage(message);
parentPort?.on("message", ({ text, style }: RenderJob) => {
  reply({ rendered: render(text, style) });
});
reply({ rendered: null }); // loaded: the deadline of the first text may begin
