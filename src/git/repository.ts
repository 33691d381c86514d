/**
 * One bare git repository: reads at a commit, and commits in turn.
 *
 * @module
 */

/** 40 hexadecimal digits that name a git object. */
export type Oid = string;

/** Who wrote a commit. */
export interface Person {
  readonly name: string;
  readonly email: string;
}

/** A commit, parsed. */
export interface Commit {
  readonly oid: Oid;
  readonly tree: Oid;
  readonly parents: readonly Oid[];
  readonly author: Person;
  /** Seconds since 1970. */
  readonly authoredAt: number;
  readonly committer: Person;
  /** Seconds since 1970. */
  readonly committedAt: number;
  readonly message: string;
}

/** A regular file (or symlink, `120000`; submodule, `160000`) in a commit's tree. */
export interface TreeFile {
  /** Path from the root, `Actors/Iran.md`; a name that is not UTF-8 is shown with U+FFFD. */
  readonly path: string;
  readonly mode: "100644" | "100755" | "120000" | "160000";
  readonly oid: Oid;
}

/** What can be read of a repository. */
export interface RepositoryReader {
  readonly dir: string;
  /**
   * The newest commit of the main branch, or `null` where nothing was committed yet.
   * An empty or broken ref is repaired from the reflog's last line.
   * @throws {AppError} `unavailable` where it cannot be repaired.
   */
  head(): Oid | null;
  /** @throws {AppError} `not_found` where there is no such commit. */
  readCommit(oid: Oid): Commit;
  /** @throws {AppError} `not_found` where there is no such blob. The bytes are a copy or must not be changed. */
  readBlob(oid: Oid): Uint8Array;
  /** Bytes in a blob, without inflating all of it where that can be avoided. */
  blobSize(oid: Oid): number;
  /** The file at exactly this path, or `undefined`. */
  findFile(commit: Oid, path: string): TreeFile | undefined;
  /** All files of a commit, folders entered, sorted by path in git's order; cached by tree. */
  listFiles(commit: Oid): readonly TreeFile[];
}

/** What one commit changes. */
export interface CommitPlan {
  /** New bytes by path; `null` removes the file. */
  readonly files: ReadonlyMap<string, Uint8Array | null>;
  readonly author: Person;
  readonly committer: Person;
  readonly message: string;
  readonly at: Date;
}

/** The right to move the main branch, held by one writer at a time. */
export interface Turn {
  /** HEAD as this turn began, or as its last {@linkcode Turn.publish} left it. */
  readonly head: Oid | null;
  /**
   * Writes blobs, trees and the commit durably; the branch does not move yet.
   * @throws {AppError} `invalid` for a path that git or a checkout could not hold; `storage_full`.
   */
  write(plan: CommitPlan): Promise<Oid>;
  /**
   * Moves the branch to a commit made by {@linkcode Turn.write} (or imported): reflog line, `<ref>.lock`,
   * compare with {@linkcode Turn.head}, rename, sync of the folder.
   * @throws {AppError} `conflict` where something else moved the branch meanwhile.
   */
  publish(commit: Oid): Promise<void>;
}

/** One bare git repository. */
export declare class Repository implements RepositoryReader {
  /** Makes an empty bare repository (`HEAD` → `refs/heads/main`, `gc.auto=0`, reflog on), durably. */
  static create(dir: string): Repository;
  /** Opens a repository: stale locks and temporary files of a dead process are removed by {@linkcode Repository.removeLeftovers} only. */
  static open(dir: string): Repository;
  readonly dir: string;
  head(): Oid | null;
  readCommit(oid: Oid): Commit;
  readBlob(oid: Oid): Uint8Array;
  blobSize(oid: Oid): number;
  findFile(commit: Oid, path: string): TreeFile | undefined;
  listFiles(commit: Oid): readonly TreeFile[];
  /** Runs `work` when all earlier turns on this repository have ended. */
  turn<T>(work: (turn: Turn) => Promise<T>): Promise<T>;
  /** Removes stale locks and temporary files; only at boot. Returns how many. */
  removeLeftovers(): number;
  /** Closes the file descriptors. */
  close(): void;
}
