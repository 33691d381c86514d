/**
 * What a client asks git-upload-pack for, read from the body of its request: protocol 0 and 1 (one form) and protocol 2.
 * Nothing is looked up here.
 *
 * @see {@link https://git-scm.com/docs/gitprotocol-pack#_packfile_negotiation}
 * @see {@link https://git-scm.com/docs/gitprotocol-v2#_fetch}
 * @module
 */
import { AppError } from "../errors.ts";
import { type PktLine, readPktLines } from "./pkt_line.ts";
import type { Oid } from "./repository.ts";

/** How much history a client wants; all `null`, `false` and empty: everything. */
export interface Depth {
  /** Commits from each want on (1: the want alone), or from the present border on where `relative`. */
  readonly commits: number | null;
  readonly relative: boolean;
  /** Seconds since 1970: nothing older. */
  readonly since: number | null;
  /** Names of refs: nothing that they reach. */
  readonly notReachableFrom: readonly string[];
}

/** A client asks for objects. */
export interface FetchRequest {
  readonly wants: readonly Oid[];
  /** Commits that the client has, as far as it told. */
  readonly haves: readonly Oid[];
  /** The client has told all; the answer must carry a pack. */
  readonly done: boolean;
  /** Protocol 0: the list of haves ended with a flush, so this round has an answer. */
  readonly flushed: boolean;
  /** Commits whose parents the client does not have. */
  readonly shallows: readonly Oid[];
  readonly depth: Depth;
  /** Words the client said: protocol 0 capabilities, or protocol 2 arguments without a value. */
  readonly options: ReadonlySet<string>;
}

/** A client asks for the names of refs (protocol 2). */
export interface RefsRequest {
  readonly peel: boolean;
  readonly symrefs: boolean;
  readonly unborn: boolean;
  /** Beginnings of the names that are wanted; empty: all. */
  readonly prefixes: readonly string[];
}

/** A protocol 2 request. `nothing` is the empty request with which a client tries out its credentials. */
export type Command =
  | { readonly name: "nothing" }
  | { readonly name: "ls-refs"; readonly refs: RefsRequest }
  | { readonly name: "fetch"; readonly fetch: FetchRequest };

/** The commits of `--unshallow`: git's "infinite" depth. */
export const INFINITE_DEPTH = 0x7fffffff;

/**
 * Reads a request of protocol 0 or 1.
 *
 * @throws {AppError} `invalid` where a line cannot be understood.
 */
export function readFetchRequest(body: Uint8Array): FetchRequest {
  const draft = newDraft();
  let stage: "wants" | "haves" = "wants";
  for (const line of readPktLines(body)) {
    if (line.kind === "flush" && stage === "wants") stage = "haves";
    else if (line.kind === "flush") {
      return finished({ ...draft, flushed: true });
    } else if (line.kind !== "line") throw refused("a mark of protocol 2");
    else if (stage === "wants") readWantsLine(draft, line.text);
    else readArgument(draft, line.text);
    if (draft.done) break;
  }
  return finished(draft);
}

/**
 * Reads a request of protocol 2.
 *
 * @throws {AppError} `invalid` where the command or a line cannot be understood.
 */
export function readCommand(body: Uint8Array): Command {
  const { capabilities, args } = splitCommand(readPktLines(body));
  if (capabilities.length === 0 && args.length === 0) {
    return { name: "nothing" };
  }
  const format = valueOf(capabilities, "object-format=");
  if (format !== undefined && format !== "sha1") {
    throw refused(`object format "${format}"`);
  }
  const name = valueOf(capabilities, "command=");
  if (name === "ls-refs") return { name, refs: readRefsRequest(args) };
  if (name === "fetch") {
    const draft = newDraft();
    for (const arg of args) readArgument(draft, arg);
    return { name, fetch: finished(draft) };
  }
  throw refused(name === undefined ? "no command" : `command "${name}"`);
}

/** A request while it is read. */
interface Draft {
  readonly wants: Set<Oid>;
  readonly haves: Set<Oid>;
  readonly shallows: Set<Oid>;
  readonly options: Set<string>;
  readonly notReachableFrom: string[];
  commits: number | null;
  since: number | null;
  done: boolean;
  flushed: boolean;
}

/** A request before its first line. */
function newDraft(): Draft {
  return {
    wants: new Set(),
    haves: new Set(),
    shallows: new Set(),
    options: new Set(),
    notReachableFrom: [],
    commits: null,
    since: null,
    done: false,
    flushed: false,
  };
}

/** The request that a draft became. */
function finished(draft: Draft): FetchRequest {
  const { commits, since, notReachableFrom, options, done, flushed } = draft;
  if (commits !== null && (since !== null || notReachableFrom.length > 0)) {
    throw refused("deepen together with deepen-since or deepen-not");
  }
  return {
    wants: [...draft.wants],
    haves: [...draft.haves],
    shallows: [...draft.shallows],
    done,
    flushed,
    options,
    depth: {
      commits,
      since,
      notReachableFrom,
      relative: options.has("deepen-relative"),
    },
  };
}

/** A line before the first flush of protocol 0: as in protocol 2, but the first want carries the client's capabilities. */
function readWantsLine(draft: Draft, text: string): void {
  if (!text.startsWith("want ")) return readArgument(draft, text);
  const [word, oid, ...capabilities] = text.split(" ");
  readArgument(draft, `${word} ${oid}`);
  for (const capability of capabilities) draft.options.add(capability);
}

/** One argument of protocol 2, or one line of protocol 0. */
function readArgument(draft: Draft, text: string): void {
  const space = text.indexOf(" ");
  const word = space < 0 ? text : text.slice(0, space);
  const value = space < 0 ? "" : text.slice(space + 1);
  switch (word) {
    case "want":
      draft.wants.add(oidOf(value));
      break;
    case "have":
      draft.haves.add(oidOf(value));
      break;
    case "shallow":
      draft.shallows.add(oidOf(value));
      break;
    case "deepen":
      draft.commits = numberOf(value);
      break;
    case "deepen-since":
      draft.since = numberOf(value);
      break;
    case "deepen-not":
      draft.notReachableFrom.push(value);
      break;
    case "done":
      draft.done = true;
      break;
    case "thin-pack":
    case "ofs-delta":
    case "include-tag":
    case "no-progress":
    case "deepen-relative":
      draft.options.add(word);
      break;
    default:
      throw refused(`"${text.slice(0, 60)}"`);
  }
}

/** The arguments of `ls-refs`. */
function readRefsRequest(args: readonly string[]): RefsRequest {
  return {
    peel: args.includes("peel"),
    symrefs: args.includes("symrefs"),
    unborn: args.includes("unborn"),
    prefixes: args.filter((arg) => arg.startsWith("ref-prefix ")).map((arg) =>
      arg.slice(11)
    ),
  };
}

/** The lines before and behind the delimiter; what follows the flush is not read. */
function splitCommand(
  lines: Iterable<PktLine>,
): { capabilities: string[]; args: string[] } {
  const capabilities: string[] = [];
  const args: string[] = [];
  let section = capabilities;
  for (const line of lines) {
    if (line.kind === "flush") break;
    if (line.kind === "delimiter") section = args;
    else if (line.kind === "line") section.push(line.text);
  }
  return { capabilities, args };
}

/** What follows a prefix in the first line that has it. */
function valueOf(lines: readonly string[], prefix: string): string | undefined {
  return lines.find((line) => line.startsWith(prefix))?.slice(prefix.length);
}

/** 40 hexadecimal digits. */
function oidOf(text: string): Oid {
  if (!/^[0-9a-f]{40}$/.test(text)) {
    throw refused(`object name "${text.slice(0, 60)}"`);
  }
  return text;
}

/** A positive whole number. */
function numberOf(text: string): number {
  const number = Number(text);
  if (!/^\d{1,15}$/.test(text) || number === 0) {
    throw refused(`number "${text.slice(0, 20)}"`);
  }
  return number;
}

/** The error for a request that is not understood. */
function refused(what: string): AppError {
  return new AppError(
    "invalid",
    `Cannot read the git request: ${what} is not understood here`,
  );
}
