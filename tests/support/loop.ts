/** Measures how long work holds the event loop. @module */

/** Milliseconds that this thread waited for a processor, where the system tells. */
export function waitedMs(): number {
  try {
    const stat = Deno.readTextFileSync("/proc/thread-self/schedstat");
    return Number(stat.split(" ")[1]) / 1e6;
  } catch {
    return 0; // no Linux
  }
}

/** How long work takes in milliseconds, without waiting for a processor; the best of three. */
export function timeOf(work: () => unknown): number {
  const times = [1, 2, 3].map(() => {
    const started = performance.now() - waitedMs();
    work();
    return performance.now() - waitedMs() - started;
  });
  return Math.min(...times);
}

/**
 * Runs something and reports the longest time in milliseconds that the loop did not turn meanwhile. Waiting for a processor does not count:
 * other programs may keep both busy.
 */
export async function longestHold(
  work: () => Promise<unknown>,
): Promise<number> {
  let longest = 0;
  let last = performance.now() - waitedMs();
  let isDone = false;
  const turning = (async () => {
    while (!isDone) {
      await new Promise((resolve) => setTimeout(resolve, 1));
      const now = performance.now() - waitedMs();
      longest = Math.max(longest, now - last - 1);
      last = now;
    }
  })();
  try {
    await work();
  } finally {
    isDone = true;
    await turning;
  }
  return longest;
}
