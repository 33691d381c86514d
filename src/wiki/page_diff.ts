/**
 * How files differ between two commits, as texts.
 *
 * @module
 */
import { changesBetween, type FileChange } from "../git/changes_between.ts";
import { diffLines, type LineDiff } from "../git/line_diff.ts";
import type { TreeFile } from "../git/repository.ts";
import { isRegularFile } from "../git/trees.ts";
import type { ReadableWiki } from "./access.ts";
import { decodeText } from "./page_text.ts";
import { Slices } from "./slices.ts";

/** A file that one commit changed. */
export interface ChangedFile {
  readonly path: string;
  /** The name it had before, where the commit moved it. */
  readonly movedFrom: string | null;
  /** `undefined`: too different, too large or too many to be compared in time, or no text. */
  readonly diff: LineDiff | undefined;
  readonly isText: boolean;
  /** Size before the commit; `null`: it was not there. */
  readonly bytesBefore: number | null;
  /** Size after the commit; `null`: it was removed. */
  readonly bytesAfter: number | null;
}

/** Files behind these are named, but not compared. */
const MAX_COMPARED = 100;
/** Larger files are not compared, in bytes. */
const MAX_BYTES = 1_000_000;
/** Most work for one commit, in milliseconds; what is left then is named, but not compared. */
const MAX_WORK_MS = 1_000;

/** The files that a commit changed against its first parent, sorted; in slices, because a commit may change anything. */
export async function compareFiles(
  wiki: ReadableWiki,
  oid: string,
  moves: readonly { from: string; to: string }[],
): Promise<ChangedFile[]> {
  const parent = wiki.repo.readCommit(oid).parents[0] ?? null;
  const files: ChangedFile[] = [];
  const slices = new Slices();
  let count = 0;
  for (const pair of pairs(changesBetween(wiki.repo, parent, oid), moves)) {
    const mayCompare = count < MAX_COMPARED && slices.workedMs < MAX_WORK_MS;
    if (mayCompare) count++;
    const { path, movedFrom } = pair;
    const compared = compareBlobs(wiki, pair, { mayCompare });
    files.push({ path, movedFrom, ...compared });
    await slices.pause();
  }
  return files;
}

/** A file before and after. */
interface Pair {
  readonly path: string;
  readonly movedFrom: string | null;
  readonly before: TreeFile | null;
  readonly after: TreeFile | null;
}

/** Regular files that changed; the two halves of a move become one. */
function pairs(
  changes: readonly FileChange[],
  moves: readonly { from: string; to: string }[],
): Pair[] {
  const regular = changes.map((change) => ({
    path: change.path,
    before: isRegularFile(change.before) ? change.before : null,
    after: isRegularFile(change.after) ? change.after : null,
  })).filter(({ before, after }) => before !== null || after !== null);
  const byPath = new Map(regular.map((change) => [change.path, change]));
  const movedTo = new Map(moves.map(({ from, to }) => [to, from]));
  const movedAway = new Set(moves.map(({ from }) => from));
  return regular.filter(({ path }) => !movedAway.has(path)).map((change) => {
    const movedFrom = movedTo.get(change.path) ?? null;
    const before = movedFrom === null
      ? change.before
      : byPath.get(movedFrom)?.before ?? null;
    return { ...change, before, movedFrom };
  });
}

function compareBlobs(
  { repo }: ReadableWiki,
  { before, after }: Pick<Pair, "before" | "after">,
  { mayCompare }: { mayCompare: boolean },
): Omit<ChangedFile, "path" | "movedFrom"> {
  const sizeOf = (file: TreeFile | null) => file && repo.blobSize(file.oid);
  const sizes = { bytesBefore: sizeOf(before), bytesAfter: sizeOf(after) };
  const size = Math.max(sizes.bytesBefore ?? 0, sizes.bytesAfter ?? 0);
  if (!mayCompare || size > MAX_BYTES) {
    return { diff: undefined, isText: true, ...sizes };
  }
  const [old, now] = [before, after].map((file) =>
    file === null ? "" : decodeText(repo.readBlob(file.oid))
  );
  if (old === undefined || now === undefined || hasNul(old) || hasNul(now)) {
    return { diff: undefined, isText: false, ...sizes };
  }
  const diff = diffLines(old, now, { words: true });
  return { diff, isText: true, ...sizes };
}

/** A NUL says "binary", as it does in git. */
function hasNul(text: string): boolean {
  return text.slice(0, 8000).includes("\0");
}
