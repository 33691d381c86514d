/// <reference lib="dom" />
/**
 * The button that opens and closes the preview. On a wide window it begins open, beside the text, unless it was closed before.
 *
 * @module
 */
import type { EditorForm } from "./form_facts.ts";
import type { PreviewPane } from "./preview_pane.ts";
import type { TextView } from "./text_view.ts";

/** As in the style sheet. */
const WIDE = "(min-width: 70rem)";
const CHOICE = "editor-preview";

/** Turns the form's preview button, which would leave the page, into the switch. */
export class PreviewSwitch {
  readonly #field: TextView;
  readonly #pane: PreviewPane;
  readonly #button: HTMLButtonElement | null;

  constructor({ form }: EditorForm, field: TextView, pane: PreviewPane) {
    this.#field = field;
    this.#pane = pane;
    this.#button = form.querySelector("button[value=preview]");
    if (this.#button) this.#button.type = "button";
    this.#button?.addEventListener("click", () => this.flip());
    // The pane is put in its place first.
    queueMicrotask(() =>
      this.#show(matchMedia(WIDE).matches && wasOpen() && pane.isLive)
    );
  }

  /** Opens or closes it, and remembers that on a wide window. */
  flip(): void {
    this.#show(!this.#pane.isOpen);
    if (matchMedia(WIDE).matches) remember(this.#pane.isOpen);
    if (this.#pane.isOpen && !matchMedia(WIDE).matches) {
      this.#pane.element.focus();
    } else this.#field.view.focus();
  }

  #show(isOpen: boolean): void {
    if (isOpen) this.#pane.open();
    else this.#pane.close();
    this.#pane.element.parentElement?.classList.toggle("has-preview", isOpen);
    this.#button?.setAttribute("aria-pressed", String(isOpen));
    this.#field.view.requestMeasure();
  }
}

function wasOpen(): boolean {
  try {
    return localStorage.getItem(CHOICE) !== "closed";
  } catch {
    return true; // storage may be forbidden
  }
}

function remember(isOpen: boolean): void {
  try {
    localStorage.setItem(CHOICE, isOpen ? "open" : "closed");
  } catch {
    // the choice lasts for this page only
  }
}
