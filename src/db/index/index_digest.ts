/**
 * Everything the index holds, in a form that does not depend on how it came to be: an index that followed each commit and one
 * that was built in one go must give the same text.
 *
 * @module
 */
import { createHash } from "node:crypto";
import type { IndexDatabase } from "./index_database.ts";

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
    `SELECT path, folder, fold, title, category, tags, words, front_matter, is_text FROM pages ORDER BY path`,
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
];

/** All rows, one JSON line each. */
export function indexDump(index: IndexDatabase): string {
  const lines = DUMPS.flatMap(([table, sql]) =>
    index.db.prepare(sql).all().map((row) => `${table} ${JSON.stringify(row)}`)
  );
  return lines.join("\n");
}

/** SHA-256 of {@linkcode indexDump}, in hexadecimal digits. */
export function indexDigest(index: IndexDatabase): string {
  return createHash("sha256").update(indexDump(index)).digest("hex");
}
