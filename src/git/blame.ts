/**
 * Who wrote each line: a text's versions are added from the oldest to the newest, and each line
 * remembers the version that brought it.
 *
 * Equal to `git blame` where history is linear. Knows texts only; which versions there are is the
 * caller's business.
 *
 * @module
 */
import { asBytes, compareLines, splitLines } from "./line_match.ts";

/**
 * Follows lines through versions. One version takes a few milliseconds at most for ordinary texts, so a
 * caller with thousands of them can do something else in between.
 *
 * ```ts
 * import assert from "node:assert/strict";
 * import { Blame } from "./blame.ts";
 *
 * const blame = new Blame();
 * blame.add("one\n", "first");
 * blame.add("one\ntwo\n", "second");
 * assert.deepEqual(blame.origins, ["first", "second"]);
 * ```
 */
export class Blame<Origin> {
  #text = "";
  #origins: Origin[] = [];

  /** For each line of the newest version, what was passed with the version that brought it. */
  get origins(): readonly Origin[] {
    return this.#origins;
  }

  /**
   * Adds a newer version. Where it is too different from the one before to compare in time, all of
   * its lines count as new. A file that was deleted and made again begins with a new {@linkcode Blame}.
   */
  add(text: Uint8Array | string, origin: Origin): void {
    const newer = asBytes(text);
    if (newer === this.#text) return;
    const changes = compareLines(this.#text, newer, { like: "blame" });
    const old = this.#origins;
    if (changes === undefined) {
      this.#origins = splitLines(newer).map(() => origin);
    } else {
      let at = 0;
      this.#origins = Array.from(changes.added, (isAdded) => {
        if (isAdded === 1) return origin;
        while (changes.removed[at] === 1) at++;
        return old[at++]!;
      });
    }
    this.#text = newer;
  }
}
