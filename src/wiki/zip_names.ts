/**
 * Under which paths the files of a zip are stored: by the rules for new pages and uploads, so that nothing is made that could not
 * be made by hand. What has no place is left out, and named.
 *
 * | in the zip                     | here                                                                 |
 * | ------------------------------ | -------------------------------------------------------------------- |
 * | one folder around everything   | left away                                                            |
 * | `Daily notes/Monday.md`        | the page `Daily_notes/Monday`; `Daily notes/Monday`, where that is it |
 * | `map #1.png`                   | `map__1.png`                                                         |
 * | `.obsidian/app.json`           | left out: for programs                                               |
 * | `__MACOSX/…`, `.DS_Store`      | passed over                                                          |
 * | `.git/…`                       | the whole zip is refused                                             |
 *
 * @module
 */
import { AppError } from "../errors.ts";
import { isDotGit } from "../git/tree_path.ts";
import {
  foldPath,
  isPlace,
  MAX_PATH_BYTES,
  newFileName,
  newPagePath,
  pageFile,
  pageOfFile,
} from "./page_path.ts";

/** Where a file of a zip goes, or why nowhere. */
export type Placed =
  | { readonly path: string; readonly reason?: undefined }
  | { readonly path?: undefined; readonly reason: string };

/** What the desktops of people's computers leave in folders. */
const LITTER = /(?:^|\/)(?:__MACOSX\/|\.DS_Store$|Thumbs\.db$|desktop\.ini$)/i;

/** The names without litter. @throws {AppError} `invalid` where there is a `.git`. */
export function withoutLitter<File extends { readonly name: string }>(
  files: readonly File[],
): File[] {
  const repository = files.find(({ name }) => name.split("/").some(isDotGit));
  if (repository !== undefined) {
    throw new AppError(
      "invalid",
      'Cannot take the zip: it holds a git repository (".git"). To import its history, make a bundle: git bundle create notes.bundle --all',
    );
  }
  return files.filter(({ name }) => !LITTER.test(name));
}

/** The folder around all of these, with a slash at its end; empty: there is none. */
export function commonFolder(names: readonly string[]): string {
  const slash = names[0]?.indexOf("/") ?? -1;
  const folder = slash < 0 ? "" : names[0]!.slice(0, slash + 1);
  return names.every((name) => name.startsWith(folder)) ? folder : "";
}

/** Finds places one after another; each takes the ones before into account, and what the wiki has. */
export class ZipNames {
  readonly #paths: Set<string>;
  readonly #folders = new Set<string>();
  /** Paths by their fold; of the wiki, and those that were given away. */
  readonly #folds = new Map<string, string>();
  readonly #given = new Set<string>();

  /** @param wikiPaths all files that the wiki has. */
  constructor(wikiPaths: Iterable<string>) {
    this.#paths = new Set(wikiPaths);
    for (const path of this.#paths) this.#note(path);
  }

  /** Folds of all names of pages and files so far, for looking up links. */
  get folds(): ReadonlySet<string> {
    return new Set(this.#folds.keys());
  }

  /** @param name without the common folder. */
  place(name: string): Placed {
    if (name.split("/").some((segment) => segment.startsWith("."))) {
      return { reason: "its name begins with a dot: it is for programs" };
    }
    const wanted = this.#paths.has(name) ? { path: name } : newPath(name);
    if (wanted.path === undefined) return wanted;
    const path = this.#asInWiki(wanted.path);
    const reason = this.#complaintAbout(path);
    if (reason !== undefined) return { reason };
    this.#given.add(path);
    this.#paths.add(path);
    this.#note(path);
    return { path };
  }

  /** A page that the wiki has with spaces in its name keeps them. */
  #asInWiki(path: string): string {
    const known = this.#folds.get(foldOf(path));
    return known?.replaceAll(" ", "_") === path ? known : path;
  }

  #complaintAbout(path: string): string | undefined {
    const known = this.#folds.get(foldOf(path));
    if (known !== undefined && known !== path) {
      return `it differs only in case, spaces or kind from "${known}"`;
    }
    if (this.#given.has(path)) return `another file goes to "${path}"`;
    if (this.#folders.has(path)) return "there is a folder of this name";
    const inFile = foldersOf(path).find((folder) => this.#paths.has(folder));
    if (inFile !== undefined) return `"${inFile}" is a file, and no folder`;
    return undefined;
  }

  #note(path: string): void {
    const fold = foldOf(path);
    if (!this.#folds.has(fold)) this.#folds.set(fold, path);
    for (const folder of foldersOf(path)) this.#folders.add(folder);
  }
}

/** The path of a new file, by the rules for pages and uploads. */
function newPath(name: string): Placed {
  try {
    if (/\.md$/i.test(name)) {
      return { path: pageFile(newPagePath(name.slice(0, -".md".length))) };
    }
    const slash = name.lastIndexOf("/");
    const folder = slash < 0 ? "" : `${newPagePath(name.slice(0, slash))}/`;
    const path = folder + newFileName(name.slice(slash + 1));
    if (new TextEncoder().encode(path).length > MAX_PATH_BYTES) {
      return { reason: `its path is longer than ${MAX_PATH_BYTES} bytes` };
    }
    return isPlace(path)
      ? { reason: `"/${path}" is an address of the service` }
      : { path };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    // The name that cannot be used stands beside it already.
    const before = /^.*(?: as a page's name|"): /s;
    return { reason: error.message.replace(before, "") };
  }
}

/** Pages and other files share one space of names, as everywhere. */
function foldOf(path: string): string {
  return foldPath(pageOfFile(path) ?? path);
}

/** `a`, `a/b` for `a/b/c`. */
function foldersOf(path: string): string[] {
  const folders: string[] = [];
  for (let at = path.indexOf("/"); at >= 0; at = path.indexOf("/", at + 1)) {
    folders.push(path.slice(0, at));
  }
  return folders;
}
