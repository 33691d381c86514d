/** Headings of pages, and the ids that their raw HTML gives: what a link can lead to within a page. @module */
import type { IndexConnection } from "./index_connection.ts";

/** A heading. */
export interface HeadingRow {
  /** 1 to 6. */
  readonly level: number;
  /** The `id` of the heading in the page. */
  readonly id: string;
  /** What a reader sees; cut at 200 characters. */
  readonly text: string;
}

/** A heading, and the page that it stands on. */
export interface FoundHeading extends HeadingRow {
  /** Path of the page. */
  readonly path: string;
}

/** Longest text that is kept. */
const MAX_TEXT = 200;
/** Headings that one search looks at: a wiki of a million would hold everybody up. */
const MAX_SEARCHED = 100_000;

/** Reads `headings` and `written_ids` rows. */
export class HeadingsReader {
  protected readonly connection: IndexConnection;

  constructor(connection: IndexConnection) {
    this.connection = connection;
  }

  /** Headings of a page (its path), in order. */
  listOf(path: string): HeadingRow[] {
    return this.connection.statement(`
      SELECT level, id, text FROM headings
      WHERE page_id = (SELECT path_id FROM pages WHERE path = ?) ORDER BY position
    `).all(path) as unknown as HeadingRow[];
  }

  /** Headings that hold these words next to each other, whatever their case; no more than `limit`, those that begin so first. */
  search(words: string, limit: number): FoundHeading[] {
    const fold = words.toLowerCase();
    return this.connection.statement(`
      SELECT path, level, id, text FROM (
        SELECT page_id, position, level, id, text, instr(fold, ?1) AS place
        FROM (SELECT page_id, position, level, id, text, fold FROM headings LIMIT ?3)
        WHERE place > 0 LIMIT 10 * ?2
      ) JOIN pages ON path_id = page_id
      ORDER BY place > 1, length(text), path, position LIMIT ?2
    `).all(fold, limit, MAX_SEARCHED) as unknown as FoundHeading[];
  }

  /** Headings of one page (its path) that hold these words, in order, no more than `limit`. */
  searchIn(path: string, words: string, limit: number): FoundHeading[] {
    return this.connection.statement(`
      SELECT path, level, id, text FROM headings JOIN pages ON path_id = page_id
      WHERE path = ?1 AND instr(headings.fold, ?2) > 0 ORDER BY position LIMIT ?3
    `).all(path, words.toLowerCase(), limit) as unknown as FoundHeading[];
  }

  /** Whether a page has a heading or a written id of this name. */
  hasId(path: string, id: string): boolean {
    return this.connection.statement(`
      SELECT EXISTS (SELECT 1 FROM headings WHERE page_id = pages.path_id AND id = ?2)
        OR EXISTS (SELECT 1 FROM written_ids WHERE page_id = pages.path_id AND id = ?2) AS found
      FROM pages WHERE path = ?1
    `).get(path, id)?.found === 1;
  }
}

/** Reads and writes `headings` and `written_ids` rows. */
export class Headings extends HeadingsReader {
  /** Stores a page's headings and ids in the place of any older ones. */
  replace(
    pageId: number,
    { headings, writtenIds }: {
      readonly headings: readonly HeadingRow[];
      readonly writtenIds: readonly string[];
    },
  ): void {
    for (const table of ["headings", "written_ids"]) {
      this.connection.statement(`DELETE FROM ${table} WHERE page_id = ?`)
        .run(pageId);
    }
    const add = this.connection.statement(`
      INSERT INTO headings (page_id, position, level, id, text, fold) VALUES (?, ?, ?, ?, ?, ?)
    `);
    headings.forEach(({ level, id, text }, position) => {
      const shown = text.slice(0, MAX_TEXT).toWellFormed();
      add.run(pageId, position, level, id, shown, shown.toLowerCase());
    });
    const addId = this.connection.statement(
      `INSERT OR IGNORE INTO written_ids (page_id, id) VALUES (?, ?)`,
    );
    for (const id of writtenIds) addId.run(pageId, id.toWellFormed());
  }
}
