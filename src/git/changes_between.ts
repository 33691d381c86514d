/**
 * What changed between two commits.
 *
 * @module
 */
import type { Oid, RepositoryReader, TreeFile } from "./repository.ts";

/** One file that differs between two commits. */
export interface FileChange {
  readonly path: string;
  readonly before: TreeFile | null;
  readonly after: TreeFile | null;
}

/** The files that differ between two commits (`from` = `null`: the empty tree), sorted by path; equal subtrees are not entered. */
export declare function changesBetween(
  repo: RepositoryReader,
  from: Oid | null,
  to: Oid,
): FileChange[];

/** The commits from `to` back along first parents, newest first, without `stopAt` and what lies behind it. */
export declare function firstParentLine(
  repo: RepositoryReader,
  to: Oid,
  stopAt?: Oid,
): Generator<import("./repository.ts").Commit>;

/** Whether `ancestor` can be reached from `descendant` (through any parent). */
export declare function isAncestor(
  repo: RepositoryReader,
  ancestor: Oid,
  descendant: Oid,
): boolean;
