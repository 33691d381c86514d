/**
 * Opening the editor: the page, one section of it, an older revision, a draft, or nothing yet. What happens to the text then is in
 * `saving.ts`.
 *
 * | query              | what the form holds                                                       |
 * | ------------------ | ------------------------------------------------------------------------- |
 * | –                  | the page as it is; where the writer has a draft, a question comes before  |
 * | `section=<id>`     | the section of the heading with this id (a title or path will do)         |
 * | `draft=continue`   | the writer's draft                                                        |
 * | `revision=<oid>`   | the text of that revision                                                 |
 * | `template=<page>`  | of a new page: the template, filled in                                    |
 * | `anew`             | a new page, although one was renamed from this name                       |
 *
 * @module
 */
import type { Hono } from "hono";
import { AppError } from "../errors.ts";
import type { WikiEnv } from "../http/env.ts";
import { readAddress } from "../http/place.ts";
import { forWriting, type WritableWiki } from "../wiki/access.ts";
import { lookUp } from "../wiki/look_up.ts";
import { actionUrl, displayName, newPagePath } from "../wiki/page_path.ts";
import { readSection } from "../wiki/page_section.ts";
import { textFromTemplate } from "../wiki/page_template.ts";
import { type Page, readPage } from "../wiki/pages.ts";
import { showCreate } from "./creation.tsx";
import { offerDraft } from "./draft_screens.tsx";
import { proposedMessage, showEditor } from "./editor_screen.tsx";
import { missing, toSpelling } from "./missing.tsx";
import { addSavingRoutes } from "./saving.ts";
import { pathOf, type Screen, type WebContext } from "./screen.ts";
import type { Problem } from "./views/editor_view.tsx";

type Answer = Response | Promise<Response>;

/** The editor, and what becomes of its form. */
export function addEditorRoutes(app: Hono<WikiEnv>, screen: Screen): void {
  app.get("/-/edit/*", (c) => {
    const wiki = forWriting(c.var.visit);
    return open(screen, c, { wiki, asked: pathOf(c) ?? "" });
  });
  addSavingRoutes(app, screen);
}

function open(
  screen: Screen,
  c: WebContext,
  { wiki, asked }: { wiki: WritableWiki; asked: string },
): Answer {
  const found = lookUp(wiki, asked);
  if (found.kind === "page") {
    return found.path === asked
      ? offerDraft(screen, c, { wiki, path: asked }) ??
        openPage(screen, c, { wiki, path: asked })
      : toSpelling(c, found.path);
  }
  if (found.kind === "ambiguous") return missing(screen, c, wiki, asked);
  if (asked === "") return c.redirect("/-/create", 302);
  const offer = offerDraft(screen, c, { wiki, path: asked });
  if (offer !== undefined) return offer;
  const revision = c.req.query("revision");
  if (
    found.kind === "moved" && !revision && c.req.query("anew") === undefined
  ) {
    const { query } = readAddress(c.req.url);
    return c.redirect(`${actionUrl("edit", found.path)}${query}`, 302);
  }
  const old = revision ? readPage(wiki, asked, { revision }) : undefined;
  return openNew(screen, c, { wiki, asked, old });
}

/** The editor with a page that is there, or with one section of it. */
async function openPage(
  screen: Screen,
  c: WebContext,
  { wiki, path }: { wiki: WritableWiki; path: string },
): Promise<Response> {
  const page = readPage(wiki, path);
  const revision = c.req.query("revision");
  const shown = revision ? readPage(wiki, path, { revision }) : page;
  if (!page.isText || !shown.isText) {
    throw new AppError(
      "invalid",
      `Cannot edit "${path}": the file is not UTF-8 text`,
    );
  }
  const message = proposedMessage(wiki, path);
  const draft = { path, text: shown.text, message, base: page.revision };
  const section = c.req.query("section");
  if (shown !== page) {
    const problem = textOf(shown, "Saving it replaces the current text.");
    return await showEditor(screen, c, { wiki, draft, problem });
  }
  if (!section) {
    return await showEditor(screen, c, { wiki, draft, problem: null });
  }
  try {
    const { text } = await readSection(wiki, page, section);
    const one = { ...draft, text, section };
    return await showEditor(screen, c, { wiki, draft: one, problem: null });
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== "not_found") throw error;
    const problem = {
      kind: "warning",
      text:
        "This section is not in the page any more, or there are several of this name. This is the whole page.",
    } as const;
    return await showEditor(screen, c, {
      ...{ wiki, draft, problem },
      isUnsaved: false,
    });
  }
}

/** Says that the editor holds an older revision's text. */
function textOf({ revision }: Page, consequence: string): Problem {
  const name = revision.slice(0, 7);
  return {
    kind: "info",
    text: `This is the text of revision ${name}. ${consequence}`,
  };
}

/** The editor for a page that is not there yet; a name that cannot be is told at once. */
function openNew(
  screen: Screen,
  c: WebContext,
  { wiki, asked, old }: {
    wiki: WritableWiki;
    asked: string;
    old: Page | undefined;
  },
): Answer {
  try {
    const path = newPagePath(asked);
    if (path !== asked) return toSpelling(c, path);
    const begun = old === undefined
      ? beginningOf(wiki, path, c.req.query("template"))
      : {
        text: old.text,
        problem: textOf(old, "Saving it creates the page again."),
      };
    const message = proposedMessage(wiki, path);
    const draft = { path, text: begun.text, message, base: "" };
    return showEditor(screen, c, { wiki, draft, problem: begun.problem });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const { message } = error;
    return showCreate(screen, c, { wiki, path: asked, error: message }, 400);
  }
}

/** What a new page begins with. */
function beginningOf(
  wiki: WritableWiki,
  path: string,
  template: string | undefined,
): { text: string; problem: Problem | null } {
  const usual = `# ${displayName(path)}\n\n`;
  if (!template) return { text: usual, problem: null };
  try {
    const text = textFromTemplate(wiki, { template, path });
    return { text, problem: null };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { text: usual, problem: { kind: "warning", text: error.message } };
  }
}
