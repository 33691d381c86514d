/** Which commit changed which file, and which file it moved where. @module */
import type { IndexConnection } from "./index_connection.ts";

/** A file in one commit. */
export interface ChangeRow {
  readonly pathId: number;
  readonly seq: number;
  /** The file after the commit; `null`: gone, or no regular file any more. */
  readonly blob: string | null;
}

/** Reads `paths`, `changes` and `moves` rows. */
export class ChangesReader {
  protected readonly connection: IndexConnection;

  constructor(connection: IndexConnection) {
    this.connection = connection;
  }

  /** The id of a file that is or was in the tree. */
  findPathId(path: string): number | undefined {
    const row = this.connection.statement(
      `SELECT id FROM paths WHERE path = ?`,
    ).get(path);
    return row?.id as number | undefined;
  }

  /** The path with this id. */
  pathOf(id: number): string {
    const row = this.connection.statement(
      `SELECT path FROM paths WHERE id = ?`,
    ).get(id);
    return row?.path as string;
  }

  /** The last change of a file at or before a place on the line. */
  findLast(pathId: number, atSeq: number): ChangeRow | undefined {
    return this.connection.statement(`
      SELECT path_id AS pathId, seq, blob FROM changes
      WHERE path_id = ? AND seq <= ?
      ORDER BY seq DESC LIMIT 1
    `).get(pathId, atSeq) as ChangeRow | undefined;
  }

  /** Changes of a file from place `fromSeq` to `toSeq` (both included), newest first. */
  listOfPath(
    pathId: number,
    { fromSeq, toSeq, limit }: {
      fromSeq: number;
      toSeq: number;
      limit: number;
    },
  ): ChangeRow[] {
    return this.connection.statement(`
      SELECT path_id AS pathId, seq, blob FROM changes
      WHERE path_id = ? AND seq BETWEEN ? AND ?
      ORDER BY seq DESC LIMIT ?
    `).all(pathId, fromSeq, toSeq, limit) as unknown as ChangeRow[];
  }

  /** Files that a commit touched, at most `limit` of them, in no order that matters. */
  listOfCommit(
    seq: number,
    limit: number,
  ): { path: string; blob: string | null }[] {
    return this.connection.statement(`
      SELECT path, blob FROM changes JOIN paths ON paths.id = path_id
      WHERE seq = ? ORDER BY path_id LIMIT ?
    `).all(seq, limit) as { path: string; blob: string | null }[];
  }

  /** The last move that made this name, at or before a place on the line. */
  findMoveTo(
    pathId: number,
    atSeq: number,
  ): { seq: number; fromId: number } | undefined {
    return this.connection.statement(`
      SELECT seq, from_id AS fromId FROM moves
      WHERE to_id = ? AND seq <= ? ORDER BY seq DESC LIMIT 1
    `).get(pathId, atSeq) as { seq: number; fromId: number } | undefined;
  }

  /** The first move away from this name after a place on the line. */
  findMoveFrom(
    pathId: number,
    afterSeq: number,
  ): { seq: number; toId: number } | undefined {
    return this.connection.statement(`
      SELECT seq, to_id AS toId FROM moves
      WHERE from_id = ? AND seq > ? ORDER BY seq LIMIT 1
    `).get(pathId, afterSeq) as { seq: number; toId: number } | undefined;
  }

  /** What a commit moved. */
  listMovesOfCommit(seq: number): { from: string; to: string }[] {
    return this.connection.statement(`
      SELECT old.path AS "from", new.path AS "to" FROM moves
      JOIN paths AS old ON old.id = from_id JOIN paths AS new ON new.id = to_id
      WHERE seq = ?
    `).all(seq) as { from: string; to: string }[];
  }
}

/** Reads and writes `paths`, `changes` and `moves` rows. */
export class Changes extends ChangesReader {
  /** The id of a path, made where it is new. */
  putPath(path: string): number {
    return this.findPathId(path) ?? Number(
      this.connection.statement(`INSERT INTO paths (path) VALUES (?)`)
        .run(path).lastInsertRowid,
    );
  }

  add({ pathId, seq, blob }: ChangeRow): void {
    this.connection.statement(
      `INSERT INTO changes (path_id, seq, blob) VALUES (?, ?, ?)`,
    ).run(pathId, seq, blob);
  }

  addMove(
    { seq, fromId, toId }: { seq: number; fromId: number; toId: number },
  ): void {
    this.connection.statement(
      `INSERT INTO moves (to_id, seq, from_id) VALUES (?, ?, ?)`,
    ).run(toId, seq, fromId);
  }
}
