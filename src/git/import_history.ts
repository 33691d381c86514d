/**
 * Brings a history from elsewhere into an empty repository of ours, and publishes it as the main branch.
 *
 * @module
 */
import * as fs from "node:fs";
import { AppError } from "../errors.ts";
import { isBundle } from "./bundle.ts";
import type { CopiedHistory } from "./copy_history.ts";
import { isRepository } from "./import_source.ts";
import { type JobOptions, runPackJob } from "./pack_jobs.ts";
import type { Repository } from "./repository.ts";

/** What a path on this machine is, as a source of history. */
export type SourceKind = "repository" | "bundle" | "folder" | "other";

/** What lies at a path. @throws {AppError} `not_found` where there is nothing. */
export function sourceKind(path: string): SourceKind {
  const found = fs.statSync(path, { throwIfNoEntry: false });
  if (!found) throw new AppError("not_found", `Cannot find "${path}"`);
  if (isRepository(path)) return "repository";
  if (found.isDirectory()) return "folder";
  return found.isFile() && isBundle(path) ? "bundle" : "other";
}

/**
 * Copies the branch that a repository or bundle has checked out, and its tags.
 *
 * @throws {AppError} `conflict` where the target has a history already; `invalid` where the source cannot be copied;
 * `not_found` where it is neither; `storage_full`.
 */
export async function importHistory(
  source: string,
  target: Repository,
  options: JobOptions = {},
): Promise<CopiedHistory> {
  if (target.head() !== null) {
    throw new AppError(
      "conflict",
      "Cannot import: the wiki has a history already",
    );
  }
  const kind = sourceKind(source);
  if (kind === "folder" || kind === "other") {
    throw new AppError(
      "not_found",
      `Cannot find a git repository or bundle at "${source}"`,
    );
  }
  const job = {
    kind: kind === "bundle" ? "unpack" : "copy",
    source,
    dir: target.dir,
  } as const;
  const history = await runPackJob(job, options);
  target.store.rescan();
  await target.turn((turn) => turn.publish(history.head));
  return history;
}
