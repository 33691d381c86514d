/// <reference lib="dom" />
/**
 * Brings the typed text and the page as it is now together, before a save or after one that met a conflict.
 *
 * @module
 */
import { setBase } from "./base_field.ts";
import { askForChoices } from "./conflict.ts";
import { type EditorForm, textFields } from "./form_facts.ts";
import { type Answer, ask } from "./requests.ts";
import type { TextView } from "./text_view.ts";

/** What `POST /-/merge/<page>` answers. */
export interface MergeAnswer {
  readonly outcome: "current" | "merged" | "conflict";
  readonly revision: string;
  readonly text: string;
  readonly changes: readonly { author: string; at: string; revision: string }[];
  /** Their text, on conflict. */
  readonly current?: string;
  /** What both grew out of, on conflict. */
  readonly base?: string;
}

/** How it ended: the text grew out of the current page now, or it did not. */
export type MergeEnd =
  | { readonly kind: "merged"; readonly authors: readonly string[] }
  | { readonly kind: "resolved" }
  | { readonly kind: "given up" }
  | { readonly kind: "failed"; readonly answer: Answer<MergeAnswer> };

/** Merges; asks the writer where both changed the same lines. */
export async function mergeNow(
  editor: EditorForm,
  field: TextView,
): Promise<MergeEnd> {
  const { form, page } = editor;
  const mine = field.text();
  const answer = await ask<MergeAnswer>(`/-/merge${page}`, {
    fields: textFields(editor, { text: mine, base: field.base() }),
  });
  if (answer.kind !== "ok") return { kind: "failed", answer };
  const { outcome, revision, text, changes, current, base } = answer.body;
  const effects = [setBase.of(revision)];
  if (outcome !== "conflict") {
    // What was typed while the wiki merged is newer than what it saw.
    if (field.text() !== mine) return mergeNow(editor, field);
    if (outcome === "merged") field.replace(text, effects);
    else field.view.dispatch({ effects });
    const authors = [...new Set(changes.map(({ author }) => author))];
    return { kind: "merged", authors };
  }
  form.inert = true;
  const who = changes[0]?.author || "somebody else";
  const resolved = await askForChoices(form, {
    base: base ?? "",
    mine: field.text(),
    theirs: current ?? "",
  }, who).finally(() => form.inert = false);
  field.view.focus();
  if (resolved === null) return { kind: "given up" };
  field.replace(resolved, effects);
  return { kind: "resolved" };
}
