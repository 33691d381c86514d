/**
 * Housekeeping in the browser: what wants attention, and deleting empty pages.
 *
 * @module
 */
import type { Hono } from "hono";
import { AppError } from "../errors.ts";
import type { WikiEnv } from "../http/env.ts";
import { STATUS } from "../http/error_response.ts";
import { setFlash } from "../http/flash.ts";
import { formLimit, readForm } from "../http/form.ts";
import { forReading, forWriting, type ReadableWiki } from "../wiki/access.ts";
import { counted } from "../wiki/counted.ts";
import { deletePages } from "../wiki/deletion.ts";
import { LINT_KINDS, type LintKind, lintWiki } from "../wiki/lint.ts";
import { type Screen, show, type WebContext } from "./screen.ts";
import { LintView } from "./views/lint_view.tsx";

/** Findings of each kind where all are shown, and of one kind alone: no more than a form has fields. */
const FEW = 20;
const MANY = 80;
/** Bytes of the names of that many pages. */
const NAMES_BYTES = MANY * 1100;

/** The page, its old address, and the one thing that it does itself. */
export function addLintRoutes(app: Hono<WikiEnv>, screen: Screen): void {
  app.get("/-/lint", (c) => {
    const wiki = forReading(c.var.visit);
    return showLint(screen, c, wiki);
  });

  app.get("/-/housekeeping", (c) => c.redirect("/-/lint", 301));

  app.post("/-/lint/delete-empty", async (c) => {
    const wiki = forWriting(c.var.visit);
    const form = await readForm(c.req.raw, formLimit(NAMES_BYTES));
    try {
      const chosen = [...new Set(form.getAll("page"))];
      const pages = demandEmpty(wiki, chosen);
      await deletePages(wiki, { pages, message: "Delete empty pages" });
      setFlash(c, "pages_deleted", counted(pages.length, "page"));
    } catch (error) {
      const isTold = error instanceof AppError &&
        ["invalid", "conflict", "not_found"].includes(error.code);
      if (!isTold) throw error;
      const now = forWriting(c.var.visit);
      return await showLint(screen, c, now, error);
    }
    return c.redirect("/-/lint", 303);
  });
}

/**
 * The pages that were chosen, with their revisions: deleting refuses where one changes meanwhile.
 *
 * @throws {AppError} `conflict` where one is not empty any more: somebody wrote it since the list was shown.
 */
function demandEmpty(
  { index }: ReadableWiki,
  chosen: readonly string[],
): { path: string; base: string }[] {
  return chosen.map((path) => {
    const page = index.pages.find(path);
    if (page === undefined || !index.defects.isEmpty(path)) {
      throw new AppError(
        "conflict",
        `Nothing was deleted: "${path}" is not empty any more. Choose again`,
      );
    }
    return { path, base: page.revision };
  });
}

async function showLint(
  screen: Screen,
  c: WebContext,
  wiki: ReadableWiki,
  failure?: AppError,
): Promise<Response> {
  const kind = kindOf(c.req.query("kind"));
  const offset = kind === null ? 0 : numberOf(c.req.query("offset"));
  const { parts, isComplete } = await lintWiki(wiki, {
    kinds: kind === null ? LINT_KINDS : [kind],
    limit: kind === null ? FEW : MANY,
    offset,
  });
  const { caller, rights } = wiki;
  const next = offset + MANY;
  const view = LintView({
    layout: screen.layout(c, wiki),
    ...{ parts, kind, isComplete, offset },
    canWrite: rights.write,
    hasDrafts: caller.kind === "session" && rights.write,
    problem: failure?.message ?? null,
    nextUrl: kind !== null && next < parts[0]!.total
      ? `/-/lint?kind=${kind}&offset=${next}`
      : null,
  });
  return show(c, view, failure ? STATUS[failure.code] : 200);
}

/** @throws {AppError} `not_found` for a kind that there is none of. */
function kindOf(text: string | undefined): LintKind | null {
  if (text === undefined) return null;
  const kind = LINT_KINDS.find((known) => known === text);
  if (kind !== undefined) return kind;
  throw new AppError("not_found", "Housekeeping knows no such kind");
}

/** A whole number from a query, else 0. */
function numberOf(text: string | undefined): number {
  return text !== undefined && /^\d{1,6}$/.test(text) ? Number(text) : 0;
}
