/** One line of the table, and what several groups of lines share. @module */
import type { ServerProcess } from "./measure.ts";

/** One row of the table. */
export interface Row {
  readonly what: string;
  readonly goal: string;
  readonly result: string;
  readonly isReached: boolean;
}

/** Who owns the wikis of the benchmark. */
export const OWNER = "did:plc:bench";

/** Milliseconds as text. */
export const ms = (value: number) => `${value.toFixed(value < 1 ? 3 : 1)} ms`;

/** What the rows are measured on. */
export interface Subject {
  readonly server: ServerProcess;
  /** Of wiki `big`. */
  readonly token: string;
  /** The repository that `big` and `cloned` were imported from. */
  readonly repository: string;
  /** The server's data folder. */
  readonly work: string;
}
