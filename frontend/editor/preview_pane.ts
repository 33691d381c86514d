/// <reference lib="dom" />
/**
 * The text as it will look, beside the text field or in its place. The wiki renders it, with the same rules and the same
 * sanitiser as a page; this only puts it in, one request at a time.
 *
 * @module
 */
import { make } from "./elements.ts";
import type { EditorForm } from "./form_facts.ts";
import { ask } from "./requests.ts";
import type { TextView } from "./text_view.ts";

const DELAY_MS = 300;
/** A longer text, in UTF-16 units, is rendered when the preview is opened, not while one types. */
const MAX_LIVE = 200_000;

interface PreviewAnswer {
  readonly html: string;
  readonly shownAsText: string | null;
}

/** The pane and when it is up to date. */
export class PreviewPane {
  readonly element = make("section", {
    class: "editor-preview",
    "aria-label": "Preview",
    tabindex: 0,
    hidden: true,
  });
  readonly #form: EditorForm;
  readonly #field: TextView;
  readonly #prose = make("div", { class: "prose" });
  readonly #note = make("p", { class: "muted", role: "status" });
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isAsking = false;
  /** The text that is shown. */
  #shown: string | undefined;

  constructor(form: EditorForm, field: TextView) {
    this.#form = form;
    this.#field = field;
    this.element.append(this.#note, this.#prose);
  }

  get isOpen(): boolean {
    return !this.element.hidden;
  }

  open(): void {
    this.element.hidden = false;
    void this.#refresh();
  }

  close(): void {
    this.element.hidden = true;
    clearTimeout(this.#timer);
  }

  /** Tells that the text changed. */
  changed(): void {
    if (!this.isOpen) return;
    clearTimeout(this.#timer);
    if (this.#field.view.state.doc.length > MAX_LIVE) {
      this.#note.textContent =
        "This text is long: close and open the preview to see it anew.";
      return;
    }
    this.#timer = setTimeout(() => this.#refresh(), DELAY_MS);
  }

  /** Shows the block of the line that the cursor is in, where it is out of sight. */
  follow(): void {
    if (!this.isOpen) return;
    const { state } = this.#field.view;
    const block = this.#blockOf(
      state.doc.lineAt(state.selection.main.head).number,
    );
    if (!block) return;
    const pane = this.element.getBoundingClientRect();
    const { top, bottom } = block.getBoundingClientRect();
    const isTall = bottom - top > pane.height;
    const isInSight = isTall
      ? top < pane.bottom && bottom > pane.top
      : top >= pane.top && bottom <= pane.bottom;
    if (isInSight) return;
    this.element.scrollTop += top - pane.top - pane.height / 4;
  }

  #blockOf(line: number): Element | undefined {
    let found: Element | undefined;
    for (const block of this.#prose.querySelectorAll("[data-line]")) {
      if (Number(block.getAttribute("data-line")) > line) break;
      found = block;
    }
    return found;
  }

  /** One request at a time; what was typed meanwhile is asked for after it. */
  async #refresh(): Promise<void> {
    const text = this.#field.text();
    if (this.#isAsking || !this.isOpen || text === this.#shown) return;
    this.#isAsking = true;
    this.element.classList.add("is-stale");
    const answer = await ask<PreviewAnswer>(`/-/preview${this.#form.page}`, {
      fields: { text },
    });
    this.#isAsking = false;
    if (answer.kind === "ok") {
      this.#shown = text;
      this.element.classList.remove("is-stale");
      const { shownAsText } = answer.body;
      this.#note.textContent = shownAsText === null
        ? ""
        : `Shown as plain text: ${shownAsText}`;
      replaceBlocks(this.#prose, answer.body.html);
      this.follow();
      if (this.#field.text() !== text) this.changed();
    } else if (answer.kind === "offline") {
      this.#note.textContent = "No preview: no connection.";
    } else {
      this.#note.textContent = `No preview: ${answer.error}.`;
      if (answer.status === 429) {
        const wait = Math.max(answer.retryAfter * 1000, 2000);
        this.#timer = setTimeout(() => this.#refresh(), wait);
      }
    }
  }
}

/** The HTML that each block came with: scripts may have changed the block since. */
const sources = new WeakMap<Element, string>();

/**
 * Puts sanitised HTML in, and leaves the blocks alone that are the same before and behind what changed: pictures do not
 * flicker, diagrams are not drawn again. Announced by an event `content`, for the scripts that enliven pages.
 */
function replaceBlocks(place: HTMLElement, html: string): void {
  const template = document.createElement("template");
  template.innerHTML = html;
  const old = [...place.children];
  const fresh = [...template.content.children];
  for (const block of fresh) sources.set(block, sourceOf(block));
  const isSame = (a: Element | undefined, b: Element | undefined) =>
    a !== undefined && b !== undefined && sources.get(a) === sources.get(b);
  let start = 0;
  while (isSame(old[start], fresh[start])) start++;
  let end = 0;
  while (
    end < Math.min(old.length, fresh.length) - start &&
    isSame(old.at(-1 - end), fresh.at(-1 - end))
  ) end++;
  for (let i = 0; i < end; i++) {
    const line = fresh.at(-1 - i)!.getAttribute("data-line");
    if (line !== null) old.at(-1 - i)!.setAttribute("data-line", line);
  }
  const next = old[old.length - end] ?? null;
  for (const block of old.slice(start, old.length - end)) block.remove();
  for (const block of fresh.slice(start, fresh.length - end)) {
    place.insertBefore(block, next);
  }
  place.dispatchEvent(new CustomEvent("content", { bubbles: true }));
}

function sourceOf(block: Element): string {
  return block.outerHTML.replaceAll(/ data-line="\d+"/g, "");
}
