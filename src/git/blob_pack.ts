/**
 * A pack of files alone, for an import: made in a worker and out of sight, then taken over as a whole.
 *
 * @module
 */
import type { Buffer } from "node:buffer";
import * as fs from "node:fs";
import {
  asStorageError,
  READ_ONLY,
  syncFolderNow,
  temporaryName,
  writeAll,
} from "./durable_file.ts";
import { PACKED } from "./pack_entry.ts";
import { encodePackIndex } from "./pack_index_writer.ts";
import { PackWriter } from "./pack_writer.ts";
import type { Oid } from "./repository.ts";

/** A file that is read when its turn comes. */
export interface BlobSource {
  readonly oid: Oid;
  readonly read: () => Buffer;
}

/** Small rather than quick: nobody waits for the loop meanwhile. */
const LEVEL = 6;

/**
 * Writes blobs, each once, as one pack with its index, durably. Does not yield: for a worker.
 *
 * @param folder `objects/pack` of a repository.
 * @throws {AppError} `storage_full`; what reading throws.
 */
export function writeBlobPack(
  folder: string,
  blobs: ReadonlyMap<Oid, BlobSource>,
): void {
  const temporary = `${folder}/${temporaryName("pack")}`;
  try {
    const fd = fs.openSync(temporary, "wx", READ_ONLY);
    let index: Buffer;
    let name: string;
    try {
      const writer = new PackWriter({
        objectCount: blobs.size,
        write: (bytes) => writeAll(fd, bytes),
        level: LEVEL,
      });
      for (const { oid, read } of blobs.values()) {
        writer.addWhole(oid, PACKED.blob, read());
      }
      const checksum = writer.finish();
      index = encodePackIndex(writer.objects, checksum);
      name = `${folder}/pack-${checksum.toString("hex")}`;
      fs.fsyncSync(fd);
    } finally {
      fs.closeSync(fd);
    }
    fs.writeFileSync(`${name}.idx`, index, { mode: READ_ONLY, flush: true });
    fs.renameSync(temporary, `${name}.pack`);
    syncFolderNow(folder);
  } catch (error) {
    fs.rmSync(temporary, { force: true });
    throw asStorageError(error, "write a pack");
  }
}
