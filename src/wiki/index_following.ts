/**
 * One step of the follower, in one transaction: from the commit that the index stands at to HEAD. The main thread takes it with
 * a limit, the worker without.
 *
 * @module
 */
import { IndexDatabase, removeIndexFile } from "../db/index/index_database.ts";
import type { IndexMeta } from "../db/index/meta.ts";
import { firstParentLine } from "../git/changes_between.ts";
import type { Commit, RepositoryReader } from "../git/repository.ts";
import {
  type Allowance,
  appendCommits,
  TooMuchForTurn,
} from "./index_history.ts";
import { applyFiles } from "./index_tree.ts";
import type { TextReading } from "./page_indexing.ts";

/** Grows with each change of the code that derives rows from commits and texts: older indexes are built anew. */
const DERIVATION = 3;

/** How a step is to be taken. */
export interface FollowOptions {
  readonly texts: TextReading;
  /** How much may be done at most. */
  readonly allowance: Readonly<Allowance>;
}

/**
 * How a step ended.
 *
 * - `in_step`: nothing to do
 * - `followed`: the index stands at HEAD now
 * - `too_much`: more than was allowed; nothing was changed
 * - `outdated`: HEAD does not lead back to where the index stands, or another version of the program made it; nothing was changed
 */
export type FollowOutcome = "in_step" | "followed" | "too_much" | "outdated";

/** Takes one step. */
export function follow(
  index: IndexDatabase,
  repo: RepositoryReader,
  options: FollowOptions,
): FollowOutcome {
  const { texts } = options;
  const head = repo.head();
  const meta = index.meta.read();
  const derivation = derivationOf(index);
  if (meta.head === null && head === null) return "in_step";
  if (meta.head !== null && meta.derivation !== derivation) return "outdated";
  if (meta.head === head && meta.linkStyle === texts.style) return "in_step";
  const commits = newCommits(repo, meta.head, {
    head,
    limit: options.allowance.commits,
  });
  if (typeof commits === "string") return commits;
  try {
    index.transaction(() => {
      append(index, repo, commits, {
        meta: { ...meta, derivation },
        ...options,
      });
    });
    return "followed";
  } catch (error) {
    if (error instanceof TooMuchForTurn) return "too_much";
    throw error;
  }
}

/** Builds an index from nothing in a new file; closes it. */
export function buildIndexFile(
  file: Pick<IndexDatabase, "path" | "migrations">,
  repo: RepositoryReader,
  options: FollowOptions,
): FollowOutcome {
  removeIndexFile(file.path);
  return followInFile(file, repo, options);
}

/** Takes one step with an index that is not open; closes it. */
export function followInFile(
  file: Pick<IndexDatabase, "path" | "migrations">,
  repo: RepositoryReader,
  options: FollowOptions,
): FollowOutcome {
  const index = IndexDatabase.open(file.path, file.migrations);
  try {
    return follow(index, repo, options);
  } finally {
    index.close();
  }
}

/** What made the rows: this code, on this schema. */
function derivationOf(index: Pick<IndexDatabase, "migrations">): string {
  return `${DERIVATION} ${index.migrations.at(-1)?.name ?? ""}`;
}

/** The commits of the line behind `from`, oldest first. */
function newCommits(
  repo: RepositoryReader,
  from: string | null,
  { head, limit }: { head: string | null; limit: number },
): Commit[] | "too_much" | "outdated" {
  if (head === from) return [];
  if (head === null) return "outdated";
  const commits: Commit[] = [];
  for (const commit of firstParentLine(repo, head, from ?? undefined)) {
    if (commits.length >= limit) return "too_much";
    commits.push(commit);
  }
  const meetsAt = commits.at(-1)?.parents[0] ?? null;
  return meetsAt === from ? commits.reverse() : "outdated";
}

function append(
  index: IndexDatabase,
  repo: RepositoryReader,
  commits: readonly Commit[],
  { meta, texts, allowance }: FollowOptions & { meta: IndexMeta },
): void {
  const after = appendCommits(index, repo, commits, {
    seq: meta.headSeq,
    allowance: { ...allowance },
  });
  const totals = applyFiles(index, repo, after, { totals: meta, texts });
  const isRestyled = meta.head !== null && meta.linkStyle !== texts.style;
  if (isRestyled) index.waitingTexts.putAllPages();
  index.meta.write({
    ...meta,
    ...totals,
    head: commits.at(-1)?.oid ?? meta.head,
    headSeq: meta.headSeq + commits.length,
    linkStyle: texts.style,
  });
}
