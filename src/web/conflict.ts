/**
 * The page for a save that met somebody else's: both texts, the difference, and a form that begins from
 * the current revision.
 *
 * @module
 */
import { AppError } from "../errors.ts";
import { diffLines, type LineDiff } from "../git/line_diff.ts";
import { nextTurn } from "../git/steps.ts";
import type { ReadableWiki } from "../wiki/access.ts";
import { lastChange, pageHistory } from "../wiki/history.ts";
import { lookUp } from "../wiki/look_up.ts";
import { displayPath, pageUrl } from "../wiki/page_path.ts";
import { type Page, readPage } from "../wiki/pages.ts";
import { editorSettings } from "./editor_settings.ts";
import { type Screen, show, type WebContext } from "./screen.ts";
import { ConflictView, type Draft } from "./views/editor_view.tsx";

const SENTENCES: Readonly<Record<string, string>> = {
  exists: "A page of this name exists already. Nobody's text was replaced.",
  changed:
    "Somebody else changed the same lines while you were writing, so the two texts could not be put together by themselves.",
  deleted: "The page was deleted while you were writing.",
};

/** 409 with both texts. */
export async function showConflict(
  screen: Screen,
  c: WebContext,
  { wiki, draft, error }: {
    wiki: ReadableWiki;
    draft: Draft;
    error: AppError;
  },
): Promise<Response> {
  const { reason, movedTo } = error.details;
  const path = movedTo ?? draft.path;
  const theirs = currentPage(wiki, path);
  const ours = { ...draft, path: theirs?.path ?? path };
  const base = baseText(wiki, draft);
  const comparison = { words: true };
  // Each comparison may take as long as the event loop can bear.
  await nextTurn();
  const theirDiff = compared(base, theirs, comparison);
  await nextTurn();
  const yourDiff = theirs
    ? diffLines(theirs.text, withLineEnd(draft.text), comparison)
    : null;
  await nextTurn();
  const view = ConflictView({
    layout: screen.pageLayout(c, wiki, {
      path: ours.path,
      tool: "edit",
      exists: theirs !== undefined,
    }),
    settings: editorSettings(c, wiki),
    draft: { ...ours, base: theirs?.revision ?? "" },
    readUrl: theirs ? screen.addressOf(wiki, theirs.path) : pageUrl(path),
    sentence: movedTo !== undefined
      ? `The page was renamed to “${
        displayPath(movedTo)
      }” while you were writing. Saving puts your text there.`
      : SENTENCES[reason ?? ""] ?? `${error.message}.`,
    theirs: theirs?.text ?? null,
    theirChange: theirs ? lastChange(wiki, theirs.path) : lastEntry(wiki, path),
    theirDiff,
    yourDiff,
    preview: null,
  });
  return await show(c, view, 409);
}

/** The page as it is now, or `undefined` where it is gone. */
function currentPage(wiki: ReadableWiki, path: string): Page | undefined {
  const found = lookUp(wiki, path);
  return found.kind === "page" ? readPage(wiki, found.path) : undefined;
}

/** The text that the writer began from, or `null` where there is none to be found. */
function baseText(wiki: ReadableWiki, { path, base }: Draft): string | null {
  if (base === "") return null;
  try {
    return readPage(wiki, path, { revision: base }).text;
  } catch (error) {
    if (error instanceof AppError) return null; // it is not this page's, so there is nothing to compare
    throw error;
  }
}

function compared(
  base: string | null,
  theirs: Page | undefined,
  options: { words: boolean },
): LineDiff | null | undefined {
  return base === null || theirs === undefined
    ? null
    : diffLines(base, theirs.text, options);
}

/** The last thing that happened to a page that is gone. */
function lastEntry(wiki: ReadableWiki, path: string) {
  try {
    return pageHistory(wiki, path, { limit: 1 })[0];
  } catch (error) {
    if (error instanceof AppError) return undefined; // there never was one
    throw error;
  }
}

/** As it would be stored, so that the end of the text is no difference. */
function withLineEnd(text: string): string {
  let end = text.length;
  while (text[end - 1] === "\n") end--; // a pattern for this would be quadratic
  return `${text.slice(0, end)}\n`;
}
