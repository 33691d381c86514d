/**
 * Renaming a page: it, its sub-pages and its attachments move, every link to them is rewritten, and a redirect is left at each old
 * page, all in one commit.
 *
 * @module
 */
import { AppError } from "../errors.ts";
import type { FileContent } from "../git/repository.ts";
import type { WritableWiki } from "./access.ts";
import { commitChange } from "./commit.ts";
import { type RewrittenPage, rewrittenPages } from "./link_rewrite.ts";
import { findPagePath } from "./look_up.ts";
import type { FileMoves } from "./names_after.ts";
import {
  foldPath,
  MAX_PATH_BYTES,
  newPagePath,
  pageFile,
  pageOfFile,
} from "./page_path.ts";
import { freshPath } from "./page_save.ts";
import { Slices } from "./slices.ts";

/** A page, and its new name. */
export interface Renaming {
  readonly path: string;
  /** In any spelling that a new page may have. */
  readonly newPath: string;
  /** Revision that was looked at; given and stale: `conflict`. */
  readonly base?: string;
  /** The commit message; left out: `Rename: <old> -> <new>`. */
  readonly message?: string;
  /** Whether links are rewritten; left out: they are. */
  readonly updateLinks?: boolean;
}

/** What a renaming does. */
export interface RenamePlan {
  readonly path: string;
  readonly newPath: string;
  /** Pages that move, the renamed one first. */
  readonly pages: readonly Move[];
  /** Attachments that move. */
  readonly files: readonly Move[];
  /** Pages whose links change, by their paths before the move. */
  readonly rewritten: readonly {
    readonly path: string;
    readonly newPath: string;
    readonly links: number;
  }[];
}

/** An old path and a new one. */
export interface Move {
  readonly from: string;
  readonly to: string;
}

/** What a renaming did. */
export interface Renamed extends RenamePlan {
  readonly revision: string;
}

/**
 * Renames a page with everything in the folder of its name.
 *
 * @throws {AppError} `not_found`; `invalid` for a name that is refused, the same name, and a folder that would move into itself;
 * `conflict`: `exists` where a page or file has a new path already, `changed` where the base is stale.
 */
export async function renamePage(
  wiki: WritableWiki,
  renaming: Renaming,
): Promise<Renamed> {
  let plan: RenamePlan;
  const revision = await commitChange(wiki, async (now) => {
    const made = await planRename(now, renaming);
    plan = made.plan;
    return {
      files: made.files,
      moves: new Map(plan.pages.map(({ from, to }) => [from, to])),
      deed: `Rename: ${plan.path} -> ${plan.newPath}`,
      message: renaming.message,
    };
  });
  return { ...plan!, revision: revision! };
}

/** What {@linkcode renamePage} would do now; throws what it would. */
export async function previewRename(
  wiki: WritableWiki,
  renaming: Renaming,
): Promise<RenamePlan> {
  return (await planRename(wiki, renaming)).plan;
}

async function planRename(
  wiki: WritableWiki,
  renaming: Renaming,
): Promise<{ plan: RenamePlan; files: Map<string, FileContent> }> {
  const { base, updateLinks = true } = renaming;
  const path = base === undefined
    ? findPagePath(wiki, renaming.path)
    : freshPath(wiki, renaming.path, base);
  const newPath = newPagePath(renaming.newPath);
  const moves = movesOf(wiki, path, newPath);
  await demandFree(wiki, moves, { path, newPath });
  const rewritten = updateLinks ? await rewrittenPages(wiki, moves) : [];
  const entries = [...moves.files].map(([from, to]) => ({ from, to }));
  const plan: RenamePlan = {
    ...{ path, newPath },
    pages: entries.flatMap(({ from, to }) => {
      const page = pageOfFile(from);
      return page === undefined ? [] : [{ from: page, to: pageOfFile(to)! }];
    }),
    files: entries.filter(({ from }) => pageOfFile(from) === undefined),
    rewritten: rewritten.map(({ path, newPath, links }) => {
      return { path, newPath, links };
    }),
  };
  return { plan, files: filesOf(wiki, moves, rewritten) };
}

/** The page's file and all in its folder. @throws {AppError} `invalid`. */
function movesOf(
  wiki: WritableWiki,
  path: string,
  newPath: string,
): FileMoves {
  const failure = `Cannot rename "${path}" to "${newPath}"`;
  if (path === newPath) {
    throw new AppError("invalid", `${failure}: it has this name`);
  }
  const below = wiki.index.files.listBelow(path);
  const isInside = foldPath(newPath).startsWith(`${foldPath(path)}/`);
  if (below.length > 0 && isInside) {
    throw new AppError(
      "invalid",
      `${failure}: its sub-pages and attachments would move into themselves`,
    );
  }
  const files = new Map([[pageFile(path), pageFile(newPath)]]);
  for (const file of below) {
    files.set(file.path, newPath + file.path.slice(path.length));
  }
  const tooLong = [...files.values()].find((to) =>
    new TextEncoder().encode(to).length > MAX_PATH_BYTES
  );
  if (tooLong !== undefined) {
    throw new AppError(
      "invalid",
      `${failure}: the path of a sub-page or attachment would be longer than ${MAX_PATH_BYTES} bytes`,
    );
  }
  return {
    files,
    folder: below.length > 0 ? { from: path, to: newPath } : null,
  };
}

/** @throws {AppError} `conflict` where something that does not move has one of the new names, or one that differs only in case. */
async function demandFree(
  wiki: WritableWiki,
  { files }: FileMoves,
  { path, newPath }: { path: string; newPath: string },
): Promise<void> {
  const slices = new Slices();
  for (const to of files.values()) {
    await slices.pause();
    const taken = wiki.index.files.listFolded(foldPath(pageOfFile(to) ?? to))
      .find((file) => !files.has(file.path))?.path ?? otherEntry(wiki, to);
    if (taken === undefined || files.has(taken)) continue;
    const name = pageOfFile(taken) ?? taken;
    throw new AppError(
      "conflict",
      `Cannot rename "${path}" to "${newPath}": "${name}" exists already`,
      { details: { reason: "exists", path: name } },
    );
  }
}

/** A symbolic link or a submodule, which the index does not list. */
function otherEntry(wiki: WritableWiki, path: string): string | undefined {
  return wiki.repo.findFile(wiki.head!, path)?.path;
}

/** First everything goes, then it comes: a new path may be the old one of another file that moves. */
function filesOf(
  wiki: WritableWiki,
  moves: FileMoves,
  rewritten: readonly RewrittenPage[],
): Map<string, FileContent> {
  const files = new Map<string, FileContent>();
  for (const from of moves.files.keys()) files.set(from, null);
  for (const [from, to] of moves.files) {
    const { oid, mode } = wiki.index.files.find(from)!;
    files.set(to, { oid, mode });
  }
  for (const { newPath, bytes } of rewritten) {
    files.set(pageFile(newPath), bytes);
  }
  return files;
}
