/**
 * The names of a wiki as they would be after files have moved, for asking where a link would lead then.
 *
 * @module
 */
import type { FilesReader } from "../db/index/files.ts";
import { targetPaths } from "./link_target.ts";
import { type FileNames, type Found, lookUpIn } from "./look_up.ts";
import { foldPath, pageFile, pageOfFile } from "./page_path.ts";

/** Files that move, old path to new: `Actors/Iran.md` to `States/Iran.md`. */
export interface FileMoves {
  readonly files: ReadonlyMap<string, string>;
  /** The folder that moves as a whole, where there is one. */
  readonly folder: { readonly from: string; readonly to: string } | null;
}

/** Names after some files have moved. */
export class NamesAfter implements FileNames {
  readonly #before: Pick<FilesReader, keyof FileNames | "findFolder" | "find">;
  readonly #moves: FileMoves;
  /** New files, by key. */
  readonly #added: ReadonlyMap<string, readonly Row[]>;
  /** By how much the number of files in a folder grows. */
  readonly #growth = new Map<string, number>();
  readonly #newFolders = new Map<string, string[]>();

  constructor(
    before: Pick<FilesReader, keyof FileNames | "findFolder" | "find">,
    moves: FileMoves,
  ) {
    this.#before = before;
    this.#moves = moves;
    this.#added = Map.groupBy(
      [...moves.files].map(([from, to]) => rowOf(to, before.find(from)?.oid)),
      ({ path, isPage }) => foldPath(isPage ? pageOfFile(path)! : path),
    );
    for (const [from, to] of moves.files) {
      for (const folder of foldersAbove(from)) this.#grow(folder, -1);
      for (const folder of foldersAbove(to)) this.#grow(folder, 1);
    }
    for (const [folder, growth] of this.#growth) {
      if (growth <= 0 || before.findFolder(folder) !== undefined) continue;
      const fold = foldPath(folder);
      this.#newFolders.set(fold, [
        ...this.#newFolders.get(fold) ?? [],
        folder,
      ]);
    }
  }

  listFolded(fold: string): readonly Row[] {
    const rows = this.#before.listFolded(fold)
      .filter(({ path }) => !this.#moves.files.has(path));
    return [...rows, ...this.#added.get(fold) ?? []];
  }

  listFoldersFolded(fold: string): readonly { readonly path: string }[] {
    const rows = this.#before.listFoldersFolded(fold)
      .filter(({ path, files }) => files + (this.#growth.get(path) ?? 0) > 0);
    const added = this.#newFolders.get(fold) ?? [];
    return [...rows, ...added.map((path) => ({ path }))];
  }

  /** Keys of names that mean something else after the moves: only links that name one of these can lead elsewhere. */
  changedKeys(): Set<string> {
    const keys = new Set<string>();
    for (const file of [...this.#moves.files].flat()) {
      keys.add(foldPath(pageOfFile(file) ?? file));
    }
    for (const [folder, growth] of this.#growth) {
      const before = this.#before.findFolder(folder)?.files ?? 0;
      const comesOrGoes = (before === 0) !== (before + growth <= 0);
      if (comesOrGoes) keys.add(foldPath(folder));
    }
    const { folder } = this.#moves;
    if (folder !== null) {
      keys.add(foldPath(folder.from));
      keys.add(foldPath(folder.to));
    }
    return keys;
  }

  #grow(folder: string, by: number): void {
    this.#growth.set(folder, (this.#growth.get(folder) ?? 0) + by);
  }
}

type Row = ReturnType<FileNames["listFolded"]>[number];

/** Several files fit, none exactly: such a link is left as it is. */
export const UNCLEAR = "\0";

/** What a link leads to: a file (`Actors/Iran.md`), a folder (`Actors/`), the home page (`/`), or nothing (`null`). */
export type Destination = string | null;

/** Where a link with this target leads from a page; several that fit: {@linkcode UNCLEAR}. */
export function destinationOf(
  names: FileNames,
  page: string,
  target: string,
): Destination {
  return readingOf(names, page, target).destination;
}

/** {@linkcode destinationOf}, and whether a relative target was read from the page's own folder, where its attachments lie. */
export function readingOf(
  names: FileNames,
  page: string,
  target: string,
): { destination: Destination; isOwn: boolean } {
  const paths = targetPaths(page, target);
  for (const [i, path] of paths.entries()) {
    const destination = path === "" ? "/" : placeOf(lookUpIn(names, path));
    if (destination === null) continue;
    return { destination, isOwn: 2 * i < paths.length };
  }
  return { destination: null, isOwn: true };
}

function placeOf(found: Found): Destination {
  switch (found.kind) {
    case "page":
      return pageFile(found.path);
    case "file":
      return found.path;
    case "folder":
      return `${found.path}/`;
    case "ambiguous":
      return UNCLEAR;
    default:
      return null;
  }
}

/**
 * Where the same thing is after the moves. A page that comes to stand for a folder takes its links; a folder of which nothing is
 * left is nowhere.
 */
export function destinationAfter(
  names: FileNames,
  moves: FileMoves,
  destination: Destination,
): Destination {
  if (destination === null || !destination.endsWith("/")) {
    return moves.files.get(destination ?? "") ?? destination;
  }
  if (destination === "/") return destination;
  const { folder } = moves;
  const path = folder !== null && destination.startsWith(`${folder.from}/`)
    ? `${folder.to}${destination.slice(folder.from.length)}`
    : destination;
  return placeOf(lookUpIn(names, path.slice(0, -1)));
}

function rowOf(path: string, oid = ""): Row {
  return { path, oid, isPage: Number(pageOfFile(path) !== undefined) };
}

function* foldersAbove(path: string): Generator<string> {
  for (let at = path.lastIndexOf("/"); at > 0;) {
    yield path.slice(0, at);
    at = path.lastIndexOf("/", at - 1);
  }
}
