/**
 * Commits as points and lines: who is whose parent, when, and with which tree. Read once for each walk and remembered;
 * texts and people are left out.
 *
 * @module
 */
import type { Buffer } from "node:buffer";
import { AppError } from "../errors.ts";
import { CorruptObjectError, type ObjectType } from "./objects.ts";
import type { ObjectStore } from "./object_store.ts";
import type { Oid } from "./repository.ts";
import type { Steps } from "./steps.ts";

/** What a walk needs of a commit. */
export interface CommitNode {
  readonly oid: Oid;
  readonly tree: Oid;
  readonly parents: readonly Oid[];
  /** Seconds since 1970. */
  readonly committedAt: number;
}

/** What a name leads to. */
export interface Peeled {
  /** The tag objects on the way, outermost first. */
  readonly tags: readonly Oid[];
  /** What is at the end: a commit as a rule, but a tag may name anything. */
  readonly target: { readonly oid: Oid; readonly type: ObjectType };
}

/** The commits of a store, as far as they were asked for. */
export class CommitGraph {
  readonly #store: ObjectStore;
  readonly #nodes = new Map<Oid, CommitNode>();

  constructor(store: ObjectStore) {
    this.#store = store;
  }

  /** @throws {AppError} `not_found` where there is no such commit. */
  node(oid: Oid): CommitNode {
    const known = this.#nodes.get(oid);
    if (known) return known;
    const node = parseNode(oid, this.#store.read(oid, "commit").data);
    this.#nodes.set(oid, node);
    return node;
  }

  /** Whether the store has a commit of this name. */
  has(oid: Oid): boolean {
    return this.#nodes.has(oid) ||
      this.#store.findHeader(oid)?.type === "commit";
  }

  /** Follows tags to what they name. @throws {AppError} `not_found` where something is missing. */
  peel(oid: Oid): Peeled {
    const tags: Oid[] = [];
    for (let at = oid;;) {
      const type = this.#nodes.has(at)
        ? "commit"
        : this.#store.findHeader(at)?.type;
      if (type === undefined) {
        throw new AppError("not_found", `Cannot find object "${at}"`);
      }
      if (type !== "tag") return { tags, target: { oid: at, type } };
      if (tags.includes(at)) {
        throw new CorruptObjectError(at, "the tag names itself");
      }
      tags.push(at);
      at = targetOfTag(at, this.#store.read(at, "tag").data);
    }
  }

  /** All commits that can be reached from these, in no order to rely on; `stopAt` is not entered. */
  *reachable(
    from: Iterable<Oid>,
    stopAt: (oid: Oid) => boolean,
  ): Steps<Set<Oid>> {
    const seen = new Set<Oid>();
    const waiting = [...from];
    for (let oid = waiting.pop(); oid !== undefined; oid = waiting.pop()) {
      if (seen.has(oid) || stopAt(oid)) continue;
      seen.add(oid);
      waiting.push(...this.node(oid).parents);
      yield undefined;
    }
    return seen;
  }
}

/** The object that a tag names. @see {@link https://git-scm.com/docs/git-mktag} */
function targetOfTag(oid: Oid, data: Buffer): Oid {
  const [, target] =
    /^object ([0-9a-f]{40})\n/.exec(data.toString("latin1", 0, 48)) ?? [];
  if (target === undefined) {
    throw new CorruptObjectError(oid, "the tag names no object");
  }
  return target;
}

/** Reads the lines of a commit's head that matter here. */
function parseNode(oid: Oid, data: Buffer): CommitNode {
  const end = data.indexOf("\n\n");
  const head = data.toString("latin1", 0, end < 0 ? data.length : end);
  const [, tree] = /^tree ([0-9a-f]{40})$/m.exec(head) ?? [];
  if (tree === undefined) {
    throw new CorruptObjectError(oid, "the commit names no tree");
  }
  const parents = Array.from(
    head.matchAll(/^parent ([0-9a-f]{40})$/gm),
    ([, parent]) => parent!,
  );
  const [, seconds] = /^committer .*> (\d+) [-+]\d+$/m.exec(head) ?? [];
  return { oid, tree, parents, committedAt: Number(seconds ?? 0) };
}
