/** Members: the role of a person in a wiki (the owner is in the wiki's row). @module */
import type { DatabaseSync, StatementSync } from "node:sqlite";

/** What a member may do; see `wiki/access.ts`. */
export type Role = "viewer" | "editor" | "admin" | "owner";

/** A member's row. */
export interface Member {
  readonly wikiId: string;
  readonly did: string;
  readonly role: Exclude<Role, "owner">;
  readonly addedAt: string;
  /** The handle by which the person was invited; `null` or left out: by DID. */
  readonly invitedHandle?: string | null;
  /** DID of who invited; `null` or left out: the operator. */
  readonly invitedBy?: string | null;
}

const COLUMNS =
  `wiki_id AS wikiId, did, role, added_at AS addedAt, invited_handle AS invitedHandle, invited_by AS invitedBy`;

/** Reads and writes `members` rows. */
export class Members {
  readonly #db: DatabaseSync;
  /** Prepared once: every request asks. */
  readonly #find: StatementSync;

  /** Uses a database opened by `openPlatformDatabase()`. */
  constructor(db: DatabaseSync) {
    this.#db = db;
    this.#find = db.prepare(`
      SELECT ${COLUMNS}
      FROM members
      WHERE wiki_id = ? AND did = ?
    `);
  }

  /** The membership of a person, or `undefined`. */
  find(wikiId: string, did: string): Member | undefined {
    const row = this.#find.get(wikiId, did);
    return row && { ...row } as unknown as Member;
  }

  /** All members of a wiki, longest-standing first. */
  list(wikiId: string): Member[] {
    const rows = this.#db.prepare(`
      SELECT ${COLUMNS}
      FROM members
      WHERE wiki_id = ?
      ORDER BY added_at, did
    `).all(wikiId);
    return rows.map((row) => ({ ...row }) as unknown as Member);
  }

  /** The memberships of a person, also pending ones. */
  listOf(did: string): Member[] {
    const rows = this.#db.prepare(`
      SELECT ${COLUMNS}
      FROM members
      WHERE did = ?
      ORDER BY added_at, wiki_id
    `).all(did);
    return rows.map((row) => ({ ...row }) as unknown as Member);
  }

  /** Adds a member, or gives one another role (the date of joining stays). */
  put(member: Member): void {
    this.#db.prepare(`
      INSERT INTO members (wiki_id, did, role, added_at, invited_handle, invited_by)
      VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT (wiki_id, did) DO UPDATE SET role = excluded.role
    `).run(
      member.wikiId,
      member.did,
      member.role,
      member.addedAt,
      member.invitedHandle ?? null,
      member.invitedBy ?? null,
    );
  }

  /** Takes a person out of a wiki; nothing happens where there is no such member. */
  remove(wikiId: string, did: string): void {
    this.#db.prepare("DELETE FROM members WHERE wiki_id = ? AND did = ?")
      .run(wikiId, did);
  }

  /** Takes a person out of all wikis, also as the one who invited others. */
  removeAllOf(did: string): void {
    this.#db.prepare("DELETE FROM members WHERE did = ?").run(did);
    this.#db.prepare(`
      UPDATE members SET invited_by = NULL WHERE invited_by = ?
    `).run(did);
  }
}
