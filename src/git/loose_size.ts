/**
 * How many bytes the loose objects of one repository take. Counted once, kept as objects are written, counted again after
 * a repack has taken them away.
 *
 * @module
 */
import * as fs from "node:fs";
import { AppError } from "../errors.ts";
import { breathe } from "./deflate.ts";
import { isMissing, namesIn } from "./durable_file.ts";

/** There was no room below the limit that a writer set; nothing refers to what was written. */
export class NoRoomError extends AppError {
  constructor() {
    super("too_large", "Cannot store the objects: the repository is full");
  }
}

/** Files that are looked at before others get their turn; takes about 3 ms. */
const COUNTED_AT_ONCE = 200;

/** The bytes of the files below `objects/00` … `objects/ff`. */
export class LooseSize {
  readonly #folder: string;
  /** `undefined`: to be counted. */
  #bytes: number | undefined;
  #counting: Promise<number> | undefined;
  /** Of objects that were written while a count goes on: it may have missed them. */
  #addedMeanwhile = 0;

  /** Looks into `objects/` of a repository. */
  constructor(objectsFolder: string) {
    this.#folder = objectsFolder;
  }

  /** The bytes now; an operator's own git is noticed at the next count only. */
  async read(): Promise<number> {
    return this.#bytes ?? await (this.#counting ??= this.#count());
  }

  /** Notes an object that was written. */
  add(bytes: number): void {
    if (this.#bytes !== undefined) this.#bytes += bytes;
    else this.#addedMeanwhile += bytes;
  }

  /** Files were deleted: the next who asks has them counted. */
  forget(): void {
    this.#bytes = undefined;
    this.#counting = undefined;
  }

  async #count(): Promise<number> {
    this.#addedMeanwhile = 0;
    let bytes = 0;
    let seen = 0;
    for (let byte = 0; byte < 256; byte++) {
      const folder = `${this.#folder}/${byte.toString(16).padStart(2, "0")}`;
      for (const name of namesIn(folder)) {
        bytes += sizeOf(`${folder}/${name}`);
        if (++seen % COUNTED_AT_ONCE === 0) await breathe();
      }
    }
    return this.#bytes = bytes + this.#addedMeanwhile;
  }
}

function sizeOf(path: string): number {
  try {
    return fs.statSync(path).size;
  } catch (error) {
    if (isMissing(error)) return 0;
    throw error;
  }
}
