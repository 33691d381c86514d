/**
 * Bringing a page back to what it was at a revision; also one that was deleted.
 *
 * @module
 */
import { AppError } from "../errors.ts";
import type { WritableWiki } from "./access.ts";
import { commitChange } from "./commit.ts";
import { resolveRevision } from "./history.ts";
import { lookUp } from "./look_up.ts";
import { pageFileAt, pathSince } from "./page_file.ts";
import { foldPath, pageFile, pageOfFile } from "./page_path.ts";
import { freshPath } from "./page_save.ts";

/** A page, and the revision that it goes back to. */
export interface Restoration {
  readonly path: string;
  readonly revision: string;
  /** Revision of the page that was looked at; given and stale: `conflict`. */
  readonly base?: string;
  /** The commit message; left out: `Restore: <path> (<revision>)`. */
  readonly message?: string;
}

/** What became of it. */
export interface Restored {
  readonly path: string;
  /** The page's revision now. */
  readonly revision: string;
  readonly outcome: "created" | "updated" | "unchanged";
}

/**
 * Stores the text that a page had at a revision as its text of today, byte for byte. What was changed since is replaced; the
 * history keeps it. A deleted page is made anew under the name asked for.
 *
 * @throws {AppError} `not_found` where the page was not there at that revision; `conflict`: `changed` where `base` is stale,
 * `moved` where the page has another name now, `exists` where another page or file has the name but for its case.
 */
export async function revertPage(
  wiki: WritableWiki,
  { path: asked, revision, base, message }: Restoration,
): Promise<Restored> {
  let restored: Omit<Restored, "revision"> & { revision?: string };
  const commit = await commitChange(wiki, (now) => {
    const at = resolveRevision(now, revision);
    const path = base === undefined
      ? targetOf(now, asked, at)
      : freshPath(now, asked, base);
    const then = pageFileAt(now, at, path);
    if (then === undefined) {
      throw new AppError(
        "not_found",
        `Cannot restore "${path}": it was not there at revision ${
          at.slice(0, 8)
        }`,
        { details: { path } },
      );
    }
    const today = now.index.pages.find(path);
    if (today?.oid === then.oid) {
      const { revision } = today;
      restored = { path, revision, outcome: "unchanged" };
      return null;
    }
    restored = { path, outcome: today === undefined ? "created" : "updated" };
    const mode = then.mode === "100755" ? then.mode : "100644";
    return {
      files: new Map([[pageFile(path), { oid: then.oid, mode }]]),
      deed: `Restore: ${path} (${at.slice(0, 8)})`,
      message,
    };
  });
  return { revision: commit!, ...restored! };
}

/** The page of this name; the name itself where there is none any more. */
function targetOf(wiki: WritableWiki, path: string, commit: string): string {
  const found = lookUp(wiki, path);
  if (found.kind === "page") return found.path;
  const movedTo = pathSince(wiki, commit, path);
  if (movedTo !== undefined) {
    throw new AppError(
      "conflict",
      `Cannot restore "${path}": the page was renamed to "${movedTo}"`,
      { details: { reason: "moved", path, movedTo } },
    );
  }
  const [other] = wiki.index.files.listFolded(foldPath(path));
  if (other !== undefined) {
    const name = pageOfFile(other.path) ?? other.path;
    throw new AppError(
      "conflict",
      `Cannot restore "${path}": "${name}" exists`,
      { details: { reason: "exists", path: name } },
    );
  }
  return path;
}
