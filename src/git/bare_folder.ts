/**
 * The folder of a bare repository: made, recognised, and tidied after a crash.
 *
 * @module
 */
import * as fs from "node:fs";
import { AppError } from "../errors.ts";
import {
  asStorageError,
  errorCode,
  isLeftover,
  READ_WRITE,
  syncFolderNow,
  writeDurablyNow,
} from "./durable_file.ts";
import { MAIN_BRANCH } from "./refs.ts";

/** Folders of a repository, parents first. */
const FOLDERS = [
  "objects",
  "objects/info",
  "objects/pack",
  "refs",
  "refs/heads",
  "refs/tags",
  "logs",
  "logs/refs",
  "logs/refs/heads",
];

/** A real git that meets this repository keeps the reflog and never collects garbage by itself. */
const CONFIG = `[core]
\trepositoryformatversion = 0
\tfilemode = true
\tbare = true
\tlogAllRefUpdates = true
[gc]
\tauto = 0
[receive]
\tdenyNonFastForwards = true
\tdenyDeletes = true
`;

/**
 * Makes an empty bare repository, durably. `HEAD` comes last: a folder without it is no repository yet.
 * @throws {AppError} `conflict` where there is one already; `storage_full`.
 */
export function createBareRepository(dir: string): void {
  if (fs.existsSync(`${dir}/HEAD`)) {
    throw new AppError(
      "conflict",
      `Cannot create repository "${dir}": there is one`,
    );
  }
  try {
    fs.mkdirSync(dir, { recursive: true });
    for (const folder of FOLDERS) {
      fs.mkdirSync(`${dir}/${folder}`, { recursive: true });
    }
    writeDurablyNow(`${dir}/logs/${MAIN_BRANCH}`, "", READ_WRITE);
    writeDurablyNow(`${dir}/config`, CONFIG, READ_WRITE);
    for (const folder of FOLDERS) syncFolderNow(`${dir}/${folder}`);
    writeDurablyNow(`${dir}/HEAD`, `ref: ${MAIN_BRANCH}\n`, READ_WRITE);
    syncFolderNow(`${dir}/..`);
  } catch (error) {
    throw asStorageError(error, `create repository "${dir}"`);
  }
}

/** @throws {AppError} `not_found` where the folder holds no bare repository. */
export function checkBareRepository(dir: string): void {
  if (!fs.existsSync(`${dir}/HEAD`) || !fs.existsSync(`${dir}/objects`)) {
    throw new AppError(
      "not_found",
      `Cannot open repository "${dir}": there is none`,
    );
  }
}

/** Removes locks, temporary files and half received pushes, at any depth; returns how many. */
export function removeLeftovers(dir: string): number {
  let removed = 0;
  for (const entry of entriesOf(dir)) {
    const path = `${dir}/${entry.name}`;
    if (isLeftover(entry.name)) {
      fs.rmSync(path, { recursive: true, force: true });
      removed++;
    } else if (entry.isDirectory()) {
      removed += removeLeftovers(path);
    }
  }
  return removed;
}

function entriesOf(dir: string): fs.Dirent[] {
  try {
    return fs.readdirSync(dir, { withFileTypes: true });
  } catch (error) {
    if (errorCode(error) === "ENOENT") return [];
    throw error;
  }
}
