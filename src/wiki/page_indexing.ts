/**
 * What the text of one page puts into the index: its row, its links and its words. Called by the follower alone, within its
 * transaction: in the commit's turn for ordinary pages, right after it for large ones.
 *
 * @module
 */
import type { IndexDatabase } from "../db/index/index_database.ts";
import type { LinkStyle } from "../markdown/rendered.ts";
import { pageFacts } from "./page_facts.ts";
import { displayName } from "./page_path.ts";

/** A page whose text goes into the index. */
export interface IndexedPage {
  /** Stable until the next rebuild; the same as `files.path_id`. */
  readonly pageId: number;
  /** `Actors/Iran`. */
  readonly path: string;
  readonly folder: string;
  readonly fold: string;
  /** `undefined`: the file is not UTF-8. */
  readonly text: string | undefined;
}

/**
 * Reads a page's text into the index from `offset` on, one portion, and returns where to go on, or `null` when it is done.
 *
 * Offset 0 begins anew: it replaces whatever an older text of this page left.
 */
export function indexPage(
  index: IndexDatabase,
  page: IndexedPage,
  { style, offset }: { style: LinkStyle; offset: number },
): number | null {
  if (page.text === undefined) {
    forgetText(index, page.pageId);
    putBarePage(index, page, false);
    return null;
  }
  if (offset === 0) {
    forgetText(index, page.pageId);
    const facts = pageFacts(page.path, page.text, style);
    index.pages.put({ pathId: page.pageId, ...page, ...facts, isText: true });
    // replaceLinks(index, page.pageId, page.path, facts.links) of ./links.ts
  }
  // return indexPageText(index, { pageId, path, title, text, bodyStart, headings }, offset) of ./search.ts
  return null;
}

/** Gives a page a row before its text was read: look-up and lists know it at once. */
export function putBarePage(
  index: IndexDatabase,
  page: Omit<IndexedPage, "text">,
  isText: boolean,
): void {
  index.pages.put({
    pathId: page.pageId,
    ...page,
    title: displayName(page.path),
    category: null,
    tags: [],
    words: 0,
    frontMatter: null,
    isText,
  });
}

/** Takes a page that is gone out of the index. */
export function forgetPage(index: IndexDatabase, pageId: number): void {
  forgetText(index, pageId);
  index.pages.remove(pageId);
  index.waitingTexts.remove(pageId);
}

/** Takes away what a page's text put into the index beside its row. */
function forgetText(_index: IndexDatabase, _pageId: number): void {
  // forgetPageText(index, pageId) of ./search.ts; replaceLinks(index, pageId, []) of ./links.ts
}
