/** Users: one row for each DID. @module */
import type { DatabaseSync } from "node:sqlite";
/** A person with an account. */
export interface User {
  readonly did: string;
  readonly handle: string; /** Name shown to people. */
  readonly name: string;
  readonly createdAt: string;
}
/** Reads and writes `users` rows. */
export declare class Users {
  constructor(db: DatabaseSync);
  find(did: string): User | undefined;
  /** By handle, ignoring case. */
  findByHandle(handle: string): User | undefined;
  /** Adds the user, or refreshes handle and name. */
  put(user: User): void;
  list(): User[];
}
