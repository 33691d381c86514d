/** Entry of a render thread: renders one text after another. See `render_threads.ts`. @module */
import { parentPort } from "node:worker_threads";
import { mayHoldMath } from "./math.ts";
import { loadMathPrinter } from "./math_printer.ts";
import type { RenderJob, ThreadReply } from "./render_threads.ts";
import { render } from "./render.ts";

const reply = (message: ThreadReply) => parentPort?.postMessage(message);
parentPort?.on("message", async ({ text, style, options }: RenderJob) => {
  const printMath = mayHoldMath(text) ? await loadMathPrinter() : undefined;
  reply(render(text, style, { ...options, printMath }));
});
reply(null); // loaded: the deadline of the first text may begin
