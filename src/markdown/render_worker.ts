/** Entry of a render thread: renders one text after another. See `render_pool.ts`. @module */
import { doJobs } from "../threads/thread_entry.ts";
import { mayHoldMath } from "./math.ts";
import { loadMathPrinter } from "./math_printer.ts";
import { render } from "./render.ts";
import type { RenderJob } from "./render_pool.ts";
import type { Rendered } from "./rendered.ts";

doJobs<RenderJob, Rendered>(async ({ text, style, options }) => {
  const printMath = mayHoldMath(text) ? await loadMathPrinter() : undefined;
  return {
    reply: render(text, style, { ...options, printMath }),
    transfer: [],
  };
});
