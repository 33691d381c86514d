/**
 * Which page names what in its links. The views of the same migration say which of them lead to a page now; see there for the
 * rule.
 *
 * @module
 */
import type { IndexConnection } from "./index_connection.ts";

/** A link as the follower stores it. */
export interface NewLink {
  /** Path that it names; empty: the home page. */
  readonly target: string;
  /** Path that it names where the first leads nowhere; empty: none. */
  readonly second: string;
  /** Whether it shows a file instead of leading to something. */
  readonly isEmbed: boolean;
  /** Key of `target`. */
  readonly fold: string;
  /** Key of `second`. */
  readonly secondFold: string;
}

/** Reads `links` rows. */
export class LinksReader {
  protected readonly connection: IndexConnection;

  constructor(connection: IndexConnection) {
    this.connection = connection;
  }

  /** Paths of pages that a page links to, each once, sorted. */
  listFollowed(source: string): string[] {
    return this.#paths(
      `
      SELECT path FROM pages
      WHERE path_id IN (
        SELECT target_id FROM followed_links WHERE source_id = (SELECT path_id FROM pages WHERE path = ?)
      )
      ORDER BY path
    `,
      source,
    );
  }

  /** What a page names and does not exist, as it is written, sorted. */
  listBroken(source: string): string[] {
    return this.#paths(
      `
      SELECT DISTINCT target AS path
      FROM broken_links WHERE source_id = (SELECT path_id FROM pages WHERE path = ?)
      ORDER BY target
    `,
      source,
    );
  }

  /** Paths of pages that link to a page, itself among them, each once, sorted. */
  listSources(target: string): string[] {
    return this.#paths(
      `
      SELECT path FROM pages
      WHERE path_id IN (
        SELECT source_id FROM followed_links WHERE target_id = (SELECT path_id FROM pages WHERE path = ?)
      )
      ORDER BY path
    `,
      target,
    );
  }

  /** Paths of pages whose links name this key, wherever they lead; the empty key is the home page. Each once, sorted. */
  listSourcesNaming(fold: string): string[] {
    return this.#paths(
      `
      SELECT DISTINCT path FROM links JOIN pages ON path_id = source_id
      WHERE links.fold = ? AND is_embed = 0 ORDER BY path
    `,
      fold,
    );
  }

  /** Paths of pages whose links or pictures name one of these keys, each once, sorted; those whose text waits to be read, too. */
  listSourcesNamingAny(folds: readonly string[]): string[] {
    return this.#paths(
      `
      SELECT path FROM pages
      WHERE path_id IN (
        SELECT source_id FROM links WHERE fold IN (SELECT value FROM json_each(?1))
        UNION
        SELECT source_id FROM links WHERE second_fold <> '' AND second_fold IN (SELECT value FROM json_each(?1))
        UNION
        SELECT path_id FROM waiting_texts
      )
      ORDER BY path
    `,
      JSON.stringify(folds),
    );
  }

  /** Whether a page links to the home page by its address (`/`). */
  isHomeLinked(source: string): boolean {
    return this.connection.statement(`
      SELECT EXISTS (
        SELECT 1 FROM links JOIN pages ON path_id = source_id WHERE path = ? AND links.fold = '' AND is_embed = 0
      ) AS found
    `).get(source)?.found === 1;
  }

  /** Ids of other pages that a page (its id) links to; one that it names in two ways comes twice. */
  listTargetIds(source: number): number[] {
    return this.connection.statement(`
      SELECT target_id AS target FROM followed_links WHERE source_id = ?1 AND target_id <> ?1
    `).all(source).map(({ target }) => target as number);
  }

  /** Paths of pages with their ids, sorted by path, behind `after`. */
  listNodes(after: string, limit: number): { id: number; path: string }[] {
    return this.connection.statement(
      `SELECT path_id AS id, path FROM pages WHERE path > ? ORDER BY path LIMIT ?`,
    ).all(after, limit) as { id: number; path: string }[];
  }

  #paths(sql: string, value: string): string[] {
    return this.connection.statement(sql).all(value)
      .map(({ path }) => path as string);
  }
}

/** Reads and writes `links` rows. */
export class Links extends LinksReader {
  /** Stores a page's links in the place of any older ones. */
  replace(sourceId: number, links: readonly NewLink[]): void {
    this.connection.statement(`DELETE FROM links WHERE source_id = ?`)
      .run(sourceId);
    const add = this.connection.statement(`
      INSERT OR IGNORE INTO links (source_id, target, second, is_embed, fold, second_fold)
      VALUES (?, ?, ?, ?, ?, ?)
    `);
    for (const { target, second, isEmbed, fold, secondFold } of links) {
      add.run(sourceId, target, second, Number(isEmbed), fold, secondFold);
    }
  }
}
