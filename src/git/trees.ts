/**
 * Trees: one folder of a commit, as entries in git's own order.
 *
 * Names are bytes in git. They are kept as such (`raw`, one character a byte, which sorts like the bytes)
 * so that a tree with names that are not UTF-8 is written back unchanged.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { CorruptObjectError, isOid } from "./objects.ts";
import type { Oid, TreeFile } from "./repository.ts";

/** One line of a tree. */
export interface TreeEntry {
  /** As stored, octal: `100644`, `40000`, sometimes an old form such as `100664`. */
  readonly mode: string;
  /** The name as text; bytes that are not UTF-8 are U+FFFD. */
  readonly name: string;
  /** The name's bytes, one character each. */
  readonly raw: string;
  readonly oid: Oid;
}

/** The mode of a folder. */
export const FOLDER_MODE = "40000";
/** The mode of an ordinary file. */
export const FILE_MODE = "100644";

/** Whether an entry is a folder. */
export function isFolder(entry: Pick<TreeEntry, "mode">): boolean {
  return entry.mode === FOLDER_MODE || entry.mode === "040000";
}

/** The mode of a file as one of the four that git writes today. */
export function fileMode(mode: string): TreeFile["mode"] {
  const value = parseInt(mode, 8);
  if ((value & 0o170000) === 0o120000) return "120000";
  if ((value & 0o170000) === 0o160000) return "160000";
  return value & 0o100 ? "100755" : "100644";
}

/** Whether an entry is a file with bytes of its own: no symbolic link, submodule or folder. */
export function isRegularFile<File extends Pick<TreeFile, "mode">>(
  file: File | null | undefined,
): file is File & { readonly mode: "100644" | "100755" } {
  return file?.mode === "100644" || file?.mode === "100755";
}

/** A name's bytes, one character each. */
export function rawName(name: string): string {
  return isAscii(name) ? name : Buffer.from(name, "utf8").toString("latin1");
}

/**
 * The entries of a tree, in the order stored.
 * @throws {CorruptObjectError} where it is cut off or a line is malformed.
 */
export function parseTree(data: Buffer): TreeEntry[] {
  const entries: TreeEntry[] = [];
  for (let at = 0; at < data.length;) {
    const space = data.indexOf(0x20, at);
    const zero = data.indexOf(0, space + 1);
    const end = zero + 21;
    if (space < 0 || zero < 0 || end > data.length) {
      throw new CorruptObjectError("tree", "a line is cut off");
    }
    const mode = knownMode(data.toString("latin1", at, space));
    const raw = data.toString("latin1", space + 1, zero);
    const name = isAscii(raw) ? raw : data.toString("utf8", space + 1, zero);
    entries.push({ mode, name, raw, oid: data.toString("hex", zero + 1, end) });
    at = end;
  }
  return entries;
}

/**
 * The bytes of a tree; entries may come in any order.
 * @throws {TypeError} where a name occurs twice, or an entry is malformed: a mistake of the caller.
 */
export function encodeTree(entries: Iterable<TreeEntry>): Buffer {
  const sorted = sortEntries([...entries]);
  const seen = new Set<string>();
  let size = 0;
  for (const { mode, raw, oid } of sorted) {
    if (seen.has(raw)) throw new TypeError(`"${raw}" is twice in a tree`);
    if (!isOid(oid) || !MODE.test(mode) || !/^[^/\0]+$/.test(raw)) {
      throw new TypeError(`"${raw}" cannot be in a tree`);
    }
    seen.add(raw);
    size += mode.length + raw.length + 22;
  }
  const data = Buffer.allocUnsafeSlow(size);
  let at = 0;
  for (const { mode, raw, oid } of sorted) {
    at = writeBytes(data, at, `${mode} ${raw}\0`);
    for (let i = 0; i < 40; i += 2) {
      data[at++] = hexDigit(oid, i) << 4 | hexDigit(oid, i + 1);
    }
  }
  return data;
}

/** One byte for each character; ten times as fast as `Buffer.write` for short texts. */
function writeBytes(data: Buffer, from: number, text: string): number {
  for (let i = 0; i < text.length; i++) data[from + i] = text.charCodeAt(i);
  return from + text.length;
}

function hexDigit(oid: Oid, at: number): number {
  const code = oid.charCodeAt(at);
  return code < 0x60 ? code - 0x30 : code - 0x57;
}

const MODE = /^[0-7]{5,6}$/;

/** One string for all entries of a mode, instead of a slice for each. */
function knownMode(mode: string): string {
  if (mode === FILE_MODE) return FILE_MODE;
  if (mode === FOLDER_MODE) return FOLDER_MODE;
  if (MODE.test(mode)) return mode;
  throw new CorruptObjectError("tree", "a line has no mode");
}

/** Sorts in place, unless that was done already: most trees are sorted, or nearly so. */
export function sortEntries(entries: TreeEntry[]): TreeEntry[] {
  for (let i = 1; i < entries.length; i++) {
    if (compareEntries(entries[i - 1]!, entries[i]!) > 0) {
      return entries.sort(compareEntries);
    }
  }
  return entries;
}

/**
 * Git's order: by bytes, a folder as if its name ended in `/`.
 * @see {@link https://git-scm.com/docs/gitformat-index} (`base_name_compare`)
 */
export function compareEntries(a: TreeEntry, b: TreeEntry): number {
  const left = sortKey(a);
  const right = sortKey(b);
  return left < right ? -1 : left > right ? 1 : 0;
}

/**
 * The entry of this name, by binary search in entries in git's order. A name that is not UTF-8 is found
 * as it is shown, with U+FFFD.
 */
export function findEntry(
  entries: readonly TreeEntry[],
  name: string,
): TreeEntry | undefined {
  const raw = rawName(name);
  const found = search(entries, raw) ?? search(entries, raw + "/");
  if (found !== undefined || !name.includes("\ufffd")) return found;
  return entries.find((entry) => entry.name === name);
}

function search(
  entries: readonly TreeEntry[],
  key: string,
): TreeEntry | undefined {
  let low = 0;
  let high = entries.length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const entry = entries[middle]!;
    const found = sortKey(entry);
    if (found === key) return entry;
    if (found < key) low = middle + 1;
    else high = middle - 1;
  }
  return undefined;
}

function sortKey(entry: TreeEntry): string {
  return isFolder(entry) ? `${entry.raw}/` : entry.raw;
}

function isAscii(text: string): boolean {
  // deno-lint-ignore no-control-regex
  return /^[\x00-\x7f]*$/.test(text);
}
