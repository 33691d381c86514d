/**
 * Which commits a client lacks: those reachable from what it wants, without those reachable from what it has.
 *
 * @module
 */
import type { CommitGraph } from "./commit_graph.ts";
import { DateQueue } from "./date_queue.ts";
import type { Oid } from "./repository.ts";
import type { Steps } from "./steps.ts";

/** What a selection is made from; tags are peeled. */
export interface CommitQuestion {
  readonly wants: readonly Oid[];
  readonly haves: readonly Oid[];
  /** Commits where the client's history ends before this answer. */
  readonly shallowsBefore: ReadonlySet<Oid>;
  /** Commits where it ends after this answer. */
  readonly shallowsAfter: ReadonlySet<Oid>;
}

/** The answer. */
export interface CommitSelection {
  /** To be sent, newest first. */
  readonly commits: readonly Oid[];
  /** Commits that the client has and whose files are most like those sent. */
  readonly edges: readonly Oid[];
}

/** Bits of a commit's colour. */
const WANTED = 1;
const HAD = 2;

/**
 * Paints commits from both sides, newest first, until none that is wanted alone waits. Where clocks were wrong it sends too
 * much, never too little.
 */
export function* selectCommits(
  graph: CommitGraph,
  question: CommitQuestion,
): Steps<CommitSelection> {
  const { shallowsBefore, shallowsAfter } = question;
  const painter = new Painter(graph);
  for (const oid of question.wants) painter.paint(oid, WANTED);
  for (const oid of question.haves) painter.paint(oid, HAD);
  for (const oid of shallowsBefore) {
    if (shallowsAfter.has(oid)) continue;
    for (const parent of graph.node(oid).parents) painter.paint(parent, WANTED);
  }
  for (let commit = painter.next(); commit; commit = painter.next()) {
    const had = painter.isHad(commit.oid);
    const border = had ? shallowsBefore : shallowsAfter;
    if (!border.has(commit.oid)) {
      for (const parent of commit.parents) {
        painter.paint(parent, had ? HAD : WANTED);
      }
    }
    yield undefined;
  }
  const commits = painter.wantedAlone();
  const edges = new Set(question.haves.slice(0, 1));
  for (const oid of commits) {
    for (const parent of graph.node(oid).parents) {
      if (painter.isHad(parent)) edges.add(parent);
    }
  }
  for (const oid of shallowsBefore) if (!shallowsAfter.has(oid)) edges.add(oid);
  return { commits, edges: [...edges] };
}

/** The colours of commits, and those whose parents are not painted yet. */
class Painter {
  readonly #graph: CommitGraph;
  readonly #colours = new Map<Oid, number>();
  readonly #queue = new DateQueue();
  /** Commits wanted alone, in the order they were taken from the queue. */
  readonly #taken = new Set<Oid>();
  #wantedWaiting = 0;

  constructor(graph: CommitGraph) {
    this.#graph = graph;
  }

  /** A commit that gets the colour HAD after it was taken is queued again: its parents must get it too. */
  paint(oid: Oid, colour: number): void {
    const before = this.#colours.get(oid) ?? 0;
    if ((before | colour) === before) return;
    this.#colours.set(oid, before | colour);
    if (before === HAD) return;
    if (before === WANTED && !this.#taken.has(oid)) {
      this.#wantedWaiting--; // It waits already, and is had now.
      return;
    }
    if (before === 0 && colour === WANTED) this.#wantedWaiting++;
    this.#queue.push(this.#graph.node(oid));
  }

  next() {
    if (this.#wantedWaiting === 0) return undefined;
    const commit = this.#queue.pop();
    if (commit && this.#colours.get(commit.oid) === WANTED) {
      this.#wantedWaiting--;
      this.#taken.add(commit.oid);
    }
    return commit;
  }

  isHad(oid: Oid): boolean {
    return ((this.#colours.get(oid) ?? 0) & HAD) !== 0;
  }

  wantedAlone(): Oid[] {
    return [...this.#taken].filter((oid) => !this.isHad(oid));
  }
}
