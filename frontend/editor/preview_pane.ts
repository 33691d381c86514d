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
const MAX_LIVE = 100_000;
/** Blocks of a longer text are laid out when they come into sight. */
const LAZY = 20_000;

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
    this.element.append(this.#note, ownForm(this.#prose));
    this.#prose.addEventListener("click", openElsewhere);
  }

  get isOpen(): boolean {
    return !this.element.hidden;
  }

  /** Whether it keeps up with the text; a longer one is shown when the writer asks for it. */
  get isLive(): boolean {
    return this.#field.view.state.doc.length <= MAX_LIVE;
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
    if (!this.isLive) {
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
      this.element.classList.toggle("is-long", text.length > LAZY);
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

/** Fields within the preview (a table's search) belong to no save, and Enter in them sends nothing. */
function ownForm(content: HTMLElement): HTMLFormElement {
  return make("form", {
    onsubmit: (event) => {
      event.preventDefault();
      event.stopPropagation();
    },
  }, content);
}

/** Links of the preview do not lead away from the text. */
function openElsewhere({ target }: Event): void {
  const link = target instanceof Element ? target.closest("a") : null;
  if (link === null || link.getAttribute("href")?.startsWith("#")) return;
  link.target = "_blank";
  link.rel = "noopener";
}

/** The HTML that the blocks of a place came with, in order: scripts may have changed or wrapped them since. */
const sources = new WeakMap<Element, readonly string[]>();

/**
 * Puts sanitised HTML in, and leaves the blocks alone that are the same before and behind what changed: pictures do not
 * flicker, diagrams are not drawn again. The event `prose` tells `static/page.js` of it.
 */
function replaceBlocks(place: HTMLElement, html: string): void {
  const template = document.createElement("template");
  template.innerHTML = html;
  const fresh = [...template.content.children];
  const next = fresh.map(sourceOf);
  const known = sources.get(place) ?? [];
  const old = [...place.children];
  const { start, end } = old.length === known.length
    ? sameEnds(known, next)
    : { start: 0, end: 0 };
  for (let i = 1; i <= end; i++) {
    const line = fresh.at(-i)!.getAttribute("data-line");
    if (line !== null) old.at(-i)!.setAttribute("data-line", line);
  }
  const behind = old[old.length - end] ?? null;
  for (const block of old.slice(start, old.length - end)) block.remove();
  for (const block of fresh.slice(start, fresh.length - end)) {
    place.insertBefore(block, behind);
  }
  sources.set(place, next);
  document.dispatchEvent(new CustomEvent("prose", { detail: place }));
}

/** How many items are the same at both beginnings, and how many of the rest at both ends. */
function sameEnds(
  a: readonly string[],
  b: readonly string[],
): { start: number; end: number } {
  const most = Math.min(a.length, b.length);
  let start = 0;
  while (start < most && a[start] === b[start]) start++;
  let end = 0;
  while (end < most - start && a.at(-1 - end) === b.at(-1 - end)) end++;
  return { start, end };
}

function sourceOf(block: Element): string {
  return block.outerHTML.replaceAll(/ data-line="\d+"/g, "");
}
