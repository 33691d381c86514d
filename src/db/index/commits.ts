/** The commits that HEAD reaches: the first-parent line in order, and the others by name. @module */
import type { IndexConnection } from "./index_connection.ts";

/** A commit on the first-parent line. */
export interface CommitRow {
  /** Place on the line, from 1. */
  readonly seq: number;
  readonly oid: string;
  /** Seconds since 1970. */
  readonly authoredAt: number;
  /** Seconds since 1970. */
  readonly committedAt: number;
  readonly authorName: string;
  readonly authorEmail: string;
  /** Cut at 4,000 characters. */
  readonly message: string;
  /** 1: the whole message is in the repository only. */
  readonly isMessageCut: number;
  /** 1: it has several parents. */
  readonly isMerge: number;
  /** How many files differ from its first parent. */
  readonly touched: number;
}

/** What a name or its beginning may mean. `line`: place on the first-parent line, or `null` for a side commit. */
export interface NamedCommit {
  readonly oid: string;
  readonly seq: number | null;
  /** Of a side commit: the place of the merge that brought it in; else its own. */
  readonly mergedSeq: number;
}

/** What a commit of the line says about who made it and when. */
export type SignedCommit = Pick<
  CommitRow,
  "seq" | "oid" | "authoredAt" | "authorName" | "authorEmail"
>;

const COLUMNS =
  `seq, oid, authored_at AS authoredAt, committed_at AS committedAt, author_name AS authorName,
  author_email AS authorEmail, message, is_message_cut AS isMessageCut, is_merge AS isMerge, touched`;

/** Reads `commits` and `side_commits` rows. */
export class CommitsReader {
  protected readonly connection: IndexConnection;

  constructor(connection: IndexConnection) {
    this.connection = connection;
  }

  /** The commit on the line with this full name. */
  find(oid: string): CommitRow | undefined {
    return this.connection.statement(
      `SELECT ${COLUMNS} FROM commits WHERE oid = ?`,
    ).get(oid) as CommitRow | undefined;
  }

  /** The commit at this place of the line. */
  findAt(seq: number): CommitRow | undefined {
    return this.connection.statement(
      `SELECT ${COLUMNS} FROM commits WHERE seq = ?`,
    ).get(seq) as CommitRow | undefined;
  }

  /** The commits whose names begin with `prefix` (lower case hexadecimal digits): on the line or beside it, at most `limit`. */
  listNamed(prefix: string, limit = 2): NamedCommit[] {
    return this.connection.statement(`
      SELECT oid, seq, seq AS mergedSeq FROM commits WHERE oid >= :prefix AND oid < :prefix || 'g'
      UNION ALL
      SELECT oid, NULL, merged_seq FROM side_commits WHERE oid >= :prefix AND oid < :prefix || 'g'
      LIMIT :limit
    `).all({ prefix, limit }) as unknown as NamedCommit[];
  }

  /** Newest first: those before place `beforeSeq` and committed at or after `since` (seconds). */
  listBefore(
    beforeSeq: number,
    { limit, since = 0 }: { limit: number; since?: number },
  ): CommitRow[] {
    return this.connection.statement(`
      SELECT ${COLUMNS} FROM commits
      WHERE seq < ? AND committed_at >= ?
      ORDER BY seq DESC
      LIMIT ?
    `).all(beforeSeq, since, limit) as unknown as CommitRow[];
  }

  /** Newest first: those before place `beforeSeq` and authored from `since` to `until` (both included). */
  listSigned(
    beforeSeq: number,
    { limit, since, until }: { limit: number; since: number; until: number },
  ): SignedCommit[] {
    return this.connection.statement(`
      SELECT seq, oid, authored_at AS authoredAt, author_name AS authorName, author_email AS authorEmail
      FROM commits
      WHERE seq < ? AND authored_at BETWEEN ? AND ?
      ORDER BY seq DESC
      LIMIT ?
    `).all(beforeSeq, since, until, limit) as unknown as SignedCommit[];
  }

  /** Oldest first: those behind a place on the line. */
  listAfter(afterSeq: number, limit: number): CommitRow[] {
    return this.connection.statement(`
      SELECT ${COLUMNS} FROM commits WHERE seq > ? ORDER BY seq LIMIT ?
    `).all(afterSeq, limit) as unknown as CommitRow[];
  }

  /** The newest commit of the line that was committed at or before a time (seconds since 1970), or `undefined`. */
  findLastUntil(time: number): CommitRow | undefined {
    return this.connection.statement(`
      SELECT ${COLUMNS} FROM commits WHERE committed_at <= ? ORDER BY seq DESC LIMIT 1
    `).get(time) as CommitRow | undefined;
  }
}

/** Reads and writes `commits` and `side_commits` rows. */
export class Commits extends CommitsReader {
  add(row: CommitRow): void {
    this.connection.statement(`
      INSERT INTO commits (seq, oid, authored_at, committed_at, author_name, author_email, message, is_message_cut,
        is_merge, touched)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    `).run(
      row.seq,
      row.oid,
      row.authoredAt,
      row.committedAt,
      row.authorName,
      row.authorEmail,
      row.message,
      row.isMessageCut,
      row.isMerge,
      row.touched,
    );
  }

  /** Notes a commit beside the line. */
  addSide(oid: string, mergedSeq: number): void {
    this.connection.statement(
      `INSERT INTO side_commits (oid, merged_seq) VALUES (?, ?)`,
    ).run(oid, mergedSeq);
  }

  /** Whether the commit was noted, on the line or beside it. */
  has(oid: string): boolean {
    return this.connection.statement(`
      SELECT 1 FROM commits WHERE oid = :oid UNION ALL SELECT 1 FROM side_commits WHERE oid = :oid
    `).get({ oid }) !== undefined;
  }
}
