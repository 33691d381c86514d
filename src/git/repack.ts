/**
 * Keeps repositories small and quick to clone: after writes, loose objects are rolled into packs, one repository at a time.
 *
 * @module
 */
import * as fs from "node:fs";
import { errorCode } from "./durable_file.ts";
import { type JobOptions, runPackJob } from "./pack_jobs.ts";
import type { ThreadStarter } from "../threads/thread_starter.ts";
import { listRefs } from "./refs.ts";
import type { RepackResult } from "./repack_work.ts";
import type { Repository } from "./repository.ts";

/** When a repository is repacked. */
export interface RepackPolicy {
  /** From about this many loose objects on; a save leaves 4 or 5. */
  readonly looseObjects: number;
  /** More packs than this are merged. */
  readonly maxPacks: number;
}

/** About 200 saves; rolling them up takes a fifth of a second. */
export const DEFAULT_POLICY: RepackPolicy = { looseObjects: 1000, maxPacks: 8 };

/** Unreachable objects are kept this long: a failed write may be tried again, and an operator may want them back. */
const KEEP_UNREACHABLE_MS = 14 * 24 * 60 * 60 * 1000;

/** Loose objects are spread evenly over 256 folders by their names; this many are counted. */
const SAMPLED_FOLDERS = 16;

/** How much larger than after the last time a repository is packed again to make room. */
const WORTH_IT = 1.01;

interface RepackOptions extends Pick<JobOptions, "signal"> {
  readonly now?: () => Date;
}

/** One at a time in the process: each takes a processor and some memory. */
export class Repacker {
  readonly #threads: ThreadStarter | undefined;
  #last: Promise<unknown> = Promise.resolve();
  /** Bytes of a repository after it was packed to make room. */
  readonly #squeezed = new WeakMap<Repository, number>();

  /** @param threads left out: they are started in place. */
  constructor(threads?: ThreadStarter) {
    this.#threads = threads;
  }

  /**
   * Repacks where enough has piled up, else returns `undefined` after a look at a few folders. Commits and clones may go on.
   *
   * @throws {AppError} `unavailable` where the signal ends it; `storage_full`; `invalid` where the repository is damaged.
   */
  repackIfNeeded(
    repo: Repository,
    options: RepackOptions & { policy?: RepackPolicy } = {},
  ): Promise<RepackResult | undefined> {
    const { policy = DEFAULT_POLICY } = options;
    const run = this.#last.then(() =>
      estimateLooseObjects(repo.dir) < policy.looseObjects
        ? undefined
        : this.#repack(repo, policy, options)
    );
    this.#last = run.catch(() => {}); // Its own caller hears of it; the next repository has its turn anyway.
    return run;
  }

  /**
   * Packs whatever is loose and merges small packs, to make room. Nothing is done for a repository that has hardly grown since
   * the last time: whoever is refused again and again costs no processor.
   *
   * @throws {AppError} as {@linkcode Repacker.repackIfNeeded}.
   */
  async squeeze(repo: Repository, options: RepackOptions = {}): Promise<void> {
    const before = await repo.storedBytes();
    const last = this.#squeezed.get(repo) ?? 0;
    if (before <= last * WORTH_IT) return;
    const policy = { looseObjects: 0, maxPacks: 1 };
    await this.repackIfNeeded(repo, { ...options, policy });
    this.#squeezed.set(repo, await repo.storedBytes());
  }

  async #repack(
    repo: Repository,
    { maxPacks }: RepackPolicy,
    { signal, now = () => new Date() }: RepackOptions,
  ): Promise<RepackResult> {
    const prunableBefore = now().getTime() - KEEP_UNREACHABLE_MS;
    const job = {
      kind: "repack",
      dir: repo.dir,
      limits: { maxPacks, prunableBefore },
    } as const;
    const result = await runPackJob(job, { signal, threads: this.#threads });
    repo.store.rescan();
    repo.store.loose.size.forget();
    if (result.prunable.length > 0) await prune(repo, result);
    return result;
  }
}

/** About how many loose objects there are. */
export function estimateLooseObjects(dir: string): number {
  let found = 0;
  for (let i = 0; i < SAMPLED_FOLDERS; i++) {
    const folder = (i * 256 / SAMPLED_FOLDERS).toString(16).padStart(2, "0");
    found += countFiles(`${dir}/objects/${folder}`);
  }
  return found * 256 / SAMPLED_FOLDERS;
}

/** Deletes old unreachable objects, in a turn: a writer might else take one for stored. Skipped where a ref has moved since they were listed. */
async function prune(
  repo: Repository,
  { prunable, tips }: RepackResult,
): Promise<void> {
  await repo.turn(() => {
    const now = new Set(listRefs(repo.dir).map(({ oid }) => oid));
    const hasMoved = now.size !== tips.length ||
      tips.some((tip) => !now.has(tip));
    if (!hasMoved) {
      for (const oid of prunable) {
        fs.rmSync(repo.store.loose.path(oid), { force: true });
      }
      repo.store.loose.size.forget();
    }
    return Promise.resolve();
  });
}

/** Files in a folder; 0 where there is none. */
function countFiles(folder: string): number {
  try {
    return fs.readdirSync(folder).length;
  } catch (error) {
    if (errorCode(error) === "ENOENT") return 0;
    throw error;
  }
}
