/**
 * Takes a history out of a bundle that a stranger sent. Beside what every import checks (each object is hashed, each name that a
 * checkout could not hold is refused) there are narrow limits, and a strict look at the form of every object that is reached.
 *
 * For a worker: it holds its thread for seconds.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { AppError } from "../errors.ts";
import { openBundle } from "./bundle.ts";
import { CommitGraph } from "./commit_graph.ts";
import { type CopiedHistory, copyHistory } from "./copy_history.ts";
import { verifyReachable } from "./fsck.ts";
import { GitCache } from "./git_cache.ts";
import type { HistorySource } from "./import_source.ts";
import { ObjectStore } from "./object_store.ts";
import type { PackLimits } from "./pack_bytes.ts";
import type { Oid } from "./repository.ts";
import { runSteps } from "./steps.ts";
import { isSubmoduleList } from "./tree_path.ts";
import {
  fileMode,
  isFolder,
  isRegularFile,
  parseTree,
  type TreeEntry,
} from "./trees.ts";

/** What a stranger's history may at most hold. */
export interface HistoryLimits extends PackLimits {
  /** Folders in one another. */
  readonly maxFolders: number;
  /** Files of one commit: trees that name each other again and again can describe billions. */
  readonly maxFiles: number;
  readonly maxTags: number;
  /** Of a file with its folders. */
  readonly maxPathBytes: number;
  /** Of a branch or tag. */
  readonly maxRefBytes: number;
  /** Most bytes of a file of this name, in any commit; `null`: as of any object. */
  readonly maxBytesOf: (name: string) => number | null;
}

/** A history, and what is odd about it but harms nobody. */
export interface StrictlyCopied extends CopiedHistory {
  readonly warnings: readonly string[];
}

/** Memory for objects while they are read. */
const CACHE_BYTES = 48 << 20;

/** What is wrong is told up to here. */
const MAX_PROBLEMS = 20;

/**
 * Copies the history of a bundle into an empty repository; its branch is not published.
 *
 * @throws {AppError} `invalid` where anything is missing, damaged, malformed or dangerous; `too_large` over a limit;
 * `storage_full`.
 */
export async function unpackStrictly(
  path: string,
  targetDir: string,
  limits: HistoryLimits,
): Promise<StrictlyCopied> {
  using unpacked = openBundle(path, targetDir, limits);
  const warnings = await demandSound(unpacked.source, limits);
  return { ...copyHistory(unpacked.source, targetDir), warnings };
}

/** Looks at everything that is reached; what is odd is returned. */
async function demandSound(
  { dir, head, branch, tags }: HistorySource,
  limits: HistoryLimits,
): Promise<string[]> {
  if (tags.length > limits.maxTags) {
    throw tooLarge(`it has more than ${limits.maxTags} tags`);
  }
  const names = [branch, ...tags.map(({ name }) => name)];
  if (names.some((name) => Buffer.byteLength(name) > limits.maxRefBytes)) {
    throw tooLarge(
      `the name of its branch or of a tag is longer than ${limits.maxRefBytes} bytes`,
    );
  }
  const store = new ObjectStore(dir, new GitCache(CACHE_BYTES));
  try {
    const tips = new Set([head, ...tags.map(({ oid }) => oid)]);
    const { problems } = await verifyReachable(store, tips, {
      maxProblems: MAX_PROBLEMS,
      isStrict: true,
    });
    const error = problems.find(({ level }) => level === "error");
    if (error !== undefined) {
      throw new AppError(
        "invalid",
        `Cannot take this history: object ${error.oid}: ${error.problem}`,
      );
    }
    demandFinite(store, tips, limits);
    return problems.map(({ oid, problem }) => `Object ${oid}: ${problem}`);
  } finally {
    store.close();
  }
}

/**
 * @throws {AppError} `too_large` where a commit or tag has too many files, or folders too deep in each other; `invalid` for a list
 * of submodules that would harm who clones them.
 */
function demandFinite(
  store: ObjectStore,
  tips: Iterable<Oid>,
  limits: HistoryLimits,
): void {
  const graph = new CommitGraph(store);
  const measures = new TreeMeasures(store, limits);
  const commits: Oid[] = [];
  for (const tip of tips) {
    const { target } = graph.peel(tip);
    if (target.type === "commit") commits.push(target.oid);
    if (target.type === "tree") measures.measure(target.oid);
  }
  for (const oid of runSteps(graph.reachable(commits, () => false))) {
    measures.measure(graph.node(oid).tree);
  }
}

/** What is below a tree. */
interface TreeMeasure {
  /** Folders in one another, the tree itself counted. */
  readonly depth: number;
  readonly files: number;
  /** Of the longest path. */
  readonly pathBytes: number;
}

/** How much is below each tree; each tree is read once. */
class TreeMeasures {
  readonly #store: ObjectStore;
  readonly #limits: HistoryLimits;
  readonly #known = new Map<Oid, TreeMeasure>();

  constructor(store: ObjectStore, limits: HistoryLimits) {
    this.#store = store;
    this.#limits = limits;
  }

  measure(tree: Oid, above = 0): TreeMeasure {
    const known = this.#known.get(tree);
    if (known !== undefined) return this.#checked(known, above);
    this.#checked({ depth: 1, files: 0, pathBytes: 0 }, above);
    let [depth, files, pathBytes] = [1, 0, 0];
    for (const entry of parseTree(this.#store.read(tree, "tree").data)) {
      if (!isFolder(entry)) {
        files++;
        pathBytes = Math.max(pathBytes, entry.raw.length);
        this.#demandFile(entry);
      } else {
        const below = this.measure(entry.oid, above + 1);
        depth = Math.max(depth, below.depth + 1);
        files += below.files;
        const longest = entry.raw.length + 1 + below.pathBytes;
        pathBytes = Math.max(pathBytes, longest);
      }
    }
    const measured = this.#checked({ depth, files, pathBytes }, above);
    this.#known.set(tree, measured);
    return measured;
  }

  /** @throws {AppError} `too_large`, `invalid`. */
  #demandFile(entry: TreeEntry): void {
    if (isSubmoduleList(entry.name)) demandHarmlessList(this.#store, entry);
    const most = this.#limits.maxBytesOf(entry.name);
    if (most === null || entry.mode === "160000") return;
    const { size = 0 } = this.#store.findHeader(entry.oid) ?? {};
    if (size <= most) return;
    throw tooLarge(
      `"${entry.name}" has ${size} bytes in one of its commits, and may have ${most}`,
    );
  }

  #checked(measured: TreeMeasure, above: number): TreeMeasure {
    const { maxFolders, maxFiles, maxPathBytes } = this.#limits;
    if (above + measured.depth > maxFolders) {
      throw tooLarge(`its folders are more than ${maxFolders} deep`);
    }
    if (measured.files > maxFiles) {
      throw tooLarge(`a commit has more than ${maxFiles} files`);
    }
    if (measured.pathBytes > maxPathBytes) {
      throw tooLarge(`the path of a file has more than ${maxPathBytes} bytes`);
    }
    return measured;
  }
}

/** Bytes of a list of submodules; longer ones are not looked at, and not taken. */
const MAX_LIST_BYTES = 100_000;

/**
 * An address or path that begins with a dash is an option to git, a name with `..` a folder outside of `.git/modules`.
 *
 * @see CVE-2018-17456, CVE-2018-11235
 */
function demandHarmlessList(store: ObjectStore, entry: TreeEntry): void {
  const { data } = isRegularFile({ mode: fileMode(entry.mode) })
    ? store.read(entry.oid, "blob")
    : { data: null };
  const isHarmful = data === null || data.length > MAX_LIST_BYTES ||
    /^[ \t]*(?:url|path)[ \t]*=[ \t]*"?-/im.test(data.toString("latin1")) ||
    /^[ \t]*\[submodule [^\n]*\.\./im.test(data.toString("latin1"));
  if (!isHarmful) return;
  throw new AppError(
    "invalid",
    `Cannot take this history: its list of submodules (object ${entry.oid}) could harm who clones it`,
  );
}

function tooLarge(reason: string): AppError {
  return new AppError("too_large", `Cannot take this history: ${reason}`);
}
