/** Members: the role of a person in a wiki (the owner is in the wiki's row). @module */
import type { DatabaseSync } from "node:sqlite";
/** What a member may do; see `wiki/access.ts`. */
export type Role = "viewer" | "editor" | "admin" | "owner";
/** A member's row. */
export interface Member {
  readonly wikiId: string;
  readonly did: string;
  readonly role: Exclude<Role, "owner">;
  readonly addedAt: string;
}
/** Reads and writes `members` rows. */
export declare class Members {
  constructor(db: DatabaseSync);
  find(wikiId: string, did: string): Member | undefined;
  list(wikiId: string): Member[];
  put(member: Member): void;
  remove(wikiId: string, did: string): void;
}
