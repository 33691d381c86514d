/**
 * git-upload-pack over HTTP: one request, one answer, in protocol 0, 1 or 2. It reads the repository and nothing else.
 *
 * Clients get only what refs reach: a want must be what a ref points to, or a commit behind it.
 *
 * @see {@link https://git-scm.com/docs/gitprotocol-http}
 * @module
 */
import { AppError } from "../errors.ts";
import { CommitGraph } from "./commit_graph.ts";
import { DateQueue } from "./date_queue.ts";
import { GitCache } from "./git_cache.ts";
import { negotiateByLines, negotiateBySections } from "./negotiation.ts";
import { ObjectStore } from "./object_store.ts";
import { packForClient } from "./pack_for_client.ts";
import {
  CHANNEL,
  DELIMITER,
  errorLine,
  FLUSH,
  frameStart,
  MAX_FRAME_BYTES,
  pktLine,
} from "./pkt_line.ts";
import type { Oid } from "./repository.ts";
import {
  listServedRefs,
  type ProtocolVersion,
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
import {
  type FetchRequest,
  readCommand,
  readFetchRequest,
} from "./upload_pack_request.ts";

/** Memory for the objects read for one answer. */
const CACHE_BYTES = 16 << 20;

/** One request of a client, and the answer to it. */
export class UploadPack {
  readonly #repo: ServedRepository;
  readonly #version: ProtocolVersion;
  readonly #body: Uint8Array;
  #isFraming = false;

  constructor(
    repo: ServedRepository,
    version: ProtocolVersion,
    body: Uint8Array,
  ) {
    this.#repo = repo;
    this.#version = version;
    this.#body = body;
  }

  /** The answer, bit by bit. What the client did wrong is part of it; other errors are thrown. */
  *answer(): Steps {
    try {
      yield* this.#version === 2 ? this.#answerCommand() : this.#answerLines();
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      if (!this.#isFraming) return void (yield errorLine(error.message));
      const message = new TextEncoder().encode(error.message);
      yield frameStart(CHANNEL.error, message.length);
      yield message;
    }
  }

  /** An empty frame, where one may stand now: it tells the client that the answer is still being made. */
  signOfLife(): Uint8Array | undefined {
    return this.#isFraming ? frameStart(CHANNEL.pack, 0) : undefined;
  }

  *#answerCommand(): Steps {
    const command = readCommand(this.#body);
    if (command.name === "ls-refs") {
      yield listServedRefs(this.#repo, command.refs);
    }
    if (command.name !== "fetch" || command.fetch.wants.length === 0) return;
    const { fetch } = command;
    using session = new Session(this.#repo, fetch);
    const wants = yield* session.checkedWants();
    const round = yield* negotiateBySections(session.graph, fetch, wants);
    if (!round.sendsPack) return;
    const border = yield* session.border(wants);
    if (asksForDepth(fetch.depth) || fetch.shallows.length > 0) {
      yield pktLine("shallow-info\n");
      yield* borderLines(border);
      yield DELIMITER;
    }
    yield pktLine("packfile\n");
    yield* this.#framed(session.pack(round.common, border));
  }

  *#answerLines(): Steps {
    const request = readFetchRequest(this.#body);
    if (request.wants.length === 0) return;
    using session = new Session(this.#repo, request);
    const wants = yield* session.checkedWants();
    const border = yield* session.border(wants);
    if (asksForDepth(request.depth)) {
      yield* borderLines(border);
      yield FLUSH;
    }
    const round = yield* negotiateByLines(session.graph, request, wants);
    if (!round.sendsPack) return;
    const pack = session.pack(round.common, border);
    yield* request.options.has("side-band-64k") ? this.#framed(pack) : pack;
  }

  /** Cuts a pack into frames as large as may be, so that few are needed. */
  *#framed(pack: Steps): Steps {
    this.#isFraming = true;
    let parts: Uint8Array[] = [];
    let sizeBytes = 0;
    for (const bytes of pack) {
      if (bytes === undefined) yield undefined;
      else {
        for (let at = 0; at < bytes.length;) {
          const part = bytes.subarray(at, at + MAX_FRAME_BYTES - sizeBytes);
          parts.push(part);
          sizeBytes += part.length;
          at += part.length;
          if (sizeBytes === MAX_FRAME_BYTES) {
            yield* frame(parts, sizeBytes);
            parts = [];
            sizeBytes = 0;
          }
        }
      }
    }
    if (sizeBytes > 0) yield* frame(parts, sizeBytes);
    this.#isFraming = false;
    yield FLUSH;
  }
}

/** One frame of the pack. */
function* frame(parts: readonly Uint8Array[], sizeBytes: number): Steps {
  yield frameStart(CHANNEL.pack, sizeBytes);
  yield* parts;
}

/** `shallow` and `unshallow` lines. */
function* borderLines({ shallow, unshallow }: BorderChange): Steps {
  for (const oid of shallow) yield pktLine(`shallow ${oid}`);
  for (const oid of unshallow) yield pktLine(`unshallow ${oid}`);
}

/** The repository as one request sees it: its own open packs, so that a repack meanwhile does not matter. */
class Session implements Disposable {
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
