/**
 * The door for git clients: `/repo.git`, and `/.git`, the address of the service that came before.
 *
 * | request                                     | answer                                        |
 * | ------------------------------------------- | --------------------------------------------- |
 * | `GET …/info/refs?service=git-upload-pack`   | what can be had                               |
 * | `POST …/git-upload-pack`                    | a listing of refs, a round of talk, or a pack |
 * | `GET …/info/refs?service=git-receive-pack`  | who is asked first, then that nobody can push |
 * | everything else                             | a sentence that says what to do instead       |
 *
 * @see {@link https://git-scm.com/docs/gitprotocol-http}
 * @module
 */
import { type Context, Hono } from "hono";
import { AppError } from "../errors.ts";
import { errorLine, FLUSH, pktLine } from "../git/pkt_line.ts";
import { asksForPack } from "../git/upload_stream.ts";
import type { WikiEnv } from "../http/env.ts";
import type { PackSlots } from "../http/pack_slots.ts";
import { rateKeyOf } from "../http/rate_limit.ts";
import { forReading } from "../wiki/access.ts";
import { advertiseHistory, streamHistory } from "../wiki/clone.ts";
import { answerGitError } from "./git_error.ts";
import { readGitBody, readVersion } from "./git_request.ts";

/** What a door for git can be told. */
export interface GitDoorOptions {
  /** Places for packs, shared with whoever else makes some. */
  readonly slots: PackSlots;
  /** How long a request waits for its turn to have a pack made, in milliseconds. */
  readonly waitMs?: number;
}

/** Long enough for a few small clones ahead, short enough for a person. */
const DEFAULT_WAIT_MS = 10_000;

/** Refs change at any time, so nobody may keep an answer. */
const NO_CACHE = "no-cache, max-age=0, must-revalidate";

const PUSH_REFUSED =
  "Pushing is not supported yet: edit this wiki in the browser, through its API or with an agent";

/** The routes, from the root of a wiki's host. */
export function gitDoor(
  { slots, waitMs = DEFAULT_WAIT_MS }: GitDoorOptions,
): Hono<WikiEnv> {
  const door = new Hono<WikiEnv>();
  door.onError(answerGitError);
  for (const root of ["/repo.git", "/.git"]) {
    door.get(`${root}/info/refs`, answerInfoRefs);
    door.post(
      `${root}/git-upload-pack`,
      (c) => answerUploadPack(c, { slots, waitMs }),
    );
    door.post(`${root}/git-receive-pack`, answerReceivePack);
    door.all(`${root}/*`, refuseOther);
    door.all(root, refuseOther);
  }
  return door;
}

/** What can be had, or why nothing can be pushed. */
function answerInfoRefs(c: Context<WikiEnv>): Response {
  const service = c.req.query("service");
  if (service === "git-receive-pack") {
    requireSignedIn(c);
    const lines = [
      pktLine("# service=git-receive-pack\n"),
      FLUSH,
      errorLine(PUSH_REFUSED),
    ];
    return gitAnswer(c, "receive-pack-advertisement", concat(lines));
  }
  const wiki = forReading(c.var.visit);
  if (service !== "git-upload-pack") {
    throw new AppError(
      "forbidden",
      "Cannot serve plain files: use a git client of 2010 or later",
    );
  }
  const version = readVersion(c.req.header("git-protocol"));
  return gitAnswer(
    c,
    "upload-pack-advertisement",
    new Uint8Array(advertiseHistory(wiki, version)),
  );
}

/** A listing, a round of negotiation, or a pack. */
async function answerUploadPack(
  c: Context<WikiEnv>,
  { slots, waitMs }: { slots: PackSlots; waitMs: number },
): Promise<Response> {
  const wiki = forReading(c.var.visit);
  const body = await readGitBody(c.req.raw);
  const { maxConcurrentPacks } = wiki.house.config;
  const release = asksForPack(body)
    ? await slots.take(maxConcurrentPacks, {
      waitMs,
      request: c.req.raw,
      who: rateKeyOf(c.var.visit.caller, c.var.clientAddress),
    })
    : () => {};
  const version = readVersion(c.req.header("git-protocol"));
  try {
    const stream = streamHistory(wiki, { version, body, onEnd: release });
    return gitAnswer(c, "upload-pack-result", stream);
  } catch (error) {
    release();
    throw error;
  }
}

/** A client that pushes without having asked first. */
function answerReceivePack(c: Context<WikiEnv>): Response {
  requireSignedIn(c);
  return gitAnswer(c, "receive-pack-result", concat([errorLine(PUSH_REFUSED)]));
}

/** A browser, or a client of the protocol without a service. */
function refuseOther(c: Context<WikiEnv>): never {
  forReading(c.var.visit);
  throw new AppError(
    "not_found",
    `Nothing to see here: run git clone ${c.var.wikiUrl}/repo.git`,
  );
}

/** Pushing asks for a credential even where everybody may write: a commit needs an author. */
function requireSignedIn(c: Context<WikiEnv>): void {
  if (c.var.visit.caller.kind === "anonymous") {
    throw new AppError("unauthenticated", "Cannot push: sign in first");
  }
  forReading(c.var.visit);
}

/** An answer in one of git's media types. */
function gitAnswer(
  c: Context<WikiEnv>,
  kind: string,
  body: Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>,
): Response {
  c.header("Content-Type", `application/x-git-${kind}`);
  c.header("Cache-Control", NO_CACHE);
  return c.body(body as ReadableStream<Uint8Array<ArrayBuffer>>);
}

function concat(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(
    parts.reduce((sum, { length }) => sum + length, 0),
  );
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
