/**
 * Writes git bundles: a whole history in one file, for backup and for taking along.
 *
 * @see {@link https://git-scm.com/docs/gitformat-bundle}
 * @module
 */
import { Buffer } from "node:buffer";
import * as fs from "node:fs";
import { dirname } from "node:path";
import { AppError } from "../errors.ts";
import { CommitGraph } from "./commit_graph.ts";
import {
  asStorageError,
  READ_WRITE,
  syncFolderNow,
  temporaryName,
} from "./durable_file.ts";
import { GitCache } from "./git_cache.ts";
import { ObjectStore } from "./object_store.ts";
import { packForClient } from "./pack_for_client.ts";
import type { Oid } from "./repository.ts";
import {
  readServedRefs,
  type ServedRefs,
  type ServedRepository,
} from "./served_refs.ts";
import { nextTurn, type Steps } from "./steps.ts";

/** How long the writing holds the event loop. */
const SLICE_MS = 8;

/** Memory for the objects read meanwhile. */
const CACHE_BYTES = 16 << 20;

/**
 * Writes branches and tags of a repository with all that they reach into a file, durably.
 *
 * @throws {AppError} `conflict` where the repository is empty: git knows no empty bundle; `storage_full`.
 */
export async function writeBundle(
  repo: ServedRepository,
  path: string,
): Promise<{ head: Oid; sizeBytes: number }> {
  const served = readServedRefs(repo);
  const { head } = served;
  if (head === null) {
    throw new AppError(
      "conflict",
      "Cannot write a bundle: the repository has no commits",
    );
  }
  const lines = refLines(served, head);
  const text = [
    "# v2 git bundle",
    ...lines.map(({ oid, name }) => `${oid} ${name}`),
    "",
    "",
  ].join("\n");
  const store = new ObjectStore(repo.dir, new GitCache(CACHE_BYTES));
  const temporary = `${path}.${temporaryName("bundle")}`;
  try {
    const pack = wholePack(store, lines.map(({ oid }) => oid));
    const sizeBytes = await writeFile(temporary, { text, pack });
    fs.renameSync(temporary, path);
    syncFolderNow(dirname(path));
    return { head, sizeBytes };
  } catch (error) {
    fs.rmSync(temporary, { force: true });
    throw asStorageError(error, `write "${path}"`);
  } finally {
    store.close();
  }
}

/** The main branch at the commit that was just read, the other refs, and HEAD, by which git knows what to check out. */
function refLines(
  { headBranch, refs }: ServedRefs,
  head: Oid,
): { oid: Oid; name: string }[] {
  const others = refs.filter(({ name }) => name !== headBranch);
  return [{ oid: head, name: headBranch }, ...others, {
    oid: head,
    name: "HEAD",
  }];
}

/** A pack of everything that these names lead to. */
function wholePack(store: ObjectStore, wants: readonly Oid[]): Steps {
  return packForClient({
    store,
    graph: new CommitGraph(store),
    wants: [...new Set(wants)],
    common: [],
    shallows: [],
    border: { shallow: [], unshallow: [] },
    tags: [],
    options: new Set(["ofs-delta"]),
  });
}

/** Writes text and pack, synced; lets other work go on now and then. */
async function writeFile(
  path: string,
  { text, pack }: { text: string; pack: Steps },
): Promise<number> {
  const fd = fs.openSync(path, "wx", READ_WRITE);
  try {
    let sizeBytes = fs.writeSync(fd, Buffer.from(text));
    let pausedAt = performance.now();
    for (const bytes of pack) {
      if (bytes) {
        for (let at = 0; at < bytes.length;) {
          at += fs.writeSync(fd, bytes, at);
        }
      }
      sizeBytes += bytes?.length ?? 0;
      if (performance.now() - pausedAt < SLICE_MS) continue;
      await nextTurn();
      pausedAt = performance.now();
    }
    fs.fsyncSync(fd);
    return sizeBytes;
  } finally {
    fs.closeSync(fd);
  }
}
