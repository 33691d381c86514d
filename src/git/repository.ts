/**
 * One bare git repository: reads at a commit, and commits in turn.
 *
 * @module
 */
import { AppError } from "../errors.ts";
import {
  checkBareRepository,
  createBareRepository,
  removeLeftovers,
} from "./bare_folder.ts";
import { Branch, type BranchRepair } from "./branch.ts";
import { isAncestor } from "./changes_between.ts";
import { encodeCommit, parseCommit, signature } from "./commits.ts";
import { DEFAULT_CACHE_BYTES, GitCache } from "./git_cache.ts";
import { CorruptObjectError, hashGently } from "./objects.ts";
import { ObjectStore } from "./object_store.ts";
import { listRefs, MAIN_BRANCH, readHeadBranch, type Ref } from "./refs.ts";
import { TreeReader } from "./tree_reader.ts";
import { updateTree } from "./tree_update.ts";
import type { TreeEntry } from "./trees.ts";

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
  /** The entries of a tree, in git's order. @throws {AppError} `not_found` where there is no such tree. */
  readTree(oid: Oid): readonly TreeEntry[];
  /** @throws {AppError} `not_found` where there is no such blob. The bytes are a copy or must not be changed. */
  readBlob(oid: Oid): Uint8Array;
  /** Bytes in a blob, without inflating all of it where that can be avoided. */
  blobSize(oid: Oid): number;
  /** The file at exactly this path, or `undefined`. */
  findFile(commit: Oid, path: string): TreeFile | undefined;
  /** All files of a commit, folders entered, sorted by path in git's order; cached by tree. */
  listFiles(commit: Oid): readonly TreeFile[];
  /** Bytes that all objects take on disk, history included. */
  storedBytes(): Promise<number>;
}

/** A blob that the repository has already: to move or bring back a file without reading it. */
export interface StoredBlob {
  readonly oid: Oid;
  readonly mode: "100644" | "100755";
}

/** What becomes of a file: new bytes, or a blob that is there; `null` removes it. */
export type FileContent = Uint8Array | StoredBlob | null;

/** What one commit changes. */
export interface CommitPlan {
  /** By path. */
  readonly files: ReadonlyMap<string, FileContent>;
  readonly author: Person;
  readonly committer: Person;
  readonly message: string;
  readonly at: Date;
  /** Bytes that all stored objects may take afterwards; left out: any number. */
  readonly maxStoredBytes?: number | undefined;
}

/** The right to move the main branch, held by one writer at a time. */
export interface Turn {
  /** HEAD as this turn began, or as its last {@linkcode Turn.publish} left it. */
  readonly head: Oid | null;
  /**
   * Writes blobs, trees and the commit durably; the branch does not move yet.
   * @throws {AppError} `invalid` for a path that git or a checkout could not hold; `storage_full`, {@linkcode NoRoomError}.
   */
  write(plan: CommitPlan): Promise<Oid>;
  /**
   * Moves the branch to a commit made by {@linkcode Turn.write} (or imported): reflog line, `<ref>.lock`,
   * compare with {@linkcode Turn.head}, rename, sync of the folder.
   * @throws {AppError} `conflict` where something else moved the branch meanwhile.
   */
  publish(commit: Oid): Promise<void>;
}

/** What {@linkcode Repository.open} may be told; each part has a default. */
export interface RepositoryOptions {
  /** Shared by all repositories of the process, so that its bound holds for all of them together. */
  readonly cache?: GitCache;
  /** Called after a broken branch was repaired, to log it. */
  readonly onRepaired?: (repair: BranchRepair) => void;
  /** A clock in milliseconds that never goes back. */
  readonly monotonicMs?: () => number;
  /** How long a publish waits for a real git that holds `<ref>.lock`. */
  readonly lockWaitMs?: number;
}

/** An operator's own git may move the branch: this is how long that can go unseen by readers. */
const HEAD_AGE_MS = 1000;
const LOCK_WAIT_MS = 1000;

/** One bare git repository. */
export class Repository implements RepositoryReader {
  readonly dir: string;
  /** The objects, for packing and serving. */
  readonly store: ObjectStore;
  readonly #trees: TreeReader;
  readonly #branch: Branch;
  readonly #now: () => number;
  #head: { readonly oid: Oid | null; readonly readAt: number } | undefined;
  #lastCommit: Commit | undefined;
  #lastTurn: Promise<unknown> = Promise.resolve();
  #isClosed = false;

  private constructor(dir: string, options: RepositoryOptions) {
    const cache = options.cache ?? new GitCache(DEFAULT_CACHE_BYTES);
    this.dir = dir;
    this.store = new ObjectStore(dir, cache);
    this.#trees = new TreeReader(this.store, cache);
    this.#now = options.monotonicMs ?? (() => performance.now());
    this.#branch = new Branch(dir, readHeadBranch(dir) ?? MAIN_BRANCH, {
      isReadable: (oid) => this.#isReadable(oid),
      isAncestor: (ancestor, descendant) =>
        isAncestor(this, ancestor, descendant),
      onRepaired: options.onRepaired,
      lockWaitMs: options.lockWaitMs ?? LOCK_WAIT_MS,
    });
  }

  /**
   * Makes an empty bare repository (`HEAD` → `refs/heads/main`, `gc.auto=0`, reflog on), durably.
   * @throws {AppError} `conflict` where there is one already.
   */
  static create(dir: string, options: RepositoryOptions = {}): Repository {
    createBareRepository(dir);
    return Repository.open(dir, options);
  }

  /**
   * Opens a repository. Stale locks and temporary files of a dead process are removed by
   * {@linkcode Repository.removeLeftovers} only.
   * @throws {AppError} `not_found` where the folder holds no repository.
   */
  static open(dir: string, options: RepositoryOptions = {}): Repository {
    checkBareRepository(dir);
    return new Repository(dir, options);
  }

  /** The full name of the main branch, `refs/heads/main`. */
  get branch(): string {
    return this.#branch.name;
  }

  head(): Oid | null {
    const now = this.#now();
    if (this.#head === undefined || now - this.#head.readAt >= HEAD_AGE_MS) {
      this.#head = { oid: this.#readBranch(), readAt: now };
    }
    return this.#head.oid;
  }

  /** Branches and tags, sorted by name. */
  refs(): Ref[] {
    return listRefs(this.dir);
  }

  readCommit(oid: Oid): Commit {
    if (this.#lastCommit?.oid === oid) return this.#lastCommit;
    const { data } = this.store.read(oid, "commit");
    return this.#lastCommit = parseCommit(oid, data);
  }

  readTree(oid: Oid): readonly TreeEntry[] {
    return this.#trees.read(oid);
  }

  readBlob(oid: Oid): Uint8Array {
    return this.store.read(oid, "blob").data;
  }

  blobSize(oid: Oid): number {
    const header = this.store.findHeader(oid);
    if (header?.type === "blob") return header.size;
    throw new AppError("not_found", `Cannot find blob "${oid}"`);
  }

  findFile(commit: Oid, path: string): TreeFile | undefined {
    return this.#trees.findFile(this.readCommit(commit).tree, path);
  }

  listFiles(commit: Oid): readonly TreeFile[] {
    return this.#trees.listFiles(this.readCommit(commit).tree);
  }

  storedBytes(): Promise<number> {
    return this.store.storedBytes();
  }

  /** Runs `work` when all earlier turns on this repository have ended. */
  turn<T>(work: (turn: Turn) => Promise<T>): Promise<T> {
    const run = this.#lastTurn.then(() => this.#runTurn(work));
    this.#lastTurn = run.catch(() => {}); // Its own caller hears of it; the next turn begins anyway.
    return run;
  }

  /** Removes stale locks and temporary files; only at boot, before the first turn. Returns how many. */
  removeLeftovers(): number {
    return removeLeftovers(this.dir);
  }

  /** Closes the file descriptors. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.store.close();
  }

  async #runTurn<T>(work: (turn: Turn) => Promise<T>): Promise<T> {
    if (this.#isClosed) {
      throw new AppError(
        "unavailable",
        `Cannot write: the repository is closed`,
      );
    }
    this.#head = { oid: this.#readBranch(), readAt: this.#now() };
    const turn = new RepositoryTurn(this.#head.oid, {
      write: (head, plan) => this.#write(head, plan),
      publish: (head, commit) => this.#publish(head, commit),
    });
    try {
      return await work(turn);
    } finally {
      turn.end();
    }
  }

  /** A branch that names a damaged commit is not set back by itself: that would lose what came after. */
  #readBranch(): Oid | null {
    const oid = this.#branch.read();
    if (oid === null || this.#isReadable(oid)) return oid;
    throw new AppError(
      "unavailable",
      `Cannot use ${this.branch}: its commit "${oid}" is missing or damaged`,
    );
  }

  async #write(head: Oid | null, plan: CommitPlan): Promise<Oid> {
    const root = head === null ? null : this.readCommit(head).tree;
    const read = (oid: Oid) => this.readTree(oid);
    const names = new Map<Uint8Array, Oid>();
    for (const data of plan.files.values()) {
      if (!(data instanceof Uint8Array)) continue;
      names.set(data, await hashGently({ type: "blob", data }));
    }
    const files = { contents: plan.files, names };
    const { tree, objects } = await updateTree(root, files, read);
    const parents = head === null ? [] : [head];
    const data = encodeCommit({ ...plan, tree, parents });
    const all = [...objects, { type: "commit", data } as const];
    const oids = await this.store.write(all, plan);
    return oids.at(-1)!;
  }

  async #publish(head: Oid | null, oid: Oid): Promise<void> {
    const commit = this.readCommit(oid);
    if (!this.store.has(commit.tree)) {
      throw new AppError(
        "not_found",
        `Cannot publish "${oid}": its tree is missing`,
      );
    }
    const by = signature(commit.committer, new Date(commit.committedAt * 1000));
    const message = `commit: ${commit.message}`;
    this.#head = undefined;
    await this.#branch.move({ from: head, to: oid, by, message });
    this.#head = { oid, readAt: this.#now() };
  }

  /** Whether a commit and its tree are there; damage is an answer, a failing disk is not. */
  #isReadable(oid: Oid): boolean {
    try {
      const { data } = this.store.read(oid, "commit");
      return this.store.read(parseCommit(oid, data).tree, "tree") !== undefined;
    } catch (error) {
      if (error instanceof CorruptObjectError) return false;
      if (error instanceof AppError && error.code === "not_found") return false;
      throw error;
    }
  }
}

/** What a turn asks its repository to do. */
interface TurnActions {
  write(head: Oid | null, plan: CommitPlan): Promise<Oid>;
  publish(head: Oid | null, commit: Oid): Promise<void>;
}

/** A {@linkcode Turn} that is worth nothing once it has ended. */
class RepositoryTurn implements Turn {
  #head: Oid | null;
  #hasEnded = false;
  readonly #actions: TurnActions;

  constructor(head: Oid | null, actions: TurnActions) {
    this.#head = head;
    this.#actions = actions;
  }

  get head(): Oid | null {
    return this.#head;
  }

  async write(plan: CommitPlan): Promise<Oid> {
    this.#check();
    return await this.#actions.write(this.#head, plan);
  }

  async publish(commit: Oid): Promise<void> {
    this.#check();
    await this.#actions.publish(this.#head, commit);
    this.#head = commit;
  }

  end(): void {
    this.#hasEnded = true;
  }

  #check(): void {
    if (this.#hasEnded) {
      throw new Error("This turn on the repository has ended");
    }
  }
}
