/**
 * Drafts for people: the question before the editor, the list of one's own, and discarding one.
 *
 * @module
 */
import type { Hono } from "hono";
import { diffLines } from "../git/line_diff.ts";
import { nextTurn } from "../next_turn.ts";
import type { WikiEnv } from "../http/env.ts";
import { setFlash } from "../http/flash.ts";
import { formLimit, lineField, readForm } from "../http/form.ts";
import { forWriting, type WritableWiki } from "../wiki/access.ts";
import {
  discardDraft,
  type Draft,
  findDraft,
  listDrafts,
} from "../wiki/drafts.ts";
import { type Change, lastChange, pageHistory } from "../wiki/history.ts";
import { AppError } from "../errors.ts";
import { actionUrl, pageUrl } from "../wiki/page_path.ts";
import { findPage, type Page } from "../wiki/pages.ts";
import { editorLayout, proposedMessage, showEditor } from "./editor_screen.tsx";
import { pathOf, type Screen, show, type WebContext } from "./screen.ts";
import { authorOf } from "./views/change_line.tsx";
import { DraftListView, DraftOfferView } from "./views/draft_view.tsx";

type Answer = Response | Promise<Response>;

/** What the editor was opened with goes on after a draft was discarded. */
const KEPT_QUERY = ["revision", "section", "template", "anew"] as const;

/** The list, and discarding. (Scripts send `DELETE /-/draft/<page>`.) */
export function addDraftRoutes(app: Hono<WikiEnv>, screen: Screen): void {
  app.get("/-/drafts", (c) => {
    const wiki = forWriting(c.var.visit);
    return showList(screen, c, wiki);
  });

  app.post("/-/draft/*", async (c) => {
    const wiki = forWriting(c.var.visit);
    const form = await readForm(c.req.raw, formLimit(0));
    const path = pathOf(c) ?? "";
    if (discardDraft(wiki, path)) setFlash(c, "draft_discarded");
    if (form.get("then") !== "edit") return c.redirect("/-/drafts", 303);
    return c.redirect(
      actionUrl("edit", path, keptQuery((name) => lineField(form, name))),
      303,
    );
  });
}

/**
 * The writer's draft in the editor where it is asked for, else the question what to do with it; `undefined` where there is none
 * that says something new.
 */
export function offerDraft(
  screen: Screen,
  c: WebContext,
  { wiki, path }: { wiki: WritableWiki; path: string },
): Answer | undefined {
  const draft = findDraft(wiki, path);
  if (draft === undefined) return undefined;
  const page = findPage(wiki, path);
  const isContinued = c.req.query("draft") === "continue";
  return isContinued
    ? continueDraft(screen, c, { wiki, page, draft })
    : askAbout(screen, c, { wiki, page, draft });
}

/** A draft, and the page as it is now. */
interface Found {
  readonly wiki: WritableWiki;
  readonly page: Page | undefined;
  readonly draft: Draft;
}

function continueDraft(
  screen: Screen,
  c: WebContext,
  { wiki, page, draft }: Found,
): Answer {
  const { path, text, base, savedAt } = draft;
  const time = `${savedAt.slice(0, 10)} ${savedAt.slice(11, 16)} UTC`;
  const change = changeSince(wiki, { page, draft });
  const fate = page !== undefined
    ? change === null
      ? "The page is still as it was when you began."
      : `${authorOf(change)} changed the page since; saving puts both together.`
    : base === ""
    ? "There is no page of this name yet."
    : "The page is not there any more.";
  return showEditor(screen, c, {
    wiki,
    draft: { path, text, base, message: proposedMessage(wiki, path) },
    problem: { kind: "info", text: `This is your draft of ${time}. ${fate}` },
  });
}

async function askAbout(
  screen: Screen,
  c: WebContext,
  { wiki, page, draft }: Found,
): Promise<Response> {
  const { path } = draft;
  const change = changeSince(wiki, { page, draft });
  await nextTurn(); // reading a long draft and comparing it are two turns
  const diff = diffLines(page?.text ?? "", draft.text);
  await nextTurn();
  const base = page?.revision ?? "";
  const view = DraftOfferView({
    layout: editorLayout(screen, c, wiki, { path, base }),
    readUrl: page ? screen.addressOf(wiki, path) : pageUrl(path),
    isPageThere: page !== undefined,
    kept: keptQuery((name) => c.req.query(name)),
    ...{ draft, change, diff },
  });
  return await show(c, view);
}

/** The last change of a page that is not as the draft's writer found it; `null`: it is. */
function changeSince(
  wiki: WritableWiki,
  { page, draft }: Pick<Found, "page" | "draft">,
): Change | null {
  if ((page?.revision ?? "") === draft.base) return null;
  if (page !== undefined) return lastChange(wiki, page.path) ?? null;
  try {
    return pageHistory(wiki, draft.path, { limit: 1 })[0] ?? null;
  } catch (error) {
    if (error instanceof AppError) return null; // nothing is known of such a page
    throw error;
  }
}

function showList(
  screen: Screen,
  c: WebContext,
  wiki: WritableWiki,
): Answer {
  const isVisitor = wiki.caller.kind === "anonymous";
  const drafts = isVisitor ? null : listDrafts(wiki).map((draft) => ({
    ...draft,
    isChanged: (wiki.index.pages.find(draft.path)?.revision ?? "") !==
      draft.base,
  }));
  const layout = screen.layout(c, wiki);
  return show(c, DraftListView({ layout, drafts }));
}

function keptQuery(
  read: (name: string) => string | undefined,
): Record<string, string> {
  return Object.fromEntries(
    KEPT_QUERY.map((name) => [name, read(name) ?? ""] as const)
      .filter(([, value]) => value !== ""),
  );
}
