/**
 * Reads git bundles: a history in one file, a list of refs and a pack.
 *
 * @see {@link https://git-scm.com/docs/gitformat-bundle}
 * @module
 */
import { Buffer } from "node:buffer";
import * as fs from "node:fs";
import { AppError } from "../errors.ts";
import { type CopiedHistory, copyHistory } from "./copy_history.ts";
import { asStorageError, temporaryName } from "./durable_file.ts";
import { chooseBranch, type HistorySource } from "./import_source.ts";
import { indexPack } from "./index_pack.ts";
import { isOid } from "./objects.ts";
import { DEFAULT_PACK_LIMITS, type PackLimits } from "./pack_bytes.ts";
import { encodePackIndex } from "./pack_index_writer.ts";
import type { Oid } from "./repository.ts";
import { isRefName } from "./refs.ts";

/** The text before the pack. */
export interface BundleHead {
  readonly refs: ReadonlyMap<string, Oid>;
  /** Where the pack begins. */
  readonly packOffset: number;
}

/** No honest list of refs is longer. */
const MAX_HEAD_BYTES = 16 << 20;

const FIRST_LINES = ["# v2 git bundle", "# v3 git bundle"];

/** Whether a file begins like a bundle. */
export function isBundle(path: string): boolean {
  const fd = fs.openSync(path, "r");
  try {
    const start = Buffer.alloc(15);
    fs.readSync(fd, start, 0, start.length, 0);
    return FIRST_LINES.includes(start.toString("latin1"));
  } finally {
    fs.closeSync(fd);
  }
}

/**
 * Reads the text before the pack.
 *
 * @throws {AppError} `invalid` where it is no bundle, or one that does not hold a whole history.
 */
export function readBundleHead(path: string): BundleHead {
  const refs = new Map<string, Oid>();
  const { lines, packOffset } = readHeadLines(path);
  if (!FIRST_LINES.includes(lines[0] ?? "")) {
    throw refused(path, "it is not a git bundle of version 2 or 3");
  }
  for (const line of lines.slice(1)) {
    if (line.startsWith("@filter=")) {
      throw refused(path, "it leaves objects out");
    }
    if (line.startsWith("@") && line !== "@object-format=sha1") {
      throw refused(path, `"${line.slice(0, 100)}" is not known here`);
    }
    if (line.startsWith("-")) {
      throw refused(
        path,
        "it holds only a part of a history, make one with git bundle create … --all",
      );
    }
    const [, oid = "", name = ""] = /^([0-9a-f]{40}) (\S+)$/.exec(line) ?? [];
    if (line.startsWith("@")) continue;
    if (!isOid(oid)) throw refused(path, "its list of refs cannot be read");
    if (name === "HEAD" || isRefName(name)) refs.set(name, oid);
  }
  return { refs, packOffset };
}

/** A bundle, unpacked out of everybody's sight; it is gone when this is disposed of. */
export interface UnpackedBundle extends Disposable {
  readonly source: HistorySource;
}

/**
 * Copies the history of a bundle into an empty repository, as {@linkcode copyHistory} does. Does not yield: for a worker.
 *
 * @throws {AppError} `invalid`, `too_large`, `storage_full`.
 */
export function unpackBundle(path: string, targetDir: string): CopiedHistory {
  using unpacked = openBundle(path, targetDir);
  try {
    return copyHistory(unpacked.source, targetDir);
  } catch (error) {
    throw asStorageError(error, `unpack "${path}"`);
  }
}

/**
 * Unpacks a bundle beside the objects of a repository, with every object hashed. Does not yield: for a worker.
 *
 * @throws {AppError} `invalid`, also where a delta has its base elsewhere; `too_large` over the limits; `storage_full`.
 */
export function openBundle(
  path: string,
  targetDir: string,
  limits: PackLimits = DEFAULT_PACK_LIMITS,
): UnpackedBundle {
  const { refs, packOffset } = readBundleHead(path);
  const branches = new Map(
    [...refs].filter(([name]) => name.startsWith("refs/heads/")),
  );
  const head = refs.get("HEAD");
  const named =
    [...branches].find(([name, oid]) =>
      oid === head && /\/(main|master)$/.test(name)
    ) ??
      [...branches].find(([, oid]) => oid === head);
  const branch = named?.[0] ?? (head ? "HEAD" : chooseBranch(branches, ""));
  if (!branch) throw refused(path, "it has no branch");
  const tags = Array.from(refs, ([name, oid]) => ({ name, oid })).filter((
    { name },
  ) => name.startsWith("refs/tags/"));
  // A folder of this name is removed at the next start if this process dies meanwhile.
  const quarantine = `${targetDir}/objects/incoming-${crypto.randomUUID()}`;
  const remove = () => fs.rmSync(quarantine, { recursive: true, force: true });
  try {
    const folder = `${quarantine}/objects/pack`;
    installBundlePack(path, { packOffset, folder, limits });
  } catch (error) {
    remove();
    throw asStorageError(error, `unpack "${path}"`);
  }
  return {
    source: { dir: quarantine, head: refs.get(branch)!, branch, tags },
    [Symbol.dispose]: remove,
  };
}

/** The lines up to the first empty one. */
function readHeadLines(path: string): { lines: string[]; packOffset: number } {
  const fd = fs.openSync(path, "r");
  try {
    let bytes = Buffer.alloc(0);
    for (;;) {
      const more = Buffer.alloc(64 << 10);
      const read = fs.readSync(fd, more, 0, more.length, bytes.length);
      bytes = Buffer.concat([bytes, more.subarray(0, read)]);
      const end = bytes.indexOf("\n\n");
      if (end >= 0) {
        return {
          lines: bytes.toString("utf8", 0, end).split("\n"),
          packOffset: end + 2,
        };
      }
      if (read === 0 || bytes.length > MAX_HEAD_BYTES) {
        throw refused(path, "it is not a git bundle");
      }
    }
  } finally {
    fs.closeSync(fd);
  }
}

/** Copies the pack out of the bundle, and indexes it. */
function installBundlePack(
  path: string,
  { packOffset, folder, limits }: {
    packOffset: number;
    folder: string;
    limits: PackLimits;
  },
): void {
  fs.mkdirSync(folder, { recursive: true });
  const temporary = `${folder}/${temporaryName("pack")}`;
  copyTail(path, packOffset, temporary);
  const { objects, checksum } = indexPack(temporary, limits);
  const name = `${folder}/pack-${checksum.toString("hex")}`;
  fs.renameSync(temporary, `${name}.pack`);
  fs.writeFileSync(`${name}.idx`, encodePackIndex(objects, checksum));
}

/** Copies a file from an offset on. */
function copyTail(from: string, offset: number, to: string): void {
  const source = fs.openSync(from, "r");
  const target = fs.openSync(to, "wx");
  try {
    const chunk = Buffer.alloc(1 << 20);
    for (let at = offset;;) {
      const read = fs.readSync(source, chunk, 0, chunk.length, at);
      if (read === 0) return;
      for (let written = 0; written < read;) {
        written += fs.writeSync(target, chunk, written, read - written);
      }
      at += read;
    }
  } finally {
    fs.closeSync(source);
    fs.closeSync(target);
  }
}

/** The error for a file that cannot be taken. */
function refused(path: string, reason: string): AppError {
  return new AppError("invalid", `Cannot import "${path}": ${reason}`);
}
