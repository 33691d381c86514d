/** Wikis: one row each; everything else names a wiki by its random id. @module */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { AppError } from "../../errors.ts";
import { isDuplicate } from "../database.ts";
import type { Member } from "./members.ts";

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
  /** Pages that this wiki may have; `null` or left out: as all wikis. */
  readonly maxPages?: number | null;
  /** Bytes that its files may have at HEAD; `null` or left out: as all wikis. */
  readonly maxContentBytes?: number | null;
  /** Bytes that its stored objects may take; likewise. */
  readonly maxHistoryBytes?: number | null;
  /** Bytes of one attachment; likewise. */
  readonly maxAttachmentBytes?: number | null;
  /** Members beside the owner, those who never signed in counted; likewise. */
  readonly maxMembers?: number | null;
  /** Whether its host serves as its owner's handle. */
  readonly servesHandle?: boolean;
  /** When its owner's account was opened; `null` or left out: there is none. */
  readonly ownerSince?: string | null;
}

/** What may change about a wiki's row. */
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
    | "maxPages"
    | "maxContentBytes"
    | "maxHistoryBytes"
    | "maxAttachmentBytes"
    | "maxMembers"
    | "servesHandle"
  >
>;

/** A wiki that somebody else shares with a person. */
export interface SharedWiki {
  readonly wiki: WikiRow;
  readonly role: Member["role"];
}

/** Columns of a {@linkcode WikiRow}. */
const COLUMNS =
  `id, slug, owner_did AS ownerDid, name, description, read_access AS readAccess,
        write_access AS writeAccess, attachment_access AS attachmentAccess, suspended, created_at AS createdAt,
        max_pages AS maxPages, max_content_bytes AS maxContentBytes, max_history_bytes AS maxHistoryBytes,
        max_attachment_bytes AS maxAttachmentBytes, max_members AS maxMembers, serves_handle AS servesHandle,
        (SELECT created_at FROM users WHERE did = owner_did) AS ownerSince`;

/** Most wikis whose rows are kept in memory. */
const MAX_KEPT = 2_000;

/**
 * Reads and writes `wikis` rows. Every request asks for one, so they are kept until one is written: this process alone writes
 * the file.
 */
export class Wikis {
  readonly #db: DatabaseSync;
  readonly #kept = new Map<string, WikiRow>();
  /** Prepared once: every request asks. */
  readonly #find: StatementSync;

  /** Uses a database opened by `openPlatformDatabase()`. */
  constructor(db: DatabaseSync) {
    this.#db = db;
    this.#find = db.prepare(`
      SELECT ${COLUMNS}
      FROM wikis
      WHERE slug = ?
    `);
  }

  /** The wiki with this slug, or `undefined`. */
  find(slug: string): WikiRow | undefined {
    const kept = this.#kept.get(slug);
    if (kept !== undefined) return kept;
    const found = this.#find.get(slug);
    const row = found && asWikiRow(found);
    // What a transaction has written may still be undone.
    if (row === undefined || this.#db.isTransaction) return row;
    if (this.#kept.size >= MAX_KEPT) this.#kept.clear();
    this.#kept.set(slug, row);
    return row;
  }

  /** The wiki with this id, or `undefined`. */
  findById(id: string): WikiRow | undefined {
    const row = this.#db.prepare(`
      SELECT ${COLUMNS}
      FROM wikis
      WHERE id = ?
    `).get(id);
    return row && asWikiRow(row);
  }

  /** The wikis of a person, by slug. */
  listOwnedBy(did: string): WikiRow[] {
    const rows = this.#db.prepare(`
      SELECT ${COLUMNS}
      FROM wikis
      WHERE owner_did = ?
      ORDER BY slug
    `).all(did);
    return rows.map(asWikiRow);
  }

  /** The wikis that a person is a member of, by slug, with the role. */
  listSharedWith(did: string): SharedWiki[] {
    const rows = this.#db.prepare(`
      SELECT ${COLUMNS}, role
      FROM wikis JOIN (SELECT wiki_id, role FROM members WHERE did = ?) ON wiki_id = id
      ORDER BY slug
    `).all(did);
    return rows.map(({ role, ...row }) => ({
      wiki: asWikiRow(row),
      role: role as SharedWiki["role"],
    }));
  }

  /** All wikis, by slug. */
  list(): WikiRow[] {
    const rows = this.#db.prepare(`
      SELECT ${COLUMNS}
      FROM wikis
      ORDER BY slug
    `).all();
    return rows.map(asWikiRow);
  }

  /** How many there are. */
  count(): number {
    const row = this.#db.prepare("SELECT count(*) AS count FROM wikis").get();
    return Number(row!.count);
  }

  /** A page of those whose slug or name holds a text, or that a person with this DID or handle owns (empty: all), by slug; and how many there are. */
  search(
    wanted: { text: string; limit: number; offset: number },
  ): { rows: WikiRow[]; total: number } {
    const { text, limit, offset } = wanted;
    const where = `
      WHERE ?1 = '' OR instr(slug, lower(?1)) > 0 OR instr(lower(name), lower(?1)) > 0 OR owner_did = ?1
        OR owner_did IN (SELECT did FROM users WHERE lower(handle) = lower(?1))
    `;
    const total = this.#db.prepare(`
      SELECT count(*) AS count FROM wikis ${where}
    `).get(text);
    const rows = this.#db.prepare(`
      SELECT ${COLUMNS} FROM wikis ${where}
      ORDER BY slug
      LIMIT ?2 OFFSET ?3
    `).all(text, limit, offset);
    return { rows: rows.map(asWikiRow), total: Number(total!.count) };
  }

  /** Adds a wiki. @throws {AppError} `conflict` where the slug is taken. */
  add(row: WikiRow): void {
    this.#kept.clear();
    try {
      this.#db.prepare(`
        INSERT INTO wikis (id, slug, owner_did, name, description, read_access, write_access, attachment_access,
          suspended, created_at, max_pages, max_content_bytes, max_history_bytes, max_attachment_bytes, max_members,
          serves_handle)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      `).run(
        row.id,
        row.slug,
        row.ownerDid,
        row.name,
        row.description,
        row.readAccess,
        row.writeAccess,
        row.attachmentAccess,
        row.suspended,
        row.createdAt,
        row.maxPages ?? null,
        row.maxContentBytes ?? null,
        row.maxHistoryBytes ?? null,
        row.maxAttachmentBytes ?? null,
        row.maxMembers ?? null,
        Number(row.servesHandle ?? false),
      );
    } catch (cause) {
      if (!isDuplicate(cause)) throw cause;
      throw new AppError(
        "conflict",
        `Cannot create wiki "${row.slug}": the name is taken`,
        { cause, details: { reason: "exists" } },
      );
    }
  }

  /** Changes a wiki and returns it. @throws {AppError} `not_found`. */
  change(id: string, change: WikiChange): WikiRow {
    const before = this.findById(id);
    if (before === undefined) {
      throw new AppError("not_found", `Cannot find wiki "${id}"`);
    }
    const after = { ...before, ...change };
    this.#kept.clear();
    this.#db.prepare(`
      UPDATE wikis
      SET owner_did = ?, name = ?, description = ?, read_access = ?, write_access = ?, attachment_access = ?,
        suspended = ?, max_pages = ?, max_content_bytes = ?, max_history_bytes = ?, max_attachment_bytes = ?,
        max_members = ?, serves_handle = ?
      WHERE id = ?
    `).run(
      after.ownerDid,
      after.name,
      after.description,
      after.readAccess,
      after.writeAccess,
      after.attachmentAccess,
      after.suspended,
      after.maxPages ?? null,
      after.maxContentBytes ?? null,
      after.maxHistoryBytes ?? null,
      after.maxAttachmentBytes ?? null,
      after.maxMembers ?? null,
      Number(after.servesHandle ?? false),
      id,
    );
    return this.findById(id)!;
  }

  /** Removes a wiki with its members and tokens. */
  remove(id: string): void {
    this.#kept.clear();
    this.#db.prepare("DELETE FROM wikis WHERE id = ?").run(id);
  }
}

/** Reads a level; anything unknown is `APPROVED`, so that a mistake never opens a wiki. */
export function asLevel(text: unknown): Level {
  return text === "ANONYMOUS" || text === "REGISTERED" ? text : "APPROVED";
}

function asWikiRow(row: Record<string, unknown>): WikiRow {
  return {
    ...row as unknown as WikiRow,
    readAccess: asLevel(row.readAccess),
    writeAccess: asLevel(row.writeAccess),
    attachmentAccess: asLevel(row.attachmentAccess),
    servesHandle: row.servesHandle === 1,
  };
}
