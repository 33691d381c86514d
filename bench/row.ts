/** One line of the table, and what several groups of lines share. @module */

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
