/** Work that must end, whatever a foreign server does. @module */
import { Unreachable } from "./unreachable.ts";

/**
 * Does something that asks the network, within a time.
 *
 * @throws {Unreachable} `timeout`, and what the work throws.
 */
export async function withDeadline<T>(
  milliseconds: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const timer = new AbortController();
  const late = new Unreachable("timeout", "a server is too slow");
  const timeout = setTimeout(() => timer.abort(late), milliseconds);
  try {
    return await untilAborted(work(timer.signal), timer.signal);
  } catch (error) {
    throw timer.signal.aborted ? late : error;
  } finally {
    clearTimeout(timeout);
  }
}

/** The outcome of some work, or the signal's reason, for work that does not heed the signal itself. */
export async function untilAborted<T>(
  work: Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const stop = () => reject(signal.reason);
  if (signal.aborted) stop();
  signal.addEventListener("abort", stop);
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
