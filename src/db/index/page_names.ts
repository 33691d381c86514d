/**
 * Names of pages as words, and the words of names and headings that misspelt ones are compared with.
 *
 * @module
 */
import type { IndexConnection } from "./index_connection.ts";

/** A page's names, as folded words with a space between two. */
export interface PageNameWords {
  readonly title: string;
  /** Of the path's last segment. */
  readonly name: string;
  readonly path: string;
  /** Words that others may be corrected to, each once, in order. */
  readonly known: readonly string[];
}

/** A known word and in how many pages it stands. */
export interface KnownWordRow {
  readonly word: string;
  readonly pages: number;
}

/** Reads `page_names` and `known_words` rows. */
export class PageNamesReader {
  protected readonly connection: IndexConnection;

  constructor(connection: IndexConnection) {
    this.connection = connection;
  }

  /** Ids of pages whose title, name or path is exactly these words, at most 100. */
  listIdsCalled(words: string): number[] {
    return this.connection.statement(`
      SELECT page_id AS pageId FROM page_names WHERE title = ?1
      UNION SELECT page_id FROM page_names WHERE name = ?1
      UNION SELECT page_id FROM page_names WHERE path = ?1
      LIMIT 100
    `).all(words).map(({ pageId }) => pageId as number);
  }

  /** Known words that share a trigram with a misspelt one, the best first, at most `limit`. */
  listSimilar(trigrams: readonly string[], limit: number): KnownWordRow[] {
    const expression = trigrams
      .map((trigram) => `"${trigram.replaceAll('"', '""')}"`).join(" OR ");
    return this.connection.statement(`
      SELECT word, pages
      FROM (SELECT rowid, rank FROM known_trigrams WHERE known_trigrams MATCH ? ORDER BY rank LIMIT ?) AS found
      JOIN known_words ON known_words.id = found.rowid
      ORDER BY found.rank
    `).all(expression, limit) as unknown as KnownWordRow[];
  }
}

/** Reads and writes `page_names` and `known_words` rows. */
export class PageNames extends PageNamesReader {
  /** Stores a page's names in the place of any older ones; only words that came or went are touched. */
  put(pageId: number, { title, name, path, known }: PageNameWords): void {
    const before = new Set(this.#known(pageId));
    const after = new Set(known);
    for (const word of before) if (!after.has(word)) this.#release(word);
    for (const word of after) if (!before.has(word)) this.#count(word);
    this.connection.statement(`
      INSERT OR REPLACE INTO page_names (page_id, title, name, path, known) VALUES (?, ?, ?, ?, ?)
    `).run(pageId, title, name, path, known.join(" "));
  }

  remove(pageId: number): void {
    for (const word of this.#known(pageId)) this.#release(word);
    this.connection.statement(`DELETE FROM page_names WHERE page_id = ?`)
      .run(pageId);
  }

  #known(pageId: number): string[] {
    const known = this.connection.statement(
      `SELECT known FROM page_names WHERE page_id = ?`,
    ).get(pageId)?.known as string | undefined;
    return known ? known.split(" ") : [];
  }

  #count(word: string): void {
    const { id, pages } = this.connection.statement(`
      INSERT INTO known_words (word, pages) VALUES (?, 1)
      ON CONFLICT (word) DO UPDATE SET pages = pages + 1
      RETURNING id, pages
    `).get(word) as { id: number; pages: number };
    if (pages > 1) return;
    this.connection.statement(`
      INSERT INTO known_trigrams (rowid, word) VALUES (?, '^' || ? || '^')
    `).run(id, word);
  }

  #release(word: string): void {
    const { id, pages } = this.connection.statement(`
      UPDATE known_words SET pages = pages - 1 WHERE word = ? RETURNING id, pages
    `).get(word) as { id: number; pages: number };
    if (pages > 0) return;
    this.connection.statement(`DELETE FROM known_words WHERE id = ?`).run(id);
    this.connection.statement(`DELETE FROM known_trigrams WHERE rowid = ?`)
      .run(id);
  }
}
