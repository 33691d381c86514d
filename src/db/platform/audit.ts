/** The audit log: append only. @module */
import type { DatabaseSync } from "node:sqlite";
/** Something that somebody must be able to look up later. */
export interface AuditEntry {
  readonly at: string;
  readonly event: string;
  readonly actorDid: string | null;
  readonly wikiId: string | null;
  readonly address: string | null;
  readonly credential: string | null;
  readonly detail: string | null;
}
/** Appends and lists `audit` rows. */
export declare class Audit {
  constructor(db: DatabaseSync);
  add(entry: AuditEntry): void;
  list(filter: { wikiId?: string; limit?: number }): AuditEntry[];
}
