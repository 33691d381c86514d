/**
 * Drafts: what somebody is writing and has not saved, one for each page and writer. A draft is its writer's alone, and only
 * while that person may write; nobody else, no owner and no administrator, can ask for it.
 *
 * A draft is always the whole page: that of a section is put into the text that it was taken from. Visitors without a name
 * keep theirs in the browser.
 *
 * @module
 */
import type { DraftListing, DraftRow, Drafts } from "../db/wiki/drafts.ts";
import { AppError } from "../errors.ts";
import type { WritableWiki } from "./access.ts";
import { MAX_DRAFT_BYTES, MAX_DRAFTS, oldestKept } from "./draft_limits.ts";
import { lookUp } from "./look_up.ts";
import { MAX_PATH_BYTES, newPagePath } from "./page_path.ts";
import { normaliseText, toLf } from "./page_text.ts";
import { findPage } from "./pages.ts";
import { pageWithSection } from "./page_section.ts";

/** A draft. */
export type Draft = Omit<DraftRow, "did">;

/** What is to be kept. */
export interface DraftEdit {
  readonly path: string;
  readonly text: string;
  /** Revision that the text began from; empty: the page is new. */
  readonly base: string;
  /** The section that `text` is, as `GET /-/edit` took it; left out: it is the whole page. */
  readonly section?: string | undefined;
}

/** The writer's draft for a page, or `undefined`; a visitor has none. */
export function findDraft(
  wiki: WritableWiki,
  path: string,
): Draft | undefined {
  const { caller, house } = wiki;
  if (caller.kind === "anonymous") return undefined;
  const row = draftsOf(wiki).find(caller.did, keyOf(wiki, path));
  if (row === undefined || row.savedAt < oldestKept(house.now())) {
    return undefined;
  }
  const { did: _, ...draft } = row;
  return draft;
}

/** {@linkcode findDraft} for one that must be there. @throws {AppError} `not_found`; `unauthenticated` for a visitor. */
export function readDraft(wiki: WritableWiki, path: string): Draft {
  writerOf(wiki);
  const draft = findDraft(wiki, path);
  if (draft !== undefined) return draft;
  throw new AppError("not_found", `Cannot find a draft of "${path}"`);
}

/** The writer's drafts, newest first. @throws {AppError} `unauthenticated` for a visitor. */
export function listDrafts(wiki: WritableWiki): DraftListing[] {
  const oldest = oldestKept(wiki.house.now());
  return draftsOf(wiki).list(writerOf(wiki))
    .filter(({ savedAt }) => savedAt >= oldest);
}

/**
 * Keeps a text; a text that the page holds already needs no draft, so the one that was there goes.
 *
 * @throws {AppError} `unauthenticated` for a visitor; `too_large` over {@linkcode MAX_DRAFT_BYTES}; `conflict` over
 * {@linkcode MAX_DRAFTS}; `invalid` for a page that could not be made; `not_found` where the section is not in the base;
 * `storage_full`.
 */
export async function saveDraft(
  wiki: WritableWiki,
  edit: DraftEdit,
): Promise<{ path: string; savedAt: string }> {
  const did = writerOf(wiki);
  const { base, section } = edit;
  const path = pathForDraft(wiki, edit);
  const typed = toLf(edit.text).toWellFormed();
  const text = section === undefined
    ? typed
    : await pageWithSection(wiki, { path, base, section, text: typed });
  const now = wiki.house.now();
  const savedAt = now.toISOString();
  checkSize(text);
  const drafts = draftsOf(wiki);
  if (isStored(wiki, path, text)) {
    drafts.remove(did, path);
    return { path, savedAt };
  }
  drafts.removeOlderThan(oldestKept(now));
  const row = { did, path, text, base, savedAt };
  if (!drafts.put(row, { most: MAX_DRAFTS })) {
    throw new AppError(
      "conflict",
      `Cannot keep more than ${MAX_DRAFTS} drafts: save or discard one of them first`,
    );
  }
  return { path, savedAt };
}

/** Removes the writer's draft of a page; whether there was one. */
export function discardDraft(wiki: WritableWiki, path: string): boolean {
  const { caller } = wiki;
  return caller.kind !== "anonymous" &&
    draftsOf(wiki).remove(caller.did, keyOf(wiki, path));
}

function draftsOf(wiki: WritableWiki): Drafts {
  return wiki.visit.wiki.records.drafts;
}

function writerOf({ caller }: WritableWiki): string {
  if (caller.kind !== "anonymous") return caller.did;
  throw new AppError(
    "unauthenticated",
    "Cannot keep a draft of a visitor: sign in first",
  );
}

/** The path under which a page's draft is kept: the page's, in whatever spelling it was asked for. */
function keyOf(wiki: WritableWiki, path: string): string {
  const found = lookUp(wiki, path);
  return found.kind === "page" ? found.path : path;
}

function pathForDraft(
  wiki: WritableWiki,
  { path, base }: Pick<DraftEdit, "path" | "base">,
): string {
  if (base !== "" && !/^[0-9a-f]{40}$/.test(base)) {
    throw new AppError(
      "invalid",
      "Cannot keep a draft: its base is no revision",
    );
  }
  const found = lookUp(wiki, path);
  if (found.kind === "page") return found.path;
  // An editor that was open when the page was renamed; a new page may have the old name.
  if (found.kind === "moved" && base !== "") return found.path;
  // The page may have gone since, under a name that could not be made again.
  const isTooLong = new TextEncoder().encode(path).length > MAX_PATH_BYTES;
  return base === "" || isTooLong ? newPagePath(path) : path;
}

function checkSize(text: string): void {
  if (new TextEncoder().encode(text).length <= MAX_DRAFT_BYTES) return;
  throw new AppError(
    "too_large",
    `Cannot keep this draft: it is longer than ${MAX_DRAFT_BYTES} bytes`,
  );
}

/** Whether a text is what the page holds, as it would be stored. */
function isStored(wiki: WritableWiki, path: string, text: string): boolean {
  const page = findPage(wiki, path);
  if (page === undefined || !page.isText) return false;
  try {
    return normaliseText(text) === page.text;
  } catch (error) {
    if (error instanceof AppError) return false; // it could not be stored, so it is not
    throw error;
  }
}
