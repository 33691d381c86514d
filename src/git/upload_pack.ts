/**
 * git-upload-pack over HTTP: one request, one answer, in protocol 0, 1 or 2. It reads the repository and nothing else.
 *
 * Clients get only what refs reach: a want must be what a ref points to, or a commit behind it.
 *
 * @see {@link https://git-scm.com/docs/gitprotocol-http}
 * @module
 */
import { AppError } from "../errors.ts";
import { negotiateByLines, negotiateBySections } from "./negotiation.ts";
import {
  CHANNEL,
  DELIMITER,
  errorLine,
  FLUSH,
  frameStart,
  MAX_FRAME_BYTES,
  pktLine,
} from "./pkt_line.ts";
import {
  listServedRefs,
  type ProtocolVersion,
  type ServedRepository,
} from "./served_refs.ts";
import { asksForDepth, type BorderChange } from "./shallow_border.ts";
import type { Steps } from "./steps.ts";
import { readCommand, readFetchRequest } from "./upload_pack_request.ts";
import { UploadSession } from "./upload_session.ts";

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
    using session = new UploadSession(this.#repo, fetch);
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
    using session = new UploadSession(this.#repo, request);
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
