/**
 * A whole history as a git bundle, made as fast as it is read: branch, tags, HEAD, then the pack that a clone would get.
 *
 * @see {@link https://git-scm.com/docs/gitformat-bundle}
 * @module
 */
import { AppError } from "../errors.ts";
import { CommitGraph } from "./commit_graph.ts";
import { GitCache } from "./git_cache.ts";
import { ObjectStore } from "./object_store.ts";
import { packForClient } from "./pack_for_client.ts";
import type { Oid } from "./repository.ts";
import {
  readServedRefs,
  type ServedRefs,
  type ServedRepository,
} from "./served_refs.ts";
import { type Steps, streamSteps } from "./steps.ts";

/** Who is told how the stream ended. */
export interface BundleOptions {
  /** Called once, when the stream has ended, failed, or was given up. */
  readonly onEnd: () => void;
  /** Called before that where it failed: a bug, a damaged repository, or the time limit. */
  readonly onFailure: (error: unknown) => void;
}

/** Memory for the objects read meanwhile. */
const CACHE_BYTES = 16 << 20;

/** A reader that takes nothing must not hold a place for ever. */
const LONGEST_MS = 15 * 60 * 1000;

/**
 * The bundle. Nothing can be sent to keep a connection alive while objects are counted: git would take it for the pack.
 *
 * @throws {AppError} `conflict` where nothing was committed yet: git knows no empty bundle.
 */
export function streamBundle(
  repo: ServedRepository,
  { onEnd, onFailure }: BundleOptions,
): ReadableStream<Uint8Array> {
  const served = readServedRefs(repo);
  if (served.head === null) {
    throw new AppError(
      "conflict",
      "Cannot make a bundle: nothing was saved in this wiki yet",
    );
  }
  return streamSteps(bundleSteps(repo, { ...served, head: served.head }), {
    ...{ onEnd, onFailure },
    onQuiet: () => undefined,
    quietMs: LONGEST_MS,
    longestMs: LONGEST_MS,
  });
}

function* bundleSteps(
  repo: ServedRepository,
  served: ServedRefs & { head: Oid },
): Steps {
  const lines = refLines(served);
  const head = [
    "# v2 git bundle",
    ...lines.map(({ oid, name }) => `${oid} ${name}`),
    "",
    "",
  ].join("\n");
  yield new TextEncoder().encode(head);
  const store = new ObjectStore(repo.dir, new GitCache(CACHE_BYTES));
  try {
    yield* packForClient({
      store,
      graph: new CommitGraph(store),
      wants: [...new Set(lines.map(({ oid }) => oid))],
      common: [],
      shallows: [],
      border: { shallow: [], unshallow: [] },
      tags: [],
      options: new Set(["ofs-delta"]),
    });
  } finally {
    store.close();
  }
}

/** The main branch at the commit that was just read, the tags, and HEAD, by which git knows what to check out. */
function refLines(
  { head, headBranch, refs }: ServedRefs & { head: Oid },
): { oid: Oid; name: string }[] {
  const others = refs.filter(({ name }) => name !== headBranch);
  return [
    { oid: head, name: headBranch },
    ...others,
    { oid: head, name: "HEAD" },
  ];
}
