/**
 * Entry of the thread that brings a copy of an index, or a new one, up to HEAD. It writes a file that nobody else has open.
 * See `index_build.ts`.
 *
 * @module
 */
import { copyIndexFile } from "../db/index/index_database.ts";
import { Repository } from "../git/repository.ts";
import {
  buildIndexFile,
  followInFile,
  type FollowOptions,
} from "./index_following.ts";
import { doJobs } from "../threads/thread_entry.ts";
import type { IndexBuildReply, IndexBuildRequest } from "./index_build.ts";

doJobs<IndexBuildRequest, IndexBuildReply>((request) => ({
  reply: answer(request),
  transfer: [],
}));

function answer(request: IndexBuildRequest): IndexBuildReply {
  const failures: string[] = [];
  try {
    build(request, (error) => failures.push(describe(error)));
    return { failures, error: null };
  } catch (error) {
    return { failures, error: describe(error) };
  }
}

function build(
  request: IndexBuildRequest,
  onFailure: (error: unknown) => void,
): void {
  const { from, file, style } = request;
  const options: FollowOptions = {
    texts: { style, mayWait: false, onFailure },
    allowance: { commits: Infinity, files: Infinity },
  };
  const repo = Repository.open(request.repositoryDir);
  try {
    const isCopied = from.kind === "copy" && copies(from.path, file.path);
    const outcome = isCopied || from.kind === "kept"
      ? followInFile(file, repo, options)
      : "outdated";
    if (outcome === "outdated") buildIndexFile(file, repo, options);
  } finally {
    repo.close();
  }
}

/** Copies an index; `false` where it cannot be read (a damaged one), so that a new one is built. */
function copies(from: string, to: string): boolean {
  try {
    copyIndexFile(from, to);
    return true;
  } catch {
    return false;
  }
}

/** Errors lose their class between threads; the words are what a log needs. */
function describe(error: unknown): string {
  return error instanceof Error ? error.stack ?? error.message : String(error);
}
