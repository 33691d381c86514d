/** One-time sign-in links, stored as SHA-256. @module */
import type { DatabaseSync } from "node:sqlite";
/** Reads and writes `signin_links` rows. */
export declare class SigninLinks {
  constructor(db: DatabaseSync);
  add(
    row: {
      hash: Uint8Array;
      did: string;
      expiresAt: string;
      createdAt: string;
    },
  ): void;
  /** Takes the link out of use and returns whom it signs in; `undefined` where unknown, used or expired. One statement: two racers, one wins. */
  redeem(hash: Uint8Array, at: string): string | undefined;
}
