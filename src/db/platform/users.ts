/** Users: one row for each DID. @module */
import type { DatabaseSync, StatementSync } from "node:sqlite";

/** A person with an account. */
export interface User {
  readonly did: string;
  readonly handle: string;
  /** Name shown to people. */
  readonly name: string;
  readonly createdAt: string;
}

/** Reads and writes `users` rows. */
export class Users {
  readonly #db: DatabaseSync;
  /** Prepared once: every request asks. */
  readonly #find: StatementSync;

  /** Uses a database opened by `openPlatformDatabase()`. */
  constructor(db: DatabaseSync) {
    this.#db = db;
    this.#find = db.prepare(`
      SELECT did, handle, name, created_at AS createdAt FROM users WHERE did = ?
    `);
  }

  /** The person with this DID, or `undefined`. */
  find(did: string): User | undefined {
    const row = this.#find.get(did);
    return row && { ...row } as unknown as User;
  }

  /**
   * By handle, ignoring case; or `undefined`. Where a handle changed hands and both were seen with it, the one whose
   * account is newer here.
   */
  findByHandle(handle: string): User | undefined {
    const row = this.#db.prepare(`
      SELECT did, handle, name, created_at AS createdAt
      FROM users
      WHERE lower(handle) = lower(?)
      ORDER BY created_at DESC
      LIMIT 1
    `).get(handle);
    return row && { ...row } as unknown as User;
  }

  /** Adds the user, or refreshes handle and name. */
  put(user: User): void {
    this.#db.prepare(`
      INSERT INTO users (did, handle, name, created_at)
      VALUES (?, ?, ?, ?)
      ON CONFLICT (did) DO UPDATE SET handle = excluded.handle, name = excluded.name
    `).run(user.did, user.handle, user.name, user.createdAt);
  }

  /** Everybody, by handle. */
  list(): User[] {
    const rows = this.#db.prepare(`
      SELECT did, handle, name, created_at AS createdAt FROM users ORDER BY lower(handle), did
    `).all();
    return rows.map((row) => ({ ...row }) as unknown as User);
  }
}
