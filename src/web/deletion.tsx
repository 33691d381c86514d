/**
 * Deleting a page, with all below it where that is wanted: asks first, and refuses where the page changed since it was looked at.
 *
 * @module
 */
import type { Hono } from "hono";
import { AppError } from "../errors.ts";
import type { WikiEnv } from "../http/env.ts";
import { STATUS } from "../http/error_response.ts";
import { setFlash } from "../http/flash.ts";
import { formLimit, lineField, readForm } from "../http/form.ts";
import { forWriting, type ReadableWiki } from "../wiki/access.ts";
import { contentsBelow, deletePage } from "../wiki/deletion.ts";
import { pageLinks } from "../wiki/links.ts";
import { findPagePath } from "../wiki/look_up.ts";
import { displayPath } from "../wiki/page_path.ts";
import { readPage } from "../wiki/pages.ts";
import { namedPage } from "./missing.tsx";
import { pathOf, type Screen, show, type WebContext } from "./screen.ts";
import type { Problem } from "./views/editor_view.tsx";
import { DeleteView } from "./views/moving_views.tsx";

/** The question and the deed. */
export function addDeletionRoutes(app: Hono<WikiEnv>, screen: Screen): void {
  app.get("/-/delete/*", (c) => {
    const wiki = forWriting(c.var.visit);
    const path = namedPage(screen, c, wiki);
    if (typeof path !== "string") return path;
    const draft = { message: "", isRecursive: false };
    return ask(screen, c, { wiki, path, ...draft, problem: null });
  });

  app.post("/-/delete/*", async (c) => {
    const wiki = forWriting(c.var.visit);
    const form = await readForm(c.req.raw, formLimit(0));
    const path = findPagePath(wiki, pathOf(c) ?? "");
    const message = lineField(form, "message");
    const base = lineField(form, "base");
    if (base === "") {
      throw new AppError("invalid", `Cannot delete "${path}" without a base`);
    }
    const isRecursive = form.get("recursive") === "on";
    try {
      await deletePage(wiki, {
        ...{ path, base, recursive: isRecursive },
        ...(message === "" ? {} : { message }),
      });
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== "conflict") {
        throw error;
      }
      const now = forWriting(c.var.visit);
      const draft = { message, isRecursive };
      return askAgain(screen, c, { wiki: now, path, ...draft, error });
    }
    setFlash(c, "deleted", displayPath(path));
    return c.redirect("/-/changelog", 303);
  });
}

/** What is asked, and why it is asked again. */
interface Question {
  readonly wiki: ReadableWiki;
  readonly path: string;
  readonly message: string;
  readonly isRecursive: boolean;
  readonly problem: Problem | null;
}

function ask(
  screen: Screen,
  c: WebContext,
  { wiki, path, message, isRecursive, problem }: Question,
): Response | Promise<Response> {
  const { pages, files } = contentsBelow(wiki, path);
  const view = DeleteView({
    layout: screen.pageLayout(c, wiki, { path, tool: "delete" }),
    path,
    base: readPage(wiki, path).revision,
    ...{ message, isRecursive },
    below: { pages: pages.length, files: files.length },
    readUrl: screen.addressOf(wiki, path),
    linkedFrom: pageLinks(wiki, path).linkedFrom.length,
    problem,
  });
  return show(c, view, problem === null ? 200 : STATUS.conflict);
}

/** The page changed: the question is asked for what it is now. A page that is gone is not asked about. */
function askAgain(
  screen: Screen,
  c: WebContext,
  question: Omit<Question, "problem"> & { error: AppError },
): Response | Promise<Response> {
  const { error, ...rest } = question;
  if (error.details.reason !== "changed") throw error;
  return ask(screen, c, {
    ...rest,
    problem: {
      kind: "warning",
      text:
        "Not deleted: the page was changed since you opened this form. Read it again; deleting now deletes the current text.",
    },
  });
}
