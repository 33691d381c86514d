/**
 * Preloaded into a server process: writes down each time that its event loop did not turn, to `<ROBOT_DATA>.holds`.
 *
 * A line is the time of day in milliseconds at the end, and how long it was held in milliseconds. Waiting for a processor
 * does not count: other programs may keep them busy.
 *
 * @module
 */

import { waitedMs } from "./loop.ts";

/** Shorter holds are not written down, in milliseconds. */
const WORTH_TELLING_MS = 15;

if (Deno.args[0] === "serve") {
  watch(`${Deno.env.get("ROBOT_DATA")}.holds`);
}

function watch(file: string): void {
  const log = Deno.openSync(file, { append: true, create: true });
  let last = performance.now() - waitedMs();
  const timer = setInterval(() => {
    const now = performance.now() - waitedMs();
    const held = now - last - 1;
    last = now;
    if (held < WORTH_TELLING_MS) return;
    log.writeSync(
      new TextEncoder().encode(`${Date.now()} ${Math.round(held)}\n`),
    );
  }, 1);
  Deno.unrefTimer(timer);
}
