/**
 * Where a shallow clone ends: which commits lose their parents, and which get them back.
 *
 * @see {@link https://git-scm.com/docs/gitprotocol-pack#_reference_discovery} (`shallow`, `unshallow`)
 * @module
 */
import { AppError } from "../errors.ts";
import type { CommitGraph } from "./commit_graph.ts";
import type { Oid } from "./repository.ts";
import type { Steps } from "./steps.ts";
import { type Depth, INFINITE_DEPTH } from "./upload_pack_request.ts";

/** What changes for a client. */
export interface BorderChange {
  /** Commits whose parents it will not have, and that were not so before. */
  readonly shallow: readonly Oid[];
  /** Commits whose parents it will now get. */
  readonly unshallow: readonly Oid[];
}

/** What a border is computed from. */
export interface BorderQuestion {
  readonly depth: Depth;
  /** Commits that are wanted (tags peeled). */
  readonly wants: readonly Oid[];
  /** Commits where the client's history ends now. */
  readonly shallows: readonly Oid[];
  /** Commits that the refs named by `deepen-not` point to. */
  readonly excluded: readonly Oid[];
}

/** Whether a request asks for a certain depth. */
export function asksForDepth(
  { commits, since, notReachableFrom }: Depth,
): boolean {
  return commits !== null || since !== null || notReachableFrom.length > 0;
}

/**
 * The change of the border that a request asks for.
 *
 * @throws {AppError} `invalid` where nothing would be left.
 */
export function* moveBorder(
  graph: CommitGraph,
  question: BorderQuestion,
): Steps<BorderChange> {
  const { depth, wants, shallows } = question;
  const { kept, cut } = depth.commits === null
    ? yield* keepByPredicate(graph, question)
    : yield* keepByDepth(graph, depth, { wants, shallows });
  const before = new Set(shallows);
  return {
    shallow: [...cut].filter((oid) => !before.has(oid)),
    unshallow: shallows.filter((oid) => kept.has(oid)),
  };
}

/** Commits whose parents are kept, and commits that stay without. */
interface Kept {
  readonly kept: Set<Oid>;
  readonly cut: Set<Oid>;
}

/** By number of commits, counted from the wants (these are 1), or from the present border (it is 0) where relative. */
function* keepByDepth(
  graph: CommitGraph,
  depth: Depth,
  { wants, shallows }: Pick<BorderQuestion, "wants" | "shallows">,
): Steps<Kept> {
  const commits = depth.commits ?? INFINITE_DEPTH;
  if (commits === INFINITE_DEPTH) {
    return { kept: new Set(shallows), cut: new Set() };
  }
  let level = depth.relative
    ? yield* reachableOf(graph, shallows, wants)
    : [...new Set(wants)];
  const levels = depth.relative ? commits : commits - 1;
  const kept = new Set<Oid>();
  for (let i = 0; i < levels && level.length > 0; i++) {
    const next = new Set<Oid>();
    for (const oid of level) {
      kept.add(oid);
      for (const parent of graph.node(oid).parents) next.add(parent);
      yield undefined;
    }
    level = [...next].filter((oid) => !kept.has(oid));
  }
  return {
    kept,
    cut: new Set(level.filter((oid) => graph.node(oid).parents.length > 0)),
  };
}

/** Those of `shallows` that can be reached from the wants: a deepening does not touch the others. */
function* reachableOf(
  graph: CommitGraph,
  shallows: readonly Oid[],
  wants: readonly Oid[],
): Steps<Oid[]> {
  const border = new Set(shallows);
  const found = new Set<Oid>();
  yield* graph.reachable(wants, (oid) => {
    if (border.has(oid)) found.add(oid);
    return border.has(oid);
  });
  return [...found];
}

/** By age, or by what other refs reach: a commit with a parent outside is cut. */
function* keepByPredicate(
  graph: CommitGraph,
  question: BorderQuestion,
): Steps<Kept> {
  const { depth: { since }, wants, excluded } = question;
  const outside = yield* graph.reachable(excluded, () => false);
  const isOutside = (oid: Oid) =>
    outside.has(oid) || (since !== null && graph.node(oid).committedAt < since);
  const inside = wants.filter((oid) => !isOutside(oid));
  if (inside.length === 0) {
    throw new AppError("invalid", "no commits selected for shallow requests");
  }
  const kept = new Set<Oid>();
  const cut = new Set<Oid>();
  const waiting = [...inside];
  for (let oid = waiting.pop(); oid !== undefined; oid = waiting.pop()) {
    if (kept.has(oid) || cut.has(oid)) continue;
    const { parents } = graph.node(oid);
    if (parents.some(isOutside)) cut.add(oid);
    else {
      kept.add(oid);
      waiting.push(...parents);
    }
    yield undefined;
  }
  return { kept, cut };
}
