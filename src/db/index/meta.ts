/** Where the index stands: one row. @module */
import type { DatabaseSync } from "node:sqlite";
import type { IndexConnection } from "./index_connection.ts";

/** The row. */
export interface IndexMeta {
  /** The commit that every table stands at, or `null` where nothing was indexed yet. */
  readonly head: string | null;
  /** Its place on the first-parent line, from 1; 0: none. */
  readonly headSeq: number;
  /** Version of the code that derived the rows. */
  readonly derivation: string;
  /** Order inside `[[…]]` under which links were read. */
  readonly linkStyle: string;
  readonly fileCount: number;
  readonly pageCount: number;
  /** Bytes of all files at the head. */
  readonly contentBytes: number;
}

/** Reads the `meta` row, which every request asks for: it is kept until it is written. */
export class MetaReader {
  protected readonly connection: IndexConnection;
  #kept: { readonly db: DatabaseSync; readonly meta: IndexMeta } | null = null;

  constructor(connection: IndexConnection) {
    this.connection = connection;
  }

  /** The row as it is now. */
  read(): IndexMeta {
    const { db } = this.connection;
    if (this.#kept?.db === db) return this.#kept.meta;
    const meta = this.#query();
    // What a transaction has written may still be undone.
    this.#kept = db.isTransaction ? null : { db, meta };
    return meta;
  }

  /** After a write, and at the end of a transaction. */
  forget(): void {
    this.#kept = null;
  }

  #query(): IndexMeta {
    return this.connection.statement(`
      SELECT index_head AS head, head_seq AS headSeq, derivation, link_style AS linkStyle,
        file_count AS fileCount, page_count AS pageCount, content_bytes AS contentBytes
      FROM meta
    `).get() as unknown as IndexMeta;
  }
}

/** Reads and writes the `meta` row. */
export class Meta extends MetaReader {
  write(meta: IndexMeta): void {
    this.forget();
    this.connection.statement(`
      UPDATE meta SET index_head = :head, head_seq = :headSeq, derivation = :derivation, link_style = :linkStyle,
        file_count = :fileCount, page_count = :pageCount, content_bytes = :contentBytes
    `).run({ ...meta });
  }
}
