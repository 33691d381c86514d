/**
 * Files that are there, whole, after a power cut: temporary file, fsync, rename, fsync of the folder.
 *
 * @module
 */
import * as fs from "node:fs";
import { mkdir, open, unlink } from "node:fs/promises";
import { dirname } from "node:path";
import process from "node:process";
import { AppError } from "../errors.ts";

/** Permissions of a file that nobody changes any more (objects, packs). */
export const READ_ONLY = 0o444;
/** Permissions of a file that is replaced (refs, config). */
export const READ_WRITE = 0o644;

/** What `fs` calls an error, `ENOENT`; `undefined` for other errors. */
export function errorCode(error: unknown): string | undefined {
  return (error as { code?: string } | null)?.code;
}

/** Whether nothing has that name; a repack may delete what was just listed. */
export function isMissing(error: unknown): boolean {
  return errorCode(error) === "ENOENT" || errorCode(error) === "ENOTDIR";
}

/** The names in a folder; none where it is not there. */
export function namesIn(folder: string): string[] {
  try {
    return fs.readdirSync(folder);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

/** Writes all of it: one write may take only a part. */
export function writeAll(fd: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += fs.writeSync(fd, bytes, at);
}

/** A full disk or quota as `storage_full`, anything else as it is. */
export function asStorageError(error: unknown, doing: string): unknown {
  const code = errorCode(error);
  if (code !== "ENOSPC" && code !== "EDQUOT") return error;
  return new AppError("storage_full", `Cannot ${doing}: no room on the disk`, {
    cause: error,
  });
}

/** A name for a temporary file; {@linkcode isLeftover} knows it again after a crash. */
export function temporaryName(kind: string): string {
  const random = crypto.randomUUID().slice(0, 8);
  return `tmp_${kind}_${process.pid}_${random}`;
}

/** Whether a file or folder of this name is what a dead process left behind. */
export function isLeftover(name: string): boolean {
  return name.endsWith(".lock") || name.startsWith("tmp_") ||
    name.startsWith("incoming-");
}

/**
 * Writes and syncs a new file; it is not durable until its folder is synced.
 * On failure the file is removed again.
 */
export async function writeSynced(
  path: string,
  bytes: Uint8Array,
  mode: number,
): Promise<void> {
  const file = await open(path, "wx", mode);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } catch (error) {
    await file.close();
    await unlink(path).catch(() => {}); // The first failure is the one to report.
    throw error;
  }
  await file.close();
}

/**
 * Puts a file in place, replacing an older one: either the old or the new content is there, whole. It waits for the disk, for
 * creation and repair, where nothing can go on without it.
 */
export function writeDurablyNow(
  path: string,
  bytes: Uint8Array | string,
  mode: number,
): void {
  const folder = dirname(path);
  const temporary = `${folder}/${temporaryName("file")}`;
  const fd = fs.openSync(temporary, "wx", mode);
  try {
    fs.writeFileSync(fd, bytes);
    fs.fsyncSync(fd);
    fs.closeSync(fd);
    fs.renameSync(temporary, path);
  } catch (error) {
    fs.rmSync(temporary, { force: true });
    throw error;
  }
  syncFolderNow(folder);
}

/** Makes the names in a folder durable. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** {@linkcode syncFolder}, at once. */
export function syncFolderNow(path: string): void {
  const fd = fs.openSync(path, "r");
  try {
    fs.fsyncSync(fd);
  } finally {
    fs.closeSync(fd);
  }
}

/** Makes a folder (its parent must be there) unless it exists; durable when the parent is synced. */
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    if (errorCode(error) !== "EEXIST") throw error;
  }
}
