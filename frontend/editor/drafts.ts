/// <reference lib="dom" />
/**
 * Keeps a draft while somebody writes: on the wiki for those who are signed in, else in the browser. What cannot be sent is
 * kept in the browser too, said, and tried again.
 *
 * @module
 */
import { DraftStorage } from "./draft_storage.ts";
import { type EditorForm, textFields } from "./form_facts.ts";
import { shownTime, type StatusLine } from "./notices.ts";
import { type Answer, ask } from "./requests.ts";
import type { TextView } from "./text_view.ts";

const DELAY_MS = 3000;
const LONGEST_DELAY_MS = 15_000;
const RETRY_MS = 20_000;
/** Browsers send at most 64 KiB after a page is gone, all such requests together. */
const MAX_KEEPALIVE_BYTES = 60_000;

/** Keeps the draft of one page. */
export class DraftKeeper {
  readonly #form: EditorForm;
  readonly #field: TextView;
  readonly #status: StatusLine;
  readonly #local: DraftStorage | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #firstChangeAt: number | undefined;
  #sending: Promise<void> | undefined;
  #isStopped = false;
  /** The text that is kept somewhere already. */
  #kept: string;

  constructor(
    { form, field, status }: {
      form: EditorForm;
      field: TextView;
      status: StatusLine;
    },
  ) {
    this.#form = form;
    this.#field = field;
    this.#status = status;
    this.#local = localDrafts(form);
    this.#kept = field.text();
    addEventListener("online", () => this.#isBad && this.flush());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") this.#leave();
    });
    addEventListener("pagehide", () => this.#leave());
  }

  /** The draft that waits in this browser, where it differs from the text of the form. */
  waiting() {
    const draft = this.#local?.read(keyOf(this.#form), Date.now());
    if (draft === undefined) return undefined;
    // The wiki gave the text back that it was sent: it came with this very form.
    const isBack = draft.wasSent === true && this.#form.cameUnsaved;
    const isSame = draft.text.trimEnd() === this.#field.text().trimEnd();
    if (!isBack && !isSame) return draft;
    this.#local?.remove(keyOf(this.#form));
    return undefined;
  }

  /** Tells that the text changed. */
  changed(): void {
    if (this.#isStopped) return;
    this.#firstChangeAt ??= Date.now();
    const waited = Date.now() - this.#firstChangeAt;
    this.#plan(Math.min(DELAY_MS, Math.max(0, LONGEST_DELAY_MS - waited)));
    if (!this.#isBad) this.#say("Not saved yet");
  }

  /** Keeps nothing until `resume`: a save is on its way, or an older draft waits for a choice. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    await this.#sending;
  }

  /** Goes on keeping. */
  resume(): void {
    this.#isStopped = false;
    if (this.#field.text() !== this.#kept) this.changed();
  }

  /** Drops the copy in this browser: the text is saved, or was given up. */
  forgetLocal(): void {
    this.#local?.remove(keyOf(this.#form));
  }

  /** Keeps the text in this browser. `wasSent`: the form leaves with it, and may come back. */
  keepLocal(more: { wasSent?: boolean } = {}): boolean {
    return this.#local?.write(keyOf(this.#form), {
      ...more,
      text: this.#field.text(),
      base: this.#field.base(),
      savedAt: Date.now(),
    }) ?? false;
  }

  /** Keeps the text now. */
  flush(): void {
    clearTimeout(this.#timer);
    if (this.#isStopped || this.#sending) return;
    const text = this.#field.text();
    if (text === this.#kept) return;
    this.#firstChangeAt = undefined;
    if (this.#form.writer === null) this.#keepHere(text);
    else {
      this.#sending = this.#send(text).finally(() => {
        this.#sending = undefined;
        if (this.#field.text() !== text && !this.#isBad) this.changed();
      });
    }
  }

  #isBad = false;

  #plan(delay: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.flush(), delay);
  }

  #say(text: string, tone: "calm" | "bad" = "calm"): void {
    this.#isBad = tone === "bad";
    this.#status.say("draft", text, tone);
  }

  #keepHere(text: string): void {
    if (this.keepLocal()) {
      this.#kept = text;
      this.#say(`Draft kept in this browser ${shownTime(new Date())}`);
    } else this.#say("Draft not kept: the browser has no room for it", "bad");
  }

  async #send(text: string, more: { keepalive?: boolean } = {}): Promise<void> {
    const answer = await ask<{ savedAt: string }>(this.#url(), {
      ...more,
      method: "PUT",
      fields: this.#fields(text),
    });
    if (answer.kind !== "ok") return this.#failed(answer);
    this.#kept = text;
    this.forgetLocal();
    this.#say(`Draft saved ${shownTime(new Date(answer.body.savedAt))}`);
  }

  #failed(answer: Exclude<Answer<unknown>, { kind: "ok" }>): void {
    const isHere = this.keepLocal();
    const place = isHere ? "; it is kept in this browser" : "";
    if (answer.kind === "offline") {
      this.#say(`Draft not saved: no connection${place}`, "bad");
      return this.#plan(RETRY_MS);
    }
    const { status, error, retryAfter } = answer;
    const reason = status === 401 ? "you are signed out" : error;
    this.#say(`Draft not saved: ${reason}${place}`, "bad");
    if (status === 429 || status >= 500) {
      this.#plan(Math.max(RETRY_MS, retryAfter * 1000));
    }
  }

  /** The page is hidden, and may never be seen again. */
  #leave(): void {
    const text = this.#field.text();
    if (this.#isStopped || text === this.#kept) return;
    if (this.#form.writer === null) return this.#keepHere(text);
    clearTimeout(this.#timer);
    const sizeBytes = String(new URLSearchParams(this.#fields(text))).length;
    const keepalive = sizeBytes <= MAX_KEEPALIVE_BYTES;
    // What is longer may not arrive.
    if (!keepalive) this.keepLocal();
    void this.#send(text, { keepalive });
  }

  #fields(text: string): Record<string, string> {
    return textFields(this.#form, { text, base: this.#field.base() });
  }

  #url(): string {
    return `/-/draft${this.#form.page}`;
  }
}

/** Drafts in this browser; `undefined` where storage is forbidden. */
function localDrafts({ writer }: EditorForm): DraftStorage | undefined {
  try {
    return new DraftStorage(localStorage, writer ?? "");
  } catch {
    return undefined;
  }
}

/** A section's draft is no draft of the whole page. */
function keyOf({ page, section }: EditorForm): string {
  return section === "" ? page : `${page}#${section}`;
}
