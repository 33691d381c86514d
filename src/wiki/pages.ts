/**
 * Pages: read, save, edit exactly once, list. (Deleting: `deletion.ts`; renaming: `rename.ts`.)
 *
 * | request                 | page meanwhile    | answer                                                                 |
 * | ----------------------- | ----------------- | ---------------------------------------------------------------------- |
 * | save, no base           | exists            | `conflict` `exists`, without revision and text                         |
 * | save, base = current    | –                 | commit                                                                 |
 * | save, older base        | changed elsewhere | merged, commit; names the others' changes                              |
 * | save, older base        | changed there too | `conflict` `changed` with revision, text and diff                      |
 * | save with a base        | deleted, renamed  | `conflict` `deleted`, `moved`                                          |
 * | exact-once edit         | changed           | applied to the current text where unique there and in the base         |
 * | section edit            | changed           | spliced into the base text, then a save with that base                 |
 * | delete with a base      | changed           | `conflict` `changed`                                                   |
 *
 * @module
 */
import type { PageConditions } from "../db/index/pages.ts";
import { AppError } from "../errors.ts";
import { splitFrontMatter } from "../markdown/front_matter.ts";
import type { ReadableWiki, WritableWiki } from "./access.ts";
import { replaceAt } from "./exact_edit.ts";
import { type Change, resolveRevision } from "./history.ts";
import { findPagePath } from "./look_up.ts";
import { changedSince, comparePage, freePath } from "./page_change.ts";
import { secondsOf } from "./iso_time.ts";
import { titleOf } from "./page_facts.ts";
import { pageFileAt, revisionAt } from "./page_file.ts";
import { foldPath, pageOfFile } from "./page_path.ts";
import {
  changePage,
  combine,
  compareExisting,
  uniquePlace,
} from "./page_save.ts";
import { decodeText, normaliseText, toLf } from "./page_text.ts";
import { spliceSection } from "./section_edit.ts";

/** A page as it is (or was at a revision). */
export interface Page {
  readonly path: string;
  /** Last commit that changed the file (at or before the revision asked for). */
  readonly revision: string;
  readonly text: string;
  readonly title: string;
  readonly frontMatter: Readonly<Record<string, unknown>> | null;
  readonly blob: string;
  /** `false`: the file is not UTF-8; `text` is then empty, and it cannot be edited. */
  readonly isText: boolean;
  readonly sizeBytes: number;
}

/** A text to be stored. */
export interface PageEdit {
  readonly path: string;
  readonly text: string;
  /** Revision that the writer began from; `null`: the page is new. */
  readonly base: string | null;
  /** The commit message; left out: `Create: <path>` or `Update: <path>`. The door's prefix is added by the commit. */
  readonly message?: string;
}

/** What became of it. */
export interface Saved {
  readonly path: string;
  readonly revision: string;
  /** The text as stored. */
  readonly text: string;
  readonly outcome: "created" | "updated" | "merged" | "unchanged";
  /** What others changed since the base; empty unless merged. */
  readonly mergedWith: readonly Change[];
}

/**
 * A page, by any spelling that names one page.
 *
 * @param options.revision full, a prefix of ≥ 7, or `HEAD`: the page's file at that commit, under the name that it had then.
 * @throws {AppError} `not_found` (page or revision; with `candidates` where several pages fit).
 */
export function readPage(
  wiki: ReadableWiki,
  path: string,
  options: { revision?: string } = {},
): Page {
  return options.revision === undefined
    ? findPage(wiki, path) ?? readNow(wiki, findPagePath(wiki, path))
    : readPageAt(wiki, path, options.revision);
}

/** The page with exactly this path at HEAD, or `undefined`. */
export function findPage(wiki: ReadableWiki, path: string): Page | undefined {
  const row = wiki.index.pages.find(path);
  if (row === undefined) return undefined;
  const text = decodeText(wiki.repo.readBlob(row.oid));
  return {
    path,
    revision: row.revision,
    text: text ?? "",
    title: row.title,
    frontMatter: row.frontMatter === null
      ? splitFrontMatter(text ?? "").values
      : JSON.parse(row.frontMatter),
    blob: row.oid,
    isText: text !== undefined,
    sizeBytes: row.sizeBytes,
  };
}

/**
 * Stores a text by the table above.
 *
 * @throws {AppError} `conflict` (exists, changed, deleted, moved), `not_found` for an unknown base, `invalid`, `too_large`,
 * `storage_full`.
 */
export function savePage(wiki: WritableWiki, edit: PageEdit): Promise<Saved> {
  const { path, base } = edit;
  const text = normaliseText(edit.text);
  return changePage(wiki, { message: edit.message }, async (now) => {
    const page = base === null ? undefined : comparePage(now, path, base);
    return page === undefined
      ? { path: freePath(now, path), text, before: 0, outcome: "created" }
      : await combine(now, page, text);
  });
}

/**
 * Replaces the one occurrence of `oldString`; an empty `newString` deletes it.
 *
 * @throws {AppError} `invalid` (`no_match`, `several_matches`) with `lines`; `conflict` where others changed the page and the
 * piece is no longer there once, and as {@linkcode savePage} does.
 */
export function editPage(
  wiki: WritableWiki,
  edit: {
    path: string;
    base: string;
    oldString: string;
    newString: string;
    message?: string;
  },
): Promise<Saved> {
  const piece = toLf(edit.oldString);
  const by = toLf(edit.newString);
  if (piece === "") {
    throw new AppError("invalid", "Cannot replace an empty old_string");
  }
  if (piece === by) {
    throw new AppError("invalid", "Cannot edit: both strings are the same");
  }
  const words = { verb: "Edit", message: edit.message };
  return changePage(wiki, words, (now) => {
    const page = compareExisting(now, edit.path, edit.base);
    const at = uniquePlace(now, page, piece);
    const replaced = replaceAt(page.now.text, { at, length: piece.length, by });
    return {
      path: page.now.path,
      text: normaliseText(replaced),
      before: page.now.sizeBytes,
      outcome: page.isCurrent ? "updated" : "merged",
      since: page,
    };
  });
}

/**
 * Replaces a section in the base text, then saves with that base. See `spliceSection()` for what happens to the heading.
 *
 * @throws {AppError} `not_found` with `candidates` where not exactly one section fits, and as {@linkcode savePage} does.
 */
export function editSection(
  wiki: WritableWiki,
  edit: {
    path: string;
    base: string;
    section: string;
    text: string;
    message?: string;
  },
): Promise<Saved> {
  const words = { verb: "Edit", message: edit.message };
  return changePage(wiki, words, async (now) => {
    const page = compareExisting(now, edit.path, edit.base);
    if (page.baseText === undefined) throw changedSince(now, page);
    const text = spliceSection(page.baseText, edit.section, edit.text);
    return await combine(now, page, normaliseText(text));
  });
}

/** A page in a list. */
export interface PageSummary {
  readonly path: string;
  readonly title: string;
  readonly category: string | null;
  readonly tags: readonly string[];
  readonly words: number;
  readonly sizeBytes: number;
  readonly revision: string;
  /** ISO 8601 UTC. */
  readonly updatedAt: string;
}

/** Which pages to list; AND-combined. */
export interface PageFilter {
  readonly prefix?: string;
  readonly category?: string;
  readonly tag?: string;
  /** ISO date or time. */
  readonly updatedSince?: string;
  readonly limit?: number;
  readonly offset?: number;
}

/**
 * Pages by path, and how many fit in all.
 *
 * @param filter.prefix beginning of the path, in any spelling; `category` and `tag` ignore case.
 * @throws {AppError} `invalid` for a bad date.
 */
export function listPages(
  wiki: ReadableWiki,
  filter: PageFilter = {},
): { pages: PageSummary[]; total: number } {
  const conditions = conditionsOf(filter);
  const { limit = -1, offset = 0 } = filter;
  const rows = wiki.index.pages.list(conditions, { limit, offset });
  return {
    pages: rows.map((row) => ({
      path: row.path,
      title: row.title,
      category: row.category,
      tags: JSON.parse(row.tags),
      words: row.words,
      sizeBytes: row.sizeBytes,
      revision: row.revision,
      updatedAt: new Date(row.changedAt * 1000).toISOString(),
    })),
    total: wiki.index.pages.count(conditions),
  };
}

function readNow(wiki: ReadableWiki, path: string): Page {
  const page = findPage(wiki, path);
  if (page === undefined) {
    throw new AppError("not_found", `Cannot find page "${path}"`);
  }
  return page;
}

/** The page's file at a commit, which may have another name and title than today. */
function readPageAt(
  wiki: ReadableWiki,
  path: string,
  revision: string,
): Page {
  const commit = resolveRevision(wiki, revision);
  const file = pageFileAt(wiki, commit, path) ??
    pageFileAt(wiki, commit, findPagePath(wiki, path));
  if (file === undefined) {
    throw new AppError(
      "not_found",
      `Cannot find page "${path}" at revision ${commit.slice(0, 8)}`,
      { details: { path } },
    );
  }
  const text = decodeText(wiki.repo.readBlob(file.oid));
  const thenPath = pageOfFile(file.path)!;
  return {
    path: thenPath,
    revision: revisionAt(wiki, commit, file.path),
    text: text ?? "",
    title: titleOf(thenPath, text ?? ""),
    frontMatter: splitFrontMatter(text ?? "").values,
    blob: file.oid,
    isText: text !== undefined,
    sizeBytes: wiki.repo.blobSize(file.oid),
  };
}

function conditionsOf(
  { prefix, category, tag, updatedSince }: PageFilter,
): PageConditions {
  return {
    ...(prefix === undefined ? {} : { foldPrefix: foldPath(prefix) }),
    ...(category === undefined ? {} : { category: category.toLowerCase() }),
    ...(tag === undefined ? {} : { tag: tag.toLowerCase() }),
    ...(updatedSince === undefined
      ? {}
      : { changedSince: secondsOf(updatedSince) }),
  };
}
