/**
 * The refs that a client may see, at one moment, and how git's protocols list them.
 *
 * @see {@link https://git-scm.com/docs/gitprotocol-pack#_reference_discovery}
 * @see {@link https://git-scm.com/docs/gitprotocol-v2#_ls_refs}
 * @module
 */
import { Buffer } from "node:buffer";
import { CommitGraph } from "./commit_graph.ts";
import { GitCache } from "./git_cache.ts";
import { ObjectStore } from "./object_store.ts";
import { FLUSH, pktLine } from "./pkt_line.ts";
import { listRefs, MAIN_BRANCH, readHeadBranch, type Ref } from "./refs.ts";
import type { Oid, RepositoryReader } from "./repository.ts";
import type { RefsRequest } from "./upload_pack_request.ts";

/** What is served: a repository's folder, and its newest commit. */
export type ServedRepository = Pick<RepositoryReader, "dir" | "head">;

/** Branches and tags at one moment. */
export interface ServedRefs {
  /** The newest commit of the main branch, `null` in an empty repository. */
  readonly head: Oid | null;
  /** The branch that HEAD stands for. */
  readonly headBranch: string;
  /** Branches and tags, sorted by name. */
  readonly refs: readonly Ref[];
}

/** Version of git's wire protocol. */
export type ProtocolVersion = 0 | 1 | 2;

/** How this program calls itself to git. */
const AGENT = "agent=robot.wtf";

/** What protocol 0 and 1 can do here. `no-done`, `filter` and reachable-only wants are not offered. */
const CAPABILITIES = [
  "multi_ack",
  "multi_ack_detailed",
  "side-band-64k",
  "thin-pack",
  "ofs-delta",
  "shallow",
  "deepen-since",
  "deepen-not",
  "deepen-relative",
  "no-progress",
  "include-tag",
  "object-format=sha1",
  AGENT,
];

/** What protocol 2 can do here. */
const COMMANDS = [
  AGENT,
  "ls-refs=unborn",
  "fetch=shallow",
  "object-format=sha1",
];

/** Reads branches and tags. Asking for the head first repairs a branch that a crash left empty. */
export function readServedRefs(repo: ServedRepository): ServedRefs {
  const head = repo.head();
  const refs = listRefs(repo.dir).filter(({ name }) =>
    /^refs\/(heads|tags)\//.test(name)
  );
  return { head, headBranch: readHeadBranch(repo.dir) ?? MAIN_BRANCH, refs };
}

/** The values of all refs that are served. */
export function tipsOf({ head, refs }: ServedRefs): Set<Oid> {
  return new Set([...(head ? [head] : []), ...refs.map(({ oid }) => oid)]);
}

/** The body of `info/refs?service=git-upload-pack`. */
export function advertise(
  repo: ServedRepository,
  version: ProtocolVersion,
): Buffer {
  if (version === 2) {
    const lines = ["version 2", ...COMMANDS].map((line) =>
      pktLine(`${line}\n`)
    );
    return Buffer.concat([...lines, FLUSH]);
  }
  const served = readServedRefs(repo);
  const lines = advertisedLines(repo, served);
  const capabilities = [...CAPABILITIES, `symref=HEAD:${served.headBranch}`]
    .join(" ");
  if (lines.length === 0) lines.push(`${"0".repeat(40)} capabilities^{}`);
  return Buffer.concat([
    pktLine("# service=git-upload-pack\n"),
    FLUSH,
    ...(version === 1 ? [pktLine("version 1\n")] : []),
    ...lines.map((line, i) =>
      pktLine(i === 0 ? `${line}\0${capabilities}\n` : `${line}\n`)
    ),
    FLUSH,
  ]);
}

/** The answer to the command `ls-refs` of protocol 2. */
export function listServedRefs(
  repo: ServedRepository,
  request: RefsRequest,
): Buffer {
  const served = readServedRefs(repo);
  const { prefixes } = request;
  const isWanted = (name: string) =>
    prefixes.length === 0 || prefixes.some((prefix) => name.startsWith(prefix));
  const lines: string[] = [];
  const target = request.symrefs ? ` symref-target:${served.headBranch}` : "";
  if (isWanted("HEAD") && served.head) {
    lines.push(`${served.head} HEAD${target}`);
  } else if (isWanted("HEAD") && request.unborn) {
    lines.push(`unborn HEAD${target}`);
  }
  const wanted = served.refs.filter(({ name }) => isWanted(name));
  const peeled = request.peel ? peelAll(repo, wanted) : new Map<string, Oid>();
  for (const { name, oid } of wanted) {
    const target = peeled.get(name);
    lines.push(`${oid} ${name}${target ? ` peeled:${target}` : ""}`);
  }
  return Buffer.concat([...lines.map((line) => pktLine(`${line}\n`)), FLUSH]);
}

/** HEAD, then each ref; behind an annotated tag what it names, as `…^{}`. */
function advertisedLines(
  repo: ServedRepository,
  { head, refs }: ServedRefs,
): string[] {
  const lines = head ? [`${head} HEAD`] : [];
  const peeled = peelAll(repo, refs);
  for (const { name, oid } of refs) {
    lines.push(`${oid} ${name}`);
    const target = peeled.get(name);
    if (target) lines.push(`${target} ${name}^{}`);
  }
  return lines;
}

/** What annotated tags name in the end, by the name of the ref. */
function peelAll(
  repo: ServedRepository,
  refs: readonly Ref[],
): Map<string, Oid> {
  const tags = refs.filter(({ name }) => name.startsWith("refs/tags/"));
  const peeled = new Map<string, Oid>();
  if (tags.length === 0) return peeled;
  const store = new ObjectStore(repo.dir, new GitCache(PEEL_CACHE_BYTES));
  try {
    const graph = new CommitGraph(store);
    for (const { name, oid } of tags) {
      const { target } = graph.peel(oid);
      if (target.oid !== oid) peeled.set(name, target.oid);
    }
  } finally {
    store.close();
  }
  return peeled;
}

/** Tags are small. */
const PEEL_CACHE_BYTES = 1 << 20;
