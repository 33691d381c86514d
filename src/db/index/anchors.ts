/** Links to a place within a page: which page names which fragment of which page. @module */
import type { IndexConnection } from "./index_connection.ts";

/** A link to a place as the follower stores it. */
export interface NewAnchor {
  /** Path that it names; empty: the page that holds the link, or the home page. */
  readonly target: string;
  /** Path that it names where the first leads nowhere; empty: none. */
  readonly second: string;
  /** As the writer gave it, decoded. */
  readonly fragment: string;
  /** The id that it means. */
  readonly id: string;
  /** Whether the page that holds the link is meant. */
  readonly isOwn: boolean;
}

/** A link to a place, and where it stands. */
export interface AnchorRow extends Omit<NewAnchor, "isOwn"> {
  readonly sourceId: number;
  /** Path of the page that holds the link. */
  readonly source: string;
  /** 1: the page that holds the link is meant. */
  readonly isOwn: number;
}

/** Reads `anchors` rows. */
export class AnchorsReader {
  protected readonly connection: IndexConnection;

  constructor(connection: IndexConnection) {
    this.connection = connection;
  }

  /** In an order of their own, at most `limit` of them, behind `after` (left out: from the first). */
  list(limit: number, after?: AnchorRow): AnchorRow[] {
    return this.connection.statement(`
      SELECT source_id AS sourceId, path AS source, target, second, fragment, id, is_own AS isOwn
      FROM anchors JOIN pages ON path_id = source_id
      WHERE (source_id, target, second, fragment, anchors.id, is_own) > (?, ?, ?, ?, ?, ?)
      ORDER BY source_id, target, second, fragment, anchors.id, is_own LIMIT ?
    `).all(
      after?.sourceId ?? -1,
      after?.target ?? "",
      after?.second ?? "",
      after?.fragment ?? "",
      after?.id ?? "",
      after?.isOwn ?? 0,
      limit,
    ) as unknown as AnchorRow[];
  }
}

/** Reads and writes `anchors` rows. */
export class Anchors extends AnchorsReader {
  /** Stores a page's links to places in the place of any older ones. */
  replace(sourceId: number, anchors: readonly NewAnchor[]): void {
    this.connection.statement(`DELETE FROM anchors WHERE source_id = ?`)
      .run(sourceId);
    const add = this.connection.statement(`
      INSERT OR IGNORE INTO anchors (source_id, target, second, fragment, id, is_own) VALUES (?, ?, ?, ?, ?, ?)
    `);
    for (const { target, second, fragment, id, isOwn } of anchors) {
      add.run(sourceId, target, second, fragment, id, Number(isOwn));
    }
  }
}
