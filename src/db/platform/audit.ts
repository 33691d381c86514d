/** The audit log: append only; what is older than its keeping time is pruned. @module */
import type { DatabaseSync, SQLInputValue } from "node:sqlite";

/** Something that somebody must be able to look up later. */
export interface AuditEntry {
  readonly at: string;
  readonly event: string;
  readonly actorDid: string | null;
  /** Whom it was done to; `null` or left out: nobody else. */
  readonly subjectDid?: string | null;
  readonly wikiId: string | null;
  readonly address: string | null;
  readonly credential: string | null;
  readonly detail: string | null;
}

/** A row of the log. */
export interface AuditRow extends AuditEntry {
  /** Grows with each entry. */
  readonly id: number;
  readonly subjectDid: string | null;
}

/** Which entries; what is left out does not matter. */
export interface AuditFilter {
  readonly wikiId?: string | undefined;
  /** DID of who did it, or to whom it was done. */
  readonly person?: string | undefined;
  readonly event?: string | undefined;
  /** Left out of the list. */
  readonly except?: string | undefined;
  /** Older than the entry with this id. */
  readonly before?: number | undefined;
  /** At most; left out: 100. */
  readonly limit?: number | undefined;
}

/** Failures of one kind that were seen lately. */
interface Seen {
  readonly atMs: number;
  missed: number;
}

const HOUR_MS = 3_600_000;
/** Kinds of failures that are told apart within an hour; beyond that they are counted together, so that nobody can fill the disk. */
const MAX_SEEN = 200;

const COLUMNS =
  "id, at, event, actor_did AS actorDid, subject_did AS subjectDid, wiki_id AS wikiId, address, credential, detail";

/** Appends, lists and prunes `audit` rows. */
export class Audit {
  readonly #db: DatabaseSync;
  /** What was added by {@linkcode Audit.addCounted}, longest ago first. */
  readonly #seen = new Map<string, Seen>();

  /** Uses a database opened by `openPlatformDatabase()`. */
  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  /** Appends an entry. */
  add(entry: AuditEntry): void {
    this.#db.prepare(`
      INSERT INTO audit (at, event, actor_did, subject_did, wiki_id, address, credential, detail)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
    `).run(
      entry.at,
      entry.event,
      entry.actorDid,
      entry.subjectDid ?? null,
      entry.wikiId,
      entry.address,
      entry.credential,
      entry.detail,
    );
  }

  /**
   * Appends an entry unless one of the same event, person, wiki and address was appended within the hour before; then it is
   * counted, and the next one tells the count.
   */
  addCounted(entry: AuditEntry): void {
    const atMs = Date.parse(entry.at);
    const { event, actorDid, wikiId, address } = entry;
    const own = [event, actorDid, wikiId, address].join("\n");
    this.#dropOld(atMs);
    const isKept = this.#seen.has(own) || this.#seen.size < MAX_SEEN;
    const key = isKept ? own : `${event}, many`;
    const seen = this.#seen.get(key);
    if (seen !== undefined && atMs - seen.atMs < HOUR_MS) {
      seen.missed += 1;
      return;
    }
    this.#seen.delete(key);
    this.#seen.set(key, { atMs, missed: 0 });
    const missed = seen?.missed ?? 0;
    const count = missed === 0 ? "" : `${missed} more times since the last`;
    const detail = [entry.detail, count].filter(Boolean).join("; ") || null;
    this.add({ ...entry, detail });
  }

  /** Entries, newest first. */
  list(filter: AuditFilter = {}): AuditRow[] {
    const { wikiId, person, event, except, before, limit = 100 } = filter;
    const conditions: [sql: string, value: SQLInputValue][] = [];
    if (wikiId !== undefined) conditions.push(["wiki_id = ?", wikiId]);
    if (event !== undefined) conditions.push(["event = ?", event]);
    if (except !== undefined) conditions.push(["event <> ?", except]);
    if (before !== undefined) conditions.push(["id < ?", before]);
    if (person === undefined) return this.#select(conditions, limit);
    // Two searches in two indexes: an OR would read the whole table.
    const found = ["actor_did = ?", "subject_did = ?"].flatMap((own) =>
      this.#select([...conditions, [own, person]], limit)
    );
    const byId = new Map(found.map((row) => [row.id, row]));
    return [...byId.values()].sort((a, b) => b.id - a.id).slice(0, limit);
  }

  /** What a person did, and what was done to them, newest first. */
  listOfPerson(
    did: string,
    page: Pick<AuditFilter, "before" | "limit"> = {},
  ): AuditRow[] {
    return this.list({ ...page, person: did });
  }

  /** How many entries are older than a time. */
  countBefore(at: string): number {
    const row = this.#db.prepare(
      "SELECT count(*) AS count FROM audit WHERE at < ?",
    ).get(at);
    return Number(row!.count);
  }

  /** Removes at most `limit` entries that are older than a time; returns how many. The database refuses to lose young ones. */
  removeBefore(at: string, limit: number): number {
    const result = this.#db.prepare(`
      DELETE FROM audit WHERE id IN (SELECT id FROM audit WHERE at < ? LIMIT ?)
    `).run(at, limit);
    return Number(result.changes);
  }

  #select(
    conditions: readonly [sql: string, value: SQLInputValue][],
    limit: number,
  ): AuditRow[] {
    const where = conditions.length === 0
      ? ""
      : `WHERE ${conditions.map(([sql]) => sql).join(" AND ")}`;
    const rows = this.#db.prepare(`
      SELECT ${COLUMNS}
      FROM audit
      ${where}
      ORDER BY id DESC
      LIMIT ?
    `).all(...conditions.map(([, value]) => value), limit);
    return rows.map((row) => ({ ...row }) as unknown as AuditRow);
  }

  /** Forgets what is older than an hour, where the room is needed. */
  #dropOld(atMs: number): void {
    if (this.#seen.size < MAX_SEEN) return;
    for (const [key, seen] of this.#seen) {
      if (atMs - seen.atMs < HOUR_MS) return;
      this.#seen.delete(key);
    }
  }
}
