/**
 * Which paths may be written into a tree: what git, and a checkout on any system, can hold.
 *
 * The rules for page names are stricter and live elsewhere; this is the last line, so that a clone
 * can never write outside of its folder or into its own `.git`.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { AppError } from "../errors.ts";

/** Longest segment of ext4, APFS and NTFS, in UTF-8 bytes. */
const MAX_SEGMENT_BYTES = 255;
/** Longest path that Linux opens, less a little room for the folder of the checkout. */
const MAX_PATH_BYTES = 3900;

/** Code points that HFS+ leaves out when it compares names. */
const HFS_IGNORED = /[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/gu;
/** `.git` as NTFS sees it: in any case, as short name, with trailing dots and spaces, with a stream. */
const DOT_GIT = /^(\.git|git~1)[ .]*(:|$)/i;
/** `.gitmodules` likewise; `gi7eb…` is how NTFS shortens it when `gitmod~4` is taken. */
const DOT_GITMODULES =
  /^(\.gitmodules|gitmod~[1-4]|gi7eb[0-9a-f]*~[0-9]+)[ .]*(:|$)/i;

/**
 * Splits a path into segments that may be written.
 *
 * ```ts
 * import assert from "node:assert/strict";
 * import { checkTreePath } from "./tree_path.ts";
 *
 * assert.deepEqual(checkTreePath("Actors/Iran.md"), ["Actors", "Iran.md"]);
 * assert.throws(() => checkTreePath("a/.GIT/config"), { code: "invalid" });
 * ```
 *
 * @throws {AppError} `invalid`, with the reason.
 * @see {@link https://github.com/git/git/blob/master/path.c} (`is_ntfs_dotgit`), `utf8.c` (`is_hfs_dotgit`)
 */
export function checkTreePath(path: string): string[] {
  const refuse = (reason: string) =>
    new AppError("invalid", `Cannot store "${path}": ${reason}`);
  if (!path.isWellFormed()) throw refuse("it is not valid Unicode");
  if (Buffer.byteLength(path) > MAX_PATH_BYTES) throw refuse("it is too long");
  const segments = path.split("/");
  for (const segment of segments) {
    const reason = reasonAgainst(segment);
    if (reason !== undefined) throw refuse(reason);
  }
  return segments;
}

/** Whether a file of this name would be read by git as its list of submodules. */
export function isSubmoduleList(segment: string): boolean {
  return variants(segment).some((name) => DOT_GITMODULES.test(name));
}

/** Whether a name is `.git`, or what some system takes for it. */
export function isDotGit(segment: string): boolean {
  return variants(segment).some((name) => DOT_GIT.test(name));
}

/** Why a name cannot be an entry of a tree, or `undefined` where it can. */
export function reasonAgainst(segment: string): string | undefined {
  if (segment === "") return "a segment is empty";
  if (segment === "." || segment === "..") return `a segment is "${segment}"`;
  if (segment.includes("\0")) return "it holds a NUL";
  if (segment.includes("/")) return "a name holds a slash";
  if (Buffer.byteLength(segment) > MAX_SEGMENT_BYTES) {
    return `a segment is longer than ${MAX_SEGMENT_BYTES} bytes`;
  }
  if (isDotGit(segment)) {
    return "a segment is .git, or looks like it on some systems";
  }
}

/** A name as the systems see it that treat it most freely: a backslash parts folders on Windows. */
function variants(segment: string): string[] {
  const plain = segment.replace(HFS_IGNORED, "");
  return [...segment.split("\\"), ...plain.split("\\")];
}
