/** Pages whose text was not (wholly) read yet. @module */
import type { IndexConnection } from "./index_connection.ts";

/** A page that waits. */
export interface WaitingText {
  readonly pathId: number;
  /** Where in the text full-text indexing goes on; 0: nothing was read. */
  readonly nextOffset: number;
}

/** Counts `waiting_texts` rows. */
export class WaitingTextsReader {
  protected readonly connection: IndexConnection;

  constructor(connection: IndexConnection) {
    this.connection = connection;
  }

  /** How many pages wait: search says "catching up" while it is not 0. */
  count(): number {
    return this.connection.statement(
      `SELECT count(*) AS count FROM waiting_texts`,
    ).get()?.count as number;
  }

  /** Whether the page at this path waits. */
  has(path: string): boolean {
    return this.connection.statement(`
      SELECT 1 FROM waiting_texts JOIN pages ON pages.path_id = waiting_texts.path_id WHERE path = ?
    `).get(path) !== undefined;
  }
}

/** Reads and writes `waiting_texts` rows. */
export class WaitingTexts extends WaitingTextsReader {
  /** The next page to read. */
  findNext(): WaitingText | undefined {
    return this.connection.statement(`
      SELECT path_id AS pathId, next_offset AS nextOffset FROM waiting_texts
      ORDER BY next_offset DESC, path_id LIMIT 1
    `).get() as WaitingText | undefined;
  }

  put({ pathId, nextOffset }: WaitingText): void {
    this.connection.statement(
      `INSERT OR REPLACE INTO waiting_texts (path_id, next_offset) VALUES (?, ?)`,
    ).run(pathId, nextOffset);
  }

  remove(pathId: number): void {
    this.connection.statement(`DELETE FROM waiting_texts WHERE path_id = ?`)
      .run(pathId);
  }

  /** Lets every page wait, from its beginning. */
  putAllPages(): void {
    this.connection.statement(`
      INSERT OR REPLACE INTO waiting_texts (path_id, next_offset) SELECT path_id, 0 FROM pages WHERE is_text = 1
    `).run();
  }
}
