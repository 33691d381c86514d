/**
 * The pages among which one search looks, in a temporary table of the connection: it is filled, asked and forgotten without
 * waiting in between.
 *
 * @module
 */
import type { IndexConnection } from "./index_connection.ts";

/** Which pages to choose; all must hold. */
export interface ChoiceConditions {
  /** Tags and categories that a page carries, in lower case. */
  readonly labels: readonly {
    readonly kind: "tag" | "category";
    readonly label: string;
  }[];
  /** Beginnings of the folded path. */
  readonly foldPrefixes: readonly string[];
  /** When the last change was authored, in seconds since 1970, both included. */
  readonly changed: { readonly from: number; readonly to: number };
}

/** A commit that was the last to change a chosen page, and who is named as its author. */
export interface LastCommit {
  readonly seq: number;
  readonly oid: string;
  readonly authorName: string;
  readonly authorEmail: string;
}

/** Chooses pages, and reads which were chosen. */
export class ChosenPages {
  readonly #connection: IndexConnection;

  constructor(connection: IndexConnection) {
    this.#connection = connection;
  }

  /** Chooses the pages that fit, in the place of any chosen before. */
  choose({ labels, foldPrefixes, changed }: ChoiceConditions): void {
    this.#connection.db.exec(`
      CREATE TEMP TABLE IF NOT EXISTS chosen_pages (
        id INTEGER PRIMARY KEY, -- pages.path_id
        seq INTEGER NOT NULL,   -- files.seq
        changed_at INTEGER NOT NULL
      );
      DELETE FROM temp.chosen_pages;
    `);
    const parts = [
      "authored_at BETWEEN ? AND ?",
      ...foldPrefixes.map(() =>
        "pages.fold >= ? AND pages.fold < ? || char(1114111)"
      ),
      ...labels.map(() =>
        "pages.path_id IN (SELECT path_id FROM page_labels WHERE kind = ? AND label = ?)"
      ),
    ];
    this.#connection.statement(`
      INSERT INTO temp.chosen_pages (id, seq, changed_at)
      SELECT pages.path_id, files.seq, authored_at
      FROM pages JOIN files ON files.path_id = pages.path_id JOIN commits ON commits.seq = files.seq
      WHERE ${parts.join(" AND ")}
    `).run(
      changed.from,
      changed.to,
      ...foldPrefixes.flatMap((prefix) => [prefix, prefix]),
      ...labels.flatMap(({ kind, label }) => [kind, label]),
    );
  }

  /** The last commits of the chosen pages, each once, newest first, at most `limit`. */
  listLastCommits(limit: number): LastCommit[] {
    return this.#connection.statement(`
      SELECT seq, oid, author_name AS authorName, author_email AS authorEmail
      FROM commits WHERE seq IN (SELECT seq FROM temp.chosen_pages)
      ORDER BY seq DESC LIMIT ?
    `).all(limit) as unknown as LastCommit[];
  }

  /** Drops from the choice all pages but those that these commits changed last. */
  keepCommits(seqs: readonly number[]): void {
    this.#connection.statement(`
      DELETE FROM temp.chosen_pages WHERE seq NOT IN (SELECT value FROM json_each(?))
    `).run(JSON.stringify(seqs));
  }

  /** Ids of the chosen pages, those changed last first. */
  listLatest(limit: number): number[] {
    return this.#connection.statement(`
      SELECT id FROM temp.chosen_pages ORDER BY changed_at DESC, id LIMIT ?
    `).all(limit).map(({ id }) => id as number);
  }

  /** How many are chosen. */
  count(): number {
    return this.#connection.statement(
      `SELECT count(*) AS count FROM temp.chosen_pages`,
    ).get()?.count as number;
  }
}
