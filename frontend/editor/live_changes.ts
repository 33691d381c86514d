/// <reference lib="dom" />
/**
 * Tells the writer that the page changed meanwhile, and by whom. The wiki says so by server-sent events; a hidden page
 * listens to none, because a browser has few connections for one host.
 *
 * @module
 */
import { make, makeButton } from "./elements.ts";
import type { EditorForm } from "./form_facts.ts";
import type { NoticeBoard } from "./notices.ts";

/** The data of an event `page`. */
export interface PageEvent {
  readonly revision: string;
  readonly author: string;
  readonly at: string;
  readonly kind: "current" | "changed" | "deleted" | "moved";
  readonly movedTo?: string;
}

const NOTICE = "page-changed";
const AGE_INTERVAL_MS = 15_000;

/** Watches one page while it is edited. */
export class PageWatch {
  readonly #form: EditorForm;
  readonly #board: NoticeBoard;
  readonly #base: () => string;
  readonly #merge: () => void;
  #events: EventSource | undefined;
  #last: PageEvent | undefined;

  constructor(
    { form, board, base, merge }: {
      form: EditorForm;
      board: NoticeBoard;
      base: () => string;
      merge: () => void;
    },
  ) {
    this.#form = form;
    this.#board = board;
    this.#base = base;
    this.#merge = merge;
    document.addEventListener("visibilitychange", () => this.#listen());
    addEventListener("pagehide", () => this.#events?.close());
    addEventListener("pageshow", () => this.#listen());
    setInterval(() => this.#tellAge(), AGE_INTERVAL_MS);
    this.#listen();
  }

  /** Looks again whether the text grew out of the page as it is. */
  update(): void {
    const event = this.#last;
    if (!event || event.kind === "moved" || event.kind === "deleted") return;
    if (event.revision === this.#base()) this.#board.clear(NOTICE);
    else this.#tell(event);
  }

  #listen(): void {
    this.#events?.close();
    this.#events = undefined;
    if (document.visibilityState === "hidden") return;
    const events = new EventSource(`/-/events${this.#form.page}`);
    events.addEventListener("page", ({ data }) => {
      this.#last = JSON.parse(data) as PageEvent;
      if (this.#last.kind === "deleted" || this.#last.kind === "moved") {
        this.#tell(this.#last);
      } else this.update();
    });
    this.#events = events;
  }

  #tell(event: PageEvent): void {
    const isThere = event.kind === "changed" || event.kind === "current";
    this.#board.show(NOTICE, {
      kind: "warning",
      text: sentenceOf(event),
      actions: isThere
        ? [
          makeButton("Merge now", () => this.#merge()),
          ...(this.#base() === "" ? [] : [this.#showLink(event)]),
        ]
        : [],
    });
  }

  #showLink({ revision }: PageEvent): HTMLElement {
    const query = new URLSearchParams({ from: this.#base(), to: revision });
    return make("a", {
      href: `/-/diff${this.#form.page}?${query}`,
      target: "_blank",
      rel: "noopener",
    }, "Show what changed (new tab)");
  }

  #tellAge(): void {
    if (this.#last) this.#board.retell(NOTICE, sentenceOf(this.#last));
  }
}

function sentenceOf({ kind, author, at, movedTo }: PageEvent): string {
  const who = author || "Somebody";
  const when = shownAge(Date.now() - Date.parse(at));
  if (kind === "deleted") {
    return `${who} deleted this page ${when}. Saving shows you how to go on; your text stays.`;
  }
  if (kind === "moved") {
    return `${who} moved this page to “${movedTo}” ${when}. Saving shows you how to go on; your text stays.`;
  }
  return `${who} changed this page ${when}.`;
}

/** `10 seconds ago`. */
function shownAge(ageMs: number): string {
  const units = [["day", 86400], ["hour", 3600], ["minute", 60]] as const;
  const format = new Intl.RelativeTimeFormat("en", { numeric: "always" });
  const seconds = Math.max(0, Math.round(ageMs / 1000));
  for (const [unit, size] of units) {
    if (seconds >= size) {
      return format.format(-Math.floor(seconds / size), unit);
    }
  }
  return format.format(-seconds, "second");
}
