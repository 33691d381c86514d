/**
 * Which commit brought each line of a page: its versions along the line of HEAD, renames followed, from its making on.
 *
 * Equal to `git blame` where history is linear. Done in slices, and remembered: the next revision of a page costs one comparison.
 *
 * @module
 */
import { AppError } from "../errors.ts";
import { Blame } from "../git/blame.ts";
import type { ReadableWiki } from "./access.ts";
import { pageLine, type PagePoint } from "./page_line.ts";
import { Slices } from "./slices.ts";

/** The lines of a page and where they come from. */
export interface BlamedPage {
  readonly blob: string;
  /** For each line, the place of the commit that brought it. */
  readonly origins: readonly number[];
}

/** Larger texts are refused, in bytes. */
const MAX_BYTES = 1_000_000;
/** Texts of more lines are refused: one comparison of them holds the event loop. */
const MAX_LINES = 100_000;
/** Longer histories are refused. */
const MAX_REVISIONS = 10_000;
/** Most work for one page, in milliseconds. */
const MAX_WORK_MS = 3_000;
/** How many revisions back a remembered one is looked for. */
const MAX_AHEAD = 50;
/** Texts and lines that one process remembers, in bytes (a line counts as 8). */
const MAX_REMEMBERED = 32 * 1024 * 1024;

/**
 * Blames the page as it was at place `seq`.
 *
 * @throws {AppError} `not_found` where it was not there; `too_large` where its text or its history is too long.
 */
export function blameAt(
  wiki: ReadableWiki,
  path: string,
  seq: number,
): Promise<BlamedPage> {
  const points = versions(wiki, path, seq);
  const newest = points[0];
  if (newest === undefined) {
    throw new AppError("not_found", `Cannot find page "${path}"`);
  }
  const memory = memoryOf(wiki);
  return memory.share(keyOf(wiki, newest), () => blame(wiki, points, memory));
}

/** Carries on from the newest version that is remembered. */
async function blame(
  wiki: ReadableWiki,
  points: readonly Version[],
  memory: BlameMemory,
): Promise<BlamedPage> {
  const newest = points[0]!;
  const keys = points.slice(0, MAX_AHEAD).map((point) => keyOf(wiki, point));
  const known = keys.findIndex((key) => memory.has(key));
  const lines = memory.take(keys[known]) ?? new Blame<number>();
  const missing = points.slice(0, known < 0 ? points.length : known);
  const slices = new Slices();
  for (const { blob, path, seq } of missing.reverse()) {
    if (
      slices.workedMs > MAX_WORK_MS || wiki.repo.blobSize(blob) > MAX_BYTES
    ) throw tooLong(path);
    const text = wiki.repo.readBlob(blob);
    if (hasTooManyLines(text)) throw tooLong(path);
    lines.add(text, seq);
    await slices.pause();
  }
  const { origins } = lines;
  const bytes = wiki.repo.blobSize(newest.blob) + 8 * origins.length;
  memory.put(keys[0]!, lines, bytes);
  return { blob: newest.blob, origins };
}

function hasTooManyLines(text: Uint8Array): boolean {
  let lines = 0;
  for (let at = -1; (at = text.indexOf(NEWLINE, at + 1)) >= 0;) {
    if (++lines > MAX_LINES) return true;
  }
  return false;
}

const NEWLINE = 10;

/** A point where there is a text. */
type Version = PagePoint & { readonly blob: string };

/** Newest first: the texts of the page since it was made. */
function versions(wiki: ReadableWiki, path: string, seq: number): Version[] {
  const points = pageLine(wiki.index, path, {
    upTo: seq,
    limit: MAX_REVISIONS + 1,
  });
  const gone = points.findIndex(({ blob }) => blob === null);
  const living = gone < 0 ? points : points.slice(0, gone);
  if (living.length > MAX_REVISIONS) throw tooLong(path);
  return living.filter((point): point is Version => point.blob !== null);
}

function tooLong(path: string): AppError {
  return new AppError(
    "too_large",
    `Cannot tell who wrote which line of "${path}": the page or its history is too long`,
  );
}

/** A commit and a path name all that lies before them, whatever HEAD is. */
function keyOf(wiki: ReadableWiki, { seq, path }: Version): string {
  const commit = wiki.index.commits.findAt(seq)?.oid;
  return `${wiki.row.id} ${commit} ${path}`;
}

/** What was blamed lately; the least recently used goes first. */
class BlameMemory {
  readonly #blames = new Map<string, { blame: Blame<number>; bytes: number }>();
  readonly #running = new Map<string, Promise<BlamedPage>>();
  #bytes = 0;

  has(key: string): boolean {
    return this.#blames.has(key);
  }

  /** Lets those who ask for the same at the same time have one answer. */
  share(key: string, work: () => Promise<BlamedPage>): Promise<BlamedPage> {
    const running = this.#running.get(key) ??
      work().finally(() => this.#running.delete(key));
    this.#running.set(key, running);
    return running;
  }

  /** Takes a blame out, to be carried on: nobody else goes on with it meanwhile. */
  take(key: string | undefined): Blame<number> | undefined {
    if (key === undefined) return undefined;
    const found = this.#blames.get(key);
    this.#remove(key);
    return found?.blame;
  }

  put(key: string, blame: Blame<number>, bytes: number): void {
    this.#remove(key);
    this.#blames.set(key, { blame, bytes });
    this.#bytes += bytes;
    for (const oldest of this.#blames.keys()) {
      if (this.#bytes <= MAX_REMEMBERED) return;
      this.#remove(oldest);
    }
  }

  #remove(key: string): void {
    this.#bytes -= this.#blames.get(key)?.bytes ?? 0;
    this.#blames.delete(key);
  }
}

/** One memory for each running service. */
const MEMORIES = new WeakMap<object, BlameMemory>();

function memoryOf({ house }: ReadableWiki): BlameMemory {
  const found = MEMORIES.get(house) ?? new BlameMemory();
  MEMORIES.set(house, found);
  return found;
}
