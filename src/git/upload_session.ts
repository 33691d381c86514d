/**
 * A repository as one request of a client sees it: refs at one moment, its own open packs, and the checks of what is asked for.
 *
 * @module
 */
import { AppError } from "../errors.ts";
import { CommitGraph } from "./commit_graph.ts";
import { DateQueue } from "./date_queue.ts";
import { GitCache } from "./git_cache.ts";
import { ObjectStore } from "./object_store.ts";
import { packForClient } from "./pack_for_client.ts";
import type { Oid } from "./repository.ts";
import {
  readServedRefs,
  type ServedRefs,
  type ServedRepository,
  tipsOf,
} from "./served_refs.ts";
import {
  asksForDepth,
  type BorderChange,
  moveBorder,
} from "./shallow_border.ts";
import type { Steps } from "./steps.ts";
import type { FetchRequest } from "./upload_pack_request.ts";

/** Memory for the objects read for one answer. */
const CACHE_BYTES = 16 << 20;

/** The packs are opened anew, so that a repack meanwhile does not matter. */
export class UploadSession implements Disposable {
  readonly graph: CommitGraph;
  readonly #store: ObjectStore;
  readonly #refs: ServedRefs;
  readonly #request: FetchRequest;

  constructor(repo: ServedRepository, request: FetchRequest) {
    this.#refs = readServedRefs(repo);
    this.#store = new ObjectStore(repo.dir, new GitCache(CACHE_BYTES));
    this.graph = new CommitGraph(this.#store);
    this.#request = request;
  }

  [Symbol.dispose](): void {
    this.#store.close();
  }

  /**
   * The wanted commits, tags peeled.
   *
   * @throws {AppError} `invalid` where something is wanted that no ref leads to, whether it exists or not.
   */
  *checkedWants(): Steps<Oid[]> {
    const tips = tipsOf(this.#refs);
    const behind = this.#request.wants.filter((oid) => !tips.has(oid));
    if (behind.length > 0) yield* this.#requireReachable(behind, tips);
    const commits: Oid[] = [];
    for (const want of this.#request.wants) {
      const { target } = this.graph.peel(want);
      if (target.type === "commit") commits.push(target.oid);
    }
    return [...new Set(commits)];
  }

  /** How the client's border moves; nothing where it did not ask. */
  *border(wants: readonly Oid[]): Steps<BorderChange> {
    const { depth } = this.#request;
    if (!asksForDepth(depth)) return { shallow: [], unshallow: [] };
    const shallows = this.#request.shallows.filter((oid) =>
      this.graph.has(oid)
    );
    const excluded = depth.notReachableFrom.map((name) => this.#commitOf(name));
    return yield* moveBorder(this.graph, { depth, wants, shallows, excluded });
  }

  /** The pack that the client needs. */
  *pack(common: readonly Oid[], border: BorderChange): Steps {
    const { wants, options, shallows } = this.#request;
    yield* packForClient({
      store: this.#store,
      graph: this.graph,
      wants,
      common,
      border,
      shallows: shallows.filter((oid) => this.graph.has(oid)),
      tags: this.#refs.refs.filter(({ name }) => name.startsWith("refs/tags/"))
        .map(({ oid }) => oid),
      options,
    });
  }

  /** Walks back from the refs, newest first, until all are found. */
  *#requireReachable(oids: readonly Oid[], tips: ReadonlySet<Oid>): Steps {
    const missing = new Set(oids);
    const seen = new Set<Oid>();
    const queue = new DateQueue();
    const visit = (oid: Oid) => {
      if (seen.has(oid)) return;
      seen.add(oid);
      queue.push(this.graph.node(oid));
    };
    for (const tip of tips) {
      const { target } = this.graph.peel(tip);
      if (target.type === "commit") visit(target.oid);
    }
    for (
      let commit = queue.pop();
      commit && missing.size > 0;
      commit = queue.pop()
    ) {
      missing.delete(commit.oid);
      commit.parents.forEach(visit);
      yield undefined;
    }
    for (const oid of missing) {
      throw new AppError("invalid", `upload-pack: not our ref ${oid}`);
    }
  }

  /** The commit of the ref that `deepen-not` names, in full or short. */
  #commitOf(name: string): Oid {
    const ref = this.#refs.refs.find((ref) =>
      [name, `refs/tags/${name}`, `refs/heads/${name}`].includes(ref.name)
    );
    const target = ref && this.graph.peel(ref.oid).target;
    if (target?.type !== "commit") {
      throw new AppError(
        "invalid",
        `git upload-pack: deepen-not is not a ref: ${name.slice(0, 80)}`,
      );
    }
    return target.oid;
  }
}
