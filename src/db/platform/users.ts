/** Users: one row for each DID. @module */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { AppError } from "../../errors.ts";
import { isDuplicate } from "../database.ts";

/** Stands for a handle that could not be verified, as ATProto writes it. */
export const INVALID_HANDLE = "handle.invalid";

/** What is known of a person from their identity provider. */
export interface Person {
  readonly did: string;
  /** As last seen; {@linkcode INVALID_HANDLE} where it could not be verified. */
  readonly handle: string;
  /** Name shown to people. */
  readonly name: string;
  readonly createdAt: string;
}

/** A person with an account. */
export interface User extends Person {
  /** Chosen once, at the first sign-in; `null`: not yet. */
  readonly username: string | null;
  /** Origin of the personal data server as of the last sign-in, or `null`. */
  readonly pds: string | null;
  /** Why the person may not sign in or use tokens, or `null`. */
  readonly suspended: string | null;
  /** Wikis that the person may own; `null`: as everybody. */
  readonly maxWikis: number | null;
  readonly lastSigninAt: string | null;
  /** When the deletion of the account was begun, or `null`. */
  readonly leavingAt: string | null;
}

/** What may change about a user beside handle and name. */
export type UserChange = Partial<
  Pick<User, "pds" | "suspended" | "maxWikis" | "lastSigninAt" | "leavingAt">
>;

/** Columns of a {@linkcode User}. */
const COLUMNS =
  `did, handle, name, created_at AS createdAt, username, pds, suspended, max_wikis AS maxWikis,
        last_signin_at AS lastSigninAt, leaving_at AS leavingAt`;

/** Reads and writes `users` rows. */
export class Users {
  readonly #db: DatabaseSync;
  /** Prepared once: every request asks. */
  readonly #find: StatementSync;

  /** Uses a database opened by `openPlatformDatabase()`. */
  constructor(db: DatabaseSync) {
    this.#db = db;
    this.#find = db.prepare(`
      SELECT ${COLUMNS} FROM users WHERE did = ?
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
      SELECT ${COLUMNS}
      FROM users
      WHERE lower(handle) = lower(?) AND handle <> 'handle.invalid'
      ORDER BY created_at DESC
      LIMIT 1
    `).get(handle);
    return row && { ...row } as unknown as User;
  }

  /** Adds the user, or refreshes handle and name. */
  put(user: Person): void {
    this.#db.prepare(`
      INSERT INTO users (did, handle, name, created_at)
      VALUES (?, ?, ?, ?)
      ON CONFLICT (did) DO UPDATE SET handle = excluded.handle, name = excluded.name
    `).run(user.did, user.handle, user.name, user.createdAt);
  }

  /** By user name, or `undefined`. */
  findByUsername(username: string): User | undefined {
    const row = this.#db.prepare(`
      SELECT ${COLUMNS} FROM users WHERE username = ?
    `).get(username);
    return row && { ...row } as unknown as User;
  }

  /**
   * Gives a person their user name; one that they have stays.
   *
   * @throws {AppError} `conflict` where somebody else has it.
   */
  setUsername(did: string, username: string): void {
    try {
      this.#db.prepare(`
        UPDATE users SET username = ? WHERE did = ? AND username IS NULL
      `).run(username, did);
    } catch (cause) {
      if (!isDuplicate(cause)) throw cause;
      throw new AppError(
        "conflict",
        `Cannot use "${username}" as a user name: it is taken`,
        { cause, details: { reason: "exists" } },
      );
    }
  }

  /** Changes what is given; nothing happens where there is no such user. */
  change(did: string, change: UserChange): void {
    const before = this.find(did);
    if (before === undefined) return;
    const after = { ...before, ...change };
    this.#db.prepare(`
      UPDATE users
      SET pds = ?, suspended = ?, max_wikis = ?, last_signin_at = ?, leaving_at = ?
      WHERE did = ?
    `).run(
      after.pds,
      after.suspended,
      after.maxWikis,
      after.lastSigninAt,
      after.leavingAt,
      did,
    );
  }

  /** Removes a user with sessions, tokens and sign-in links. Wikis must be gone, memberships are not touched. */
  remove(did: string): void {
    this.#db.prepare("DELETE FROM users WHERE did = ?").run(did);
  }

  /** How many there are. */
  count(): number {
    const row = this.#db.prepare("SELECT count(*) AS count FROM users").get();
    return Number(row!.count);
  }

  /** A page of those whose handle, name, user name or DID holds a text (empty: everybody), by handle; and how many there are. */
  search(
    wanted: { text: string; limit: number; offset: number },
  ): { rows: User[]; total: number } {
    const { text, limit, offset } = wanted;
    const where = `
      WHERE ?1 = '' OR did = ?1 OR instr(lower(handle), lower(?1)) > 0 OR instr(lower(name), lower(?1)) > 0
        OR instr(lower(coalesce(username, '')), lower(?1)) > 0
    `;
    const total = this.#db.prepare(`
      SELECT count(*) AS count FROM users ${where}
    `).get(text);
    const rows = this.#db.prepare(`
      SELECT ${COLUMNS} FROM users ${where}
      ORDER BY lower(handle), did
      LIMIT ?2 OFFSET ?3
    `).all(text, limit, offset);
    return {
      rows: rows.map((row) => ({ ...row }) as unknown as User),
      total: Number(total!.count),
    };
  }

  /** Those whose account is being deleted, longest ago first. */
  listLeaving(): User[] {
    const rows = this.#db.prepare(`
      SELECT ${COLUMNS}
      FROM users
      WHERE leaving_at IS NOT NULL
      ORDER BY leaving_at, did
    `).all();
    return rows.map((row) => ({ ...row }) as unknown as User);
  }

  /** Everybody, by handle. */
  list(): User[] {
    const rows = this.#db.prepare(`
      SELECT ${COLUMNS} FROM users ORDER BY lower(handle), did
    `).all();
    return rows.map((row) => ({ ...row }) as unknown as User);
  }
}
