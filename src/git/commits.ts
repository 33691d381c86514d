/**
 * Commits as git stores them: read tolerantly, written strictly.
 *
 * @see {@link https://git-scm.com/docs/git-commit#_discussion}
 * @module
 */
import { Buffer } from "node:buffer";
import { CorruptObjectError, isOid } from "./objects.ts";
import type { Commit, Oid, Person } from "./repository.ts";

/** What {@linkcode encodeCommit} needs. */
export interface NewCommit {
  readonly tree: Oid;
  readonly parents: readonly Oid[];
  readonly author: Person;
  readonly committer: Person;
  readonly at: Date;
  readonly message: string;
}

/** The last second that a date of four digits can name; larger ones in a commit are nonsense. */
const MAX_SECONDS = 253_402_300_799;
const MAX_NAME_LENGTH = 200;

/**
 * Reads a commit. Authors, times and messages that git would complain about are read as well as
 * can be; what does not name a tree is damaged.
 * @throws {CorruptObjectError}
 */
export function parseCommit(oid: Oid, data: Buffer): Commit {
  const blank = data.indexOf("\n\n");
  const headerEnd = blank < 0 ? data.length : blank;
  const headers = data.toString("latin1", 0, headerEnd).split("\n");
  const value = (name: string) => findHeader(headers, name);
  const tree = value("tree") ?? "";
  if (!isOid(tree)) throw new CorruptObjectError(oid, "it names no tree");
  const parents = headers.filter((line) => line.startsWith("parent "))
    .map((line) => line.slice("parent ".length));
  if (!parents.every(isOid)) {
    throw new CorruptObjectError(oid, "a parent is malformed");
  }
  const decode = textDecoder(value("encoding"));
  const author = parseSignature(decode(value("author") ?? ""));
  const committer = parseSignature(decode(value("committer") ?? ""));
  const message = decode(
    data.toString("latin1", Math.min(headerEnd + 2, data.length)),
  );
  return {
    oid,
    tree,
    parents,
    author: author.person,
    authoredAt: author.seconds,
    committer: committer.person,
    committedAt: committer.seconds,
    message,
  };
}

/**
 * The bytes of a commit. Names, e-mail addresses and the message are made harmless first, so that
 * nobody can write header lines through them; the message ends in one newline.
 */
export function encodeCommit(commit: NewCommit): Buffer {
  const lines = [
    `tree ${commit.tree}`,
    ...commit.parents.map((parent) => `parent ${parent}`),
    `author ${signature(commit.author, commit.at)}`,
    `committer ${signature(commit.committer, commit.at)}`,
  ];
  return Buffer.from(`${lines.join("\n")}\n\n${cleanMessage(commit.message)}`);
}

/** `Name <email> 1700000000 +0000`, as in commits and reflogs. */
export function signature(person: Person, at: Date): string {
  const { name, email } = cleanPerson(person);
  const seconds = Math.floor(at.getTime() / 1000);
  return `${name} <${email}> ${clampSeconds(seconds)} +0000`;
}

/**
 * A person whose name and address cannot break out of a header line; neither is ever empty.
 *
 * ```ts
 * import assert from "node:assert/strict";
 * import { cleanPerson } from "./commits.ts";
 *
 * const person = cleanPerson({ name: "Eve\nparent 00 <x>", email: " " });
 * assert.deepEqual(person, { name: "Eve parent 00 x", email: "unknown" });
 * ```
 */
export function cleanPerson({ name, email }: Person): Person {
  return {
    name: cleanWord(name) || "unknown",
    email: cleanWord(email).replaceAll(" ", "") || "unknown",
  };
}

/** Without brackets and control characters, and without the punctuation that git cuts off at both ends. */
function cleanWord(text: string): string {
  return text.toWellFormed()
    .replace(/[<>]/g, "")
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, " ")
    .slice(0, MAX_NAME_LENGTH).toWellFormed()
    .replace(/^[\s.,:;"'\\]+|[\s.,:;"'\\]+$/g, "");
}

function cleanMessage(message: string): string {
  const text = message.toWellFormed().replaceAll("\0", "")
    .replace(/\r\n?/g, "\n");
  return `${text.replace(/\n+$/, "")}\n`;
}

function clampSeconds(seconds: number): number {
  return Number.isFinite(seconds)
    ? Math.min(Math.max(seconds, 0), MAX_SECONDS)
    : 0;
}

/** The first header line of this name; lines that continue another begin with a space. */
function findHeader(
  headers: readonly string[],
  name: string,
): string | undefined {
  const prefix = `${name} `;
  return headers.find((line) => line.startsWith(prefix))?.slice(prefix.length);
}

/** From bytes (one character each) to text in the encoding that the commit names. */
function textDecoder(encoding = "utf-8"): (bytes: string) => string {
  let decoder: TextDecoder;
  try {
    decoder = new TextDecoder(encoding, { ignoreBOM: true });
  } catch {
    decoder = new TextDecoder("utf-8", { ignoreBOM: true }); // An encoding that nobody knows.
  }
  return (bytes) => decoder.decode(Buffer.from(bytes, "latin1"));
}

function parseSignature(text: string): { person: Person; seconds: number } {
  const [, name = text, email = "", seconds = "0"] =
    /^(.*?) ?<(.*)>(?: (-?\d+)(?: [-+]\d+)?)?.*$/.exec(text) ?? [];
  return {
    person: { name: name.trim(), email: email.trim() },
    seconds: clampSeconds(Number(seconds)),
  };
}
