/**
 * What server and client have in common: the acknowledgements of protocol 0 and 1, and of protocol 2.
 *
 * Over HTTP each round is a request of its own in which the client repeats what is known to be common.
 *
 * @see {@link https://git-scm.com/docs/gitprotocol-pack#_packfile_negotiation}
 * @module
 */
import type { CommitGraph } from "./commit_graph.ts";
import { DateQueue } from "./date_queue.ts";
import { DELIMITER, FLUSH, pktLine } from "./pkt_line.ts";
import type { Oid } from "./repository.ts";
import type { Steps } from "./steps.ts";
import type { FetchRequest } from "./upload_pack_request.ts";

/** What the round came to. */
export interface Round {
  /** Commits that the client told of and that are here. */
  readonly common: readonly Oid[];
  /** Whether a pack follows now. */
  readonly sendsPack: boolean;
}

/** One round of protocol 0 or 1. */
export function* negotiateByLines(
  graph: CommitGraph,
  request: FetchRequest,
  wants: readonly Oid[],
): Steps<Round> {
  const detailed = request.options.has("multi_ack_detailed");
  const multiple = detailed || request.options.has("multi_ack");
  const readiness = new Readiness(graph, wants);
  let isUnknownLast = false;
  for (const have of request.haves) {
    if (graph.has(have)) {
      isUnknownLast = false;
      readiness.add(have);
      if (multiple) {
        yield pktLine(`ACK ${have} ${detailed ? "common" : "continue"}\n`);
      } else if (readiness.common.length === 1) yield pktLine(`ACK ${have}\n`);
    } else {
      isUnknownLast = true;
      if (multiple && (yield* readiness.isReady())) {
        yield pktLine(`ACK ${have} ${detailed ? "ready" : "continue"}\n`);
      }
    }
    yield undefined;
  }
  const { common } = readiness;
  const last = common.at(-1);
  if (request.done) {
    if (last === undefined) yield pktLine("NAK\n");
    else if (multiple) yield pktLine(`ACK ${last}\n`);
  } else if (request.flushed) {
    const isReady = detailed && last !== undefined && !isUnknownLast &&
      (yield* readiness.isReady());
    if (isReady) yield pktLine(`ACK ${last} ready\n`);
    if (multiple || last === undefined) yield pktLine("NAK\n");
  }
  return { common, sendsPack: request.done };
}

/** One round of protocol 2. A request without haves is answered with a pack at once. */
export function* negotiateBySections(
  graph: CommitGraph,
  request: FetchRequest,
  wants: readonly Oid[],
): Steps<Round> {
  const readiness = new Readiness(graph, wants);
  for (const have of request.haves) {
    if (graph.has(have)) readiness.add(have);
    yield undefined;
  }
  const { common } = readiness;
  if (request.done || request.haves.length === 0) {
    return { common, sendsPack: true };
  }
  yield pktLine("acknowledgments\n");
  if (common.length === 0) yield pktLine("NAK\n");
  for (const have of common) yield pktLine(`ACK ${have}\n`);
  const isReady = yield* readiness.isReady();
  if (isReady) yield pktLine("ready\n");
  yield isReady ? DELIMITER : FLUSH;
  return { common, sendsPack: isReady };
}

/** Whether enough is known: every want leads to a commit that both sides have. */
class Readiness {
  readonly common: Oid[] = [];
  readonly #graph: CommitGraph;
  readonly #wants: readonly Oid[];
  #answer: { readonly commonCount: number; readonly isReady: boolean } | null =
    null;

  constructor(graph: CommitGraph, wants: readonly Oid[]) {
    this.#graph = graph;
    this.#wants = wants;
  }

  add(oid: Oid): void {
    this.common.push(oid);
  }

  /** The answer changes only with a new common commit, so it is kept until then. */
  *isReady(): Steps<boolean> {
    if (this.common.length === 0) return false;
    if (this.#answer?.commonCount !== this.common.length) {
      this.#answer = {
        commonCount: this.common.length,
        isReady: yield* this.#compute(),
      };
    }
    return this.#answer.isReady;
  }

  /** Walks back from the wants, not past the oldest common commit, then forward again from the common ones. */
  *#compute(): Steps<boolean> {
    const oldest = Math.min(
      ...this.common.map((oid) => this.#graph.node(oid).committedAt),
    );
    const children = new Map<Oid, Oid[]>();
    const seen = new Set<Oid>();
    const queue = new DateQueue();
    const visit = (oid: Oid) => {
      if (seen.has(oid)) return;
      seen.add(oid);
      const node = this.#graph.node(oid);
      if (node.committedAt >= oldest) queue.push(node);
    };
    this.#wants.forEach(visit);
    for (let commit = queue.pop(); commit; commit = queue.pop()) {
      for (const parent of commit.parents) {
        const siblings = children.get(parent);
        if (siblings) siblings.push(commit.oid);
        else children.set(parent, [commit.oid]);
        visit(parent);
      }
      yield undefined;
    }
    const leading = new Set<Oid>();
    const waiting = [...this.common];
    for (let oid = waiting.pop(); oid !== undefined; oid = waiting.pop()) {
      if (leading.has(oid)) continue;
      leading.add(oid);
      waiting.push(...(children.get(oid) ?? []));
      yield undefined;
    }
    return this.#wants.every((oid) => leading.has(oid));
  }
}
