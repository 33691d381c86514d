/** People's pictures, small and encoded here. @module */
import type { DatabaseSync } from "node:sqlite";

/** A picture's row. */
export interface Avatar {
  readonly did: string;
  /** Content address of the original. */
  readonly cid: string;
  /** Media type of what is stored. */
  readonly type: string;
  readonly bytes: Uint8Array;
  readonly fetchedAt: string;
}

/** Reads and writes `avatars` rows. */
export class Avatars {
  readonly #db: DatabaseSync;

  /** Uses a database opened by `openPlatformDatabase()`. */
  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  /** The picture of a person, or `undefined`. */
  find(did: string): Avatar | undefined {
    const row = this.#db.prepare(`
      SELECT did, cid, type, bytes, fetched_at AS fetchedAt FROM avatars WHERE did = ?
    `).get(did);
    return row && { ...row } as unknown as Avatar;
  }

  /** Content address of the original of a person's picture, or `undefined`. */
  findCid(did: string): string | undefined {
    const row = this.#db.prepare("SELECT cid FROM avatars WHERE did = ?")
      .get(did);
    return row?.cid as string | undefined;
  }

  /** Adds the picture of a person who has an account, or replaces it. */
  put(avatar: Avatar): void {
    this.#db.prepare(`
      INSERT INTO avatars (did, cid, type, bytes, fetched_at) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (did) DO UPDATE
      SET cid = excluded.cid, type = excluded.type, bytes = excluded.bytes, fetched_at = excluded.fetched_at
    `).run(
      avatar.did,
      avatar.cid,
      avatar.type,
      avatar.bytes,
      avatar.fetchedAt,
    );
  }

  /** Removes a person's picture; nothing happens where there is none. */
  remove(did: string): void {
    this.#db.prepare("DELETE FROM avatars WHERE did = ?").run(did);
  }
}
