/**
 * What the editor's script asks for while somebody writes. Each takes a form and answers JSON.
 *
 * | request                  | fields                      | answer                                                              |
 * | ------------------------ | --------------------------- | ------------------------------------------------------------------- |
 * | `POST /-/preview/<page>` | `text`                      | `{ html, headings, shownAsText }`                                   |
 * | `PUT /-/draft/<page>`    | `text`, `base`, `section?`  | `{ savedAt }`; 401 visitor, 413 too long, 409 too many              |
 * | `DELETE /-/draft/<page>` | –                           | 204                                                                 |
 * | `POST /-/merge/<page>`   | `text`, `base`, `section?`  | `{ outcome, revision, text, changes, current?, base? }`             |
 *
 * A field `section` says that `text` is one section alone: in `/-/merge` all texts are then those of the section.
 *
 * @module
 */
import type { Hono } from "hono";
import { AppError } from "../errors.ts";
import type { WikiEnv } from "../http/env.ts";
import { formLimit, lineField, readForm, textField } from "../http/form.ts";
import { forWriting } from "../wiki/access.ts";
import { discardDraft, saveDraft } from "../wiki/drafts.ts";
import { mergeText, type TypedText } from "../wiki/text_merge.ts";
import { answerJson } from "./json_answer.ts";
import { pathOf, type WebContext } from "./screen.ts";
import { authorOf } from "./views/change_line.tsx";

/** The routes; all need the right to write. */
export function addEditorJsonRoutes(app: Hono<WikiEnv>): void {
  app.post("/-/preview/*", (c) => answerJson(c, () => preview(c)));
  app.put("/-/draft/*", (c) => answerJson(c, () => keepDraft(c)));
  app.delete("/-/draft/*", (c) => {
    discardDraft(forWriting(c.var.visit), pathOf(c) ?? "");
    return c.body(null, 204);
  });
  app.post("/-/merge/*", (c) => answerJson(c, () => mergeNow(c)));
}

async function preview(c: WebContext): Promise<object> {
  const { path, text } = await readTyped(c);
  const wiki = forWriting(c.var.visit);
  const body = await wiki.house.bodies.preview(wiki, { path, text });
  const { html, headings, shownAsText } = body;
  return { html, headings, shownAsText };
}

async function keepDraft(c: WebContext): Promise<object> {
  const typed = await readTyped(c);
  const { savedAt } = await saveDraft(forWriting(c.var.visit), typed);
  return { savedAt };
}

async function mergeNow(c: WebContext): Promise<object> {
  const typed = await readTyped(c);
  const merged = await mergeText(forWriting(c.var.visit), typed);
  const changes = merged.changes.map((change) => ({
    author: authorOf(change),
    at: change.at,
    revision: change.revision,
  }));
  return { ...merged, changes };
}

/** Who may not write is not read. */
async function readTyped(c: WebContext): Promise<TypedText> {
  forWriting(c.var.visit);
  const { maxPageBytes } = c.var.house.config;
  const form = await readForm(c.req.raw, formLimit(maxPageBytes));
  const path = pathOf(c) ?? "";
  if (path === "") throw new AppError("invalid", "Cannot tell which page");
  return {
    path,
    text: textField(form, "text"),
    base: lineField(form, "base"),
    section: lineField(form, "section") || undefined,
  };
}
