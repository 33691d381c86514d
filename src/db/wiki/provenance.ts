/** Who was behind a commit, as the service itself saw it. @module */
/** A `provenance` row. */
export interface ProvenanceRow {
  readonly commit: string;
  readonly did: string | null;
  readonly handle: string | null;
  readonly door: string;
  readonly tokenId: string | null;
  readonly agent: string | null;
  readonly client: string | null;
  readonly session: string | null;
  readonly at: string;
}
/** Reads and writes `provenance` rows. */
export declare class Provenance {
  find(commit: string): ProvenanceRow | undefined;
  put(row: ProvenanceRow): void;
}
