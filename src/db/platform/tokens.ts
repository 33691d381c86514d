/** Personal tokens: bound to one wiki and one person, stored as SHA-256. @module */
import type { DatabaseSync } from "node:sqlite";
/** A token's row; the token itself is nowhere. */
export interface TokenRow {
  readonly id: string;
  readonly wikiId: string;
  readonly did: string;
  readonly name: string;
  readonly scope: "wiki:read" | "wiki:write" | "wiki:suggest";
  readonly createdAt: string;
  readonly expiresAt: string | null;
  readonly lastUsedAt: string | null;
  readonly revokedAt: string | null;
}
/** Reads and writes `tokens` rows. */
export declare class Tokens {
  constructor(db: DatabaseSync);
  findByHash(hash: Uint8Array): TokenRow | undefined;
  find(id: string): TokenRow | undefined;
  list(wikiId: string): TokenRow[];
  add(row: TokenRow, hash: Uint8Array): void;
  revoke(id: string, at: string): void;
  touch(id: string, at: string): void;
}
