/**
 * The reflog: each value that a branch had, one line each, appended and synced before the branch moves.
 *
 * It is the second witness of where a branch stands, used when the ref itself is lost.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import * as fs from "node:fs";
import { mkdir, open } from "node:fs/promises";
import { dirname } from "node:path";
import { errorCode, syncFolder } from "./durable_file.ts";
import { isOid } from "./objects.ts";
import type { Oid } from "./repository.ts";

/** One move of a branch. */
export interface ReflogEntry {
  /** `null`: the branch began. */
  readonly from: Oid | null;
  readonly to: Oid;
  /** `Name <email> seconds zone`. */
  readonly by: string;
  /** What was done; its first line is kept. */
  readonly message: string;
}

/** How much is read at a time, from the end; a line has about 200 bytes. */
const BLOCK_BYTES = 16 << 10;
const NO_OID = "0".repeat(40);

/** Where the reflog of a ref lies. */
export function reflogPath(dir: string, ref: string): string {
  return `${dir}/logs/${ref}`;
}

/** Appends a line and syncs it. The answer takes the line back, as long as it is still the last one. */
export async function appendReflog(
  path: string,
  entry: ReflogEntry,
): Promise<{ takeBack: () => Promise<void> }> {
  const line = encodeLine(entry);
  const isNew = !fs.existsSync(path);
  if (isNew) await mkdir(dirname(path), { recursive: true });
  const file = await open(path, "a+", 0o644);
  let before: number;
  try {
    before = (await file.stat()).size;
    // A line that a crash cut short must not swallow this one.
    const glue = await endsOpen(file, before) ? "\n" : "";
    await file.appendFile(Buffer.concat([Buffer.from(glue), line]));
    await file.sync();
  } finally {
    await file.close();
  }
  if (isNew) await syncFolder(dirname(path));
  const after = before + line.length;
  return { takeBack: () => truncate(path, before, after) };
}

/** The values that the branch had, newest first; lines that a crash cut short are skipped. */
export function* reflogBackwards(path: string): Generator<Oid> {
  let rest = "";
  for (const block of blocksBackwards(path)) {
    const lines = (block + rest).split("\n");
    rest = lines.shift() ?? "";
    for (const line of lines.reverse()) yield* newValue(line);
  }
  yield* newValue(rest);
}

function encodeLine({ from, to, by, message }: ReflogEntry): Buffer {
  const subject = message.trim().split("\n", 1)[0]!.replace(/\s+/g, " ");
  const what = subject.slice(0, 100).toWellFormed();
  return Buffer.from(`${from ?? NO_OID} ${to} ${by}\t${what}\n`);
}

function* newValue(line: string): Generator<Oid> {
  const [, to = ""] = /^[0-9a-f]{40} ([0-9a-f]{40}) /.exec(line) ?? [];
  if (isOid(to) && to !== NO_OID) yield to;
}

async function endsOpen(
  file: fs.promises.FileHandle,
  size: number,
): Promise<boolean> {
  if (size === 0) return false;
  const last = new Uint8Array(1);
  await file.read(last, 0, 1, size - 1);
  return last[0] !== 0x0a;
}

async function truncate(
  path: string,
  before: number,
  after: number,
): Promise<void> {
  const file = await open(path, "r+");
  try {
    const { size } = await file.stat();
    if (size - after <= 1 && size >= after) await file.truncate(before);
  } finally {
    await file.close();
  }
}

function* blocksBackwards(path: string): Generator<string> {
  let fd: number;
  try {
    fd = fs.openSync(path, "r");
  } catch (error) {
    if (errorCode(error) === "ENOENT") return;
    throw error;
  }
  try {
    let end = fs.fstatSync(fd).size;
    while (end > 0) {
      const start = Math.max(0, end - BLOCK_BYTES);
      const block = new Uint8Array(end - start);
      fs.readSync(fd, block, 0, block.length, start);
      yield new TextDecoder("latin1").decode(block);
      end = start;
    }
  } finally {
    fs.closeSync(fd);
  }
}
