/** Regular files at the head, and the folders that hold them. @module */
import type { IndexConnection } from "./index_connection.ts";

/** A file as the follower stores it. */
export interface NewFile {
  readonly pathId: number;
  /** `Actors/Iran.md`. */
  readonly path: string;
  /** `Actors`; empty at the root. */
  readonly folder: string;
  /** The key under which spellings meet; of the page's path (without `.md`) where it is a page. */
  readonly fold: string;
  /** 1: it is a page. */
  readonly isPage: number;
  readonly mode: "100644" | "100755";
  readonly oid: string;
  readonly size: number;
  /** Place of the last commit that changed it. */
  readonly seq: number;
}

/** A file at the head. */
export interface FileRow extends Omit<NewFile, "fold"> {
  /** The last commit that changed it. */
  readonly revision: string;
}

/** A folder at the head. */
export interface FolderRow {
  readonly path: string;
  /** Files below, at any depth. */
  readonly files: number;
  /** Pages below, at any depth. */
  readonly pages: number;
}

const FILE =
  `SELECT path_id AS pathId, path, folder, is_page AS isPage, mode, files.oid AS oid, size, files.seq AS seq,
    commits.oid AS revision
  FROM files JOIN commits ON commits.seq = files.seq`;

/** Reads `files` and `folders` rows. */
export class FilesReader {
  protected readonly connection: IndexConnection;

  constructor(connection: IndexConnection) {
    this.connection = connection;
  }

  /** The file at exactly this path (`Actors/Iran.md`). */
  find(path: string): FileRow | undefined {
    return this.connection.statement(`${FILE} WHERE path = ?`)
      .get(path) as FileRow | undefined;
  }

  /** Files whose folded path (of pages: without `.md`) is this key, sorted by path. */
  listFolded(fold: string): FileRow[] {
    return this.connection.statement(`${FILE} WHERE fold = ? ORDER BY path`)
      .all(fold) as unknown as FileRow[];
  }

  /** Files directly in a folder (empty: the root), sorted by path; of one kind where `isPage` is given. */
  listIn(
    folder: string,
    { isPage, limit = -1 }: { isPage?: boolean; limit?: number } = {},
  ): FileRow[] {
    const kind = isPage === undefined ? null : Number(isPage);
    return this.connection.statement(`
      ${FILE}
      WHERE folder = :folder AND (:kind IS NULL OR is_page = :kind)
      ORDER BY path LIMIT :limit
    `).all({ folder, kind, limit }) as unknown as FileRow[];
  }

  /** Files in a folder and all folders below it, sorted by path. (`0` comes right behind `/`.) */
  listBelow(folder: string): FileRow[] {
    return this.connection.statement(`
      ${FILE} WHERE path > :folder || '/' AND path < :folder || '0' ORDER BY path
    `).all({ folder }) as unknown as FileRow[];
  }

  /** The folder at exactly this path. */
  findFolder(path: string): FolderRow | undefined {
    return this.connection.statement(
      `SELECT path, files, pages FROM folders WHERE path = ?`,
    ).get(path) as FolderRow | undefined;
  }

  /** Folders whose folded path is this key, sorted by path. */
  listFoldersFolded(fold: string): FolderRow[] {
    return this.connection.statement(
      `SELECT path, files, pages FROM folders WHERE fold = ? ORDER BY path`,
    ).all(fold) as unknown as FolderRow[];
  }

  /** Folders directly in a folder (empty: the root), sorted by path. */
  listFoldersIn(parent: string): FolderRow[] {
    return this.connection.statement(
      `SELECT path, files, pages FROM folders WHERE parent = ? ORDER BY path`,
    ).all(parent) as unknown as FolderRow[];
  }
}

/** Reads and writes `files` and `folders` rows. */
export class Files extends FilesReader {
  put(file: NewFile): void {
    this.connection.statement(`
      INSERT INTO files (path_id, path, folder, fold, is_page, mode, oid, size, seq)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (path_id) DO UPDATE
      SET mode = excluded.mode, oid = excluded.oid, size = excluded.size, seq = excluded.seq
    `).run(
      file.pathId,
      file.path,
      file.folder,
      file.fold,
      file.isPage,
      file.mode,
      file.oid,
      file.size,
      file.seq,
    );
  }

  remove(pathId: number): void {
    this.connection.statement(`DELETE FROM files WHERE path_id = ?`)
      .run(pathId);
  }

  /** Adds to what a folder holds (negative: takes away); a folder that holds nothing is removed. */
  countInFolder(
    folder: { path: string; parent: string; fold: string },
    by: { files: number; pages: number },
  ): void {
    this.connection.statement(`
      INSERT INTO folders (path, parent, fold, files, pages) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (path) DO UPDATE SET files = files + excluded.files, pages = pages + excluded.pages
    `).run(folder.path, folder.parent, folder.fold, by.files, by.pages);
    this.connection.statement(
      `DELETE FROM folders WHERE path = ? AND files = 0`,
    ).run(folder.path);
  }
}
