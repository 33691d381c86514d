/**
 * Undoing: a commit is reverted, a page goes back to a revision. Each asks first; what cannot be undone is named.
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
import { readChange, resolveRevision } from "../wiki/history.ts";
import { lookUp } from "../wiki/look_up.ts";
import { displayPath } from "../wiki/page_path.ts";
import { readPage } from "../wiki/pages.ts";
import { revertPage } from "../wiki/restore.ts";
import { revertCommit, revertMessage } from "../wiki/revert.ts";
import { toSpelling } from "./missing.tsx";
import { pathOf, type Screen, show, type WebContext } from "./screen.ts";
import type { Problem } from "./views/editor_view.tsx";
import { RestoreView, RevertView } from "./views/moving_views.tsx";

/** `/-/revert/<revision>` and `/-/restore/<page>?revision=`. */
export function addRevertRoutes(app: Hono<WikiEnv>, screen: Screen): void {
  app.get("/-/revert/:revision", (c) => {
    const wiki = forWriting(c.var.visit);
    const revision = resolveRevision(wiki, c.req.param("revision"));
    const message = revertMessage(wiki, revision);
    return askRevert(screen, c, { wiki, revision, message });
  });

  app.post("/-/revert/:revision", async (c) => {
    const wiki = forWriting(c.var.visit);
    const form = await readForm(c.req.raw, formLimit(0));
    const message = lineField(form, "message");
    const revision = resolveRevision(wiki, c.req.param("revision"));
    try {
      await revertCommit(wiki, {
        revision,
        ...(message === "" ? {} : { message }),
      });
    } catch (error) {
      if (!isForForm(error)) throw error;
      const now = forWriting(c.var.visit);
      return askRevert(screen, c, { wiki: now, revision, message, error });
    }
    setFlash(c, "reverted");
    return c.redirect("/-/changelog", 303);
  });

  app.get("/-/restore/*", (c) => {
    const wiki = forWriting(c.var.visit);
    const path = pathOf(c) ?? "";
    const found = lookUp(wiki, path);
    const isElsewhere = found.kind === "moved" ||
      found.kind === "page" && found.path !== path;
    if (isElsewhere) return toSpelling(c, found.path);
    const revision = c.req.query("revision") ?? "";
    return askRestore(screen, c, { wiki, path, revision, message: "" });
  });

  app.post("/-/restore/*", async (c) => {
    forWriting(c.var.visit); // before anything is read
    const form = await readForm(c.req.raw, formLimit(0));
    const path = pathOf(c) ?? "";
    const message = lineField(form, "message");
    const base = lineField(form, "base");
    const revision = lineField(form, "revision");
    try {
      return await restore(screen, c, { path, revision, base, message });
    } catch (error) {
      if (!isForForm(error)) throw error;
      const now = forWriting(c.var.visit);
      const asked = { wiki: now, path, revision, message, error };
      return askRestore(screen, c, asked);
    }
  });
}

async function restore(
  screen: Screen,
  c: WebContext,
  wish: { path: string; revision: string; base: string; message: string },
): Promise<Response> {
  const { path, revision, base, message } = wish;
  const wiki = forWriting(c.var.visit);
  if (base === "" && lookUp(wiki, path).kind === "page") {
    throw new AppError("conflict", `Cannot restore "${path}" without a base`, {
      details: { reason: "changed", path },
    });
  }
  const restored = await revertPage(wiki, {
    ...{ path, revision },
    ...(base === "" ? {} : { base }),
    ...(message === "" ? {} : { message }),
  });
  const isSame = restored.outcome === "unchanged";
  if (isSame) setFlash(c, "unchanged");
  else setFlash(c, "restored", displayPath(restored.path));
  const now = forReading(c.var.visit);
  return c.redirect(screen.addressOf(now, restored.path), 303);
}

function isForForm(error: unknown): error is AppError {
  return error instanceof AppError &&
    ["conflict", "invalid", "too_large"].includes(error.code);
}

function askRevert(
  screen: Screen,
  c: WebContext,
  { wiki, revision, message, error }: {
    wiki: WritableWiki;
    revision: string;
    message: string;
    error?: AppError;
  },
): Response | Promise<Response> {
  const view = RevertView({
    layout: screen.layout(c, wiki),
    change: readChange(wiki, revision),
    message,
    problem: error
      ? { kind: "error", text: `Not reverted. ${error.message}.` }
      : null,
    refused: error?.details.candidates ?? [],
  });
  return show(c, view, error ? STATUS[error.code] : 200);
}

function askRestore(
  screen: Screen,
  c: WebContext,
  { wiki, path, revision, message, error }: {
    wiki: WritableWiki;
    path: string;
    revision: string;
    message: string;
    error?: AppError;
  },
): Response | Promise<Response> {
  const change = readChange(wiki, resolveRevision(wiki, revision));
  readPage(wiki, path, { revision }); // it was there then, or there is nothing to ask
  const exists = lookUp(wiki, path).kind === "page";
  const view = RestoreView({
    layout: screen.pageLayout(c, wiki, { path, tool: "history", exists }),
    ...{ path, change, message },
    base: exists ? readPage(wiki, path).revision : "",
    problem: error === undefined ? null : problemOf(error),
  });
  return show(c, view, error ? STATUS[error.code] : 200);
}

function problemOf(error: AppError): Problem {
  return error.details.reason === "changed"
    ? {
      kind: "warning",
      text:
        "Not restored: the page was changed since you opened this form. Read it again; restoring now replaces the current text.",
    }
    : { kind: "error", text: `Not restored. ${error.message}.` };
}
