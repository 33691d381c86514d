/**
 * From a tree and the files that change to the new trees: only the folders on the way are rebuilt.
 *
 * @module
 */
import { AppError } from "../errors.ts";
import { breathe } from "./deflate.ts";
import type { NamedObject } from "./loose_objects.ts";
import { EMPTY_TREE, hashObject } from "./objects.ts";
import type { FileContent, Oid } from "./repository.ts";
import { checkTreePath, isSubmoduleList } from "./tree_path.ts";
import {
  encodeTree,
  FILE_MODE,
  FOLDER_MODE,
  isFolder,
  rawName,
  type TreeEntry,
} from "./trees.ts";

/** What {@linkcode updateTree} found out. */
export interface TreeUpdate {
  readonly tree: Oid;
  /** Blobs and trees that the new tree needs, each once. */
  readonly objects: readonly NamedObject[];
}

/** New content (`null`: removed) of the files and folders in one folder, by raw name. */
interface FolderPlan {
  readonly path: string;
  readonly files: Map<string, { name: string; bytes: FileContent }>;
  readonly folders: Map<string, { name: string; plan: FolderPlan }>;
}

/** What becomes of files. */
export interface FileChanges {
  readonly contents: ReadonlyMap<string, FileContent>;
  /** The names of the blobs that new bytes become. */
  readonly names: ReadonlyMap<Uint8Array, Oid>;
}

/**
 * Applies changes to a tree. Removing what is not there changes nothing; a folder left empty goes.
 * @param readTree the entries of an existing tree.
 * @throws {AppError} `invalid` for a path that cannot be stored, or a file where a folder is.
 */
export async function updateTree(
  root: Oid | null,
  { contents, names }: FileChanges,
  readTree: (oid: Oid) => readonly TreeEntry[],
): Promise<TreeUpdate> {
  const objects = new Map<Oid, NamedObject>();
  const keep = (object: NamedObject) => objects.set(object.oid, object);
  const plan = await planFolders(contents);
  const nameOf = (bytes: Uint8Array) => names.get(bytes)!;
  const tree = updateFolder(root, plan, { readTree, keep, nameOf });
  if (tree === null) {
    keep({ type: "tree", data: new Uint8Array(), oid: EMPTY_TREE });
  }
  return { tree: tree ?? EMPTY_TREE, objects: [...objects.values()] };
}

interface Tools {
  readonly readTree: (oid: Oid) => readonly TreeEntry[];
  readonly keep: (object: NamedObject) => void;
  readonly nameOf: (bytes: Uint8Array) => Oid;
}

/** How many paths are checked before others get their turn; takes about 5 ms. */
const PLANNED_AT_ONCE = 500;

/** Sorts the changed files into folders and checks every path. */
async function planFolders(
  files: ReadonlyMap<string, FileContent>,
): Promise<FolderPlan> {
  const root = emptyPlan("");
  let planned = 0;
  for (const [path, bytes] of files) {
    if (++planned % PLANNED_AT_ONCE === 0) await breathe();
    // What is there already may be removed, whatever it is called.
    const names = bytes === null ? path.split("/") : checkTreePath(path);
    if (bytes !== null && names.some(isSubmoduleList)) {
      throw new AppError(
        "invalid",
        `Cannot store "${path}": git would read it as a list of submodules`,
      );
    }
    const name = names.pop()!;
    let folder = root;
    for (const segment of names) {
      const raw = rawName(segment);
      const known = folder.folders.get(raw)?.plan;
      const plan = known ?? emptyPlan(`${folder.path}${segment}/`);
      folder.folders.set(raw, { name: segment, plan });
      folder = plan;
    }
    folder.files.set(rawName(name), { name, bytes });
  }
  return root;
}

function emptyPlan(path: string): FolderPlan {
  return { path, files: new Map(), folders: new Map() };
}

/** Removes, then enters folders, then adds: so a file may take the place of a folder that is emptied, and the other way round. */
function updateFolder(
  tree: Oid | null,
  plan: FolderPlan,
  tools: Tools,
): Oid | null {
  const before = tree === null ? [] : tools.readTree(tree);
  const entries = new Map(before.map((entry) => [entry.raw, entry]));
  for (const [raw, { name, bytes }] of plan.files) {
    if (bytes === null) removeFile(entries, raw, name);
  }
  for (const [raw, folder] of plan.folders) {
    updateSubfolder(entries, raw, folder, tools);
  }
  for (const [raw, { name, bytes }] of plan.files) {
    if (bytes === null) continue;
    const old = entries.get(raw);
    if (old && isFolder(old)) {
      throw clash(plan.path + name, "there is a folder of this name");
    }
    entries.set(raw, { name, raw, ...contentOf(bytes, old, tools) });
  }
  if (entries.size === 0) return null;
  const data = encodeTree(entries.values());
  const oid = hashObject({ type: "tree", data });
  if (oid !== tree) tools.keep({ type: "tree", data, oid });
  return oid;
}

/** The blob of a file, kept for writing where it is new, and the file's mode. */
function contentOf(
  content: Exclude<FileContent, null>,
  old: TreeEntry | undefined,
  tools: Tools,
): { mode: string; oid: Oid } {
  if (!(content instanceof Uint8Array)) {
    return { mode: content.mode, oid: content.oid };
  }
  const blob: NamedObject = {
    type: "blob",
    data: content,
    oid: tools.nameOf(content),
  };
  tools.keep(blob);
  const mode = old && /^100/.test(old.mode) ? old.mode : FILE_MODE;
  return { mode, oid: blob.oid };
}

function updateSubfolder(
  entries: Map<string, TreeEntry>,
  raw: string,
  { name, plan }: { name: string; plan: FolderPlan },
  tools: Tools,
): void {
  const old = entries.get(raw);
  if (old && !isFolder(old)) {
    if (adds(plan)) {
      throw clash(
        plan.path.slice(0, -1),
        "there is a file of this name, so it cannot be a folder",
      );
    }
    return;
  }
  const oid = updateFolder(old?.oid ?? null, plan, tools);
  if (oid === null) entries.delete(raw);
  else entries.set(raw, { mode: FOLDER_MODE, name, raw, oid });
}

/** A listing shows names that are not UTF-8 with U+FFFD; such a file can be removed by that name. */
function removeFile(
  entries: Map<string, TreeEntry>,
  raw: string,
  name: string,
): void {
  const entry = entries.get(raw) ??
    [...entries.values()].find((other) =>
      name.includes("\ufffd") && other.name === name
    );
  if (entry && !isFolder(entry)) entries.delete(entry.raw);
}

function adds(plan: FolderPlan): boolean {
  return [...plan.files.values()].some((file) => file.bytes !== null) ||
    [...plan.folders.values()].some((folder) => adds(folder.plan));
}

function clash(path: string, reason: string): AppError {
  return new AppError("invalid", `Cannot store "${path}": ${reason}`);
}
