/**
 * Questions that housekeeping asks of the whole wiki, each in pieces: a piece takes a few milliseconds however large the wiki is,
 * and the last row of one says where the next begins.
 *
 * @module
 */
import type { IndexConnection } from "./index_connection.ts";

/** A key that links name, and how many files and folders have it (2: two or more). */
export interface NamedKey {
  readonly fold: string;
  readonly files: number;
  readonly folders: number;
}

/** A link that names a key. */
export interface NamingLink {
  /** Path of the page that holds it. */
  readonly source: string;
  /** The path that it names, as written. */
  readonly target: string;
  /** The path that it names where the first leads nowhere; empty: none. */
  readonly second: string;
  /** 1: a picture or the like. */
  readonly isEmbed: number;
}

/** A page, and when its text was last changed. */
export interface ChangedPageRow {
  readonly pathId: number;
  readonly path: string;
  readonly seq: number;
  /** Seconds since 1970. */
  readonly changedAt: number;
}

/** Reads across tables; writes nothing. */
export class DefectsReader {
  readonly #connection: IndexConnection;

  constructor(connection: IndexConnection) {
    this.#connection = connection;
  }

  /** Keys that links name, sorted, behind `after` (empty: from the first; the key of the home page is left out). */
  listNamedKeys(after: string, limit: number): NamedKey[] {
    return this.#connection.statement(`
      WITH RECURSIVE keys(fold) AS (
        SELECT min(fold) FROM links WHERE fold > ?1
        UNION ALL
        SELECT (SELECT min(fold) FROM links WHERE links.fold > keys.fold) FROM keys WHERE keys.fold IS NOT NULL
        LIMIT ?2
      )
      SELECT fold,
        (SELECT count(*) FROM (SELECT 1 FROM files WHERE files.fold = keys.fold LIMIT 2)) AS files,
        (SELECT count(*) FROM (SELECT 1 FROM folders WHERE folders.fold = keys.fold LIMIT 2)) AS folders
      FROM keys WHERE fold IS NOT NULL
    `).all(after, limit) as unknown as NamedKey[];
  }

  /** Links that name this key by their first reading; at most `limit`. */
  listNaming(fold: string, limit: number): NamingLink[] {
    return this.#connection.statement(`
      SELECT path AS source, target, second, is_embed AS isEmbed
      FROM links JOIN pages ON path_id = source_id WHERE links.fold = ? LIMIT ?
    `).all(fold, limit) as unknown as NamingLink[];
  }

  /** Links that name this key, which several files or folders have, and none of them exactly; pictures left out. */
  listUnclear(fold: string, limit: number): NamingLink[] {
    return this.#connection.statement(`
      SELECT DISTINCT path AS source, target, '' AS second, 0 AS isEmbed
      FROM unclear_links JOIN pages ON path_id = source_id WHERE unclear_links.fold = ? LIMIT ?
    `).all(fold, limit) as unknown as NamingLink[];
  }

  /** Whether any link names this key, as its first or second reading. */
  isNamed(fold: string): boolean {
    return this.#connection.statement(`
      SELECT EXISTS (SELECT 1 FROM links WHERE fold = ?1)
        OR EXISTS (SELECT 1 FROM links WHERE second_fold = ?1 AND second_fold <> '') AS found
    `).get(fold)?.found === 1;
  }

  /** Whether any link names a key that begins so. */
  isBeginningNamed(fold: string): boolean {
    return this.#connection.statement(`
      SELECT EXISTS (SELECT 1 FROM links WHERE fold >= ?1 AND fold < ?1 || char(1114111)) AS found
    `).get(fold)?.found === 1;
  }

  /** Pages behind `after`, sorted, and whether another page links to them (1). */
  listLinked(
    after: string,
    limit: number,
  ): { path: string; isLinked: number }[] {
    return this.#connection.statement(`
      SELECT path, EXISTS (
        SELECT 1 FROM links
        WHERE links.fold = pages.fold AND target = pages.path AND is_embed = 0 AND source_id <> path_id
      ) OR EXISTS (
        SELECT 1 FROM followed_links WHERE target_id = path_id AND source_id <> path_id
      ) AS isLinked
      FROM pages WHERE path > ? ORDER BY path LIMIT ?
    `).all(after, limit) as { path: string; isLinked: number }[];
  }

  /** Files that are no pages behind `after`, sorted. */
  listAttachments(
    after: string,
    limit: number,
  ): { path: string; sizeBytes: number }[] {
    return this.#connection.statement(`
      SELECT path, size AS sizeBytes FROM files WHERE is_page = 0 AND path > ? ORDER BY path LIMIT ?
    `).all(after, limit) as { path: string; sizeBytes: number }[];
  }

  /** Pages in the order of their last change, oldest first, behind `after`. */
  listByChange(
    after: Pick<ChangedPageRow, "seq" | "pathId"> | undefined,
    limit: number,
  ): ChangedPageRow[] {
    return this.#connection.statement(`
      SELECT files.path_id AS pathId, pages.path AS path, files.seq AS seq, authored_at AS changedAt
      FROM files JOIN pages ON pages.path_id = files.path_id JOIN commits ON commits.seq = files.seq
      WHERE is_page = 1 AND (files.seq, files.path_id) > (?, ?)
      ORDER BY files.seq, files.path_id LIMIT ?
    `).all(
      after?.seq ?? -1,
      after?.pathId ?? -1,
      limit,
    ) as unknown as ChangedPageRow[];
  }

  /** Pages that say nothing, or whose front matter cannot be read; sorted. */
  listMarked(
    mark: "is_empty" | "has_bad_front_matter",
    limit: number,
  ): string[] {
    const sql = mark === "is_empty"
      ? `SELECT path FROM pages WHERE is_empty = 1 ORDER BY path LIMIT ?`
      : `SELECT path FROM pages WHERE has_bad_front_matter = 1 ORDER BY path LIMIT ?`;
    return this.#connection.statement(sql).all(limit)
      .map(({ path }) => path as string);
  }

  /** Whether the page at this path says nothing. */
  isEmpty(path: string): boolean {
    return this.#connection.statement(
      `SELECT 1 FROM pages WHERE path = ? AND is_empty = 1`,
    ).get(path) !== undefined;
  }

  /** Pages with more bytes than `sizeBytes`, largest first. */
  listLarger(
    sizeBytes: number,
    limit: number,
  ): { path: string; sizeBytes: number }[] {
    return this.#connection.statement(`
      SELECT pages.path AS path, size AS sizeBytes
      FROM files JOIN pages ON pages.path_id = files.path_id
      WHERE is_page = 1 AND size > ? ORDER BY size DESC LIMIT ?
    `).all(sizeBytes, limit) as { path: string; sizeBytes: number }[];
  }

  /** Titles, as words, that several pages have; sorted. */
  listRepeatedTitles(limit: number): string[] {
    return this.#connection.statement(`
      SELECT title FROM page_names WHERE title <> ''
      GROUP BY title HAVING count(*) > 1 ORDER BY title LIMIT ?
    `).all(limit).map(({ title }) => title as string);
  }

  /** Pages with this title, as words; sorted by path. */
  listTitled(
    words: string,
    limit: number,
  ): { path: string; title: string }[] {
    return this.#connection.statement(`
      SELECT pages.path AS path, pages.title AS title
      FROM page_names JOIN pages ON pages.path_id = page_id
      WHERE page_names.title = ? ORDER BY pages.path LIMIT ?
    `).all(words, limit) as { path: string; title: string }[];
  }
}
