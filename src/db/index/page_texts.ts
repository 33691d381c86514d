/**
 * Full text: which pages hold which words. Words come already cut and folded, with spaces between; queries are FTS5
 * expressions of such words.
 *
 * The tables hold no text, and deleting does not lower FTS5's counters of rows and words (contentless tables cannot): ranks of
 * different words drift apart less in a wiki that is edited much, their order stays.
 *
 * @module
 */
import type { IndexConnection } from "./index_connection.ts";

/** Words of a page. */
export interface PageWords {
  /** Words of title and name. */
  readonly title: string;
  /** Words of path, headings, tags and category. */
  readonly headings: string;
  /** Words of the text without front matter. */
  readonly body: string;
}

/** A page that fits a query. */
export interface RankedPage {
  readonly pageId: number;
  /** BM25 with the weights of the columns; 0 or above, highest first. */
  readonly rank: number;
}

/** What a result shows of a page. */
export interface FoundPage {
  readonly pageId: number;
  readonly path: string;
  readonly title: string;
  /** The blob of its text. */
  readonly oid: string;
  readonly sizeBytes: number;
}

/** Which pages to look at: all, or those that were chosen (see `chosen_pages.ts`). */
export type Among = "all" | "chosen";

/** The plus keeps FTS5 from asking for each chosen page by itself. */
const CHOSEN: Readonly<Record<Among, string>> = {
  all: "",
  chosen: "AND +rowid IN (SELECT id FROM temp.chosen_pages)",
};

/** Reads `page_words`, `portion_words` and `page_portions` rows. */
export class PageTextsReader {
  protected readonly connection: IndexConnection;

  constructor(connection: IndexConnection) {
    this.connection = connection;
  }

  /** How many pages fit. */
  count(expression: string, among: Among = "all"): number {
    return this.connection.statement(`
      SELECT count(*) AS count FROM page_words WHERE page_words MATCH ? ${
      CHOSEN[among]
    }
    `).get(expression)?.count as number;
  }

  /** Pages that fit, each with its rank, in no order; no more than `limit`. A title counts 10 times as much as a body. */
  listRanked(
    expression: string,
    limit: number,
    among: Among = "all",
  ): RankedPage[] {
    return this.connection.statement(`
      SELECT rowid AS pageId, -bm25(page_words, 10, 4, 1) AS rank
      FROM page_words WHERE page_words MATCH ? ${CHOSEN[among]} LIMIT ?
    `).all(expression, limit) as unknown as RankedPage[];
  }

  /** Ids of pages that fit by the words of these columns alone. */
  listIds(
    columns: "title" | "title headings",
    expression: string,
    limit: number,
    among: Among = "all",
  ): number[] {
    return this.connection.statement(`
      SELECT rowid AS pageId FROM page_words WHERE page_words MATCH ? ${
      CHOSEN[among]
    } LIMIT ?
    `).all(`{${columns}} : (${expression})`, limit)
      .map(({ pageId }) => pageId as number);
  }

  /** Whether any page is so large that its words lie in several portions. */
  hasPortions(): boolean {
    return this.connection.statement(`
      SELECT EXISTS (SELECT 1 FROM page_portions) AS found
    `).get()?.found === 1;
  }

  /** Large pages that fit in their first portion or a further one (of which at most `limit` are looked at), by their best portion. */
  listLarge(
    expression: string,
    limit: number,
    among: Among = "all",
  ): RankedPage[] {
    const chosen = among === "all"
      ? ""
      : "WHERE pageId IN (SELECT id FROM temp.chosen_pages)";
    return this.connection.statement(`
      SELECT pageId, max(rank) AS rank FROM (
        SELECT page_id AS pageId, rank
        FROM (
          SELECT rowid, -bm25(portion_words) AS rank FROM portion_words WHERE portion_words MATCH :expression LIMIT :limit
        ) AS found
        JOIN page_portions ON page_portions.id = found.rowid
        UNION ALL
        SELECT rowid, -bm25(page_words, 10, 4, 1) FROM page_words
        WHERE page_words MATCH :expression AND rowid IN (SELECT page_id FROM page_portions)
      )
      ${chosen}
      GROUP BY pageId
    `).all({ expression, limit }) as unknown as RankedPage[];
  }

  /** Where the first portion (behind the page's beginning) that fits begins in the page's text; `undefined`: in none. */
  findPortion(pageId: number, expression: string): number | undefined {
    return this.connection.statement(`
      SELECT text_start AS textStart FROM page_portions
      WHERE page_id = ? AND id IN (SELECT rowid FROM portion_words WHERE portion_words MATCH ?)
      ORDER BY text_start LIMIT 1
    `).get(pageId, expression)?.textStart as number | undefined;
  }

  /** What a result shows of a page; `undefined` where it is gone. */
  findPage(pageId: number): FoundPage | undefined {
    return this.connection.statement(`
      SELECT pages.path_id AS pageId, pages.path AS path, title, oid, size AS sizeBytes
      FROM pages JOIN files ON files.path_id = pages.path_id
      WHERE pages.path_id = ?
    `).get(pageId) as FoundPage | undefined;
  }
}

/** Reads and writes `page_words`, `portion_words` and `page_portions` rows. */
export class PageTexts extends PageTextsReader {
  /** Stores a page's words in the place of any older ones. */
  put(pageId: number, { title, headings, body }: PageWords): void {
    this.#removePortions(pageId);
    this.connection.statement(`
      INSERT OR REPLACE INTO page_words (rowid, title, headings, body) VALUES (?, ?, ?, ?)
    `).run(pageId, title, headings, body);
  }

  /** Adds a further portion of a large page, which begins at `textStart`. */
  addPortion(pageId: number, textStart: number, body: string): void {
    const { id } = this.connection.statement(`
      INSERT INTO page_portions (page_id, text_start) VALUES (?, ?) RETURNING id
    `).get(pageId, textStart) as { id: number };
    this.connection.statement(`
      INSERT INTO portion_words (rowid, body) VALUES (?, ?)
    `).run(id, body);
  }

  remove(pageId: number): void {
    this.#removePortions(pageId);
    this.connection.statement(`DELETE FROM page_words WHERE rowid = ?`)
      .run(pageId);
  }

  #removePortions(pageId: number): void {
    const removed = this.connection.statement(`
      DELETE FROM page_portions WHERE page_id = ? RETURNING id
    `).all(pageId);
    for (const { id } of removed) {
      this.connection.statement(`DELETE FROM portion_words WHERE rowid = ?`)
        .run(id as number);
    }
  }
}
