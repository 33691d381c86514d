/**
 * Finds what a name means at HEAD: exactly this path, else the only path that is equal after folding (NFC, space = underscore,
 * case). Pages and attachments come first, then where a renamed page went, then folders. A file whose name begins with a dot is
 * none of these: such files are for programs.
 *
 * @module
 */
import type { FileRow } from "../db/index/files.ts";
import { AppError } from "../errors.ts";
import type { ReadableWiki } from "./access.ts";
import {
  actionUrl,
  displayName,
  fileUrl,
  foldPath,
  isForPrograms,
  pageFile,
  pageOfFile,
  pageUrl,
  withoutOuterSlashes,
} from "./page_path.ts";
import { preferenceOf } from "./preferences.ts";
import { redirectOf } from "./redirects.ts";
import { listSimilarPages } from "./similar_pages.ts";

/** What a path leads to. */
export type Found =
  | { readonly kind: "page"; readonly path: string }
  | { readonly kind: "file"; readonly path: string; readonly oid: string }
  | { readonly kind: "folder"; readonly path: string }
  /** No page has this name any more; `path` is the one that was renamed from it. */
  | { readonly kind: "moved"; readonly path: string }
  | { readonly kind: "ambiguous"; readonly candidates: readonly string[] }
  | { readonly kind: "none" };

/** What a look-up needs of a wiki. */
export type Names = Pick<ReadableWiki, "index" | "preferences" | "repo">;

/** Names under which a home page is looked for, in this order. */
const HOME_NAMES = ["Home", "home", "README", "index"];

/** How many names an answer "not found" offers. */
const MAX_NEAR_NAMES = 5;

/** The tables that a name is looked up in. */
export interface FileNames {
  listFolded(
    fold: string,
  ): readonly Pick<FileRow, "path" | "isPage" | "oid">[];
  listFoldersFolded(fold: string): readonly { readonly path: string }[];
}

/**
 * What the path names; order: page, attachment, renamed page, folder. Several that fit, and none exactly: `ambiguous`.
 */
export function lookUp(wiki: Names, path: string): Found {
  const found = lookUpFile(wiki.index.files, path);
  if (found.kind !== "none") return found;
  const movedTo = redirectOf(wiki, path);
  return movedTo === undefined
    ? lookUpFolder(wiki.index.files, path)
    : { kind: "moved", path: movedTo };
}

/** {@linkcode lookUp} among names that need not be those at HEAD, and without renamed pages. */
export function lookUpIn(names: FileNames, path: string): Found {
  const found = lookUpFile(names, path);
  return found.kind === "none" ? lookUpFolder(names, path) : found;
}

function lookUpFile(names: FileNames, path: string): Found {
  const asFile = pageFile(path);
  const files = names.listFolded(foldPath(path)).filter(({ path }) =>
    !isForPrograms(path)
  );
  const file = files.find((row) => row.isPage === 1 && row.path === asFile) ??
    files.find((row) => row.isPage === 0 && row.path === path) ??
    (files.length === 1 ? files[0] : undefined);
  if (file !== undefined) return foundFile(file);
  if (files.length > 1) {
    const candidates = files.map((row) => pageOfFile(row.path) ?? row.path);
    return { kind: "ambiguous", candidates };
  }
  return { kind: "none" };
}

/**
 * The page that a path names; a path that ends in `.md` may name its file.
 *
 * @throws {AppError} `not_found`: with `movedTo` where the page was renamed (`reason: "moved"`); else with `candidates`: the pages
 * that fit where there are several (`reason: "ambiguous"`), else those with a similar name.
 */
export function findPagePath(wiki: Names, path: string): string {
  const found = lookUp(wiki, path);
  if (found.kind === "page") return found.path;
  if (found.kind === "ambiguous") {
    throw new AppError(
      "not_found",
      `Cannot tell which page "${path}" is: several have this name`,
      {
        details: {
          reason: "ambiguous",
          path,
          candidates: found.candidates.slice(0, 50),
        },
      },
    );
  }
  const page = pageOfFile(path);
  const twin = page === undefined ? undefined : lookUp(wiki, page);
  if (twin?.kind === "page") return twin.path;
  const moved = found.kind === "moved" ? found : twin;
  if (moved?.kind === "moved") throw movedTo(path, moved.path);
  const candidates = nearNames(wiki, found, path);
  throw new AppError("not_found", `Cannot find page "${path}"`, {
    details: { path, ...(candidates.length > 0 && { candidates }) },
  });
}

/** The wiki's home page: the preference, else Home, home, README, index in any case; `null`: show the page index. */
export function homePage(wiki: Names): string | null {
  const names = homeNames(wiki);
  if (names[0]!.startsWith("-/")) return null; // a place, such as the page index
  for (const name of names) {
    const found = lookUp(wiki, name);
    if (found.kind === "page") return found.path;
  }
  return null;
}

/** The address of a page in this wiki: `/` for the home page, else `pageUrl(path)`. */
export function addressOf(wiki: Names, path: string): string {
  const fold = foldPath(path); // most pages have no name of a home page: nothing is looked up
  const mayBeHome = homeNames(wiki).some((name) => foldPath(name) === fold);
  return mayBeHome && path === homePage(wiki) ? "/" : pageUrl(path);
}

/** Where what a change did to a page can be seen: the page, wherever it is today, or the history of one that is gone. */
export function addressOfChanged(wiki: Names, path: string): string {
  if (wiki.index.files.find(pageFile(path)) !== undefined) {
    return addressOf(wiki, path);
  }
  const found = lookUp(wiki, path);
  return found.kind === "moved"
    ? addressOf(wiki, found.path)
    : actionUrl("history", path);
}

/** The address of an attachment in this wiki: `fileUrl(path)`, or `/-/file/…` where a page of that very name is in the way. */
export function fileAddressOf(wiki: Names, path: string): string {
  const isHidden = wiki.index.files.find(pageFile(path)) !== undefined;
  return fileUrl(path, { isHidden });
}

/** Names under which the home page is looked for, the chosen one first. */
export function homeNames(wiki: Names): readonly string[] {
  const chosen = withoutOuterSlashes(
    preferenceOf(wiki.preferences, "HOME_PAGE"),
  );
  if (chosen === "") return HOME_NAMES;
  const found = chosen.startsWith("-/") ? undefined : lookUp(wiki, chosen);
  const today = found?.kind === "moved" ? found.path : chosen; // it was renamed
  return [today, ...HOME_NAMES];
}

function foundFile(
  { isPage, path, oid }: { isPage: number; path: string; oid: string },
): Found {
  return isPage === 1
    ? { kind: "page", path: pageOfFile(path)! }
    : { kind: "file", path, oid };
}

function movedTo(path: string, to: string): AppError {
  return new AppError(
    "not_found",
    `Cannot find page "${path}": it was renamed to "${to}"`,
    { details: { reason: "moved", path, movedTo: to } },
  );
}

function lookUpFolder(names: FileNames, path: string): Found {
  const folders = names.listFoldersFolded(foldPath(path))
    .map((folder) => folder.path);
  if (folders.includes(path)) return { kind: "folder", path };
  if (folders.length > 1) return { kind: "ambiguous", candidates: folders };
  return folders.length === 1
    ? { kind: "folder", path: folders[0]! }
    : { kind: "none" };
}

/** Pages in the folder of that name, else pages with a similar name. */
function nearNames(wiki: Names, found: Found, path: string): string[] {
  const within = found.kind === "folder"
    ? wiki.index.pages.listIn(found.path, { limit: MAX_NEAR_NAMES })
      .map((page) => page.path)
    : [];
  return within.length > 0
    ? within
    : listSimilarPages(wiki.index, displayName(path), MAX_NEAR_NAMES);
}
