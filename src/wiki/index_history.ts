/**
 * Appends commits to the index: the first-parent line, what each commit changed, and the commits beside the line.
 *
 * A merge counts as what it changed against its first parent, so that every file has one line of changes. (`git log` without
 * `--first-parent` simplifies merges in another way and may name another commit.)
 *
 * @module
 */
import type { IndexDatabase } from "../db/index/index_database.ts";
import { changesBetween, type FileChange } from "../git/changes_between.ts";
import { withRenames } from "../git/renames.ts";
import type { Commit, RepositoryReader, TreeFile } from "../git/repository.ts";
import { isRegularFile } from "../git/trees.ts";

/** A file that can be a page or an attachment: no symlink, no submodule. */
export interface RegularFile extends TreeFile {
  readonly mode: "100644" | "100755";
}

/** Where a file ended up after all appended commits. */
export interface FileAfter {
  readonly pathId: number;
  /** The file at the new head; `null`: gone. */
  readonly file: RegularFile | null;
  /** Place of the last commit that changed it. */
  readonly seq: number;
}

interface RegularChange extends FileChange {
  readonly before: RegularFile | null;
  readonly after: RegularFile | null;
}

/** How much may be done before it must be left to a worker. */
export interface Allowance {
  /** Commits that are still allowed. */
  commits: number;
  /** Changed files that are still allowed, over all commits. */
  files: number;
}

/** Thrown when an {@linkcode Allowance} is used up: the transaction is rolled back and a worker does the work. */
export class TooMuchForTurn extends Error {
  override readonly name = "TooMuchForTurn";
}

/** Longest author name or address that listings show. */
const MAX_NAME_LENGTH = 200;
/** Longest message that listings show; the whole one is read from the repository. */
const MAX_MESSAGE_LENGTH = 4000;
/** 9999-12-31T23:59:59Z: the last second that ISO 8601 can write with four digits. */
const LAST_SECOND = 253_402_300_799;

/** Appends commits (oldest first, children of one another) behind place `seq`, and says where the files ended up. */
export function appendCommits(
  index: IndexDatabase,
  repo: RepositoryReader,
  commits: readonly Commit[],
  { seq: lastSeq, allowance }: { seq: number; allowance: Allowance },
): Map<string, FileAfter> {
  const after = new Map<string, FileAfter>();
  const pathIds = new Map<string, number>();
  const idOf = (path: string): number => {
    const known = pathIds.get(path);
    if (known !== undefined) return known;
    const id = index.changes.putPath(path);
    pathIds.set(path, id);
    return id;
  };
  let seq = lastSeq;
  for (const commit of commits) {
    seq++;
    const changes = regularChanges(repo, commit);
    spend(allowance, { commits: 1, files: changes.length });
    for (const { path, after: file } of changes) {
      const pathId = idOf(path);
      index.changes.add({ pathId, seq, blob: file?.oid ?? null });
      after.set(path, { pathId, file, seq });
    }
    for (const { before, path } of withRenames(repo, changes)) {
      if (before === null || before.path === path) continue;
      index.changes.addMove({
        seq,
        fromId: idOf(before.path),
        toId: idOf(path),
      });
    }
    addCommit(index, commit, { seq, touched: changes.length });
    addSideCommits(index, repo, commit, { seq, allowance });
  }
  return after;
}

/**
 * What a commit changed, symlinks and submodules taken for nothing.
 *
 * A name that is not UTF-8 reaches us with U+FFFD in it; two of them could be the same, and none could be found again, so they
 * are left out.
 */
function regularChanges(
  repo: RepositoryReader,
  commit: Commit,
): RegularChange[] {
  return changesBetween(repo, commit.parents[0] ?? null, commit.oid)
    .filter(({ path }) => !path.includes("\uFFFD"))
    .map(({ path, before, after }) => ({
      path,
      before: regular(before),
      after: regular(after),
    }))
    .filter(({ before, after }) => before !== null || after !== null);
}

function regular(file: TreeFile | null): RegularFile | null {
  return isRegularFile(file) ? file : null;
}

function addCommit(
  index: IndexDatabase,
  commit: Commit,
  { seq, touched }: { seq: number; touched: number },
): void {
  const message = storable(commit.message, MAX_MESSAGE_LENGTH);
  index.commits.add({
    seq,
    oid: commit.oid,
    authoredAt: inCalendar(commit.authoredAt),
    committedAt: inCalendar(commit.committedAt),
    authorName: storable(commit.author.name, MAX_NAME_LENGTH),
    authorEmail: storable(commit.author.email, MAX_NAME_LENGTH),
    message,
    isMessageCut: Number(commit.message.length > MAX_MESSAGE_LENGTH),
    isMerge: Number(commit.parents.length > 1),
    touched,
  });
}

/** Notes what a merge brought in: all ancestors that are not known yet. */
function addSideCommits(
  index: IndexDatabase,
  repo: RepositoryReader,
  merge: Commit,
  { seq, allowance }: { seq: number; allowance: Allowance },
): void {
  const open = merge.parents.slice(1);
  for (let oid = open.pop(); oid !== undefined; oid = open.pop()) {
    if (index.commits.has(oid)) continue;
    spend(allowance, { commits: 1, files: 0 });
    index.commits.addSide(oid, seq);
    open.push(...repo.readCommit(oid).parents);
  }
}

function spend(allowance: Allowance, work: Allowance): void {
  allowance.commits -= work.commits;
  allowance.files -= work.files;
  if (allowance.commits < 0 || allowance.files < 0) throw new TooMuchForTurn();
}

/** A time of a commit, which may be any number, brought into the years that can be written. */
function inCalendar(seconds: number): number {
  return Math.trunc(Math.min(Math.max(seconds, 0), LAST_SECOND)) || 0;
}

/** Text of a commit, which may be anything, as SQLite and JSON can hold it. */
function storable(text: string, maxLength: number): string {
  return text.slice(0, maxLength).toWellFormed().replaceAll("\0", "\uFFFD");
}
