/** What is used of the package `yazl`, which brings no types. @module */
import type { Readable } from "node:stream";

/** What is said of an entry. */
export interface EntryOptions {
  readonly mtime?: Date;
  readonly mode?: number;
}

/** A zip that is being written; its bytes come out of {@linkcode ZipFile.outputStream} in the order of the entries. */
export class ZipFile {
  readonly outputStream: Readable;
  addReadStream(stream: Readable, name: string, options?: EntryOptions): void;
  end(): void;
}
