/**
 * What a save would find: a text that is being written, put together with the page as it is now. Nothing is stored.
 *
 * @module
 */
import { nextTurn } from "../next_turn.ts";
import { AppError } from "../errors.ts";
import type { WritableWiki } from "./access.ts";
import type { Change } from "./history.ts";
import { merge } from "./merge.ts";
import {
  type ComparedPage,
  comparePage,
  findNow,
  othersSince,
} from "./page_change.ts";
import { readSection } from "./page_section.ts";
import { normaliseText } from "./page_text.ts";
import { type Page, readPage } from "./pages.ts";

/** A text that is being written. */
export interface TypedText {
  readonly path: string;
  readonly text: string;
  /** Revision that it began from; empty: the page was new. */
  readonly base: string;
  /** The section that `text` is; left out: it is the whole page. */
  readonly section?: string | undefined;
}

/** What became of it; texts are those of the section where one was named. */
export type TextMerge =
  & {
    /** The page's revision now; empty: there is no page. */
    readonly revision: string;
    /** What others changed since the base. */
    readonly changes: readonly Change[];
  }
  & (
    /** Nobody changed the page: go on writing. */
    | { readonly outcome: "current"; readonly text: string }
    /** Both texts, put together; its base is `revision`. */
    | { readonly outcome: "merged"; readonly text: string }
    /** Both changed the same lines. */
    | {
      readonly outcome: "conflict";
      /** As it was typed. */
      readonly text: string;
      /** What is stored now. */
      readonly current: string;
      /** What the writer began from; empty where there was nothing. */
      readonly base: string;
    }
  );

/**
 * Merges a text with the page as it is now.
 *
 * @throws {AppError} `conflict` (`deleted`, `moved`, `ambiguous`); `not_found` for an unknown base or section; `invalid`.
 */
export async function mergeText(
  wiki: WritableWiki,
  typed: TypedText,
): Promise<TextMerge> {
  const { path, text, base } = typed;
  const page = base === "" ? undefined : comparePage(wiki, path, base);
  if (page === undefined) return mergeNew(wiki, typed);
  const { now, baseCommit } = page;
  const { revision } = now;
  if (page.isCurrent) {
    return { outcome: "current", text, revision, changes: [] };
  }
  const sides = await sidesOf(wiki, typed, page);
  const changes = othersSince(wiki, now.path, baseCommit);
  await nextTurn();
  const merged = merge(sides.base, sides.current, normaliseText(text));
  return "conflict" in merged
    ? { outcome: "conflict", text, revision, changes, ...sides }
    : { outcome: "merged", text: merged.text, revision, changes };
}

/** A new page, which somebody may have made meanwhile. */
function mergeNew(
  wiki: WritableWiki,
  { path, text }: TypedText,
): TextMerge {
  const now = findNow(wiki, path);
  if (now === undefined) {
    return { outcome: "current", text, revision: "", changes: [] };
  }
  const { revision, text: current } = now;
  return {
    outcome: "conflict",
    text,
    revision,
    changes: [],
    current,
    base: "",
  };
}

/** The two texts that the typed one is merged with. */
async function sidesOf(
  wiki: WritableWiki,
  { path, base, section }: TypedText,
  { now, baseText }: ComparedPage,
): Promise<{ base: string; current: string }> {
  if (section === undefined) {
    return { base: baseText ?? "", current: now.text };
  }
  const before = readPage(wiki, path, { revision: base });
  const after = readPage(wiki, now.path, { revision: now.revision });
  return {
    base: (await readSection(wiki, before, section)).text,
    current: await sectionOrNothing(wiki, after, section),
  };
}

/** The section may have gone since: then there is nothing on the other side. */
async function sectionOrNothing(
  wiki: WritableWiki,
  page: Page,
  section: string,
): Promise<string> {
  try {
    return (await readSection(wiki, page, section)).text;
  } catch (error) {
    if (error instanceof AppError && error.code === "not_found") return "";
    throw error;
  }
}
