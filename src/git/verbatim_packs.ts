/**
 * Packs that may be sent to a client byte for byte.
 *
 * A pack qualifies when this program wrote it with nothing in it but what refs reached. A file beside it, `pack-….reachable`, says
 * so and names those refs' values. Marked packs have an order; each, with those before it, leads to nothing outside of them.
 *
 * @module
 */
import * as fs from "node:fs";
import type { CommitGraph } from "./commit_graph.ts";
import { DateQueue } from "./date_queue.ts";
import { errorCode } from "./durable_file.ts";
import { isOid, type ObjectType } from "./objects.ts";
import type { ObjectStore } from "./object_store.ts";
import type { PackFile } from "./pack_file.ts";
import type { Oid } from "./repository.ts";
import type { Steps } from "./steps.ts";

/** What the file beside a pack says. */
export interface PackMark {
  /** What the refs pointed to when it was written: all in it can be reached from these. */
  readonly tips: readonly Oid[];
  /** Names of older marked packs, oldest first, whose objects can all be reached from {@linkcode PackMark.tips}. */
  readonly covers: readonly string[];
  /** Names of packs whose objects are all in this one; they are about to be deleted. */
  readonly replaces: readonly string[];
}

/** A pack with its mark. */
export interface MarkedPack {
  readonly pack: PackFile;
  readonly mark: PackMark;
}

/** What a client needs beside some packs as they are. */
export interface Coverage {
  /** Every object in these can be reached from what is wanted. Oldest first, no object twice. */
  readonly packs: readonly MarkedPack[];
  /** Commits outside of the packs, newest first. */
  readonly commits: readonly Oid[];
  /** Tag objects outside of the packs. */
  readonly tags: readonly Oid[];
  /** What tags name that is neither commit nor tag, outside of the packs. */
  readonly others: readonly { readonly oid: Oid; readonly type: ObjectType }[];
}

/** Where the mark of a pack is. */
export function markPath(packFolder: string, packName: string): string {
  return `${packFolder}/${packName}.reachable`;
}

/** The bytes of a mark. */
export function encodeMark(mark: PackMark): string {
  return JSON.stringify(mark) + "\n";
}

/** Marked packs, oldest first, without those that another one replaces. */
export function markedPacks(store: ObjectStore): MarkedPack[] {
  const marked: MarkedPack[] = [];
  for (const pack of store.packs) {
    const mark = readMark(markPath(`${store.folder}/pack`, pack.name));
    if (mark) marked.push({ pack, mark });
  }
  const replaced = new Set(marked.flatMap(({ mark }) => mark.replaces));
  return marked
    .filter(({ pack }) => !replaced.has(pack.name))
    .sort((a, b) => a.mark.covers.length - b.mark.covers.length);
}

/** The most marked packs that can be sent for these wants as they are, and what is missing then. */
export function* coverWants(
  store: ObjectStore,
  graph: CommitGraph,
  wants: readonly Oid[],
  marked: readonly MarkedPack[],
): Steps<Coverage> {
  for (let count = marked.length;; count--) {
    const packs = marked.slice(0, count);
    const walk = new UncoveredWalk(store, graph, packs);
    yield* walk.run(wants);
    if (packs.length === 0 || areReached(packs, walk.touched)) {
      return { packs, ...walk.found() };
    }
  }
}

/** Whether the values that the packs were written for are still reached, directly or through the newest pack. */
function areReached(
  packs: readonly MarkedPack[],
  touched: ReadonlySet<Oid>,
): boolean {
  const newest = packs.at(-1)!;
  return packs.every(({ pack, mark }) =>
    (pack !== newest.pack && newest.mark.covers.includes(pack.name)) ||
    mark.tips.every((tip) => touched.has(tip))
  );
}

/** Walks from the wants as far as the packs. */
class UncoveredWalk {
  /** Objects of the packs that the walk met. */
  readonly touched = new Set<Oid>();
  readonly #store: ObjectStore;
  readonly #graph: CommitGraph;
  readonly #packs: readonly MarkedPack[];
  readonly #commits: Oid[] = [];
  readonly #tags = new Set<Oid>();
  readonly #others = new Map<Oid, ObjectType>();

  constructor(
    store: ObjectStore,
    graph: CommitGraph,
    packs: readonly MarkedPack[],
  ) {
    this.#store = store;
    this.#graph = graph;
    this.#packs = packs;
  }

  *run(wants: readonly Oid[]): Steps {
    const seen = new Set<Oid>();
    const queue = new DateQueue();
    const visit = (oid: Oid) => {
      if (seen.has(oid)) return;
      seen.add(oid);
      if (!this.#isCovered(oid)) queue.push(this.#graph.node(oid));
    };
    for (const want of wants) {
      const { tags, target } = this.#graph.peel(want);
      for (const tag of tags) if (!this.#isCovered(tag)) this.#tags.add(tag);
      if (target.type === "commit") visit(target.oid);
      else if (!this.#isCovered(target.oid)) {
        this.#others.set(target.oid, target.type);
      }
      yield undefined;
    }
    for (let commit = queue.pop(); commit; commit = queue.pop()) {
      this.#commits.push(commit.oid);
      commit.parents.forEach(visit);
      yield undefined;
    }
  }

  found(): Omit<Coverage, "packs"> {
    const others = Array.from(this.#others, ([oid, type]) => ({ oid, type }));
    return { commits: this.#commits, tags: [...this.#tags], others };
  }

  #isCovered(oid: Oid): boolean {
    if (!isInPacks(this.#packs, oid)) return false;
    this.touched.add(oid);
    return true;
  }
}

/** Whether one of the packs has an object. */
export function isInPacks(packs: readonly MarkedPack[], oid: Oid): boolean {
  return packs.some(({ pack }) => pack.index.find(oid) >= 0);
}

/** The mark, or `undefined` where there is none, or it is not one: then the pack is only not sent as it is. */
function readMark(path: string): PackMark | undefined {
  let text: string;
  try {
    text = fs.readFileSync(path, "utf8");
  } catch (error) {
    if (errorCode(error) === "ENOENT") return undefined;
    throw error;
  }
  try {
    const { tips, covers, replaces } = JSON.parse(text);
    const isMark = [tips, covers, replaces].every(isTextList) &&
      tips.every(isOid);
    return isMark ? { tips, covers, replaces } : undefined;
  } catch {
    return undefined; // Cut short by a crash, or written by somebody else.
  }
}

/** Whether a value is a list of texts. */
function isTextList(value: unknown): value is string[] {
  return Array.isArray(value) &&
    value.every((item) => typeof item === "string");
}
