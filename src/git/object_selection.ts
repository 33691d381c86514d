/**
 * Which trees and blobs belong to a set of commits, in the order in which they pack well: newest first, each with the next
 * newer version at its path as the likely base of a delta.
 *
 * @module
 */
import type { CommitGraph } from "./commit_graph.ts";
import type { ObjectStore } from "./object_store.ts";
import type { ObjectType } from "./objects.ts";
import type { Oid } from "./repository.ts";
import type { Steps } from "./steps.ts";
import { isFolder, parseTree, type TreeEntry } from "./trees.ts";

/** An object to be packed. */
export interface Candidate {
  readonly oid: Oid;
  readonly type: ObjectType;
  /** The next newer version at the same path among the candidates. */
  readonly base: Oid | null;
}

/** What {@linkcode selectObjects} is asked. */
export interface ObjectQuestion {
  /** Newest first. */
  readonly commits: readonly Oid[];
  readonly tags: readonly Oid[];
  /** Objects that tags name and that are neither commit nor tag. */
  readonly others?: readonly { readonly oid: Oid; readonly type: ObjectType }[];
  /** Whether an object, with all that it leads to, is left out. */
  readonly isLeftOut: (oid: Oid) => boolean;
  /** Told of each entry of each tree, with its path; may throw. Bytes of the path are characters. */
  readonly onEntry?: (path: string) => void;
}

/** The mode of a submodule: its commit is in another repository. */
const SUBMODULE_MODE = "160000";

/** All objects of these commits, each once: commits, tags, trees, blobs. */
export function* selectObjects(
  store: ObjectStore,
  graph: CommitGraph,
  question: ObjectQuestion,
): Steps<Candidate[]> {
  const walk = new TreeWalk(store, question);
  for (const oid of question.commits) {
    yield* walk.enter(graph.node(oid).tree, "");
  }
  for (const { oid, type } of question.others ?? []) {
    if (type === "tree") yield* walk.enter(oid, "");
    else walk.addBlob(oid, "");
  }
  return [
    ...question.commits.map((oid): Candidate => ({
      oid,
      type: "commit",
      base: null,
    })),
    ...question.tags.map((oid): Candidate => ({
      oid,
      type: "tag",
      base: null,
    })),
    ...walk.trees,
    ...walk.blobs,
  ];
}

/** The names of all trees and blobs of some commits. */
export function* namesInTrees(
  store: ObjectStore,
  graph: CommitGraph,
  commits: readonly Oid[],
): Steps<Set<Oid>> {
  const walk = new TreeWalk(store, { isLeftOut: () => false });
  for (const oid of commits) yield* walk.enter(graph.node(oid).tree, "");
  return walk.seen;
}

/** Visits trees, each once, and remembers what was last seen at each path. */
class TreeWalk {
  readonly trees: Candidate[] = [];
  readonly blobs: Candidate[] = [];
  readonly seen = new Set<Oid>();
  readonly #store: ObjectStore;
  readonly #isLeftOut: (oid: Oid) => boolean;
  readonly #onEntry: ((path: string) => void) | undefined;
  readonly #lastAt = new Map<string, Oid>();

  constructor(
    store: ObjectStore,
    { isLeftOut, onEntry }: Pick<ObjectQuestion, "isLeftOut" | "onEntry">,
  ) {
    this.#store = store;
    this.#isLeftOut = isLeftOut;
    this.#onEntry = onEntry;
  }

  *enter(tree: Oid, path: string): Steps {
    if (this.#isSettled(tree)) return;
    this.trees.push(this.#candidate(tree, "tree", path));
    for (const entry of this.#read(tree)) {
      const entryPath = path + entry.raw;
      this.#onEntry?.(entryPath);
      if (entry.mode === SUBMODULE_MODE) continue;
      if (isFolder(entry)) yield* this.enter(entry.oid, `${entryPath}/`);
      else this.addBlob(entry.oid, entryPath);
    }
    yield undefined;
  }

  addBlob(blob: Oid, path: string): void {
    if (!this.#isSettled(blob)) {
      this.blobs.push(this.#candidate(blob, "blob", path));
    }
  }

  /** Whether an object needs no visit (any more). */
  #isSettled(oid: Oid): boolean {
    if (this.seen.has(oid)) return true;
    this.seen.add(oid);
    return this.#isLeftOut(oid);
  }

  #candidate(oid: Oid, type: ObjectType, path: string): Candidate {
    const base = this.#lastAt.get(path) ?? null;
    this.#lastAt.set(path, oid);
    return { oid, type, base };
  }

  #read(tree: Oid): TreeEntry[] {
    return parseTree(this.#store.read(tree, "tree").data);
  }
}
