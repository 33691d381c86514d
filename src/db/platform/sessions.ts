/** Browser sessions: a row each, named by a JWT. @module */
import type { DatabaseSync } from "node:sqlite";
/** A session's row. */
export interface SessionRow {
  readonly id: string;
  readonly did: string;
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly revokedAt: string | null;
}
/** Reads and writes `sessions` rows. */
export declare class Sessions {
  constructor(db: DatabaseSync);
  find(id: string): SessionRow | undefined;
  add(row: SessionRow): void;
  renew(id: string, expiresAt: string): void;
  revoke(id: string, at: string): void;
}
