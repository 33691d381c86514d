/**
 * The part of yauzl that is used here: it comes without types.
 *
 * @see {@link https://github.com/thejoshwolfe/yauzl}
 * @module
 */
import type { Buffer } from "node:buffer";

/** One line of a zip's directory. */
export interface Entry {
  readonly fileName: string;
  readonly fileNameRaw: Buffer;
  readonly compressionMethod: number;
  readonly compressedSize: number;
  readonly uncompressedSize: number;
  readonly crc32: number;
  readonly externalFileAttributes: number;
  readonly versionMadeBy: number;
  readonly relativeOffsetOfLocalHeader: number;
  isEncrypted(): boolean;
}

/** The head in front of a file's bytes. */
export interface LocalFileHeader {
  readonly fileName: Buffer;
  readonly fileDataStart: number;
}

/** An open zip. */
export interface ZipFile {
  readonly entryCount: number;
  readonly fileSize: number;
  /** Where its directory begins, before the first entry was read. */
  readonly readEntryCursor: number;
  eachEntry(): AsyncIterable<Entry>;
  readLocalFileHeaderPromise(entry: Entry): Promise<LocalFileHeader>;
  close(): void;
}

/** Opens a zip by its path. */
export function openPromise(
  path: string,
  options: {
    autoClose: boolean;
    decodeStrings: boolean;
    strictFileNames: boolean;
    validateEntrySizes: boolean;
  },
): Promise<ZipFile>;
