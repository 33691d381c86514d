/**
 * What becomes of the editor's form: preview, save, the choices of a conflict. Whatever fails, the writer gets the typed text back.
 *
 * @module
 */
import type { Hono } from "hono";
import { asStorageFull } from "../db/database.ts";
import { AppError } from "../errors.ts";
import type { WikiEnv } from "../http/env.ts";
import { type Failure, failureOf } from "../http/error_response.ts";
import { setFlash } from "../http/flash.ts";
import { formLimit, lineField, readForm, textField } from "../http/form.ts";
import { loginUrl } from "../http/return_to.ts";
import { forReading, forWriting, type WritableWiki } from "../wiki/access.ts";
import { discardDraft } from "../wiki/drafts.ts";
import { actionUrl } from "../wiki/page_path.ts";
import { saveSection, sectionAnchor } from "../wiki/page_section.ts";
import { type Saved, savePage } from "../wiki/pages.ts";
import { preferenceOf } from "../wiki/preferences.ts";
import { resolveConflict, showConflict } from "./conflict.ts";
import {
  proposedMessage,
  showBareEditor,
  showEditor,
} from "./editor_screen.tsx";
import { pathOf, type Screen, type WebContext } from "./screen.ts";
import { authorOf } from "./views/change_line.tsx";
import type { Draft, Problem } from "./views/editor_view.tsx";

/** What was typed, and the form that it came in. */
interface Typed {
  readonly draft: Draft;
  readonly form: URLSearchParams;
}

type Action = (
  screen: Screen,
  c: WebContext,
  typed: Typed,
) => Promise<Response>;

/** By the button that was pressed; a form without one is saved. */
const ACTIONS: Readonly<Record<string, Action>> = {
  preview,
  resolve: resolveConflict,
  /** The page was renamed meanwhile, and the writer wants one under the old name. */
  anew: (screen, c, { draft, form }) =>
    save(screen, c, { draft: { ...draft, base: "" }, form }),
};

/** The form's one address. */
export function addSavingRoutes(app: Hono<WikiEnv>, screen: Screen): void {
  app.post("/-/edit/*", async (c) => {
    const { maxPageBytes } = c.var.house.config;
    const form = await readForm(c.req.raw, formLimit(maxPageBytes));
    const draft: Draft = {
      path: pathOf(c) ?? "",
      text: textField(form, "text"),
      message: lineField(form, "message"),
      base: lineField(form, "base"),
      section: lineField(form, "section") || undefined,
    };
    try {
      if (c.var.refusal) throw c.var.refusal;
      const name = form.get("action") ?? "";
      const action = Object.hasOwn(ACTIONS, name) ? ACTIONS[name]! : save;
      return await action(screen, c, { draft, form });
    } catch (error) {
      return await giveBack(screen, c, { draft, error });
    }
  });
}

/** Shows how the text will look; nothing is stored. */
async function preview(
  screen: Screen,
  c: WebContext,
  { draft }: Typed,
): Promise<Response> {
  const wiki = forWriting(c.var.visit);
  const { path, text } = draft;
  const body = await wiki.house.bodies.preview(wiki, { path, text });
  return await showEditor(screen, c, {
    ...{ wiki, draft, preview: body, problem: null },
  });
}

/** Stores the text and goes to the page. */
async function save(
  screen: Screen,
  c: WebContext,
  { draft, form }: Typed,
): Promise<Response> {
  demandSameWriter(c, form);
  const wiki = forWriting(c.var.visit);
  const saved = await store(wiki, draft);
  forgetDraft(c, wiki, draft.path);
  flashSaved(c, saved);
  const { section, text } = draft;
  const anchor = section === undefined ? "" : sectionAnchor(section, text);
  const fragment = anchor === "" ? "" : `#${encodeURIComponent(anchor)}`;
  const address = screen.addressOf(forReading(c.var.visit), saved.path);
  return c.redirect(address + fragment, 303);
}

/** A form that a person opened is not saved as a visitor's because the session has ended since. */
function demandSameWriter(c: WebContext, form: URLSearchParams): void {
  const isLoggedOut = lineField(form, "writer") !== "" &&
    c.var.visit.caller.kind === "anonymous";
  if (!isLoggedOut) return;
  throw new AppError("unauthenticated", "Cannot save: the session has ended");
}

function store(wiki: WritableWiki, draft: Draft): Promise<Saved> {
  const { path, text, base, section } = draft;
  const message = messageOf(wiki, draft);
  const words = message === "" ? {} : { message };
  return section === undefined || base === ""
    ? savePage(wiki, { path, text, base: base === "" ? null : base, ...words })
    : saveSection(wiki, { path, text, base, section, ...words });
}

/** The message, by the wiki's wish. @throws {AppError} `invalid` where it wants one and there is none. */
function messageOf(wiki: WritableWiki, { path, message }: Draft): string {
  switch (preferenceOf(wiki.preferences, "COMMIT_MESSAGE")) {
    case "DISABLED":
      return proposedMessage(wiki, path);
    case "OPTIONAL":
      return message;
    case "REQUIRED":
      if (message !== "") return message;
      throw new AppError(
        "invalid",
        "Cannot save without a word on what you changed: this wiki asks for it",
      );
  }
}

/** The page is saved, whatever becomes of its draft. */
function forgetDraft(c: WebContext, wiki: WritableWiki, path: string): void {
  try {
    discardDraft(wiki, path);
  } catch (error) {
    c.var.house.log("error", "background_failed", {}, error);
  }
}

function flashSaved(c: WebContext, saved: Saved): void {
  const { outcome, mergedWith } = saved;
  const others = [...new Set(mergedWith.map(authorOf))].join(", ");
  if (outcome === "merged") setFlash(c, "merged", others);
  else setFlash(c, outcome === "updated" ? "saved" : outcome);
}

/** The form again, with the typed text and what went wrong; a conflict has a page of its own. */
async function giveBack(
  screen: Screen,
  c: WebContext,
  { draft, error: thrown }: { draft: Draft; error: unknown },
): Promise<Response> {
  const failure = failureOf(thrown, c, "web");
  const problem = problemOf(c, draft, failure);
  const { status } = failure;
  const error = asStorageFull(thrown);
  if (error instanceof AppError && error.details.retryAfterSeconds) {
    c.header("Retry-After", String(error.details.retryAfterSeconds));
  }
  try {
    if (failure.code === "rate_limited") {
      return await showBareEditor(c, { draft, problem }, status);
    }
    const wiki = forReading(c.var.visit);
    if (error instanceof AppError && failure.code === "conflict") {
      return await showConflict(screen, c, { wiki, draft, error, problem });
    }
    return await showEditor(screen, c, { wiki, draft, problem }, status);
  } catch (again) {
    // The wiki cannot be shown (suspended, being indexed, no right to read): the text must come back all the same.
    if (!(again instanceof AppError)) failureOf(again, c, "web");
    return await showBareEditor(c, { draft, problem }, status);
  }
}

/** What went wrong, said to the writer. */
function problemOf(
  c: WebContext,
  { path, section }: Draft,
  { code, message }: Failure,
): Problem {
  if (code === "unauthenticated") {
    return {
      kind: "error",
      text:
        "Not saved: you are not signed in any more. Your text is still in the form. Sign in, come back to this tab, and save again.",
      link: {
        url: loginUrl(c.var.house.config, `${c.var.wikiUrl}/`),
        text: "Sign in (opens a new tab)",
      },
    };
  }
  const text = `Not saved. ${message}. Your text is still in the form.`;
  if (code !== "not_found" || section === undefined) {
    return { kind: "error", text };
  }
  return {
    kind: "error",
    text:
      `${text} The section is not where it was: copy your text into the whole page.`,
    link: {
      url: actionUrl("edit", path),
      text: "Edit the whole page (opens a new tab)",
    },
  };
}
