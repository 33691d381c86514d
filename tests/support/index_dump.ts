/**
 * Everything the index holds, in a form that does not depend on how it came to be: an index that followed each commit and one
 * that was built in one go must give the same text.
 *
 * @module
 */
import { DatabaseSync } from "node:sqlite";

/** One query for each derived table: names instead of ids, sorted. A new table needs a row here. */
const DUMPS: readonly (readonly [table: string, sql: string])[] = [
  [
    "meta",
    `SELECT index_head, head_seq, derivation, link_style, file_count, page_count, content_bytes FROM meta`,
  ],
  [
    "commits",
    `SELECT seq, oid, authored_at, committed_at, author_name, author_email, message, is_message_cut, is_merge, touched
     FROM commits ORDER BY seq`,
  ],
  [
    "side_commits",
    `SELECT oid, merged_seq FROM side_commits ORDER BY oid`,
  ],
  [
    "changes",
    `SELECT path, seq, blob FROM changes JOIN paths ON paths.id = path_id ORDER BY path, seq`,
  ],
  [
    "moves",
    `SELECT new.path AS moved_to, seq, old.path AS moved_from FROM moves
     JOIN paths AS new ON new.id = to_id JOIN paths AS old ON old.id = from_id ORDER BY new.path, seq`,
  ],
  [
    "files",
    `SELECT path, folder, fold, is_page, mode, oid, size, seq FROM files ORDER BY path`,
  ],
  [
    "folders",
    `SELECT path, parent, fold, files, pages FROM folders ORDER BY path`,
  ],
  [
    "pages",
    `SELECT path, folder, fold, title, category, tags, words, front_matter, is_text, is_empty,
       has_bad_front_matter FROM pages ORDER BY path`,
  ],
  [
    "page_labels",
    `SELECT path, kind, label FROM page_labels JOIN pages ON pages.path_id = page_labels.path_id
     ORDER BY path, kind, label`,
  ],
  [
    "waiting_texts",
    `SELECT path, next_offset FROM waiting_texts JOIN paths ON paths.id = path_id ORDER BY path`,
  ],
  [
    "links",
    `SELECT path, target, second, is_embed, links.fold AS fold, second_fold FROM links JOIN pages ON path_id = source_id
     ORDER BY path, target, second, is_embed`,
  ],
  [
    "headings",
    `SELECT path, position, level, id, text, headings.fold AS fold FROM headings JOIN pages ON path_id = page_id
     ORDER BY path, position`,
  ],
  [
    "written_ids",
    `SELECT path, id FROM written_ids JOIN pages ON path_id = page_id ORDER BY path, id`,
  ],
  [
    "anchors",
    `SELECT path, target, second, fragment, id, is_own FROM anchors JOIN pages ON path_id = source_id
     ORDER BY path, target, second, fragment, id, is_own`,
  ],
  [
    "page_words",
    `SELECT path, col, group_concat(term, ' ' ORDER BY offset) AS words
     FROM temp.page_words_places JOIN pages ON path_id = doc
     GROUP BY path, col ORDER BY path, col`,
  ],
  [
    "portion_words",
    `SELECT path, text_start, group_concat(term, ' ' ORDER BY offset) AS words
     FROM temp.portion_words_places JOIN page_portions ON id = doc JOIN pages ON path_id = page_id
     GROUP BY path, text_start ORDER BY path, text_start`,
  ],
  [
    "page_names",
    `SELECT pages.path AS page, page_names.title AS title, name, page_names.path AS path, known
     FROM page_names JOIN pages ON path_id = page_id ORDER BY pages.path`,
  ],
  [
    "known_words",
    `SELECT word, pages, EXISTS (SELECT 1 FROM known_trigrams WHERE rowid = known_words.id) AS has_trigrams
     FROM known_words ORDER BY word`,
  ],
];

/** Tables that show the words of contentless full-text tables one by one. */
const PLACES = ["page_words", "portion_words"].map((table) =>
  `CREATE VIRTUAL TABLE IF NOT EXISTS temp.${table}_places USING fts5vocab(main, ${table}, instance)`
);

/** All rows, one JSON line each. */
export function indexDump({ db }: { readonly db: DatabaseSync }): string {
  for (const sql of PLACES) db.exec(sql);
  const lines = DUMPS.flatMap(([table, sql]) =>
    db.prepare(sql).all().map((row) => `${table} ${JSON.stringify(row)}`)
  );
  return lines.join("\n");
}

/** {@linkcode indexDump} of a wiki's folder that no program has open. */
export function dumpOfFolder(folder: string): string {
  const db = new DatabaseSync(`${folder}/index.db`);
  try {
    return indexDump({ db });
  } finally {
    db.close();
  }
}
