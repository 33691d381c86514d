/**
 * Deleting pages: one, one with everything in its folder, or several at once; always one commit. The history stays, and reverting
 * the commit brings all of it back.
 *
 * @module
 */
import { AppError } from "../errors.ts";
import type { ReadableWiki, WritableWiki } from "./access.ts";
import { commitChange } from "./commit.ts";
import { findPagePath } from "./look_up.ts";
import { pageFile, pageOfFile } from "./page_path.ts";
import { freshPath } from "./page_save.ts";
import { Slices } from "./slices.ts";

/** A page to delete. */
export interface Deletion {
  readonly path: string;
  /** Revision that was looked at; given and stale: `conflict`. */
  readonly base?: string;
  /** The commit message; left out: `Delete: <path>`. */
  readonly message?: string;
  /** Whether its sub-pages and attachments go with it. */
  readonly recursive?: boolean;
}

/** What was deleted. */
export interface Deleted {
  readonly path: string;
  /** The commit. */
  readonly revision: string;
  /** Every page that went, sorted. */
  readonly pages: readonly string[];
  /** Attachments that went. */
  readonly files: readonly string[];
}

/** What lies in the folder of a page's name, at any depth: what a recursive deletion takes beside the page. */
export function contentsBelow(
  wiki: ReadableWiki,
  path: string,
): { pages: string[]; files: string[] } {
  const paths = wiki.index.files.listBelow(path).map((file) => file.path);
  return {
    pages: paths.map(pageOfFile).filter((page) => page !== undefined),
    files: paths.filter((file) => pageOfFile(file) === undefined),
  };
}

/**
 * Deletes a page; what lies in its folder stays, unless `recursive`.
 *
 * @throws {AppError} `not_found`; `conflict` where `base` is given and stale.
 */
export async function deletePage(
  wiki: WritableWiki,
  { message, ...page }: Deletion,
): Promise<Deleted> {
  return await deletePages(wiki, { pages: [page], message });
}

/** Most pages that are deleted at once, sub-pages not counted. */
const MAX_DELETED_PAGES = 1_000;

/**
 * Deletes several pages in one commit: all of them, or none. `path` of the answer is the first.
 *
 * @throws {AppError} `invalid` for none or too many; otherwise as {@linkcode deletePage}, for the first page that cannot go.
 */
export async function deletePages(
  wiki: WritableWiki,
  { pages, message }: {
    readonly pages: readonly Omit<Deletion, "message">[];
    readonly message?: string | undefined;
  },
): Promise<Deleted> {
  if (pages.length === 0 || pages.length > MAX_DELETED_PAGES) {
    throw new AppError(
      "invalid",
      `Cannot delete ${pages.length} pages at once: choose 1 to ${MAX_DELETED_PAGES}`,
    );
  }
  let deleted: Omit<Deleted, "revision">;
  const revision = await commitChange(wiki, async (now) => {
    deleted = await namesOf(now, pages);
    const files = [...deleted.pages.map(pageFile), ...deleted.files];
    return {
      files: new Map(files.map((file) => [file, null])),
      deed: deedOf(pages.length, deleted),
      message,
    };
  });
  return { ...deleted!, revision: revision! };
}

/** All names that go. */
async function namesOf(
  wiki: WritableWiki,
  wanted: readonly Omit<Deletion, "message">[],
): Promise<Omit<Deleted, "revision">> {
  const slices = new Slices();
  const pages = new Set<string>();
  const files = new Set<string>();
  let first: string | undefined;
  for (const { path: asked, base, recursive = false } of wanted) {
    await slices.pause();
    const path = base === undefined
      ? findPagePath(wiki, asked)
      : freshPath(wiki, asked, base);
    first ??= path;
    pages.add(path);
    if (!recursive) continue;
    const below = contentsBelow(wiki, path);
    for (const page of below.pages) pages.add(page);
    for (const file of below.files) files.add(file);
  }
  return {
    path: first!,
    pages: [...pages].sort(),
    files: [...files].sort(),
  };
}

function deedOf(
  asked: number,
  { path, pages, files }: Omit<Deleted, "revision">,
): string {
  if (asked > 1) return `Delete: ${pages.length} pages`;
  const more = pages.length + files.length - 1;
  return more === 0
    ? `Delete: ${path}`
    : `Delete: ${path} and ${more} below it`;
}
