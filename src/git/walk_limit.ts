/**
 * The end of a walk through folders that would not end by itself: a few trees that name each other's
 * folders again and again can describe billions of files in some kilobytes.
 *
 * @module
 */
import { AppError } from "../errors.ts";

/** More files and folders than any wiki has. */
const MAX_ENTRIES = 200_000;
/** No system can open a path of more folders. */
const MAX_DEPTH = 2000;

/** Counts what one walk meets. */
export class WalkLimit {
  #entries = 0;

  /** @throws {AppError} `too_large` where the folders are too many, or too many in each other. */
  enter(depth: number, entries: number): void {
    this.#entries += entries;
    if (depth > MAX_DEPTH || this.#entries > MAX_ENTRIES) {
      throw new AppError(
        "too_large",
        `Cannot list files: more than ${MAX_ENTRIES}, or more than ${MAX_DEPTH} folders deep`,
      );
    }
  }
}
