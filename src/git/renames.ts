/**
 * Which files were moved: a deletion and an addition in one commit that belong together.
 *
 * As git does it: equal content first, then a name that only the folder changed, then whatever
 * is similar enough. Costs are bounded by number and size of the files looked into.
 *
 * @see {@link https://git-scm.com/docs/gitdiffcore#_diffcore_rename_for_detecting_renames_and_copies}
 * @module
 */
import type { FileChange } from "./changes_between.ts";
import type { Oid, RepositoryReader, TreeFile } from "./repository.ts";
import { isRegularFile } from "./trees.ts";

/** Shared bytes, as a part of the larger file, that make two files the same one moved. */
const MIN_SIMILARITY = 0.5;
/** The same for files that kept a name which no other of them has. */
const MIN_SIMILARITY_SAME_NAME = 0.75;
/** Larger files are compared by their hash only. */
const MAX_FILE_BYTES = 1 << 20;
/** Bytes read for one comparison of two commits. */
const MAX_TOTAL_BYTES = 4 << 20;
/** Pairs compared. */
const MAX_PAIRS = 2500;
/** A piece of a file ends at a newline, or after this many bytes. */
const PIECE_BYTES = 64;

/**
 * The same changes, with each move as one: `before.path` is the old path, `path` the new one.
 * Sorted as before, a move at its new path.
 */
export function withRenames(
  repo: RepositoryReader,
  changes: readonly FileChange[],
): FileChange[] {
  const removed = changes.filter(isRemoval).map((change) => change.before!);
  const added = changes.filter(isAddition).map((change) => change.after!);
  if (removed.length === 0 || added.length === 0) return [...changes];
  const moves = new Moves(removed, added);
  moves.pairEqual();
  const similarity = new Similarity(repo, moves);
  moves.pairSameNames((a, b) => similarity.of(a, b));
  if (moves.removed.size * moves.added.size <= MAX_PAIRS) {
    moves.pairBest((a, b) => similarity.of(a, b));
  }
  const moved = new Set([...moves.pairs.values()].map((file) => file.path));
  return changes
    .filter((change) => !(isRemoval(change) && moved.has(change.path)))
    .map((change) => {
      const before = isAddition(change) && moves.pairs.get(change.path);
      return before ? { ...change, before } : change;
    });
}

function isRemoval(change: FileChange): boolean {
  return change.after === null && isRegularFile(change.before);
}

function isAddition(change: FileChange): boolean {
  return change.before === null && isRegularFile(change.after);
}

/** Shared part of two files, from 0 to 1. */
type Compare = (removed: TreeFile, added: TreeFile) => number;

/** Files that still look for a partner, and the pairs found. */
class Moves {
  readonly removed: Map<string, TreeFile>;
  readonly added: Map<string, TreeFile>;
  /** The old file by the new path. */
  readonly pairs = new Map<string, TreeFile>();

  constructor(removed: readonly TreeFile[], added: readonly TreeFile[]) {
    this.removed = new Map(removed.map((file) => [file.path, file]));
    this.added = new Map(added.map((file) => [file.path, file]));
  }

  /** Equal content; among several, one of the same name. */
  pairEqual(): void {
    const byOid = Map.groupBy(this.removed.values(), (file) => file.oid);
    for (const now of [...this.added.values()]) {
      const equal = byOid.get(now.oid)?.filter((old) =>
        this.removed.has(old.path)
      );
      const old = equal?.find((old) => baseName(old) === baseName(now)) ??
        equal?.[0];
      if (old) this.#pair(old, now);
    }
  }

  /** Files that kept a name which no other candidate has. */
  pairSameNames(compare: Compare): void {
    const oldByName = Map.groupBy(this.removed.values(), baseName);
    const newByName = Map.groupBy(this.added.values(), baseName);
    for (const [name, [now, ...others]] of newByName) {
      const [old, ...otherOld] = oldByName.get(name) ?? [];
      if (!old || !now || others.length > 0 || otherOld.length > 0) continue;
      if (compare(old, now) >= MIN_SIMILARITY_SAME_NAME) this.#pair(old, now);
    }
  }

  /** Whatever is similar, best pairs first. */
  pairBest(compare: Compare): void {
    const scores: { old: TreeFile; now: TreeFile; score: number }[] = [];
    for (const now of this.added.values()) {
      for (const old of this.removed.values()) {
        const score = compare(old, now);
        if (score >= MIN_SIMILARITY) scores.push({ old, now, score });
      }
    }
    scores.sort((a, b) =>
      b.score - a.score || Number(baseName(b.old) === baseName(b.now)) -
        Number(baseName(a.old) === baseName(a.now))
    );
    for (const { old, now } of scores) {
      if (this.removed.has(old.path) && this.added.has(now.path)) {
        this.#pair(old, now);
      }
    }
  }

  #pair(old: TreeFile, now: TreeFile): void {
    this.removed.delete(old.path);
    this.added.delete(now.path);
    this.pairs.set(now.path, old);
  }
}

/** Compares files by the pieces they share; reads each file once and never too much. */
class Similarity {
  readonly #repo: RepositoryReader;
  readonly #pieces = new Map<Oid, ReadonlyMap<string, number>>();
  readonly #sizes = new Map<Oid, number>();
  #bytesLeft = MAX_TOTAL_BYTES;

  constructor(repo: RepositoryReader, { removed, added }: Moves) {
    this.#repo = repo;
    for (const { oid } of [...removed.values(), ...added.values()]) {
      this.#sizes.set(oid, repo.blobSize(oid));
    }
  }

  of(removed: TreeFile, added: TreeFile): number {
    const smaller = Math.min(this.#size(removed), this.#size(added));
    const larger = Math.max(this.#size(removed), this.#size(added));
    if (larger > MAX_FILE_BYTES || smaller === 0) return 0;
    if (smaller < larger * MIN_SIMILARITY) return 0;
    const old = this.#read(removed);
    const now = this.#read(added);
    if (old === undefined || now === undefined) return 0;
    let shared = 0;
    for (const [piece, bytes] of old) {
      shared += Math.min(bytes, now.get(piece) ?? 0);
    }
    return shared / larger;
  }

  #size(file: TreeFile): number {
    return this.#sizes.get(file.oid)!;
  }

  /** Bytes of a file by piece; `undefined` where enough was read. */
  #read({ oid }: TreeFile): ReadonlyMap<string, number> | undefined {
    const known = this.#pieces.get(oid);
    if (known !== undefined) return known;
    const bytes = this.#repo.readBlob(oid);
    if (bytes.length > this.#bytesLeft) return undefined;
    this.#bytesLeft -= bytes.length;
    const pieces = new Map<string, number>();
    for (const piece of piecesOf(bytes)) {
      pieces.set(piece, (pieces.get(piece) ?? 0) + piece.length);
    }
    this.#pieces.set(oid, pieces);
    return pieces;
  }
}

function* piecesOf(bytes: Uint8Array): Generator<string> {
  const text = new TextDecoder("latin1").decode(bytes);
  for (let at = 0; at < text.length;) {
    const newline = text.indexOf("\n", at) + 1 || text.length;
    const end = Math.min(newline, at + PIECE_BYTES);
    yield text.slice(at, end);
    at = end;
  }
}

function baseName({ path }: TreeFile): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
