/**
 * What an upload that is to be imported may hold. The numbers leave room for any honest notebook, and end what was made to fill
 * the disk, the memory or the processor.
 *
 * @module
 */
import type { HistoryLimits } from "../git/strict_unpack.ts";
import type { ZipLimits } from "../zip/zip_reader.ts";

/** Bytes of the file that is uploaded. */
export const MAX_UPLOAD_BYTES = 100 * 1024 * 1024;

/** How long one may be checked. */
export const CHECK_DEADLINE_MS = 5 * 60_000;

/** Limits of a bundle; how large a file may be depends on the wiki. */
export const HISTORY_LIMITS: Omit<HistoryLimits, "maxBytesOf"> = {
  maxObjects: 200_000,
  maxObjectBytes: 20 * 1024 * 1024,
  maxTotalBytes: 1024 ** 3,
  maxChain: 250,
  maxFolders: 64,
  maxFiles: 20_000,
  maxTags: 1000,
  maxPathBytes: 1024,
  maxRefBytes: 255,
};

/** Files that all commits of a bundle change together: each becomes a line of the index. */
export const MAX_CHANGES = 1_000_000;

/** Limits of a zip. */
export const ZIP_LIMITS: ZipLimits = {
  entries: 10_000,
  totalBytes: 1024 ** 3,
  ratio: 100,
};
