/// <reference lib="dom" />
/**
 * Saving without leaving the page before the wiki has said yes: whatever goes wrong, the text is still there.
 *
 * @module
 */
import type { DraftKeeper } from "./drafts.ts";
import { make } from "./elements.ts";
import type { EditorForm } from "./form_facts.ts";
import { type MergeEnd, mergeNow } from "./merging.ts";
import type { NoticeBoard } from "./notices.ts";
import { type Answer, refusalOf } from "./requests.ts";
import type { TextView } from "./text_view.ts";

const NOTICE = "save";

/** What a save works with. */
export interface SaveParts {
  readonly editor: EditorForm;
  readonly field: TextView;
  readonly drafts: DraftKeeper;
  readonly board: NoticeBoard;
  /** Told after a merge. */
  readonly onMerge: () => void;
}

/** Saves the form, and asks before the page is left with text that is not saved. */
export class Saver {
  readonly #parts: SaveParts;
  readonly #opened: string;
  #isSaving = false;
  #isSaved = false;

  constructor(parts: SaveParts) {
    this.#parts = parts;
    const { editor, field } = parts;
    this.#opened = field.text();
    editor.form.addEventListener("submit", (event) => {
      // The other buttons (the choices of a conflict) lead to a page of the wiki's.
      const button = event.submitter as HTMLButtonElement | null;
      if (button !== null && button.value !== "save") return this.#leave();
      event.preventDefault();
      void this.save();
    });
    addEventListener("beforeunload", (event) => {
      field.copy();
      if (this.#isUnsaved()) event.preventDefault();
    });
    // The browser shows the page again as it was left.
    addEventListener("pageshow", (event) => {
      if (!(event as PageTransitionEvent).persisted) return;
      this.#isSaved = false;
      parts.drafts.resume();
    });
  }

  /** Sends the form as its button does, where the browser finds it complete. */
  request(): void {
    const { form } = this.#parts.editor;
    if (form.inert) return; // choices are open
    form.requestSubmit(form.querySelector<HTMLElement>("button[value=save]"));
  }

  /** Saves and goes to the page, or says why not. */
  async save(): Promise<void> {
    if (this.#isSaving) return;
    this.#isSaving = true;
    const { field, drafts, board, editor } = this.#parts;
    const button = editor.form.querySelector("button[value=save]");
    button?.setAttribute("aria-disabled", "true");
    board.clear(NOTICE);
    await drafts.stop();
    field.copy();
    try {
      await this.#send();
    } finally {
      this.#isSaving = false;
      button?.removeAttribute("aria-disabled");
      if (!this.#isSaved) drafts.resume();
    }
  }

  async #send(): Promise<void> {
    const { form, page, readUrl, section } = this.#parts.editor;
    const fields = new FormData(form) as unknown as Iterable<[string, string]>;
    const body = new URLSearchParams([...fields, ["action", "save"]]);
    let response: Response;
    try {
      // `form.action` would be the buttons of that name.
      response = await fetch(`/-/edit${page}`, {
        ...{ method: "POST", body },
        // The wiki answers a save by leading to the page.
        redirect: "manual",
      });
    } catch {
      return this.#tellRefusal({ kind: "offline" });
    }
    if (response.type !== "opaqueredirect") return this.#refused(response);
    this.#isSaved = true;
    this.#parts.drafts.forgetLocal();
    location.assign(section === "" ? readUrl : `${readUrl}#${section}`);
  }

  async #refused(response: Response): Promise<void> {
    if (response.status === 409) return await this.#meetOther();
    if (response.ok) return this.#sendPlainly();
    this.#tellRefusal(await refusalOf(response));
  }

  /** Somebody else was first. What cannot be merged here, the wiki's own page explains. */
  async #meetOther(): Promise<void> {
    const { editor, field, board, onMerge } = this.#parts;
    const end = await mergeNow(editor, field);
    if (end.kind === "failed") {
      if (end.answer.kind === "offline") return this.#tellRefusal(end.answer);
      return this.#sendPlainly();
    }
    onMerge();
    field.copy();
    if (end.kind === "merged") return await this.#send();
    board.show(NOTICE, { kind: "info", text: sentenceOf(end) });
  }

  /** The form goes to the wiki as it is. */
  #leave(): void {
    this.#parts.field.copy();
    this.#parts.drafts.keepLocal({ wasSent: true });
    void this.#parts.drafts.stop();
    this.#isSaved = true;
  }

  /** As without a script: the answer is shown as the page that it is. */
  #sendPlainly(): void {
    this.#parts.drafts.keepLocal({ wasSent: true });
    this.#isSaved = true;
    this.#parts.editor.form.submit();
  }

  #tellRefusal(answer: Exclude<Answer<never>, { kind: "ok" }>): void {
    const isHere = this.#parts.drafts.keepLocal();
    this.#parts.board.show(NOTICE, {
      kind: "error",
      text: refusalText(answer, isHere),
      actions: answer.kind === "refused" && answer.status === 401
        ? [signInLink()]
        : [],
    });
  }

  #isUnsaved(): boolean {
    const { editor, field } = this.#parts;
    return !this.#isSaved &&
      (editor.cameUnsaved || field.text() !== this.#opened);
  }
}

function sentenceOf(end: MergeEnd): string {
  return end.kind === "resolved"
    ? "The two texts are one now. Look it over, then save."
    : "Not saved. Your text is as you left it; saving asks again.";
}

function refusalText(
  answer: Exclude<Answer<never>, { kind: "ok" }>,
  isHere: boolean,
): string {
  const rest = isHere
    ? "Your text is still here, and a copy is kept in this browser."
    : "Your text is still here.";
  if (answer.kind === "offline") {
    return `Not saved: no connection. ${rest} Save again when the connection is back.`;
  }
  const { status, error, retryAfter } = answer;
  if (status === 401) {
    return `Not saved: you are not signed in any more. ${rest} Sign in in another tab, come back, and save again.`;
  }
  const wait = retryAfter > 0 ? ` Try again in ${retryAfter} seconds.` : "";
  const reason = error.replace(/^Not saved[.:] */, "")
    .replace(/ *Your text is still in the form\.$/, "").replace(/\.$/, "");
  return `Not saved: ${reason}. ${rest}${wait}`;
}

function signInLink(): HTMLElement {
  return make("a", {
    class: "button",
    href: "/-/login",
    target: "_blank",
    rel: "noopener",
  }, "Sign in (new tab)");
}
