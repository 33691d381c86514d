/**
 * The repacking of one repository: what refs reach and is not in a marked pack becomes a new one; when there are many packs, the
 * newest are merged into it. Others may write to the repository meanwhile. Does not yield: for a worker.
 *
 * Nothing is deleted before the new pack is durable, opened again, and known to have it. What no ref reaches is left alone, unless
 * it is old: then it is reported, and the owner of the turn deletes it.
 *
 * @module
 */
import * as fs from "node:fs";
import { CommitGraph } from "./commit_graph.ts";
import { errorCode, syncFolderNow } from "./durable_file.ts";
import { GitCache } from "./git_cache.ts";
import { selectObjects } from "./object_selection.ts";
import { ObjectStore } from "./object_store.ts";
import { installPack } from "./pack_install.ts";
import type { PackFile } from "./pack_file.ts";
import { listRefs, MAIN_BRANCH, readHeadBranch, readRef } from "./refs.ts";
import type { Oid } from "./repository.ts";
import { runSteps } from "./steps.ts";
import {
  type Coverage,
  coverWants,
  isInPacks,
  type MarkedPack,
  markedPacks,
  markPath,
} from "./verbatim_packs.ts";

/** When to merge, and what is old. */
export interface RepackLimits {
  /** More marked packs than this are merged. */
  readonly maxPacks: number;
  /** Unreachable loose objects written before this moment may be deleted (milliseconds since 1970). */
  readonly prunableBefore: number;
}

/** What was done. */
export interface RepackResult {
  /** Objects in the new pack; 0: there was nothing to pack. */
  readonly packedObjects: number;
  readonly deletedPacks: number;
  readonly deletedLooseObjects: number;
  /** Loose objects that no ref reached, and that are old. */
  readonly prunable: readonly Oid[];
  /** What the refs pointed to; {@linkcode RepackResult.prunable} is true only as long as they still do. */
  readonly tips: readonly Oid[];
}

/** Memory for objects while they are read. */
const CACHE_BYTES = 48 << 20;

/** A pack is kept where it, and each older one, is this many times larger than all newer ones together: each object is rewritten only a few times. */
const GEOMETRIC_FACTOR = 2;

const NOTHING: RepackResult = {
  packedObjects: 0,
  deletedPacks: 0,
  deletedLooseObjects: 0,
  prunable: [],
  tips: [],
};

/** Repacks the repository in `dir`. @throws {AppError} `invalid`, `not_found` where it is damaged; `storage_full`. */
export function repackNow(dir: string, limits: RepackLimits): RepackResult {
  const main = readRef(dir, readHeadBranch(dir) ?? MAIN_BRANCH).kind;
  // A branch that waits for its repair hides what is reachable.
  if (main === "broken" || main === "missing") return NOTHING;
  const tips = [...new Set(listRefs(dir).map(({ oid }) => oid))].sort();
  const store = new ObjectStore(dir, new GitCache(CACHE_BYTES));
  try {
    const graph = new CommitGraph(store);
    const loose = [...store.loose.oids()];
    const coverage = coverageToKeep(store, graph, {
      tips,
      limits,
      looseCount: loose.length,
    });
    const { name, packedObjects } = packRest(store, graph, { tips, coverage });
    store.rescan();
    const keptNames = new Set<string | null>([
      name,
      ...coverage.packs.map(({ pack }) => pack.name),
    ]);
    const kept = markedPacks(store).filter(({ pack }) =>
      keptNames.has(pack.name)
    );
    const isKept = (oid: Oid) => isInPacks(kept, oid);
    const deletedPacks = deletePacks(store, kept);
    const deletedLooseObjects = deleteLoose(store, loose.filter(isKept));
    const prunable = loose.filter((oid) =>
      !isKept(oid) && isOlder(store.loose.path(oid), limits.prunableBefore)
    );
    return { packedObjects, deletedPacks, deletedLooseObjects, prunable, tips };
  } finally {
    store.close();
  }
}

/** The marked packs that stay as they are, and the commits outside of them. */
function coverageToKeep(
  store: ObjectStore,
  graph: CommitGraph,
  { tips, limits, looseCount }: {
    tips: readonly Oid[];
    limits: RepackLimits;
    looseCount: number;
  },
): Coverage {
  const all = runSteps(coverWants(store, graph, tips, markedPacks(store)));
  if (all.packs.length < limits.maxPacks) return all;
  const counts = all.packs.map(({ pack }) => pack.index.count);
  let newerObjects = counts.reduce((sum, count) => sum + count, looseCount);
  const keep = counts.findIndex((count) => {
    newerObjects -= count;
    return count < GEOMETRIC_FACTOR * newerObjects;
  });
  if (keep < 0) return all;
  return runSteps(coverWants(store, graph, tips, all.packs.slice(0, keep)));
}

/** Writes the pack of all that is not in the kept ones, if there is anything. */
function packRest(
  store: ObjectStore,
  graph: CommitGraph,
  { tips, coverage }: { tips: readonly Oid[]; coverage: Coverage },
): { name: string | null; packedObjects: number } {
  const isLeftOut = (oid: Oid) => isInPacks(coverage.packs, oid);
  const candidates = runSteps(
    selectObjects(store, graph, { ...coverage, isLeftOut }),
  );
  if (candidates.length === 0) return { name: null, packedObjects: 0 };
  const packed = new Set(candidates.map(({ oid }) => oid));
  const kept = new Set(coverage.packs.map(({ pack }) => pack));
  const replaced = store.packs.filter((pack) =>
    !kept.has(pack) && hasAll(pack, (oid) => packed.has(oid) || isLeftOut(oid))
  );
  const name = installPack({
    store,
    folder: `${store.folder}/pack`,
    candidates,
    mark: {
      tips,
      covers: coverage.packs.map(({ pack }) => pack.name),
      replaces: replaced.map(({ name }) => name),
    },
  });
  return { name, packedObjects: candidates.length };
}

/** Deletes packs that hold nothing of their own; one that does loses its mark, because no ref reaches all of it. */
function deletePacks(store: ObjectStore, kept: readonly MarkedPack[]): number {
  const folder = `${store.folder}/pack`;
  let deleted = 0;
  for (const pack of store.packs) {
    if (kept.some((marked) => marked.pack === pack)) continue;
    if (fs.existsSync(`${folder}/${pack.name}.keep`)) continue;
    if (!hasAll(pack, (oid) => isInPacks(kept, oid))) {
      fs.rmSync(markPath(folder, pack.name), { force: true });
      continue;
    }
    // The index first: without it nobody looks for the pack.
    for (const extension of ["idx", "pack", "reachable", "rev", "bitmap"]) {
      fs.rmSync(`${folder}/${pack.name}.${extension}`, { force: true });
    }
    deleted++;
  }
  if (deleted > 0) syncFolderNow(folder);
  return deleted;
}

/** Deletes loose objects; their folders stay, because a writer may be about to use them. */
function deleteLoose(store: ObjectStore, oids: readonly Oid[]): number {
  for (const oid of oids) fs.rmSync(store.loose.path(oid), { force: true });
  return oids.length;
}

/** Whether a condition holds for every object of a pack. */
function hasAll(pack: PackFile, condition: (oid: Oid) => boolean): boolean {
  for (const oid of pack.index.oids()) if (!condition(oid)) return false;
  return true;
}

/** Whether a file was last written before a moment. */
function isOlder(path: string, before: number): boolean {
  try {
    return fs.statSync(path).mtimeMs < before;
  } catch (error) {
    if (errorCode(error) === "ENOENT") return false;
    throw error;
  }
}
