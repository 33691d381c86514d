/**
 * Commits waiting in a walk, newest first.
 *
 * @module
 */
import type { CommitNode } from "./commit_graph.ts";

/** A binary heap by commit time. */
export class DateQueue {
  readonly #heap: CommitNode[] = [];

  get size(): number {
    return this.#heap.length;
  }

  push(commit: CommitNode): void {
    const heap = this.#heap;
    let at = heap.push(commit) - 1;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (heap[above]!.committedAt >= commit.committedAt) break;
      heap[at] = heap[above]!;
      at = above;
    }
    heap[at] = commit;
  }

  /** Takes the newest commit. */
  pop(): CommitNode | undefined {
    const heap = this.#heap;
    const newest = heap[0];
    const last = heap.pop();
    if (newest === undefined || last === undefined || heap.length === 0) {
      return newest;
    }
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      if (below >= heap.length) break;
      const right = below + 1;
      if (
        right < heap.length &&
        heap[right]!.committedAt > heap[below]!.committedAt
      ) below = right;
      if (heap[below]!.committedAt <= last.committedAt) break;
      heap[at] = heap[below]!;
      at = below;
    }
    heap[at] = last;
    return newest;
  }
}
