/**
 * Undoing a commit: its change is taken back from the wiki as it is now, file by file, in one new commit.
 *
 * | the commit       | the file now               | what happens                                      |
 * | ---------------- | -------------------------- | ------------------------------------------------- |
 * | changed a file   | as the commit left it      | the text before                                   |
 * |                  | changed elsewhere since    | the change is taken out of it (three-way merge)   |
 * |                  | changed there too, deleted | refused                                           |
 * | added a file     | as the commit left it      | deleted                                           |
 * |                  | changed since              | refused                                           |
 * | deleted a file   | not there                  | it is back                                        |
 * |                  | there is another one       | refused                                           |
 * | moved a file     | there, changed or not      | moved back; what was changed since stays          |
 *
 * What has been undone already is left as it is. Where one file is refused, nothing is changed at all. The lines of `.redirects`
 * are taken back one by one, and never refused.
 *
 * @module
 */
import { AppError } from "../errors.ts";
import { changesBetween, type FileChange } from "../git/changes_between.ts";
import type { FileContent, TreeFile } from "../git/repository.ts";
import { isRegularFile } from "../git/trees.ts";
import type { ReadableWiki, WritableWiki } from "./access.ts";
import { commitChange } from "./commit.ts";
import { readChange, resolveRevision } from "./history.ts";
import { merge } from "./merge.ts";
import { pathSince } from "./page_file.ts";
import { foldPath, pageFile, pageOfFile } from "./page_path.ts";
import { decodeText } from "./page_text.ts";
import {
  formatRedirects,
  parseRedirects,
  REDIRECTS_FILE,
} from "./redirects.ts";
import { findNamed } from "./revision_names.ts";
import { Slices } from "./slices.ts";

/** A commit to undo. */
export interface Revert {
  /** Full, or a prefix of ≥ 7. */
  readonly revision: string;
  /** The commit message; left out: {@linkcode revertMessage}. */
  readonly message?: string;
}

/** What undoing a commit did. */
export interface Reverted {
  /** The new commit. */
  readonly revision: string;
  /** The commit that was undone. */
  readonly undone: string;
  /** Files that changed, were deleted or came back, sorted. */
  readonly files: readonly string[];
}

/** More files are not taken back one by one: such a commit is an import. */
const MAX_FILES = 5_000;

/** Most names in a refusal. */
const MAX_NAMED = 50;

/** `Revert: <first line of the message>`. */
export function revertMessage(wiki: ReadableWiki, revision: string): string {
  const [subject = ""] = readChange(wiki, revision).message.split("\n");
  return `Revert: ${subject || revision.slice(0, 8)}`;
}

/**
 * Undoes a commit.
 *
 * @throws {AppError} `not_found` for an unknown revision; `conflict` with `candidates`, the files that were changed in the same
 * place since; `invalid` where nothing of it is left to undo; `too_large` for a commit of more than 5,000 files.
 */
export async function revertCommit(
  wiki: WritableWiki,
  { revision, message }: Revert,
): Promise<Reverted> {
  let done: Omit<Reverted, "revision">;
  const commit = await commitChange(wiki, async (now) => {
    const undone = resolveRevision(now, revision);
    const undoing = new Undoing(now, undone);
    const files = await undoing.run();
    done = { undone, files: [...files.keys()].sort() };
    return { files, deed: revertMessage(now, undone), message };
  });
  return { ...done!, revision: commit! };
}

/** A file of the commit, and where it was moved from. */
interface Undone {
  readonly change: FileChange;
  readonly movedFrom: TreeFile | null;
}

/** Works out what undoing a commit does to each file. */
class Undoing {
  readonly #wiki: WritableWiki;
  readonly #commit: string;
  readonly #files = new Map<string, FileContent>();
  readonly #refused: string[] = [];

  constructor(wiki: WritableWiki, commit: string) {
    this.#wiki = wiki;
    this.#commit = commit;
  }

  async run(): Promise<ReadonlyMap<string, FileContent>> {
    const slices = new Slices();
    for (const undone of this.#changes()) {
      await slices.pause();
      this.#undo(undone);
    }
    this.#refuseSpellings();
    if (this.#refused.length > 0) throw this.#refusal();
    if (this.#files.size > 0) return this.#files;
    throw new AppError(
      "invalid",
      `Cannot revert ${this.#name}: nothing of it is left to undo`,
    );
  }

  get #name(): string {
    return this.#commit.slice(0, 8);
  }

  /** The files of the commit, moves as one. */
  #changes(): Undone[] {
    const { repo, index } = this.#wiki;
    const [parent] = repo.readCommit(this.#commit).parents;
    const changes = changesBetween(repo, parent ?? null, this.#commit);
    if (changes.length > MAX_FILES) {
      throw new AppError(
        "too_large",
        `Cannot revert ${this.#name}: it changed ${changes.length} files, and at most ${MAX_FILES} are undone at once`,
      );
    }
    const { seq } = findNamed(this.#wiki, this.#commit);
    const moves = seq === null ? [] : index.changes.listMovesOfCommit(seq);
    const sources = new Map(moves.map(({ from, to }) => [to, from]));
    const moved = new Set(sources.values());
    const byPath = new Map(changes.map((change) => [change.path, change]));
    return changes
      .filter(({ path, after }) => after !== null || !moved.has(path))
      .map((change) => {
        const from = change.before === null && sources.get(change.path);
        return {
          change,
          movedFrom: from ? byPath.get(from)?.before ?? null : null,
        };
      });
  }

  #undo({ change, movedFrom }: Undone): void {
    const { path, before, after } = change;
    if (path === REDIRECTS_FILE) return this.#undoRedirects(change);
    if (![before, after, movedFrom].every(isRegularOrNone)) {
      this.#refused.push(path);
    } else if (movedFrom !== null) this.#undoMove(movedFrom, after!);
    else if (after === null) this.#bringBack(before!);
    else if (before === null) this.#takeAway(after);
    else this.#undoChange(before, after);
  }

  #undoChange(before: TreeFile, after: TreeFile): void {
    const now = this.#fileNow(after.path) ?? this.#movedSince(after.path);
    if (now?.oid === before.oid) return;
    const content = now && this.#without(now, { before, after });
    if (content === undefined) this.#refused.push(after.path);
    else this.#files.set(now!.path, content);
  }

  #takeAway(after: TreeFile): void {
    const now = this.#fileNow(after.path);
    if (now === undefined) return;
    if (now.oid === after.oid) this.#setUnlessSet(after.path, null);
    else this.#refused.push(after.path);
  }

  #bringBack(before: TreeFile): void {
    const now = this.#fileNow(before.path);
    if (now?.oid === before.oid) return;
    if (now === undefined) this.#files.set(before.path, stored(before));
    else this.#refused.push(before.path);
  }

  #undoMove(before: TreeFile, after: TreeFile): void {
    const now = this.#fileNow(after.path);
    const there = this.#fileNow(before.path);
    if (now === undefined && there !== undefined) return; // moved back already
    const content = now && this.#without(now, { before, after });
    const isTaken = there !== undefined && !this.#leaves(before.path);
    if (content === undefined || isTaken) {
      this.#refused.push(after.path);
      return;
    }
    this.#setUnlessSet(after.path, null);
    this.#files.set(before.path, content);
  }

  /** Whether the commit moved a file onto this path, so that undoing it makes room. */
  #leaves(path: string): boolean {
    return this.#files.get(path) === null || this.#moveTargets().has(path);
  }

  #moveTargets(): ReadonlySet<string> {
    const { seq } = findNamed(this.#wiki, this.#commit);
    const moves = seq === null
      ? []
      : this.#wiki.index.changes.listMovesOfCommit(seq);
    return new Set(moves.map(({ to }) => to));
  }

  /** Another file may come back to a path from which this one goes. */
  #setUnlessSet(path: string, content: FileContent): void {
    if (!this.#files.has(path)) this.#files.set(path, content);
  }

  /** A file as it is now without what the commit did to it; `undefined` where both changed the same place. */
  #without(
    now: TreeFile,
    { before, after }: { before: TreeFile; after: TreeFile },
  ): FileContent | undefined {
    if (now.oid === after.oid) return stored(before);
    if (before.oid === after.oid) return stored(now);
    const [base, ours, theirs] = [after, now, before].map(({ oid }) =>
      decodeText(this.#wiki.repo.readBlob(oid))
    );
    if (base === undefined || ours === undefined || theirs === undefined) {
      return undefined;
    }
    const merged = merge(base, ours, theirs);
    return "conflict" in merged
      ? undefined
      : new TextEncoder().encode(merged.text);
  }

  /** Each line that the commit changed goes back, unless it was changed again. */
  #undoRedirects({ before, after }: FileChange): void {
    const then = this.#redirectsIn(before);
    const left = this.#redirectsIn(after);
    const now = this.#redirectsIn(this.#fileNow(REDIRECTS_FILE) ?? null);
    let isChanged = false;
    for (const old of new Set([...then.keys(), ...left.keys()])) {
      const target = then.get(old);
      if (target === left.get(old) || now.get(old) !== left.get(old)) continue;
      isChanged = true;
      if (target === undefined) now.delete(old);
      else now.set(old, target);
    }
    if (isChanged) this.#files.set(REDIRECTS_FILE, formatRedirects(now));
  }

  #redirectsIn(file: TreeFile | null): Map<string, string> {
    if (file === null || !isRegularOrNone(file)) return new Map();
    const bytes = this.#wiki.repo.readBlob(file.oid);
    return parseRedirects(decodeText(bytes) ?? "");
  }

  /** A page that comes back must not differ from another one in its spelling alone. */
  #refuseSpellings(): void {
    for (const [path, content] of this.#files) {
      const isNew = content !== null && path !== REDIRECTS_FILE &&
        this.#fileNow(path) === undefined;
      if (!isNew) continue;
      const other = this.#wiki.index.files
        .listFolded(foldPath(pageOfFile(path) ?? path))
        .find((file) => this.#files.get(file.path) !== null);
      if (other !== undefined) this.#refused.push(path);
    }
  }

  #fileNow(path: string): TreeFile | undefined {
    return this.#wiki.repo.findFile(this.#wiki.head!, path);
  }

  /** Where a page is that was renamed since the commit. */
  #movedSince(file: string): TreeFile | undefined {
    const page = pageOfFile(file);
    const today = page && pathSince(this.#wiki, this.#commit, page);
    return today ? this.#fileNow(pageFile(today)) : undefined;
  }

  #refusal(): AppError {
    const names = this.#refused.map((file) => pageOfFile(file) ?? file);
    const shown = names.slice(0, 5).map((name) => `"${name}"`).join(", ");
    const more = names.length > 5 ? ` and ${names.length - 5} more` : "";
    return new AppError(
      "conflict",
      `Cannot revert ${this.#name}: ${shown}${more} changed since in the same place. Nothing was changed`,
      {
        details: {
          reason: "changed",
          candidates: names.slice(0, MAX_NAMED),
        },
      },
    );
  }
}

function isRegularOrNone(file: TreeFile | null): boolean {
  return file === null || isRegularFile(file);
}

function stored({ oid, mode }: TreeFile): FileContent {
  return { oid, mode: mode === "100755" ? mode : "100644" };
}
