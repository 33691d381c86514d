/**
 * The main branch of one repository: where it stands, how it is moved, how it is repaired.
 *
 * A ref that is empty, malformed or lost is repaired from the reflog and never taken for the
 * beginning of a new history.
 *
 * @module
 */
import * as fs from "node:fs";
import { open, rename, unlink } from "node:fs/promises";
import { dirname } from "node:path";
import { AppError } from "../errors.ts";
import {
  asStorageError,
  errorCode,
  makeFolder,
  syncFolder,
  syncFolderNow,
} from "./durable_file.ts";
import {
  appendReflog,
  reflogBackwards,
  type ReflogEntry,
  reflogPath,
} from "./reflog.ts";
import { readRef } from "./refs.ts";
import type { Oid } from "./repository.ts";

/** What was wrong with a branch, and what it was set to. */
export interface BranchRepair {
  readonly dir: string;
  /** `refs/heads/main`. */
  readonly ref: string;
  readonly found: "empty" | "malformed" | "missing" | "outdated";
  /** The commit that the branch stands at now. */
  readonly oid: Oid;
}

/** How a {@linkcode Branch} asks about commits, and tells of repairs. */
export interface BranchOptions {
  /** Whether a commit and its tree can be read. */
  readonly isReadable: (oid: Oid) => boolean;
  /** Whether the first is reachable from the second. */
  readonly isAncestor: (ancestor: Oid, descendant: Oid) => boolean;
  readonly onRepaired?: ((repair: BranchRepair) => void) | undefined;
  /** How long to wait for another process that holds `<ref>.lock`. */
  readonly lockWaitMs: number;
}

const LOCK_RETRY_MS = 20;

/** One branch. */
export class Branch {
  readonly #dir: string;
  readonly #options: BranchOptions;
  readonly name: string;
  /** A packed value and a reflog value that were found not to belong together, so that this is not asked again. */
  #unrelated = "";

  /** Names the branch `name` (`refs/heads/main`) of a bare repository. */
  constructor(dir: string, name: string, options: BranchOptions) {
    this.#dir = dir;
    this.name = name;
    this.#options = options;
  }

  /**
   * The commit that the branch stands at, from disk; `null` where it has none yet. A broken branch is
   * repaired on the way.
   * @throws {AppError} `unavailable` where it cannot be repaired.
   */
  read(): Oid | null {
    const state = readRef(this.#dir, this.name);
    if (state.kind === "loose") return state.oid;
    if (state.kind === "broken") return this.#repair(state.why);
    if (state.kind === "packed") {
      const newer = this.#newerThanPacked(state.oid);
      return newer ? this.#repair("outdated") : state.oid;
    }
    const hadHistory = !reflogBackwards(this.#log).next().done;
    return hadHistory ? this.#repair("missing") : null;
  }

  /**
   * Moves the branch: lock, compare, reflog line, rename, sync. It has moved when this answers;
   * it has not moved when this throws, unless only the last sync failed.
   * @throws {AppError} `conflict` where it does not stand at `move.from`; `unavailable` where
   * another process holds the lock; `storage_full`.
   */
  async move(move: ReflogEntry): Promise<void> {
    const path = `${this.#dir}/${this.name}`;
    const lock = await this.#lock();
    try {
      const found = this.#valueUnderLock();
      if (found !== move.from) {
        throw new AppError(
          "conflict",
          `Cannot move ${this.name}: it stands at ${
            found ?? "nothing"
          } meanwhile`,
        );
      }
      const log = await appendReflog(this.#log, move);
      try {
        await lock.writeFile(`${move.to}\n`);
        await lock.sync();
        await rename(`${path}.lock`, path);
      } catch (error) {
        await log.takeBack().catch(() => {}); // An extra line harms nobody.
        throw error;
      }
    } catch (error) {
      await unlink(`${path}.lock`).catch(() => {}); // The first failure is the one to report.
      throw asStorageError(error, `move ${this.name}`);
    } finally {
      await lock.close();
    }
    await syncFolder(dirname(path));
  }

  get #log(): string {
    return reflogPath(this.#dir, this.name);
  }

  /** Takes `<ref>.lock`, as git does; waits a little for another process that is about to finish. */
  async #lock(): Promise<fs.promises.FileHandle> {
    const path = `${this.#dir}/${this.name}.lock`;
    const tries = Math.ceil(this.#options.lockWaitMs / LOCK_RETRY_MS);
    for (let left = tries;; left--) {
      try {
        return await open(path, "wx", 0o644);
      } catch (error) {
        const code = errorCode(error);
        if (code === "ENOENT") await makeFolder(dirname(path));
        else if (code !== "EEXIST") {
          throw asStorageError(error, "lock the branch");
        } else if (left <= 0) {
          throw this.#unavailable("another process holds its lock");
        } else await new Promise((done) => setTimeout(done, LOCK_RETRY_MS));
      }
    }
  }

  #valueUnderLock(): Oid | null {
    const state = readRef(this.#dir, this.name);
    if (state.kind === "broken") {
      throw this.#unavailable(`its file is ${state.why}`);
    }
    return state.kind === "missing" ? null : state.oid;
  }

  /** The reflog's last commit, where the packed value is an older one: then the branch's own file was lost. */
  #newerThanPacked(packed: Oid): Oid | undefined {
    const last = this.#lastReadable();
    if (last === undefined || last === packed) return undefined;
    const pair = `${packed} ${last}`;
    if (pair === this.#unrelated) return undefined;
    if (this.#options.isAncestor(packed, last)) return last;
    this.#unrelated = pair;
    return undefined;
  }

  #lastReadable(): Oid | undefined {
    for (const oid of reflogBackwards(this.#log)) {
      if (this.#options.isReadable(oid)) return oid;
    }
  }

  /** Sets the branch to the reflog's last readable commit; at once, because nothing works without it. */
  #repair(found: BranchRepair["found"]): Oid {
    const oid = this.#lastReadable();
    if (oid === undefined) {
      throw this.#unavailable(
        `it is ${found}, and its reflog names no commit that is there`,
      );
    }
    const path = `${this.#dir}/${this.name}`;
    let fd: number;
    try {
      fd = fs.openSync(`${path}.lock`, "wx", 0o644);
    } catch (error) {
      // Somebody else is writing the ref: this answer is right, and the next look may repair.
      if (errorCode(error) === "EEXIST") return oid;
      throw asStorageError(error, `repair ${this.name}`);
    }
    try {
      fs.writeFileSync(fd, `${oid}\n`);
      fs.fsyncSync(fd);
      fs.renameSync(`${path}.lock`, path);
    } catch (error) {
      fs.rmSync(`${path}.lock`, { force: true });
      throw asStorageError(error, `repair ${this.name}`);
    } finally {
      fs.closeSync(fd);
    }
    syncFolderNow(dirname(path));
    this.#options.onRepaired?.({ dir: this.#dir, ref: this.name, found, oid });
    return oid;
  }

  #unavailable(reason: string): AppError {
    return new AppError("unavailable", `Cannot use ${this.name}: ${reason}`);
  }
}
