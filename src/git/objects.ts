/**
 * What a git object is: a type, bytes, and the SHA-1 of both as its name.
 *
 * Knows the loose header (`blob 12\0`) and nothing of files.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { breathe } from "./deflate.ts";
import type { Oid } from "./repository.ts";

/** The four kinds of objects. */
export type ObjectType = "commit" | "tree" | "blob" | "tag";

/** An object in memory. Its bytes may be shared with a cache: they must not be changed. */
export interface GitObject {
  readonly type: ObjectType;
  readonly data: Buffer;
}

/** An object before it is named; the bytes are read, never kept. */
export interface NewObject {
  readonly type: ObjectType;
  readonly data: Uint8Array;
}

/** The name of the tree without entries, which `git` knows without storing it. */
export const EMPTY_TREE: Oid = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";

const TYPES: readonly string[] = ["commit", "tree", "blob", "tag"];

/** Stored data that is not what its name, header or checksum promises. */
export class CorruptObjectError extends Error {
  override readonly name = "CorruptObjectError";

  constructor(
    /** The object, or the file and offset where its name is not known. */
    readonly what: string,
    readonly reason: string,
    options?: ErrorOptions,
  ) {
    super(`Cannot read git object "${what}": ${reason}`, options);
  }
}

/** Whether a text is a full object name: 40 lower-case hexadecimal digits. */
export function isOid(text: string): boolean {
  return /^[0-9a-f]{40}$/.test(text);
}

/** Whether a word is one of the four object types. */
export function isObjectType(word: string): word is ObjectType {
  return TYPES.includes(word);
}

/** The header that is hashed, and stored in loose objects, before the bytes: `blob 12\0`. */
export function objectHeader(type: ObjectType, size: number): Buffer {
  return Buffer.from(`${type} ${size}\0`, "latin1");
}

/**
 * The name of an object.
 *
 * ```ts
 * import assert from "node:assert/strict";
 * import { EMPTY_TREE, hashObject } from "./objects.ts";
 *
 * assert.equal(hashObject({ type: "tree", data: new Uint8Array() }), EMPTY_TREE);
 * ```
 */
export function hashObject({ type, data }: NewObject): Oid {
  return createHash("sha1")
    .update(objectHeader(type, data.length))
    .update(data)
    .digest("hex");
}

/** What is hashed in one go; takes about 2 ms. */
const HASHED_AT_ONCE = 1 << 20;

/** As {@linkcode hashObject}; a long object lets others have their turn meanwhile. */
export async function hashGently({ type, data }: NewObject): Promise<Oid> {
  const hash = createHash("sha1").update(objectHeader(type, data.length));
  for (let at = 0; at < data.length; at += HASHED_AT_ONCE) {
    if (at > 0) await breathe();
    hash.update(data.subarray(at, at + HASHED_AT_ONCE));
  }
  return hash.digest("hex");
}
