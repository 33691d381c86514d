/**
 * Where a history can be copied from: a git repository on this machine, in any of the forms that git leaves them.
 *
 * @module
 */
import * as fs from "node:fs";
import { isAbsolute, join } from "node:path";
import { AppError } from "../errors.ts";
import { errorCode } from "./durable_file.ts";
import { isOid } from "./objects.ts";
import { listRefs } from "./refs.ts";
import type { Oid } from "./repository.ts";

/** A history that can be copied. */
export interface HistorySource {
  /** The folder that holds `objects/`. */
  readonly dir: string;
  /** The newest commit of the branch that is copied. */
  readonly head: Oid;
  /** The branch's name, `refs/heads/trunk`, or `HEAD` where a commit was checked out without one. */
  readonly branch: string;
  /** Tags, `refs/tags/v1`. */
  readonly tags: readonly { readonly name: string; readonly oid: Oid }[];
}

/** Where git keeps a repository's files. */
interface GitFolders {
  /** `HEAD` of this working tree. */
  readonly gitDir: string;
  /** Objects and refs, shared by all working trees. */
  readonly commonDir: string;
}

/**
 * Looks at a bare repository, a working tree with `.git` in it, a `.git` folder, or a linked working tree.
 *
 * @throws {AppError} `not_found` where there is no repository; `invalid` where it cannot be copied (SHA-256, shallow, partial,
 * borrowed objects, without commits).
 */
export function openSource(path: string): HistorySource {
  const folders = findGitFolders(path);
  if (!folders) {
    throw new AppError(
      "not_found",
      `Cannot find a git repository at "${path}"`,
    );
  }
  refuseForeign(path, folders);
  refuseIncomplete(path, folders.commonDir);
  const refs = listRefs(folders.commonDir);
  const tags = refs.filter(({ name }) => name.startsWith("refs/tags/"));
  const branches = new Map(
    refs.filter(({ name }) => name.startsWith("refs/heads/")).map((
      { name, oid },
    ) => [name, oid]),
  );
  const head = readText(`${folders.gitDir}/HEAD`)?.trim() ?? "";
  if (isOid(head)) {
    return { dir: folders.commonDir, head, branch: "HEAD", tags };
  }
  const branch = chooseBranch(branches, head.replace(/^ref: */, ""));
  if (!branch) {
    throw new AppError("invalid", `Cannot import "${path}": it has no commits`);
  }
  return { dir: folders.commonDir, head: branches.get(branch)!, branch, tags };
}

/** Whether there is a git repository at a path. */
export function isRepository(path: string): boolean {
  return findGitFolders(path) !== undefined;
}

/** The branch named by HEAD, else `main`, else `master`, else the only one. */
export function chooseBranch(
  branches: ReadonlyMap<string, Oid>,
  named: string,
): string | undefined {
  const likely = [named, "refs/heads/main", "refs/heads/master"];
  if (branches.size === 1) likely.push(...branches.keys());
  return likely.find((name) => branches.has(name));
}

/** A `.git` file of a linked working tree or submodule says where its folder is; `commondir` there, where the objects are. */
function findGitFolders(path: string): GitFolders | undefined {
  if (isGitDir(path)) return withCommon(path);
  const inner = join(path, ".git");
  if (isGitDir(inner)) return withCommon(inner);
  const pointer = readText(inner) ?? readText(path);
  const [, target] = /^gitdir: (.+)$/m.exec(pointer ?? "") ?? [];
  if (!target) return undefined;
  const base = readText(inner) === undefined ? join(path, "..") : path;
  const gitDir = isAbsolute(target) ? target : join(base, target);
  return readText(`${gitDir}/HEAD`) === undefined
    ? undefined
    : withCommon(gitDir);
}

/** Whether a folder is itself what `.git` is in a working tree. */
function isGitDir(path: string): boolean {
  return readText(`${path}/HEAD`) !== undefined &&
    fs.existsSync(`${path}/objects`) && fs.existsSync(`${path}/refs`);
}

function withCommon(gitDir: string): GitFolders {
  const common = readText(`${gitDir}/commondir`)?.trim();
  if (!common) return { gitDir, commonDir: gitDir };
  return {
    gitDir,
    commonDir: isAbsolute(common) ? common : join(gitDir, common),
  };
}

/**
 * A folder that somebody handed in may point (`.git`, `commondir`, a symbolic link) to a repository of somebody else on this
 * machine, which an import would then give away. A linked working tree or submodule is known to the repository that it names.
 *
 * @throws {AppError} `invalid` where the history lies elsewhere, in a repository that knows nothing of this folder.
 */
function refuseForeign(path: string, { gitDir, commonDir }: GitFolders): void {
  const tree = fs.statSync(path).isDirectory() ? path : join(path, "..");
  const stores = ["", "objects", "objects/pack", "refs"]
    .map((name) => realPath(join(commonDir, name)))
    .filter((store) => store !== undefined);
  const isOwn = (folder: string) =>
    stores.every((store) => store === folder || store.startsWith(`${folder}/`));
  if (isOwn(realPath(tree)!)) return;
  const common = realPath(commonDir)!;
  if (isOwn(common) && knowsTree({ gitDir, commonDir: common }, tree)) return;
  throw new AppError(
    "invalid",
    `Cannot import "${path}": its history lies in "${common}", import that repository itself`,
  );
}

/** Whether a repository names a folder as one of its working trees. */
function knowsTree({ gitDir, commonDir }: GitFolders, tree: string): boolean {
  const own = realPath(gitDir)!;
  if (own.startsWith(`${commonDir}/worktrees/`)) {
    const named = readText(`${own}/gitdir`)?.trim() ?? "";
    return isAbsolute(named) && realPath(join(named, "..")) === realPath(tree);
  }
  const config = readText(`${commonDir}/config`) ?? "";
  const [, named] = /^\s*worktree = (.+)$/m.exec(config) ?? [];
  return own === commonDir && named !== undefined &&
    realPath(isAbsolute(named) ? named : join(own, named)) === realPath(tree);
}

/** Where a path leads to in the end, or `undefined` where that is nothing. */
function realPath(path: string): string | undefined {
  try {
    return fs.realpathSync(path);
  } catch (error) {
    if (errorCode(error) === "ENOENT") return undefined;
    throw error;
  }
}

/** @throws {AppError} `invalid` where objects are missing by design, or have other names than ours. */
function refuseIncomplete(path: string, dir: string): void {
  const config = readText(`${dir}/config`) ?? "";
  const reason = /^\s*objectformat\s*=\s*(?!sha1\s*$)\S/im.test(config)
    ? "its objects are not named by SHA-1"
    : /^\s*refstorage\s*=\s*(?!files\s*$)\S/im.test(config)
    ? "its refs are not stored as files"
    : /^\s*(partialclone\s*=|promisor\s*=\s*true)/im.test(config)
    ? "it is a partial clone, fetch the rest first"
    : readText(`${dir}/shallow`)?.trim()
    ? "it is a shallow clone, run git fetch --unshallow first"
    : readText(`${dir}/objects/info/alternates`)?.trim()
    ? "it borrows objects from another repository, run git repack -a -d first and remove objects/info/alternates"
    : undefined;
  if (reason) {
    throw new AppError("invalid", `Cannot import "${path}": ${reason}`);
  }
}

/** The text of a file, or `undefined` where there is none. */
function readText(path: string): string | undefined {
  try {
    return fs.readFileSync(path, "utf8");
  } catch (error) {
    const code = errorCode(error);
    if (code === "ENOENT" || code === "ENOTDIR" || code === "EISDIR") {
      return undefined;
    }
    throw error;
  }
}
