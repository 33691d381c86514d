/**
 * Renaming a page: asks for the name, shows what will change, does it. What was typed comes back with every refusal.
 *
 * @module
 */
import type { Hono } from "hono";
import { AppError } from "../errors.ts";
import type { WikiEnv } from "../http/env.ts";
import { STATUS } from "../http/error_response.ts";
import { setFlash } from "../http/flash.ts";
import { formLimit, lineField, readForm } from "../http/form.ts";
import { forReading, forWriting, type WritableWiki } from "../wiki/access.ts";
import { findPagePath } from "../wiki/look_up.ts";
import { displayPath } from "../wiki/page_path.ts";
import { readPage } from "../wiki/pages.ts";
import {
  previewRename,
  renamePage,
  type RenamePlan,
  type Renaming,
} from "../wiki/rename.ts";
import { namedPage } from "./missing.tsx";
import { pathOf, type Screen, show, type WebContext } from "./screen.ts";
import type { Problem } from "./views/editor_view.tsx";
import { type RenameDraft, RenameView } from "./views/moving_views.tsx";

/** The form, its preview, and the deed. */
export function addRenameRoutes(app: Hono<WikiEnv>, screen: Screen): void {
  app.get("/-/rename/*", (c) => {
    const wiki = forWriting(c.var.visit);
    const path = namedPage(screen, c, wiki);
    if (typeof path !== "string") return path;
    const draft = {
      path,
      newPath: displayPath(path),
      message: "",
      base: readPage(wiki, path).revision,
      updateLinks: true,
    };
    return ask(screen, c, { wiki, draft, plan: null, problem: null });
  });

  app.post("/-/rename/*", async (c) => {
    const wiki = forWriting(c.var.visit);
    const form = await readForm(c.req.raw, formLimit(0));
    const draft: RenameDraft = {
      path: findPagePath(wiki, pathOf(c) ?? ""),
      newPath: lineField(form, "new_path"),
      message: lineField(form, "message"),
      base: lineField(form, "base"),
      updateLinks: form.get("update_links") === "on",
    };
    if (draft.base === "") {
      throw new AppError(
        "invalid",
        `Cannot rename "${draft.path}" without a base`,
      );
    }
    try {
      return form.get("action") === "rename"
        ? await rename(screen, c, draft)
        : await preview(screen, c, draft);
    } catch (error) {
      return giveBack(screen, c, { draft, error });
    }
  });
}

/** What the form is shown with. */
interface Question {
  readonly wiki: WritableWiki;
  readonly draft: RenameDraft;
  readonly plan: RenamePlan | null;
  readonly problem: Problem | null;
}

function ask(
  screen: Screen,
  c: WebContext,
  { wiki, draft, plan, problem }: Question,
  status: (typeof STATUS)[keyof typeof STATUS] | 200 = 200,
): Response | Promise<Response> {
  const { path } = draft;
  const layout = screen.pageLayout(c, wiki, { path, tool: "rename" });
  const readUrl = screen.addressOf(wiki, path);
  const view = RenameView({ layout, draft, plan, problem, readUrl });
  return show(c, view, status);
}

async function preview(
  screen: Screen,
  c: WebContext,
  draft: RenameDraft,
): Promise<Response> {
  const wiki = forWriting(c.var.visit);
  const plan = await previewRename(wiki, renamingOf(draft));
  return await ask(screen, c, { wiki, draft, plan, problem: null });
}

async function rename(
  screen: Screen,
  c: WebContext,
  draft: RenameDraft,
): Promise<Response> {
  const wiki = forWriting(c.var.visit);
  const { newPath } = await renamePage(wiki, renamingOf(draft));
  setFlash(c, "renamed", displayPath(newPath));
  const now = forReading(c.var.visit);
  return c.redirect(screen.addressOf(now, newPath), 303);
}

function renamingOf({ message, ...draft }: RenameDraft): Renaming {
  return message === "" ? draft : { ...draft, message };
}

/** The form again, with what was typed; where the page changed, it is asked about as it is now. */
function giveBack(
  screen: Screen,
  c: WebContext,
  { draft, error }: { draft: RenameDraft; error: unknown },
): Response | Promise<Response> {
  const isForForm = error instanceof AppError &&
    ["invalid", "conflict", "too_large"].includes(error.code);
  if (!isForForm) throw error;
  const wiki = forWriting(c.var.visit);
  const path = findPagePath(wiki, draft.path);
  const base = readPage(wiki, path).revision;
  const problem: Problem = error.details.reason === "changed"
    ? {
      kind: "warning",
      text:
        "Not renamed: the page was changed since you opened this form. Read it again; renaming now renames it as it is.",
    }
    : { kind: "error", text: `Not renamed. ${error.message}.` };
  return ask(
    screen,
    c,
    { wiki, draft: { ...draft, path, base }, plan: null, problem },
    STATUS[error.code],
  );
}
