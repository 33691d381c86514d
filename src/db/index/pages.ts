/** Pages at the head and what their texts say about them. @module */
import type { IndexConnection } from "./index_connection.ts";

/** A page as the follower stores it. */
export interface NewPage {
  /** `files.path_id` of its file. */
  readonly pathId: number;
  /** `Actors/Iran`. */
  readonly path: string;
  /** `Actors`; empty at the root. */
  readonly folder: string;
  readonly fold: string;
  readonly title: string;
  readonly category: string | null;
  readonly tags: readonly string[];
  /** Words of the body. */
  readonly words: number;
  readonly frontMatter: Readonly<Record<string, unknown>> | null;
  /** `false`: the file is not UTF-8. */
  readonly isText: boolean;
  /** The text holds nothing but headings. */
  readonly isEmpty: boolean;
  /** There is front matter, and it cannot be read. */
  readonly hasBadFrontMatter: boolean;
}

/** A page at the head. */
export interface PageRow {
  readonly pathId: number;
  readonly path: string;
  readonly title: string;
  readonly category: string | null;
  /** JSON array of strings. */
  readonly tags: string;
  readonly words: number;
  /** JSON object, or `null`. */
  readonly frontMatter: string | null;
  /** 0: the file is not UTF-8. */
  readonly isText: number;
  readonly oid: string;
  readonly sizeBytes: number;
  /** Place of the last commit that changed it. */
  readonly seq: number;
  /** The last commit that changed it. */
  readonly revision: string;
  /** Seconds since 1970: when its author wrote that commit. */
  readonly changedAt: number;
}

/** A page in a tree. */
export interface PageName {
  readonly path: string;
  readonly title: string;
}

/** Which pages to list; all that are given must hold. */
export interface PageConditions {
  /** Beginning of the folded path. */
  readonly foldPrefix?: string;
  /** Lower case. */
  readonly category?: string;
  /** Lower case. */
  readonly tag?: string;
  /** Seconds since 1970. */
  readonly changedSince?: number;
}

const PAGE =
  `SELECT pages.path_id AS pathId, pages.path AS path, title, category, tags, words,
    front_matter AS frontMatter, is_text AS isText, files.oid AS oid, size AS sizeBytes, files.seq AS seq,
    commits.oid AS revision, authored_at AS changedAt`;
const TABLES =
  `FROM pages JOIN files ON files.path_id = pages.path_id JOIN commits ON commits.seq = files.seq`;

/** Reads `pages` rows. */
export class PagesReader {
  protected readonly connection: IndexConnection;

  constructor(connection: IndexConnection) {
    this.connection = connection;
  }

  /** The page at exactly this path (`Actors/Iran`). */
  find(path: string): PageRow | undefined {
    return this.connection.statement(`${PAGE} ${TABLES} WHERE pages.path = ?`)
      .get(path) as PageRow | undefined;
  }

  /** What reading a page's text anew needs. */
  findPlace(
    pathId: number,
  ):
    | { path: string; folder: string; fold: string; oid: string; size: number }
    | undefined {
    return this.connection.statement(`
      SELECT pages.path AS path, pages.folder AS folder, pages.fold AS fold, oid, size
      FROM pages JOIN files ON files.path_id = pages.path_id
      WHERE pages.path_id = ?
    `).get(pathId) as
      | {
        path: string;
        folder: string;
        fold: string;
        oid: string;
        size: number;
      }
      | undefined;
  }

  /** Pages whose folded path is this key, sorted by path. */
  listFolded(fold: string): PageName[] {
    return this.connection.statement(
      `SELECT path, title FROM pages WHERE fold = ? ORDER BY path`,
    ).all(fold) as unknown as PageName[];
  }

  /** Pages directly in a folder (empty: the root), sorted by path. */
  listIn(
    folder: string,
    { limit = -1, after = "" }: { limit?: number; after?: string } = {},
  ): PageName[] {
    return this.connection.statement(`
      SELECT path, title FROM pages WHERE folder = ? AND path > ? ORDER BY path LIMIT ?
    `).all(folder, after, limit) as unknown as PageName[];
  }

  /** Names of all pages, sorted by path; or so many behind one of them. */
  listNames(
    { limit = -1, after = "" }: { limit?: number; after?: string } = {},
  ): PageName[] {
    return this.connection.statement(
      `SELECT path, title FROM pages WHERE path > ? ORDER BY path LIMIT ?`,
    ).all(after, limit) as unknown as PageName[];
  }

  /** The paths of all pages, sorted, with `//` between two: one string, because a wiki may have tens of thousands. */
  joinedPaths(): string {
    const row = this.connection.statement(`
      SELECT group_concat(path, '//') AS paths
      FROM (SELECT path FROM pages ORDER BY path)
    `).get();
    return String(row?.["paths"] ?? "");
  }

  /** Pages behind a path, with the time of their last change (seconds since 1970); sorted by path. */
  listChanged(
    after: string,
    limit: number,
  ): { path: string; title: string; changedAt: number }[] {
    return this.connection.statement(`
      SELECT pages.path AS path, title, authored_at AS changedAt
      ${TABLES} WHERE pages.path > ? ORDER BY pages.path LIMIT ?
    `).all(after, limit) as {
      path: string;
      title: string;
      changedAt: number;
    }[];
  }

  /** The path at this place of all pages sorted by path, from 0. */
  pathAt(place: number): string | undefined {
    return this.connection.statement(
      `SELECT path FROM pages ORDER BY path LIMIT 1 OFFSET ?`,
    ).get(place)?.path as string | undefined;
  }

  /** Pages by path. */
  list(
    conditions: PageConditions,
    { limit, offset }: { limit: number; offset: number },
  ): PageRow[] {
    const { where, values } = conditionsSql(conditions);
    return this.connection.statement(`
      ${PAGE} ${TABLES} ${where} ORDER BY pages.path LIMIT ? OFFSET ?
    `).all(...values, limit, offset) as unknown as PageRow[];
  }

  /** How many pages fit. */
  count(conditions: PageConditions): number {
    const { where, values } = conditionsSql(conditions);
    const row = this.connection.statement(
      `SELECT count(*) AS count ${TABLES} ${where}`,
    ).get(...values);
    return row?.count as number;
  }

  /** Categories or tags (lower case) and how many pages carry each, sorted. */
  listLabels(
    kind: "category" | "tag",
    { limit = -1, offset = 0 }: { limit?: number; offset?: number } = {},
  ): { label: string; pages: number }[] {
    return this.connection.statement(`
      SELECT label, count(*) AS pages FROM page_labels WHERE kind = ?
      GROUP BY label ORDER BY label LIMIT ? OFFSET ?
    `).all(kind, limit, offset) as { label: string; pages: number }[];
  }

  /** How many categories or tags there are. */
  countLabels(kind: "category" | "tag"): number {
    return this.connection.statement(
      `SELECT count(DISTINCT label) AS count FROM page_labels WHERE kind = ?`,
    ).get(kind)?.count as number;
  }
}

/** Reads and writes `pages` rows. */
export class Pages extends PagesReader {
  put(page: NewPage): void {
    this.connection.statement(`
      INSERT INTO pages (path_id, path, folder, fold, title, category, tags, words, front_matter, is_text, is_empty,
        has_bad_front_matter)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (path_id) DO UPDATE SET title = excluded.title, category = excluded.category, tags = excluded.tags,
        words = excluded.words, front_matter = excluded.front_matter, is_text = excluded.is_text,
        is_empty = excluded.is_empty, has_bad_front_matter = excluded.has_bad_front_matter
    `).run(
      page.pathId,
      page.path,
      page.folder,
      page.fold,
      page.title,
      page.category,
      JSON.stringify(page.tags),
      page.words,
      page.frontMatter && JSON.stringify(page.frontMatter),
      Number(page.isText),
      Number(page.isEmpty),
      Number(page.hasBadFrontMatter),
    );
    this.#putLabels(page);
  }

  remove(pathId: number): void {
    this.connection.statement(`DELETE FROM pages WHERE path_id = ?`)
      .run(pathId);
    this.#removeLabels(pathId);
  }

  #putLabels({ pathId, category, tags }: NewPage): void {
    this.#removeLabels(pathId);
    const add = this.connection.statement(
      `INSERT OR IGNORE INTO page_labels (kind, label, path_id) VALUES (?, ?, ?)`,
    );
    if (category !== null) add.run("category", category.toLowerCase(), pathId);
    for (const tag of tags) add.run("tag", tag.toLowerCase(), pathId);
  }

  #removeLabels(pathId: number): void {
    this.connection.statement(`DELETE FROM page_labels WHERE path_id = ?`)
      .run(pathId);
  }
}

/** The conditions as SQL, with their values in order. */
function conditionsSql(
  { foldPrefix, category, tag, changedSince }: PageConditions,
): { where: string; values: (string | number)[] } {
  const parts: string[] = [];
  const values: (string | number)[] = [];
  if (foldPrefix) {
    parts.push("pages.fold >= ? AND pages.fold < ? || char(1114111)");
    values.push(foldPrefix, foldPrefix);
  }
  for (const [kind, label] of [["category", category], ["tag", tag]] as const) {
    if (label === undefined) continue;
    parts.push(
      "pages.path_id IN (SELECT path_id FROM page_labels WHERE kind = ? AND label = ?)",
    );
    values.push(kind, label);
  }
  if (changedSince !== undefined) {
    parts.push("authored_at >= ?");
    values.push(changedSince);
  }
  const where = parts.length === 0 ? "" : `WHERE ${parts.join(" AND ")}`;
  return { where, values };
}
