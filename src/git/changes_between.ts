/**
 * What changed between two commits.
 *
 * @module
 */
import { WalkLimit } from "./walk_limit.ts";
import { fileMode, isFolder, type TreeEntry } from "./trees.ts";
import type { Commit, Oid, RepositoryReader, TreeFile } from "./repository.ts";

/** One file that differs between two commits. */
export interface FileChange {
  readonly path: string;
  readonly before: TreeFile | null;
  readonly after: TreeFile | null;
}

/** What a comparison gathers. */
interface Comparison {
  readonly repo: RepositoryReader;
  readonly limit: WalkLimit;
  readonly changes: FileChange[];
}

/**
 * The files that differ between two commits (`from` = `null`: the empty tree), sorted by path; equal
 * subtrees are not entered.
 * @throws {AppError} `not_found` where a commit or one of its trees is missing; `too_large` where there
 * are more files than any wiki has.
 */
export function changesBetween(
  repo: RepositoryReader,
  from: Oid | null,
  to: Oid,
): FileChange[] {
  const before = from === null ? null : repo.readCommit(from).tree;
  const after = repo.readCommit(to).tree;
  const limit = new WalkLimit();
  const comparison: Comparison = { repo, limit, changes: [] };
  compareFolders(comparison, { prefix: "", depth: 0, before, after });
  return comparison.changes.sort((a, b) => compareBytes(a.path, b.path));
}

/** The commits from `to` back along first parents, newest first, without `stopAt` and what lies behind it. */
export function* firstParentLine(
  repo: RepositoryReader,
  to: Oid,
  stopAt?: Oid,
): Generator<Commit> {
  for (let oid: Oid | undefined = to; oid !== undefined && oid !== stopAt;) {
    const commit: Commit = repo.readCommit(oid);
    yield commit;
    oid = commit.parents[0];
  }
}

/**
 * Whether `ancestor` can be reached from `descendant` (through any parent); each commit reaches itself.
 *
 * Walks back from both, newest first, and stops where everything left is reachable from both: two
 * branches are walked to where they part and not to the beginning. Wrong clocks only make it walk more.
 */
export function isAncestor(
  repo: RepositoryReader,
  ancestor: Oid,
  descendant: Oid,
): boolean {
  const walk = new PaintedWalk(repo);
  walk.paint(ancestor, FROM_ANCESTOR);
  walk.paint(descendant, FROM_DESCENDANT);
  return walk.run(ancestor);
}

const FROM_ANCESTOR = 1;
const FROM_DESCENDANT = 2;
const FROM_BOTH = 3;

/** Commits marked by where they were reached from, visited newest first. */
class PaintedWalk {
  readonly #repo: RepositoryReader;
  readonly #paint = new Map<Oid, number>();
  /** A binary heap, newest on top. */
  readonly #waiting: { oid: Oid; at: number; parents: readonly Oid[] }[] = [];
  readonly #isWaiting = new Set<Oid>();
  /** Waiting commits that are not reached from both sides yet. */
  #open = 0;

  constructor(repo: RepositoryReader) {
    this.#repo = repo;
  }

  paint(oid: Oid, color: number): void {
    const old = this.#paint.get(oid) ?? 0;
    const painted = old | color;
    if (painted === old) return;
    this.#paint.set(oid, painted);
    if (this.#isWaiting.has(oid)) {
      if (painted === FROM_BOTH) this.#open--;
      return;
    }
    const { parents, committedAt } = this.#repo.readCommit(oid);
    push(this.#waiting, { oid, at: committedAt, parents });
    this.#isWaiting.add(oid);
    if (painted !== FROM_BOTH) this.#open++;
  }

  /** Whether `wanted` is reached from the descendant before nothing open is left. */
  run(wanted: Oid): boolean {
    while (this.#open > 0 && this.#paint.get(wanted) !== FROM_BOTH) {
      const next = pop(this.#waiting)!;
      this.#isWaiting.delete(next.oid);
      const color = this.#paint.get(next.oid)!;
      if (color !== FROM_BOTH) this.#open--;
      for (const parent of next.parents) this.paint(parent, color);
    }
    return this.#paint.get(wanted) === FROM_BOTH;
  }
}

function push<T extends { at: number }>(heap: T[], item: T): void {
  let at = heap.push(item) - 1;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (heap[parent]!.at >= item.at) break;
    heap[at] = heap[parent]!;
    at = parent;
  }
  heap[at] = item;
}

function pop<T extends { at: number }>(heap: T[]): T | undefined {
  const top = heap[0];
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return top;
  let at = 0;
  for (;;) {
    const left = 2 * at + 1;
    if (left >= heap.length) break;
    const right = left + 1;
    const newer = right < heap.length && heap[right]!.at > heap[left]!.at
      ? right
      : left;
    if (heap[newer]!.at <= last.at) break;
    heap[at] = heap[newer]!;
    at = newer;
  }
  heap[at] = last;
  return top;
}

/** The two folders at one place; `null` stands for one that is not there. */
interface Pair {
  /** With a slash at its end; empty for the root. */
  readonly prefix: string;
  readonly depth: number;
  readonly before: Oid | null;
  readonly after: Oid | null;
}

function compareFolders(comparison: Comparison, pair: Pair): void {
  const { before, after } = pair;
  if (before === after) return;
  const { repo } = comparison;
  const old = before === null ? [] : repo.readTree(before);
  const now = after === null ? [] : repo.readTree(after);
  comparison.limit.enter(pair.depth, old.length + now.length);
  const oldByName = new Map(old.map((entry) => [entry.raw, entry]));
  for (const entry of now) {
    const other = oldByName.get(entry.raw);
    oldByName.delete(entry.raw);
    if (other?.oid === entry.oid && other.mode === entry.mode) continue;
    compareEntry(comparison, pair, { before: other, after: entry });
  }
  for (const gone of oldByName.values()) {
    compareEntry(comparison, pair, { before: gone, after: undefined });
  }
}

function compareEntry(
  comparison: Comparison,
  { prefix, depth }: Pair,
  { before, after }: Record<"before" | "after", TreeEntry | undefined>,
): void {
  const path = prefix + (after ?? before)!.name;
  const oldFolder = before && isFolder(before) ? before.oid : null;
  const newFolder = after && isFolder(after) ? after.oid : null;
  if (oldFolder !== null || newFolder !== null) {
    compareFolders(comparison, {
      prefix: `${path}/`,
      depth: depth + 1,
      before: oldFolder,
      after: newFolder,
    });
  }
  const old = fileAt(path, before);
  const now = fileAt(path, after);
  if (old === null && now === null) return;
  if (old?.oid === now?.oid && old?.mode === now?.mode) return;
  comparison.changes.push({ path, before: old, after: now });
}

function fileAt(path: string, entry: TreeEntry | undefined): TreeFile | null {
  if (entry === undefined || isFolder(entry)) return null;
  return { path, mode: fileMode(entry.mode), oid: entry.oid };
}

/** The order of UTF-8 bytes, which is the order of code points. */
function compareBytes(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  let at = 0;
  while (at < length && a.charCodeAt(at) === b.charCodeAt(at)) at++;
  const left = codePointAt(a, at);
  const right = codePointAt(b, at);
  return left - right;
}

/** The code point that the unit at `at` belongs to; -1 behind the end. */
function codePointAt(text: string, at: number): number {
  const unit = text.charCodeAt(at);
  const isTrail = unit >= 0xdc00 && unit <= 0xdfff && at > 0;
  return text.codePointAt(isTrail ? at - 1 : at) ?? -1;
}
