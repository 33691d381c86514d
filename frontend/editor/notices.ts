/// <reference lib="dom" />
/**
 * What the editor says: notices above the text, each with a name so that a newer one takes its place, and the line of
 * states below it.
 *
 * @module
 */
import { make } from "./elements.ts";

/** Something to tell the writer, with what can be done about it. */
export interface EditorNotice {
  readonly kind: "info" | "success" | "warning" | "error";
  readonly text: string;
  readonly actions?: readonly Node[];
  readonly more?: Node;
}

/** Where notices appear; read out by screen readers as they come. */
export class NoticeBoard {
  readonly element = make("div", { class: "editor-notices", role: "status" });
  readonly #shown = new Map<string, HTMLElement>();

  /** Shows a notice, in the place of the one of the same name. */
  show(name: string, { kind, text, actions = [], more }: EditorNotice): void {
    const box = make(
      "div",
      { class: `notice notice-${kind} editor-notice` },
      make("p", {}, text),
    );
    if (more) box.append(more);
    if (actions.length > 0) {
      box.append(make("div", { class: "actions" }, ...actions));
    }
    const old = this.#shown.get(name);
    if (old) old.replaceWith(box);
    else this.element.append(box);
    this.#shown.set(name, box);
  }

  /** Changes the words of a notice that is shown. */
  retell(name: string, text: string): void {
    const words = this.#shown.get(name)?.querySelector("p");
    if (words && words.textContent !== text) words.textContent = text;
  }

  /** Takes a notice away. */
  clear(name: string): void {
    this.#shown.get(name)?.remove();
    this.#shown.delete(name);
  }
}

/** One line of states below the text, such as "Draft saved 12:03". */
export class StatusLine {
  readonly element = make("p", { class: "editor-status" });
  readonly #states = new Map<string, HTMLElement>();

  /** Says a state; a bad one is read out by screen readers, a good one is not. */
  say(name: string, text: string, tone: "calm" | "bad" = "calm"): void {
    let state = this.#states.get(name);
    if (!state) {
      state = make("span", { "data-state": name });
      this.#states.set(name, state);
      this.element.append(state);
    }
    const isBad = tone === "bad";
    if (isBad) state.setAttribute("role", "status");
    else state.removeAttribute("role");
    state.classList.toggle("is-bad", isBad);
    if (state.textContent !== text) state.textContent = text;
  }
}

/** `12:03`, as the visitor's clock shows it. */
export function shownTime(at: Date): string {
  return at.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
}
