/**
 * Puts a new pack of reachable objects into a repository, so that a crash at any moment leaves either the old state or the new.
 * Every object in it has been rebuilt and hashed before the pack can be seen. Does not yield: for a worker.
 *
 * @module
 */
import * as fs from "node:fs";
import { AppError } from "../errors.ts";
import {
  asStorageError,
  READ_ONLY,
  syncFolderNow,
  temporaryName,
  writeAll,
} from "./durable_file.ts";
import { indexPack } from "./index_pack.ts";
import type { Candidate } from "./object_selection.ts";
import type { ObjectStore } from "./object_store.ts";
import { encodePackIndex } from "./pack_index_writer.ts";
import { packObjects } from "./pack_objects.ts";
import { damaged } from "./pack_bytes.ts";
import { PackWriter } from "./pack_writer.ts";
import { runSteps } from "./steps.ts";
import { encodeMark, markPath, type PackMark } from "./verbatim_packs.ts";

/** A pack to be made. */
export interface NewPack {
  /** Where the objects are read. */
  readonly store: ObjectStore;
  /** `objects/pack` of the repository that gets the pack; it is there. */
  readonly folder: string;
  readonly candidates: readonly Candidate[];
  readonly mark: PackMark;
}

/** Small rather than quick: it is read for years. */
const LEVEL = 6;

/** Bytes gathered before they are written. */
const WRITE_BYTES = 1 << 20;

/**
 * Makes the pack and returns its name, `pack-<40 hex>`.
 *
 * @throws {AppError} `invalid` where an object is damaged; `not_found` where one is missing; `storage_full`.
 */
export function installPack(
  { store, folder, candidates, mark }: NewPack,
): string {
  const temporary = `${folder}/${temporaryName("pack")}`;
  const index = `${temporary}.idx`;
  const marker = `${temporary}.reachable`;
  try {
    writePackFile(temporary, store, candidates);
    const { objects, checksum } = indexPack(temporary);
    requireSame(candidates, objects.map(({ oid }) => oid));
    writeSyncedNow(index, encodePackIndex(objects, checksum));
    writeSyncedNow(marker, new TextEncoder().encode(encodeMark(mark)));
    const name = `pack-${checksum.toString("hex")}`;
    fs.renameSync(temporary, `${folder}/${name}.pack`);
    fs.renameSync(marker, markPath(folder, name));
    // The index last: a pack without one is not there for any reader.
    fs.renameSync(index, `${folder}/${name}.idx`);
    syncFolderNow(folder);
    return name;
  } catch (error) {
    for (const file of [temporary, index, marker]) {
      fs.rmSync(file, { force: true });
    }
    throw asStorageError(error, "write a pack");
  }
}

/** Writes and syncs the pack itself. */
function writePackFile(
  path: string,
  store: ObjectStore,
  candidates: readonly Candidate[],
): void {
  const fd = fs.openSync(path, "wx", READ_ONLY);
  try {
    const waiting: Uint8Array[] = [];
    let waitingBytes = 0;
    const flush = () => {
      for (const bytes of waiting.splice(0)) writeAll(fd, bytes);
      waitingBytes = 0;
    };
    const write = (bytes: Uint8Array) => {
      waiting.push(bytes);
      waitingBytes += bytes.length;
      if (waitingBytes >= WRITE_BYTES) flush();
    };
    const writer = new PackWriter({
      objectCount: candidates.length,
      write,
      level: LEVEL,
    });
    runSteps(
      packObjects(store, candidates, writer, {
        level: LEVEL,
        offsetDeltas: true,
        improves: true,
      }),
    );
    writer.finish();
    flush();
    fs.fsyncSync(fd);
  } finally {
    fs.closeSync(fd);
  }
}

/** Copied entries carry their damage along: only what was rebuilt shows which objects are really in the pack. */
function requireSame(
  candidates: readonly Candidate[],
  found: readonly string[],
): void {
  const packed = new Set(found);
  const lost = candidates.find(({ oid }) => !packed.has(oid));
  if (lost) throw damaged(`object "${lost.oid}" is damaged`);
  if (found.length !== candidates.length) {
    throw new AppError(
      "invalid",
      "Cannot write the pack: it has other objects than wanted",
    );
  }
}

/** Writes a small file and syncs it. */
function writeSyncedNow(path: string, bytes: Uint8Array): void {
  const fd = fs.openSync(path, "wx", READ_ONLY);
  try {
    writeAll(fd, bytes);
    fs.fsyncSync(fd);
  } finally {
    fs.closeSync(fd);
  }
}
