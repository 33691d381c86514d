/**
 * Our own fsck: everything that can be reached from some commits is there, whole and well formed.
 *
 * Used where no git program is at hand: before an import is accepted, and by the operator's doctor.
 *
 * @module
 */
import { parseCommit } from "./commits.ts";
import { breathe } from "./deflate.ts";
import type { ObjectStore } from "./object_store.ts";
import {
  CorruptObjectError,
  type GitObject,
  type ObjectType,
} from "./objects.ts";
import type { Oid } from "./repository.ts";
import { reasonAgainst } from "./tree_path.ts";
import {
  compareEntries,
  isFolder,
  parseTree,
  type TreeEntry,
} from "./trees.ts";
import { AppError } from "../errors.ts";

/** Something wrong with an object. */
export interface ObjectProblem {
  readonly oid: Oid;
  /**
   * `error`: it is missing or damaged, or a checkout of it would be dangerous. `warning`: git's fsck
   * complains, but everything works (old histories have such objects).
   */
  readonly level: "error" | "warning";
  readonly problem: string;
}

/** What {@linkcode verifyReachable} found. */
export interface Verification {
  /** Objects looked at. */
  readonly objects: number;
  /** The first ones; see `maxProblems`. */
  readonly problems: readonly ObjectProblem[];
}

/** How to look. */
export interface FsckOptions {
  /** Left out: 100. */
  readonly maxProblems?: number;
  /**
   * For what a stranger sends: modes that no git ever wrote, names that no disk can hold, backslashes and control characters in
   * names, and commits and tags of more than 100,000 bytes are errors.
   */
  readonly isStrict?: boolean;
}

/** An object that something refers to. */
interface Link {
  readonly oid: Oid;
  /** `undefined` for a tip, which may be a commit or a tag. */
  readonly type: ObjectType | undefined;
  readonly from: string;
}

/** Work between two pauses, so that nobody else waits long. */
const SLICE_MS = 10;
/** Longest commit or tag of a stranger: each reader of a history waits until its commits are read. */
const MAX_TEXT_BYTES = 100_000;
/** The modes that git writes today. */
const MODES = new Set(["100644", "100755", "120000", "160000", "40000"]);
/** Modes that early versions of git wrote. */
const OLD_MODES = new Set(["100664", "040000"]);

/**
 * Reads and hashes every object reachable from `tips` (commits or tags), and checks its form and its
 * links. Goes on after a problem, until enough were found.
 */
export async function verifyReachable(
  store: ObjectStore,
  tips: Iterable<Oid>,
  options: FsckOptions = {},
): Promise<Verification> {
  const { maxProblems = 100, isStrict = false } = options;
  const problems: ObjectProblem[] = [];
  const seen = new Map<Oid, ObjectType | null>();
  const waiting: Link[] = [...tips].map((oid) => ({
    oid,
    type: undefined,
    from: "a ref",
  }));
  let sliceEnd = performance.now() + SLICE_MS;
  for (
    let link = waiting.pop();
    link && problems.length < maxProblems;
    link = waiting.pop()
  ) {
    if (performance.now() > sliceEnd) {
      await breathe();
      sliceEnd = performance.now() + SLICE_MS;
    }
    const known = seen.get(link.oid);
    if (known === undefined) {
      const visit = visitObject(store, link, new Report(link.oid, isStrict));
      seen.set(link.oid, visit.type);
      problems.push(...visit.problems);
      waiting.push(
        ...visit.links.filter(({ oid, type }) => seen.get(oid) !== type),
      );
    } else if (known !== null && link.type && known !== link.type) {
      problems.push(wrongType(link, known));
    }
  }
  return { objects: seen.size, problems: problems.slice(0, maxProblems) };
}

interface Visit {
  /** `null` where it could not be read. */
  readonly type: ObjectType | null;
  readonly problems: ObjectProblem[];
  readonly links: readonly Link[];
}

function visitObject(store: ObjectStore, link: Link, report: Report): Visit {
  let object: GitObject;
  try {
    object = store.verify(link.oid);
  } catch (error) {
    return { type: null, problems: [unreadable(link, error)], links: [] };
  }
  const { type } = object;
  if (link.type && link.type !== type) {
    report.problems.push(wrongType(link, type));
    return { type, problems: report.problems, links: [] };
  }
  try {
    return {
      type,
      problems: report.problems,
      links: checkObject(link.oid, object, report),
    };
  } catch (error) {
    return {
      type,
      problems: [...report.problems, unreadable(link, error)],
      links: [],
    };
  }
}

function checkObject(oid: Oid, object: GitObject, report: Report): Link[] {
  const isText = object.type === "commit" || object.type === "tag";
  if (isText && object.data.length > MAX_TEXT_BYTES) {
    report.strict(`it has more than ${MAX_TEXT_BYTES} bytes`);
  }
  if (object.type === "commit") return checkCommit(oid, object, report);
  if (object.type === "tree") return checkTree(oid, object, report);
  if (object.type === "tag") return checkTag(oid, object, report);
  return [];
}

/** Header lines in the order that git demands, and a person in each of the two that need one. */
const COMMIT_FORM =
  /^tree [0-9a-f]{40}\n(parent [0-9a-f]{40}\n)*author [^\n]*\ncommitter [^\n]*\n([^\n]+\n)*(\n|$)/;
const PERSON = /^[^<>\n]* ?<[^<>\n]*> (0|[1-9]\d*) [-+]\d{4}$/;

function checkCommit(oid: Oid, { data }: GitObject, report: Report): Link[] {
  const commit = parseCommit(oid, data);
  const text = data.toString("latin1");
  if (!COMMIT_FORM.test(text)) report.error("its header is malformed");
  for (
    const [, who, person] of text.split("\n\n", 1)[0]!.matchAll(
      /^(author|committer) (.*)$/gm,
    )
  ) {
    if (!PERSON.test(person!)) report.warning(`its ${who} is malformed`);
  }
  if (text.includes("\0")) report.warning("it holds a NUL");
  const from = `commit ${oid}`;
  const parents = commit.parents.map((oid): Link => ({
    oid,
    type: "commit",
    from,
  }));
  return [{ oid: commit.tree, type: "tree", from }, ...parents];
}

function checkTag(oid: Oid, { data }: GitObject, report: Report): Link[] {
  const [, target = "", type = ""] =
    /^object ([0-9a-f]{40})\ntype (commit|tree|blob|tag)\ntag [^\n]+\n/.exec(
      data.toString("latin1"),
    ) ?? [];
  if (target === "") {
    report.error("its header is malformed");
    return [];
  }
  return [{ oid: target, type: type as ObjectType, from: `tag ${oid}` }];
}

function checkTree(oid: Oid, { data }: GitObject, report: Report): Link[] {
  const entries = parseTree(data);
  const names = new Set<string>();
  const links: Link[] = [];
  entries.forEach((entry, at) => {
    checkEntry(entry, report);
    const previous = entries[at - 1];
    if (previous && compareEntries(previous, entry) >= 0) {
      report.error("its entries are not sorted");
    }
    if (names.has(entry.raw)) report.error(`"${entry.name}" is in it twice`);
    names.add(entry.raw);
    // The commit of a submodule lies in another repository.
    if (entry.mode !== "160000") {
      links.push({
        oid: entry.oid,
        type: isFolder(entry) ? "tree" : "blob",
        from: `tree ${oid}`,
      });
    }
  });
  return links;
}

function checkEntry({ mode, name, raw, oid }: TreeEntry, report: Report): void {
  const reason = reasonAgainst(name) ?? reasonAgainst(raw);
  if (reason !== undefined) {
    const isLong = reason.includes("longer");
    report[isLong && !report.isStrict ? "warning" : "error"](
      `it cannot hold "${shown(name)}": ${reason}`,
    );
  }
  if (/\p{Cc}/u.test(name)) {
    report.strict(`"${shown(name)}" holds a control character`);
  }
  if (name.includes("\\")) {
    report.strict(
      `"${shown(name)}" holds a backslash, which parts folders on some systems`,
    );
  }
  if (!MODES.has(mode)) {
    report[report.isStrict && !OLD_MODES.has(mode) ? "error" : "warning"](
      `"${shown(name)}" has the mode ${mode}`,
    );
  }
  if (/^0+$/.test(oid)) report.error(`"${name}" points to nothing`);
}

/** A name that may be printed. */
function shown(name: string): string {
  return name.slice(0, 200).toWellFormed().replace(/\p{Cc}/gu, "\uFFFD");
}

/** Gathers what is wrong with one object; the same thing once. */
class Report {
  readonly problems: ObjectProblem[] = [];
  readonly isStrict: boolean;
  readonly #oid: Oid;

  constructor(oid: Oid, isStrict: boolean) {
    this.#oid = oid;
    this.isStrict = isStrict;
  }

  /** Told only to who is strict. */
  strict(problem: string): void {
    if (this.isStrict) this.error(problem);
  }

  error(problem: string): void {
    this.#add("error", problem);
  }

  warning(problem: string): void {
    this.#add("warning", problem);
  }

  #add(level: ObjectProblem["level"], problem: string): void {
    if (this.problems.some((known) => known.problem === problem)) return;
    this.problems.push({ oid: this.#oid, level, problem });
  }
}

function wrongType(link: Link, found: ObjectType): ObjectProblem {
  const problem =
    `${link.from} takes it for a ${link.type}, but it is a ${found}`;
  return { oid: link.oid, level: "error", problem };
}

/** Missing and damaged objects are what we look for; anything else is a failing disk or a bug. */
function unreadable(link: Link, error: unknown): ObjectProblem {
  const { oid, from } = link;
  if (error instanceof CorruptObjectError) {
    return { oid, level: "error", problem: `it is damaged: ${error.reason}` };
  }
  if (error instanceof AppError && error.code === "not_found") {
    return {
      oid,
      level: "error",
      problem: `it is missing, but ${from} needs it`,
    };
  }
  throw error;
}
