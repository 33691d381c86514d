/**
 * The page for a save that met somebody else's: what both changed, place by place, to choose from; or, where there is nothing to
 * choose, both texts. The form on it begins from the current revision, but for a page that was renamed: there a save merges.
 *
 * @module
 */
import { AppError } from "../errors.ts";
import { diffLines } from "../git/line_diff.ts";
import { nextTurn } from "../next_turn.ts";
import { lineField } from "../http/form.ts";
import { forWriting, type ReadableWiki } from "../wiki/access.ts";
import { lastChange, pageHistory } from "../wiki/history.ts";
import { lookUp } from "../wiki/look_up.ts";
import { comparePieces, type MergePiece, mergePieces } from "../wiki/merge.ts";
import { actionUrl, displayPath, pageUrl } from "../wiki/page_path.ts";
import { pageWithSection } from "../wiki/page_section.ts";
import { normaliseText } from "../wiki/page_text.ts";
import { type Page, readPage } from "../wiki/pages.ts";
import { editorLayout, showEditor } from "./editor_screen.tsx";
import { editorSettings } from "./editor_settings.ts";
import { type Screen, show, type WebContext } from "./screen.ts";
import {
  type Choice,
  CHOICES,
  ConflictView,
  MAX_PLACES,
  placesOf,
} from "./views/conflict_view.tsx";
import type { Draft, Problem } from "./views/editor_view.tsx";

const SENTENCES: Readonly<Record<string, string>> = {
  exists: "A page of this name exists already. Nobody's text was replaced.",
  changed:
    "Somebody else changed the same lines while you were writing, so the two texts could not be put together by themselves.",
  deleted: "The page was deleted while you were writing.",
};

/** A save that was refused. */
interface Refused {
  readonly wiki: ReadableWiki;
  readonly draft: Draft;
  readonly error: AppError;
  readonly problem: Problem;
}

/** 409 with both texts. */
export async function showConflict(
  screen: Screen,
  c: WebContext,
  { wiki, draft: typed, error, problem }: Refused,
): Promise<Response> {
  const { reason, movedTo } = error.details;
  const draft = await asWholePage(wiki, typed);
  if (movedTo !== undefined) {
    return await showMoved(screen, c, { wiki, draft, movedTo });
  }
  const theirs = currentPage(wiki, draft.path);
  const isAboutPage = theirs !== undefined || reason === "deleted";
  if (!isAboutPage || reason === "ambiguous") {
    return await showEditor(screen, c, { wiki, draft, problem }, 409);
  }
  return await showBoth(screen, c, {
    ...{ wiki, draft, theirs, began: draft.base },
    sentence: SENTENCES[reason ?? ""] ?? `${error.message}.`,
  });
}

/** The text that the choices make, in the editor; where the texts have changed since, the choices anew. */
export async function resolveConflict(
  screen: Screen,
  c: WebContext,
  { draft, form }: { draft: Draft; form: URLSearchParams },
): Promise<Response> {
  const wiki = forWriting(c.var.visit);
  const theirs = readPage(wiki, draft.path, { revision: draft.base });
  const began = lineField(form, "began");
  await nextTurn();
  const base = baseText(wiki, draft.path, began);
  await nextTurn();
  const pieces = await piecesOf(base, draft.text, theirs);
  await nextTurn();
  const places = placesOf(pieces ?? []).length;
  const isAsShown = places === 0 || String(places) === form.get("places");
  if (pieces === undefined || !isAsShown) {
    return await showBoth(screen, c, {
      ...{ wiki, draft, theirs, began },
      sentence:
        "The text in the form is not the one that these choices were for. Choose again.",
    });
  }
  const text = textOf(pieces, (place) => choiceOf(form.get(`place-${place}`)));
  return await showEditor(screen, c, {
    ...{ wiki, draft: { ...draft, text } },
    problem: {
      kind: "info",
      text:
        "This is what you chose. Nothing is saved yet: read it, then save it.",
    },
  });
}

/** The text that a choice for each place makes. */
function textOf(
  pieces: readonly MergePiece[],
  choose: (place: number) => Choice,
): string {
  let place = 0;
  return pieces.map((piece) =>
    piece.kind === "agreed" ? piece.text : textOfChoice(piece, choose(place++))
  ).join("");
}

function choiceOf(text: string | null): Choice {
  return CHOICES.find((choice) => choice === text) ?? "both";
}

function textOfChoice(
  { ours, theirs }: Extract<MergePiece, { kind: "disputed" }>,
  choice: Choice,
): string {
  switch (choice) {
    case "mine":
      return ours;
    case "theirs":
      return theirs;
    case "both":
      return theirs + ours;
  }
}

/** A section within its page: what others changed is compared with the whole. */
async function asWholePage(wiki: ReadableWiki, draft: Draft): Promise<Draft> {
  const { path, base, section } = draft;
  if (section === undefined) return draft;
  const text = await pageWithSection(wiki, { ...draft, section });
  return { path, base, text, message: draft.message };
}

/** The page has another name now. Saving there merges, because the base stays what it was. */
async function showMoved(
  screen: Screen,
  c: WebContext,
  { wiki, draft, movedTo }: {
    wiki: ReadableWiki;
    draft: Draft;
    movedTo: string;
  },
): Promise<Response> {
  const moved = { ...draft, path: movedTo };
  const view = ConflictView({
    layout: editorLayout(screen, c, wiki, moved),
    settings: editorSettings(c, wiki),
    draft: moved,
    began: draft.base,
    readUrl: screen.addressOf(wiki, movedTo),
    sentence: `The page was renamed to “${
      displayPath(movedTo)
    }” while you were writing. Saving puts your text there, together with what others changed.`,
    label: "Your text",
    theirChange: lastChange(wiki, movedTo),
    anewUrl: actionUrl("edit", draft.path),
    ...{ pieces: undefined, theirs: null, theirDiff: null, yourDiff: null },
  });
  return await show(c, view, 409);
}

/** Two texts for one page; `theirs` is `undefined` where the page is gone. */
async function showBoth(
  screen: Screen,
  c: WebContext,
  { wiki, draft, theirs, began, sentence }: {
    wiki: ReadableWiki;
    draft: Draft;
    theirs: Page | undefined;
    began: string;
    sentence: string;
  },
): Promise<Response> {
  const path = theirs?.path ?? draft.path;
  // Each of these may take as long as the event loop can bear.
  const base = baseText(wiki, draft.path, began);
  await nextTurn();
  const pieces = theirs && await piecesOf(base, draft.text, theirs);
  await nextTurn();
  // What others changed elsewhere is in the form already, or a save by hand would take it away.
  const text = pieces === undefined ? draft.text : textOf(pieces, () => "mine");
  const ours = { ...draft, path, text, base: theirs?.revision ?? "" };
  const theirDiff = base === null || theirs === undefined
    ? null
    : diffLines(base, theirs.text);
  await nextTurn();
  const yourDiff = theirs ? diffLines(theirs.text, withLineEnd(text)) : null;
  await nextTurn();
  const view = ConflictView({
    layout: editorLayout(screen, c, wiki, ours),
    settings: editorSettings(c, wiki),
    draft: ours,
    readUrl: theirs ? screen.addressOf(wiki, path) : pageUrl(path),
    theirs: theirs?.text ?? null,
    theirChange: theirs ? lastChange(wiki, path) : lastEntry(wiki, path),
    label: theirs === undefined
      ? "Your text: saving this creates the page again"
      : pieces === undefined
      ? "Your text: saving replaces the current one"
      : "Your text, with what others changed elsewhere: saving keeps yours in the places above",
    ...{ began, sentence, pieces, theirDiff, yourDiff },
  });
  return await show(c, view, 409);
}

/** The page as it is now, or `undefined` where it is gone. */
function currentPage(wiki: ReadableWiki, path: string): Page | undefined {
  const found = lookUp(wiki, path);
  return found.kind === "page" ? readPage(wiki, found.path) : undefined;
}

/** What there is to choose, or `undefined` where finding out takes too long, or there is too much. */
async function piecesOf(
  base: string | null,
  text: string,
  theirs: Page,
): Promise<MergePiece[] | undefined> {
  const mine = withLineEnd(text);
  const other = normaliseText(theirs.text);
  await nextTurn();
  const pieces = base === null
    ? comparePieces(mine, other)
    : mergePieces(base, mine, other);
  return placesOf(pieces ?? []).length <= MAX_PLACES ? pieces : undefined;
}

/** The text that the writer began from, or `null` where there is none to be found. */
function baseText(
  wiki: ReadableWiki,
  path: string,
  base: string,
): string | null {
  if (base === "") return null;
  try {
    return normaliseText(readPage(wiki, path, { revision: base }).text);
  } catch (error) {
    if (error instanceof AppError) return null; // it is not this page's, so there is nothing to compare
    throw error;
  }
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
