/**
 * Long work in small steps, so that the event loop is never held: a generator that yields bytes as they become ready, and
 * `undefined` wherever it may pause.
 *
 * @module
 */
import { nextTurn } from "../next_turn.ts";

/** Work that yields bytes, or `undefined` where it may pause, and returns a result. A step must take well under 10 ms. */
export type Steps<Result = void> = Generator<Uint8Array | undefined, Result>;

/** How long steps run before other work gets its turn. */
const SLICE_MS = 8;

/** Bytes that are handed over at once: enough to keep system calls few, little enough to keep memory flat. */
const CHUNK_BYTES = 256 << 10;

/** Runs steps that yield no bytes to their end, at once: in a worker, or where they are known to be few. */
export function runSteps<Result>(steps: Steps<Result>): Result {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** What {@linkcode streamSteps} is told. */
export interface StreamOptions {
  /** Called once, when the stream has ended, failed, or was given up. */
  readonly onEnd: () => void;
  /** Called where it failed. */
  readonly onFailure: (error: unknown) => void;
  /** Called after each {@linkcode StreamOptions.quietMs} without bytes; what it returns is sent. */
  readonly onQuiet: () => Uint8Array | undefined;
  readonly quietMs: number;
  /** The stream fails when it takes longer. */
  readonly longestMs: number;
}

/**
 * The bytes of `steps` as a stream that works only when its reader wants more, and only some milliseconds at a time. A reader
 * that leaves ends the generator, so its `finally` blocks run.
 */
export function streamSteps(
  steps: Steps,
  options: StreamOptions,
): ReadableStream<Uint8Array> {
  const run = new SteppedStream(steps, options);
  return new ReadableStream({
    start: (controller) => run.start(controller),
    pull: (controller) => run.pull(controller),
    cancel: () => run.end(),
  }, { highWaterMark: 1 });
}

/** One stream of steps, under way. */
class SteppedStream {
  readonly #steps: Steps;
  readonly #options: StreamOptions;
  #lastBytesAt = performance.now();
  #lastPauseAt = performance.now();
  #hasEnded = false;
  #deadline: ReturnType<typeof setTimeout> | undefined;

  constructor(steps: Steps, options: StreamOptions) {
    this.#steps = steps;
    this.#options = options;
  }

  start(controller: ReadableStreamDefaultController<Uint8Array>): void {
    // A timer, because nobody calls `pull` for a reader that takes nothing.
    this.#deadline = setTimeout(
      () => this.#fail(controller, new Error("The stream took too long")),
      this.#options.longestMs,
    );
  }

  /** Works until there are bytes to hand over. */
  async pull(
    controller: ReadableStreamDefaultController<Uint8Array>,
  ): Promise<void> {
    for (;;) {
      // A reader that takes at once calls again before anything else could run.
      if (performance.now() - this.#lastPauseAt >= SLICE_MS) {
        await this.#pause();
      }
      if (this.#hasEnded) return;
      let slice: Slice;
      try {
        slice = runSlice(this.#steps);
      } catch (error) {
        return this.#fail(controller, error);
      }
      const bytes = slice.bytes.length > 0 ? slice.bytes : this.#signOfLife();
      if (bytes) {
        this.#lastBytesAt = performance.now();
        controller.enqueue(bytes);
      }
      if (slice.isLast) {
        this.end();
        return controller.close();
      }
      if (bytes) return;
    }
  }

  async #pause(): Promise<void> {
    await nextTurn();
    this.#lastPauseAt = performance.now();
  }

  end(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    clearTimeout(this.#deadline);
    try {
      this.#steps.return();
    } finally {
      this.#options.onEnd();
    }
  }

  #fail(
    controller: ReadableStreamDefaultController<Uint8Array>,
    error: unknown,
  ): void {
    if (this.#hasEnded) return;
    this.#options.onFailure(error);
    this.end();
    controller.error(error);
  }

  #signOfLife(): Uint8Array | undefined {
    const isQuiet =
      performance.now() - this.#lastBytesAt > this.#options.quietMs;
    return isQuiet ? this.#options.onQuiet() : undefined;
  }
}

/** What a slice of time brought. */
interface Slice {
  readonly bytes: Uint8Array;
  readonly isLast: boolean;
}

/** Runs steps until there is a chunk of bytes, or the time is used up. */
function runSlice(steps: Steps): Slice {
  const parts: Uint8Array[] = [];
  let sizeBytes = 0;
  const until = performance.now() + SLICE_MS;
  for (;;) {
    const step = steps.next();
    if (step.done) return { bytes: joined(parts, sizeBytes), isLast: true };
    if (step.value) {
      parts.push(step.value);
      sizeBytes += step.value.length;
    }
    if (sizeBytes >= CHUNK_BYTES || performance.now() >= until) {
      return { bytes: joined(parts, sizeBytes), isLast: false };
    }
  }
}

/** The parts as one; a single part is not copied. */
function joined(parts: readonly Uint8Array[], sizeBytes: number): Uint8Array {
  if (parts.length === 1) return parts[0]!;
  const all = new Uint8Array(sizeBytes);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
