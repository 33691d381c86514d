/** `index.db`: everything derived from the repository; deleting it loses nothing. @module */
import type { DatabaseSync } from "node:sqlite";
/** Reads the index. (The owner of this folder adds the read methods of each table here.) */
export interface IndexReader {
  head(): string | null;
}
/** Reads and writes the index. */
export interface IndexDatabase extends IndexReader {
  readonly db: DatabaseSync;
  readonly path: string;
  close(): void;
}
