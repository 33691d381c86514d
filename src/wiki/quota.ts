/**
 * Limits, so that one wiki cannot fill the disk that all share. Over a limit the answer says what is full, how to free it,
 * and that a wiki can be cloned and hosted by oneself. The command line is the operator and knows no limits; a change that
 * adds no page and no bytes is always allowed here (history has a limit of its own: `history_limit.ts`).
 *
 * @module
 */
import type { Config } from "../config.ts";
import type { WikiRow } from "../db/platform/wikis.ts";
import { AppError } from "../errors.ts";
import type { FileContent } from "../git/repository.ts";
import type { ReadableWiki, WritableWiki } from "./access.ts";
import { pageOfFile } from "./page_path.ts";
import { REDIRECTS_FILE } from "./redirects.ts";
import { sizeText } from "./size_text.ts";
import { Slices } from "./slices.ts";

/** What a wiki holds, as far as it was counted when it was brought in. */
export interface Held {
  readonly pages: number;
  /** Bytes of all files at HEAD. */
  readonly contentBytes: number;
  /** Bytes of all stored objects. */
  readonly historyBytes: number;
}

/** What a wiki may hold. */
export interface Limits extends Held {
  /** Bytes of one page's text. */
  readonly pageBytes: number;
  /** Bytes of one attachment. */
  readonly attachmentBytes: number;
  /** Members beside the owner, those who never signed in counted. */
  readonly members: number;
}

/** What the operator granted a wiki, else what all have. */
export function limitsOf(config: Config, row: WikiRow): Limits {
  return {
    pages: row.maxPages ?? config.maxPages,
    contentBytes: row.maxContentBytes ?? config.maxContentBytes,
    historyBytes: row.maxHistoryBytes ?? config.maxHistoryBytes,
    pageBytes: config.maxPageBytes,
    attachmentBytes: row.maxAttachmentBytes ?? config.maxAttachmentBytes,
    members: row.maxMembers ?? config.maxMembers,
  };
}

/** What somebody may always do whose wiki is full. */
export const WAY_OUT =
  "or clone it and host it yourself: nothing is lost, the repository is the wiki";

/** By how much a change makes a wiki larger at HEAD (or smaller, below 0). */
export interface Growth {
  readonly pages: number;
  readonly bytes: number;
}

/**
 * Checks a change against the limits, within its turn, so that two writers cannot pass together.
 *
 * @throws {AppError} `too_large`, saying what is full and how to free it.
 */
export function checkQuota(wiki: WritableWiki, grown: Growth): void {
  if (wiki.visit.door === "cli") return;
  const { pageCount, contentBytes } = wiki.index.meta.read();
  const limits = limitsOf(wiki.house.config, wiki.row);
  const pages = pageCount + grown.pages;
  if (grown.pages > 0 && pages > limits.pages) {
    throw new AppError(
      "too_large",
      `Cannot add a page: this wiki holds ${pageCount} of at most ${limits.pages} pages. Delete or join pages, ${WAY_OUT}`,
    );
  }
  const bytes = contentBytes + grown.bytes;
  if (grown.bytes > 0 && bytes > limits.contentBytes) {
    throw new AppError(
      "too_large",
      `Cannot save: the files of this wiki would take ${
        sizeText(bytes)
      } and may take ${
        sizeText(limits.contentBytes)
      }. Delete pages or attachments, ${WAY_OUT}`,
    );
  }
}

/**
 * The limits that a wiki needs which was brought in whole: twice what it holds, where that is more than all have.
 */
export function limitsFor(
  config: Config,
  held: Held,
): Pick<WikiRow, "maxPages" | "maxContentBytes" | "maxHistoryBytes"> {
  const { pages, contentBytes, historyBytes } = held;
  return {
    maxPages: pages > config.maxPages ? 2 * pages : null,
    maxContentBytes: contentBytes > config.maxContentBytes
      ? 2 * contentBytes
      : null,
    maxHistoryBytes: historyBytes > config.maxHistoryBytes
      ? 2 * historyBytes
      : null,
  };
}

/**
 * Checks the length of one page's text.
 *
 * @param page.before bytes that the page has now (0: it is new); a text that is not longer is allowed.
 * @throws {AppError} `too_large`.
 */
export function checkPageSize(
  wiki: ReadableWiki,
  page: { path: string; bytes: number; before: number },
): void {
  const { maxPageBytes } = wiki.house.config;
  if (page.bytes <= maxPageBytes || page.bytes <= page.before) return;
  throw new AppError(
    "too_large",
    `Cannot save "${page.path}": the text has ${page.bytes} bytes and a page may have ${maxPageBytes}. Split it into several pages, for example "${page.path}/Part_2"`,
    { details: { path: page.path } },
  );
}

function sizeOf(wiki: WritableWiki, content: FileContent): number {
  if (content === null) return 0;
  return content instanceof Uint8Array
    ? content.length
    : wiki.repo.blobSize(content.oid);
}

/** By how much a change makes the wiki larger; thousands of files are looked at in slices. */
export async function growthOf(
  wiki: WritableWiki,
  files: ReadonlyMap<string, FileContent>,
): Promise<Growth> {
  const slices = new Slices();
  let pages = 0;
  let bytes = 0;
  for (const [path, content] of files) {
    await slices.pause();
    // What a rename leaves behind is no reason to refuse it: a full wiki must be able to be put in order.
    if (path === REDIRECTS_FILE) continue;
    const before = wiki.index.files.find(path);
    bytes += sizeOf(wiki, content) - (before?.size ?? 0);
    if (pageOfFile(path) === undefined) continue;
    pages += Number(content !== null) - Number(before !== undefined);
  }
  return { pages, bytes };
}
