/**
 * Writing: create, edit, preview, save. Whatever fails, the writer gets the typed text back.
 *
 * @module
 */
import type { Hono } from "hono";
import { AppError } from "../errors.ts";
import type { WikiEnv } from "../http/env.ts";
import { STATUS } from "../http/error_response.ts";
import { setFlash } from "../http/flash.ts";
import { formLimit, lineField, readForm, textField } from "../http/form.ts";
import { loginUrl } from "../http/return_to.ts";
import { SiteLayout } from "../http/views/site_layout.tsx";
import {
  forReading,
  forWriting,
  type ReadableWiki,
  rightsOfVisit,
} from "../wiki/access.ts";
import { lookUp } from "../wiki/look_up.ts";
import {
  actionUrl,
  displayName,
  displayPath,
  newPagePath,
  pageUrl,
} from "../wiki/page_path.ts";
import { type Page, readPage, type Saved, savePage } from "../wiki/pages.ts";
import { showConflict } from "./conflict.ts";
import { editorSettings } from "./editor_settings.ts";
import { missing, toSpelling } from "./missing.tsx";
import { pathOf, type Screen, show, type WebContext } from "./screen.ts";
import { authorOf } from "./views/change_line.tsx";
import {
  type Draft,
  EditForm,
  EditorView,
  type Problem,
  ProblemBox,
} from "./views/editor_view.tsx";
import { CreateView } from "./views/small_views.tsx";

type Answer = Response | Promise<Response>;

/** The form that asks for a name, and the editor. */
export function addEditorRoutes(app: Hono<WikiEnv>, screen: Screen): void {
  app.get("/-/create", (c) => {
    const wiki = forWriting(c.var.visit);
    const path = c.req.query("path") ?? "";
    return showCreate(screen, c, { wiki, path, error: null });
  });

  app.post("/-/create", async (c) => {
    const wiki = forWriting(c.var.visit);
    const typed = lineField(await readForm(c.req.raw, formLimit(0)), "path");
    return create(screen, c, { wiki, typed });
  });

  app.get("/-/edit/*", (c) => {
    const wiki = forWriting(c.var.visit);
    return edit(screen, c, { wiki, asked: pathOf(c) ?? "" });
  });

  app.post("/-/edit/*", async (c) => {
    const { maxPageBytes } = c.var.house.config;
    const form = await readForm(c.req.raw, formLimit(maxPageBytes));
    const draft: Draft = {
      path: pathOf(c) ?? "",
      text: textField(form, "text"),
      message: lineField(form, "message"),
      base: lineField(form, "base"),
    };
    try {
      return form.get("action") === "preview"
        ? await preview(screen, c, draft)
        : await save(screen, c, draft);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      return await giveBack(screen, c, { draft, error });
    }
  });
}

/** From a typed name to the editor, where such a page can be made. */
function create(
  screen: Screen,
  c: WebContext,
  { wiki, typed }: { wiki: ReadableWiki; typed: string },
): Answer {
  const found = lookUp(wiki, typed);
  if (found.kind === "page") {
    return showCreate(screen, c, { wiki, path: typed, error: null }, 409);
  }
  try {
    return c.redirect(actionUrl("edit", newPagePath(typed)), 303);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const { message } = error;
    return showCreate(screen, c, { wiki, path: typed, error: message }, 400);
  }
}

function showCreate(
  screen: Screen,
  c: WebContext,
  form: { wiki: ReadableWiki; path: string; error: string | null },
  status: 200 | 400 | 409 = 200,
): Answer {
  const { wiki, path, error } = form;
  const found = path === "" ? undefined : lookUp(wiki, path);
  const existing = found?.kind === "page"
    ? { path: found.path, url: screen.addressOf(wiki, found.path) }
    : null;
  const layout = screen.layout(c, wiki);
  return show(c, CreateView({ layout, path, error, existing }), status);
}

/** The editor with what is stored: the page, an older revision of it, or nothing yet. */
function edit(
  screen: Screen,
  c: WebContext,
  { wiki, asked }: { wiki: ReadableWiki; asked: string },
): Answer {
  const found = lookUp(wiki, asked);
  const revision = c.req.query("revision");
  if (found.kind === "ambiguous") return missing(screen, c, wiki, asked);
  if (found.kind !== "page") {
    if (asked === "") return c.redirect("/-/create", 302);
    const old = revision ? readPage(wiki, asked, { revision }) : undefined;
    return editNew(screen, c, { wiki, asked, old });
  }
  if (found.path !== asked) return toSpelling(c, found.path);
  const page = readPage(wiki, found.path);
  const shown = revision ? readPage(wiki, asked, { revision }) : page;
  if (!page.isText || !shown.isText) {
    throw new AppError(
      "invalid",
      `Cannot edit "${asked}": the file is not UTF-8 text`,
    );
  }
  return showEditor(screen, c, {
    wiki,
    draft: {
      path: page.path,
      text: shown.text,
      message: "",
      base: page.revision,
    },
    problem: shown === page
      ? null
      : textOf(shown, "Saving it replaces the current text."),
  });
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
function editNew(
  screen: Screen,
  c: WebContext,
  { wiki, asked, old }: {
    wiki: ReadableWiki;
    asked: string;
    old: Page | undefined;
  },
): Answer {
  try {
    const path = newPagePath(asked);
    if (path !== asked) return toSpelling(c, path);
    const draft = {
      path,
      text: old?.text ?? `# ${displayName(path)}\n\n`,
      message: "",
      base: "",
    };
    const problem = old === undefined
      ? null
      : textOf(old, "Saving it creates the page again.");
    return showEditor(screen, c, { wiki, draft, problem });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const { message } = error;
    return showCreate(screen, c, { wiki, path: asked, error: message }, 400);
  }
}

/** Shows how the text will look; nothing is stored. */
async function preview(
  screen: Screen,
  c: WebContext,
  draft: Draft,
): Promise<Response> {
  const wiki = forWriting(c.var.visit);
  const { path, text } = draft;
  const body = await wiki.house.bodies.preview(wiki, { path, text });
  const layout = editorLayout(screen, c, wiki, draft);
  const readUrl = readUrlOf(screen, wiki, draft);
  const view = EditorView({
    layout,
    settings: editorSettings(c, wiki),
    draft,
    readUrl,
    preview: body,
    problem: null,
  });
  return show(c, view);
}

/** Stores the text and goes to the page. */
async function save(
  screen: Screen,
  c: WebContext,
  draft: Draft,
): Promise<Response> {
  const wiki = forWriting(c.var.visit);
  const { path, text, base, message } = draft;
  const saved = await savePage(wiki, {
    path,
    text,
    base: base === "" ? null : base,
    ...(message === "" ? {} : { message }),
  });
  flashSaved(c, saved);
  return c.redirect(screen.addressOf(forReading(c.var.visit), saved.path), 303);
}

function flashSaved(c: WebContext, saved: Saved): void {
  const { outcome, mergedWith } = saved;
  const others = [...new Set(mergedWith.map(authorOf))].join(", ");
  if (outcome === "merged") setFlash(c, "merged", others);
  else setFlash(c, outcome === "updated" ? "saved" : outcome);
}

/** The form again, with the typed text and what went wrong; a conflict has a page of its own. */
function giveBack(
  screen: Screen,
  c: WebContext,
  { draft, error }: { draft: Draft; error: AppError },
): Answer {
  const status = STATUS[error.code];
  const { visit, house } = c.var;
  if (status >= 500) house.log("error", "request_failed", {}, error);
  const problem = problemOf(c, error);
  if (!rightsOfVisit(visit).read || visit.wiki.row.suspended !== null) {
    return show(c, bareEditor(c, { draft, problem }), status);
  }
  const wiki = forReading(visit);
  if (error.code === "conflict") {
    return showConflict(screen, c, { wiki, draft, error });
  }
  return showEditor(screen, c, { wiki, draft, problem }, status);
}

function problemOf(c: WebContext, error: AppError): Problem {
  if (error.code !== "unauthenticated") {
    return {
      kind: "error",
      text: `Not saved. ${error.message}. Your text is still in the form.`,
    };
  }
  return {
    kind: "error",
    text:
      "Not saved: you are not signed in any more. Your text is still in the form. Sign in, come back to this tab, and save again.",
    signInUrl: loginUrl(c.var.house.config, `${c.var.wikiUrl}/`),
  };
}

function showEditor(
  screen: Screen,
  c: WebContext,
  state: { wiki: ReadableWiki; draft: Draft; problem: Problem | null },
  status: (typeof STATUS)[keyof typeof STATUS] | 200 = 200,
): Answer {
  const { wiki, draft, problem } = state;
  const view = EditorView({
    layout: editorLayout(screen, c, wiki, draft),
    settings: editorSettings(c, wiki),
    draft,
    readUrl: readUrlOf(screen, wiki, draft),
    preview: null,
    problem,
  });
  return show(c, view, status);
}

function editorLayout(
  screen: Screen,
  c: WebContext,
  wiki: ReadableWiki,
  { path, base }: Draft,
) {
  return screen.pageLayout(c, wiki, {
    path,
    tool: "edit",
    exists: base !== "",
  });
}

/** Where "Cancel" leads. */
function readUrlOf(
  screen: Screen,
  wiki: ReadableWiki,
  { path, base }: Draft,
): string {
  return base === "" ? pageUrl(path) : screen.addressOf(wiki, path);
}

/** The form without anything of the wiki, for a writer who may not read it any more. */
function bareEditor(
  c: WebContext,
  { draft, problem }: { draft: Draft; problem: Problem },
) {
  const { config, build } = c.var.house;
  const title = `Edit: ${displayPath(draft.path)}`;
  return (
    <SiteLayout
      title={title}
      build={build}
      staticOrigin={config.origin}
      siteName={config.domain}
      siteUrl={`${config.origin}/`}
      scripts={["editor.js"]}
    >
      <h1>{title}</h1>
      <ProblemBox problem={problem} />
      <EditForm
        draft={draft}
        settings={editorSettings(c, null)}
        readUrl={pageUrl(draft.path)}
        isUnsaved
      />
    </SiteLayout>
  );
}
