/**
 * Reads zips that strangers made. Nothing that a zip says of itself is believed: names, sizes, checksums and places are looked at
 * before anything is inflated, and what is inflated is counted.
 *
 * | refused                                                | why                                           |
 * | ------------------------------------------------------ | --------------------------------------------- |
 * | absolute names, `..`, backslashes, drives, controls    | they would be written somewhere else          |
 * | links and other special files                          | they lead out of the archive                  |
 * | two files of one name, two names for one file          | readers disagree about which one counts       |
 * | files that share bytes                                 | a bomb of petabytes fits into some megabytes  |
 * | other sizes than said, more than 100 bytes out of one  | a bomb                                        |
 * | encrypted, unknown ways of compression                 | they cannot be read                           |
 *
 * Does not yield while inflating: for a worker.
 *
 * @see {@link https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT}
 * @see {@link https://www.bamsoftware.com/hacks/zipbomb/} for files that share bytes.
 * @module
 */
import { Buffer } from "node:buffer";
import * as fs from "node:fs";
import { crc32, inflateRawSync } from "node:zlib";
// @ts-types="./yauzl.d.ts"
import { type Entry, openPromise, type ZipFile } from "yauzl";
import { AppError } from "../errors.ts";

/** What a zip may at most hold. */
export interface ZipLimits {
  readonly entries: number;
  /** Bytes of all files that are read, inflated. */
  readonly totalBytes: number;
  /** Bytes out of one byte; of one file (above a megabyte), and of all. */
  readonly ratio: number;
}

/** A file in a zip. */
export interface ZippedFile {
  /** As it stands in the zip, in NFC: `vault/Daily notes/Monday.md`. */
  readonly name: string;
  /** Inflated, as the zip says; held to it when the file is read. */
  readonly sizeBytes: number;
  /** The bytes, valid until the next file is read. @throws {AppError} `invalid` where they are not what the zip says; `too_large` over a limit. */
  read(): Buffer;
}

/** A file of this size may be packed as tightly as it can be: a page of one letter is no bomb. */
const SMALL_BYTES = 1 << 20;

/** What deflating may add to bytes that cannot be compressed. */
const MAX_OVERHEAD_BYTES = 1 << 16;

/** Ways of compression. */
const STORED = 0;
const DEFLATED = 8;

/** Types of files in the upper half of the attributes, as Unix has them. */
const TYPE_MASK = 0o170000;
const REGULAR = 0o100000;
const FOLDER = 0o040000;

/** A file, and where its bytes are. */
interface PlacedEntry {
  readonly entry: Entry;
  readonly name: string;
  /** From its local head on. */
  readonly start: number;
  readonly dataStart: number;
}

/** An open zip whose directory was checked. */
export class ZipReader implements Disposable {
  /** Files only, in the order of the directory. */
  readonly files: readonly ZippedFile[];
  readonly #fd: number;
  readonly #limits: ZipLimits;
  readonly #zipBytes: number;
  /** Bytes of the files that were read, each counted once. */
  #inflatedBytes = 0;
  readonly #counted = new Set<Entry>();
  /** For the packed bytes of one file. */
  #memory = Buffer.alloc(0);

  private constructor(
    fd: number,
    placed: readonly PlacedEntry[],
    limits: ZipLimits,
  ) {
    this.#fd = fd;
    this.#limits = limits;
    this.#zipBytes = fs.fstatSync(fd).size;
    this.files = placed.map((place) => ({
      name: place.name,
      sizeBytes: place.entry.uncompressedSize,
      read: () => this.#read(place),
    }));
  }

  /**
   * Opens a zip and checks its directory.
   *
   * @throws {AppError} `invalid` by the table above; `too_large` over the limit of entries.
   */
  static async open(path: string, limits: ZipLimits): Promise<ZipReader> {
    const placed = await readDirectory(path, limits);
    return new ZipReader(fs.openSync(path, "r"), placed, limits);
  }

  [Symbol.dispose](): void {
    fs.closeSync(this.#fd);
  }

  #read({ entry, name, dataStart }: PlacedEntry): Buffer {
    const { compressedSize, uncompressedSize, compressionMethod } = entry;
    const { ratio, totalBytes } = this.#limits;
    if (
      compressedSize > uncompressedSize + MAX_OVERHEAD_BYTES +
          (uncompressedSize >> 6)
    ) throw damaged(name, "it is longer packed than unpacked");
    if (
      uncompressedSize > SMALL_BYTES &&
      uncompressedSize > ratio * compressedSize
    ) throw bomb(`"${name}" grows to more than ${ratio} times its size`);
    if (!this.#counted.has(entry)) this.#inflatedBytes += uncompressedSize;
    this.#counted.add(entry);
    if (this.#inflatedBytes > totalBytes) {
      throw bomb(`its files have more than ${totalBytes} bytes`);
    }
    if (
      this.#inflatedBytes > SMALL_BYTES &&
      this.#inflatedBytes > ratio * this.#zipBytes
    ) throw bomb(`it grows to more than ${ratio} times its size`);
    const packed = this.#readBytes(name, dataStart, compressedSize);
    const bytes = compressionMethod === STORED
      ? packed
      : inflate(name, packed, uncompressedSize);
    if (crc32(bytes) !== entry.crc32) {
      throw damaged(name, "its checksum is wrong");
    }
    return bytes;
  }

  #readBytes(name: string, start: number, length: number): Buffer {
    // One piece of memory for all: a thread that ends with hundreds of megabytes in use holds everybody up.
    if (this.#memory.length < length) {
      this.#memory = Buffer.allocUnsafeSlow(Math.max(length, SMALL_BYTES));
    }
    const bytes = this.#memory.subarray(0, length);
    for (let filled = 0; filled < length;) {
      const read = fs.readSync(
        this.#fd,
        bytes,
        filled,
        length - filled,
        start + filled,
      );
      if (read === 0) throw damaged(name, "it is cut short");
      filled += read;
    }
    return bytes;
  }
}

/** The files of a zip, every one of them checked. */
async function readDirectory(
  path: string,
  limits: ZipLimits,
): Promise<PlacedEntry[]> {
  const zip = await openDirectory(path);
  try {
    if (zip.entryCount > limits.entries) {
      throw new AppError(
        "too_large",
        `Cannot take the zip: it has more than ${limits.entries} files and folders`,
      );
    }
    const directoryStart = zip.readEntryCursor;
    const placed: PlacedEntry[] = [];
    for await (const entry of zip.eachEntry()) {
      placed.push(await placeOf(zip, entry));
    }
    demandApart(placed, directoryStart);
    const files = placed.filter(({ name }) => !name.endsWith("/"));
    demandDifferent(files);
    return files;
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw unreadable(error);
  } finally {
    zip.close();
  }
}

async function openDirectory(path: string): Promise<ZipFile> {
  try {
    return await openPromise(path, {
      autoClose: false,
      decodeStrings: true,
      strictFileNames: true,
      validateEntrySizes: true,
    });
  } catch (error) {
    throw unreadable(error);
  }
}

/** An entry that may be read, and where it is. */
async function placeOf(zip: ZipFile, entry: Entry): Promise<PlacedEntry> {
  const name = nameOf(entry);
  const problem = problemOfName(name) ?? problemOf(entry);
  if (problem !== undefined) throw refused(name, problem);
  const head = await zip.readLocalFileHeaderPromise(entry);
  if (!head.fileName.equals(entry.fileNameRaw)) {
    throw refused(name, "it has another name in front of its bytes");
  }
  return {
    ...{ entry, name },
    start: entry.relativeOffsetOfLocalHeader,
    dataStart: head.fileDataStart,
  };
}

/** Programs of macOS write UTF-8 and do not say so: bytes that are UTF-8 are hardly ever anything else. */
function nameOf({ fileName, fileNameRaw }: Entry): string {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(fileNameRaw);
    return text.normalize("NFC");
  } catch {
    return fileName.normalize("NFC"); // the character set of old DOS
  }
}

function problemOfName(name: string): string | undefined {
  if (name === "") return "it has no name";
  if (name.startsWith("/")) return "its name is absolute";
  if (/^[a-z]:/i.test(name)) return "its name begins with a drive";
  if (name.includes("\\")) return "its name holds a backslash";
  if (/\p{Cc}/u.test(name)) return "its name holds a control character";
  const segments = name.replace(/\/$/, "").split("/");
  if (segments.includes("..") || segments.includes(".")) {
    return 'its name holds "." or ".."';
  }
  if (segments.includes("")) return "a part of its name is empty";
  return undefined;
}

function problemOf(entry: Entry): string | undefined {
  if (entry.isEncrypted()) return "it is encrypted";
  const { compressionMethod, externalFileAttributes, versionMadeBy } = entry;
  if (compressionMethod !== STORED && compressionMethod !== DEFLATED) {
    return "it is compressed in a way that is not known here";
  }
  // Whoever says to be another system may still have written a mode that unpacking programs honour.
  const type = (externalFileAttributes >>> 16) & TYPE_MASK;
  const isUnix = versionMadeBy >> 8 === 3;
  const isKnown = type === REGULAR || type === FOLDER || type === 0;
  if (!isKnown && (isUnix || type === 0o120000)) {
    return "it is a link or a special file";
  }
  return undefined;
}

/** @throws {AppError} `invalid` where two files share bytes, or reach into the directory. */
function demandApart(
  placed: readonly PlacedEntry[],
  directoryStart: number,
): void {
  const sorted = placed.toSorted((a, b) => a.start - b.start);
  sorted.forEach(({ dataStart, entry, name }, i) => {
    const next = sorted[i + 1]?.start ?? directoryStart;
    if (dataStart + entry.compressedSize > next) {
      throw refused(name, "it shares bytes with something else");
    }
  });
}

function demandDifferent(files: readonly PlacedEntry[]): void {
  const names = new Set<string>();
  for (const { name } of files) {
    if (names.has(name)) throw refused(name, "there are two of this name");
    names.add(name);
  }
}

/** What zlib says with `info`. */
interface InflatedWithEngine {
  readonly buffer: Buffer;
  readonly engine: { readonly bytesWritten: number };
}

/** Inflates to exactly the size that was promised, from exactly these bytes. */
function inflate(name: string, packed: Buffer, sizeBytes: number): Buffer {
  let result: InflatedWithEngine;
  try {
    result = inflateRawSync(packed, {
      info: true,
      maxOutputLength: Math.max(sizeBytes, 1),
      chunkSize: Math.min(Math.max(sizeBytes + 1, 64), SMALL_BYTES),
    }) as unknown as InflatedWithEngine;
  } catch (error) {
    const isLonger = error instanceof Error && "code" in error &&
      error.code === "ERR_BUFFER_TOO_LARGE";
    throw damaged(
      name,
      isLonger ? "it is larger than it says" : "it cannot be inflated",
      error,
    );
  }
  if (result.buffer.length !== sizeBytes) {
    throw damaged(name, "it is smaller than it says");
  }
  if (result.engine.bytesWritten !== packed.length) {
    throw damaged(name, "there are bytes behind its end");
  }
  return result.buffer;
}

function refused(name: string, reason: string): AppError {
  return new AppError(
    "invalid",
    `Cannot take the zip because of "${shorten(name)}": ${reason}`,
  );
}

function damaged(name: string, reason: string, cause?: unknown): AppError {
  return new AppError(
    "invalid",
    `Cannot read "${shorten(name)}" in the zip: ${reason}`,
    { cause },
  );
}

function bomb(reason: string): AppError {
  return new AppError("too_large", `Cannot take the zip: ${reason}`);
}

/** What the library found wrong; its words name no place on this machine. */
function unreadable(cause: unknown): AppError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new AppError(
    "invalid",
    `Cannot read the zip: ${shorten(reason)}`,
    { cause },
  );
}

// deno-lint-ignore no-control-regex
const UNPRINTABLE = /[\x00-\x1f\x7f]/g;

function shorten(text: string): string {
  const line = text.replace(UNPRINTABLE, " ");
  return line.length > 160 ? `${line.slice(0, 160).toWellFormed()}…` : line;
}
