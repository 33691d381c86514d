/**
 * What the text of one page puts into the index: its row, its links and its words. Called by the follower alone, within its
 * transaction: in the commit's turn for ordinary pages, right after it for large ones.
 *
 * @module
 */
import { isStorageFull } from "../db/database.ts";
import type { IndexDatabase } from "../db/index/index_database.ts";
import type { RepositoryReader } from "../git/repository.ts";
import type { LinkStyle } from "../markdown/rendered.ts";
import { forgetLinks, replaceLinks } from "./link_indexing.ts";
import { type PageFacts, pageFacts } from "./page_facts.ts";
import { displayName } from "./page_path.ts";
import { decodeText } from "./page_text.ts";
import {
  forgetPageText,
  indexMorePageText,
  indexPageText,
} from "./page_words.ts";

/** A page and where it stands. */
export interface PagePlace {
  /** Stable until the next rebuild; the same as `files.path_id`. */
  readonly pageId: number;
  /** `Actors/Iran`. */
  readonly path: string;
  readonly folder: string;
  readonly fold: string;
}

/** How texts are read. */
export interface TextReading {
  readonly style: LinkStyle;
  /** Whether large texts and large changes wait until after the turn. A worker has time. */
  readonly mayWait: boolean;
  /** Told of a page whose text could not be read in; it stays listed by its name. */
  readonly onFailure: (error: unknown) => void;
}

/** Longer texts are not read, only listed, in bytes. No door accepts such a page; an import may bring one. */
const MAX_TEXT_BYTES = 5_000_000;

/** Reads a page's text, all of it. What goes wrong is told, and never stops the follower: HEAD has moved already. */
export function indexWholePage(
  index: IndexDatabase,
  repo: RepositoryReader,
  page: PagePlace & { readonly oid: string; readonly size: number },
  texts: TextReading,
): void {
  try {
    index.transaction(() => {
      const text = readText(repo, page);
      for (let offset: number | null = 0; offset !== null;) {
        offset = indexPortion(index, { ...page, text }, {
          offset,
          style: texts.style,
        });
      }
    });
  } catch (error) {
    if (isStorageFull(error)) throw error; // the text is good: it is read again when there is room
    texts.onFailure(error);
    index.transaction(() => putBarePage(index, page, true));
  }
}

/** The text of a page, or `undefined` where it is not UTF-8 or too long to be read. */
export function readText(
  repo: RepositoryReader,
  { oid, size }: { oid: string; size: number },
): string | undefined {
  return size > MAX_TEXT_BYTES ? undefined : decodeText(repo.readBlob(oid));
}

/**
 * Reads a page's text into the index from `offset` on, one portion, and returns where to go on, or `null` when it is done.
 *
 * Offset 0 begins anew: it replaces whatever an older text of this page left.
 */
export function indexPortion(
  index: IndexDatabase,
  page: PagePlace & { readonly text: string | undefined },
  { style, offset, facts: known }: {
    style: LinkStyle;
    offset: number;
    /** What the text says, where that was read already. */
    facts?: PageFacts | undefined;
  },
): number | null {
  const { pageId, path, text, folder, fold } = page;
  if (text === undefined) {
    forgetText(index, page);
    putBarePage(index, page, false);
    return null;
  }
  const source = { pageId, path, text };
  if (offset > 0) return indexMorePageText(index, source, offset);
  const facts = known ?? pageFacts(path, text, style);
  index.pages.put({
    pathId: pageId,
    path,
    folder,
    fold,
    ...facts,
    isText: true,
  });
  replaceLinks(index, source, facts);
  index.headings.replace(pageId, facts.outline);
  return indexPageText(index, source, facts);
}

/** Gives a page a row before its text was read: look-up and lists know it at once. */
export function putBarePage(
  index: IndexDatabase,
  { pageId, path, folder, fold }: PagePlace,
  isText: boolean,
): void {
  index.pages.put({
    pathId: pageId,
    path,
    folder,
    fold,
    title: displayName(path),
    category: null,
    tags: [],
    words: 0,
    frontMatter: null,
    isText,
    isEmpty: false,
    hasBadFrontMatter: false,
  });
}

/** Takes a page that is gone out of the index. */
export function forgetPage(
  index: IndexDatabase,
  page: { readonly pageId: number; readonly path: string },
): void {
  forgetText(index, page);
  index.pages.remove(page.pageId);
  index.waitingTexts.remove(page.pageId);
}

/** Takes away what a page's text put into the index beside its row. */
function forgetText(
  index: IndexDatabase,
  page: { readonly pageId: number },
): void {
  forgetPageText(index, page);
  forgetLinks(index, page);
  index.headings.replace(page.pageId, { headings: [], writtenIds: [] });
}
