/**
 * How a change to one page's text becomes a commit: combined with what others did, measured, stored. The rules are in the
 * table of `pages.ts`.
 *
 * @module
 */
import { AppError } from "../errors.ts";
import { nextTurn } from "../next_turn.ts";
import type { WritableWiki } from "./access.ts";
import { commitChange } from "./commit.ts";
import { linesOf, nearLines, occurrencesOf } from "./exact_edit.ts";
import { merge } from "./merge.ts";
import {
  changedSince,
  type ComparedPage,
  comparePage,
  othersSince,
  untouchedSince,
} from "./page_change.ts";
import { pageFile } from "./page_path.ts";
import type { Saved } from "./pages.ts";
import { checkPageSize } from "./quota.ts";

/** What a change puts into one page. */
export interface NewText {
  readonly path: string;
  readonly text: string;
  /** Bytes that the page has now. */
  readonly before: number;
  readonly outcome: Saved["outcome"];
  /** The page that it changes; left out where it is new. */
  readonly since?: ComparedPage;
}

/** One turn that changes one page's text; storing what is there already makes no commit. */
export async function changePage(
  wiki: WritableWiki,
  words: { verb?: string; message?: string | undefined },
  plan: (wiki: WritableWiki) => NewText | Promise<NewText>,
): Promise<Saved> {
  let saved: Omit<Saved, "revision"> & { revision?: string };
  const commit = await tellConflicts(commitChange(wiki, async (now) => {
    const { path, text, before, outcome, since } = await plan(now);
    const mergedWith = outcome === "merged" && since !== undefined
      ? othersSince(now, path, since.baseCommit)
      : [];
    if (since !== undefined && since.now.text === text) {
      const { revision } = since.now;
      saved = { path, text, revision, outcome: "unchanged", mergedWith: [] };
      return null;
    }
    const bytes = new TextEncoder().encode(text);
    checkPageSize(now, { path, bytes: bytes.length, before });
    saved = { path, text, outcome, mergedWith };
    const verb = words.verb ?? (outcome === "created" ? "Create" : "Update");
    return {
      files: new Map([[pageFile(path), bytes]]),
      deed: `${verb}: ${path}`,
      message: words.message,
    };
  }));
  return { revision: commit!, ...saved! };
}

/** Two texts that cannot be put together. */
class Unmergeable extends Error {
  constructor(readonly wiki: WritableWiki, readonly page: ComparedPage) {
    super("Cannot merge");
  }
}

/** What a conflict says takes another comparison, which has to wait: the merge may have held the event loop already. */
async function tellConflicts<Result>(turn: Promise<Result>): Promise<Result> {
  try {
    return await turn;
  } catch (error) {
    if (!(error instanceof Unmergeable)) throw error;
    await nextTurn();
    throw changedSince(error.wiki, error.page);
  }
}

/** Texts beyond this are not read, merged and stored in one go, in UTF-16 units: each takes long. */
const LONG_TEXT = 100_000;

/** Lets others go first, where the text is long. */
async function pauseWhereLong(text: string): Promise<void> {
  if (text.length > LONG_TEXT) await nextTurn();
}

/** The writer's text, merged with what others did since. */
export async function combine(
  wiki: WritableWiki,
  page: ComparedPage,
  text: string,
): Promise<NewText> {
  const { path, sizeBytes: before } = page.now;
  const plain = { path, text, before, since: page };
  if (page.isCurrent || text === page.now.text) {
    return { ...plain, outcome: "updated" };
  }
  if (page.baseText === undefined) throw changedSince(wiki, page);
  await pauseWhereLong(text);
  const merged = merge(page.baseText, page.now.text, text);
  if ("conflict" in merged) throw new Unmergeable(wiki, page);
  await pauseWhereLong(text);
  return { ...plain, text: merged.text, outcome: "merged" };
}

/** {@linkcode comparePage} for a page that must exist. */
export function compareExisting(
  wiki: WritableWiki,
  path: string,
  base: string,
): ComparedPage {
  const page = comparePage(wiki, path, base);
  if (page !== undefined) return page;
  throw new AppError("not_found", `Cannot find page "${path}"`, {
    details: { path },
  });
}

/** Where the piece stands in the current text, once, as the writer saw it. */
export function uniquePlace(
  wiki: WritableWiki,
  page: ComparedPage,
  piece: string,
): number {
  const { path, text } = page.now;
  const places = occurrencesOf(text, piece);
  const inBase = occurrencesOf(page.baseText ?? "", piece).length;
  if (places.length === 1 && inBase > 0) return places[0]!;
  const isWritersMistake = inBase === 0 ? places.length === 0 : inBase > 1;
  if (!page.isCurrent && !isWritersMistake) throw changedSince(wiki, page);
  if (places.length === 0) {
    throw new AppError(
      "invalid",
      `Cannot edit "${path}": old_string is not in the page`,
      { details: { reason: "no_match", path, lines: nearLines(text, piece) } },
    );
  }
  const lines = linesOf(text, places);
  throw new AppError(
    "invalid",
    `Cannot edit "${path}": old_string is there ${places.length} times, in lines ${
      lines.join(", ")
    }`,
    { details: { reason: "several_matches", path, lines } },
  );
}

/**
 * The path of a page that is still as the writer read it; also of one that is no text.
 *
 * @throws {AppError} as {@linkcode compareExisting}, and `conflict` `changed`.
 */
export function freshPath(
  wiki: WritableWiki,
  path: string,
  base: string,
): string {
  const untouched = untouchedSince(wiki, path, base);
  if (untouched !== undefined) return untouched;
  const page = compareExisting(wiki, path, base);
  if (!page.isCurrent) throw changedSince(wiki, page);
  return page.now.path;
}
