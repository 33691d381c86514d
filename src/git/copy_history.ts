/**
 * Copies a branch and the tags of one repository into another one, as a single pack in which every object was hashed. Nothing else
 * is taken along: no other branch, no hook, no configuration. Does not yield: for a worker.
 *
 * @module
 */
import { AppError } from "../errors.ts";
import { CommitGraph } from "./commit_graph.ts";
import { READ_WRITE, writeDurablyNow } from "./durable_file.ts";
import { GitCache } from "./git_cache.ts";
import type { HistorySource } from "./import_source.ts";
import { selectObjects } from "./object_selection.ts";
import { CorruptObjectError } from "./objects.ts";
import { ObjectStore } from "./object_store.ts";
import { installPack } from "./pack_install.ts";
import type { Oid } from "./repository.ts";
import { runSteps } from "./steps.ts";
import { coverWants } from "./verbatim_packs.ts";

/** A history that was copied. Its branch is not published yet. */
export interface CopiedHistory {
  readonly head: Oid;
  /** What the branch was called. */
  readonly branch: string;
  readonly commits: number;
  readonly objects: number;
  /** Names of the tags, `refs/tags/v1`. */
  readonly tags: readonly string[];
}

/** Memory for objects while they are read. */
const CACHE_BYTES = 48 << 20;

/**
 * Copies into an empty repository. Tags are set; the main branch is left to {@linkcode Turn.publish}.
 *
 * @throws {AppError} `invalid` where the source is damaged or has names that no checkout could hold; `storage_full`.
 */
export function copyHistory(
  source: HistorySource,
  targetDir: string,
): CopiedHistory {
  const store = new ObjectStore(source.dir, new GitCache(CACHE_BYTES));
  try {
    const graph = new CommitGraph(store);
    const tips = [
      ...new Set([source.head, ...source.tags.map(({ oid }) => oid)]),
    ];
    const coverage = runSteps(coverWants(store, graph, tips, []));
    const candidates = runSteps(selectObjects(store, graph, {
      ...coverage,
      isLeftOut: () => false,
      onEntry: refuseUnsafe,
    }));
    const folder = `${targetDir}/objects/pack`;
    installPack({
      store,
      folder,
      candidates,
      mark: { tips, covers: [], replaces: [] },
    });
    writeTags(targetDir, source, graph);
    const { head, branch, tags } = source;
    const { commits: { length: commits } } = coverage;
    return {
      head,
      branch,
      commits,
      objects: candidates.length,
      tags: tags.map(({ name }) => name),
    };
  } catch (error) {
    if (
      error instanceof CorruptObjectError ||
      (error instanceof AppError && error.code === "not_found")
    ) {
      throw new AppError(
        "invalid",
        `Cannot copy the history: ${error.message}`,
        { cause: error },
      );
    }
    throw error;
  } finally {
    store.close();
  }
}

/** Names that git itself refuses to check out; they are made to write outside of a working tree. */
function refuseUnsafe(path: string): void {
  const name = path.slice(path.lastIndexOf("/") + 1);
  if (
    /^(\.|\.\.|\.git|git~1|)$/i.test(name) ||
    path.split("/").length > MAX_FOLDERS
  ) {
    throw new AppError(
      "invalid",
      `Cannot copy the history: a file is named "${path.slice(-200)}"`,
    );
  }
}

/** Deeper trees are made to exhaust memory; a path of 1024 bytes has at most half as many. */
const MAX_FOLDERS = 512;

/** All tags in `packed-refs`, with what they name in the end. */
function writeTags(
  dir: string,
  { tags }: HistorySource,
  graph: CommitGraph,
): void {
  if (tags.length === 0) return;
  const lines = ["# pack-refs with: peeled fully-peeled sorted "];
  for (
    const { name, oid } of tags.toSorted((a, b) => a.name < b.name ? -1 : 1)
  ) {
    lines.push(`${oid} ${name}`);
    const { target } = graph.peel(oid);
    if (target.oid !== oid) lines.push(`^${target.oid}`);
  }
  writeDurablyNow(`${dir}/packed-refs`, lines.join("\n") + "\n", READ_WRITE);
}
