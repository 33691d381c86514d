/**
 * Work that may be long, done in slices with the event loop free in between.
 *
 * @module
 */

/** How long a slice holds the event loop, in milliseconds; one step more may come on top. */
const SLICE_MS = 8;

/** Measures slices. Call {@linkcode Slices.pause} between the steps of the work. */
export class Slices {
  #sliceStart = performance.now();
  #worked = 0;

  /** Milliseconds of work so far, without the pauses. */
  get workedMs(): number {
    return this.#worked + performance.now() - this.#sliceStart;
  }

  /** Lets others run where this slice has lasted long enough. */
  async pause(): Promise<void> {
    const lasted = performance.now() - this.#sliceStart;
    if (lasted < SLICE_MS) return;
    this.#worked += lasted;
    await new Promise((resolve) => setTimeout(resolve, 0));
    this.#sliceStart = performance.now();
  }
}
