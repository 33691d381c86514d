/** Wikis: one row each; everything else names a wiki by its random id. @module */
import type { DatabaseSync } from "node:sqlite";
/** Whom a right is granted to. */
export type Level = "ANONYMOUS" | "REGISTERED" | "APPROVED";
/** A wiki's row. */
export interface WikiRow {
  /** Random, never reused. */
  readonly id: string;
  readonly slug: string;
  readonly ownerDid: string;
  readonly name: string;
  readonly description: string;
  /** An unknown value in the database reads as APPROVED. */
  readonly readAccess: Level;
  readonly writeAccess: Level;
  readonly attachmentAccess: Level;
  /** Why nobody may use it now, or `null`. */
  readonly suspended: string | null;
  readonly createdAt: string;
}
/** What `robot wiki set` may change. */
export type WikiChange = Partial<
  Pick<
    WikiRow,
    | "ownerDid"
    | "name"
    | "description"
    | "readAccess"
    | "writeAccess"
    | "attachmentAccess"
    | "suspended"
  >
>;
/** Reads and writes `wikis` rows. */
export declare class Wikis {
  constructor(db: DatabaseSync);
  find(slug: string): WikiRow | undefined;
  findById(id: string): WikiRow | undefined;
  listOwnedBy(did: string): WikiRow[];
  list(): WikiRow[];
  /** @throws {AppError} `conflict` where the slug is taken. */
  add(row: WikiRow): void;
  /** @throws {AppError} `not_found`. */
  change(id: string, change: WikiChange): WikiRow;
  remove(id: string): void;
}
