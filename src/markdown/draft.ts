/** What one rendering collects while the parser walks the page. Made anew for each page, so nothing leaks between pages. @module */
import type { Token } from "marked";
import type { Heading, Hole, LinkStyle } from "./rendered.ts";
import { headingId } from "./wiki_links.ts";

/** A place in the HTML that is filled after sanitising. */
export type Slot =
  | { readonly kind: "hole"; readonly hole: Hole }
  | { readonly kind: "heading"; readonly fragment: string };

/** A footnote: its text, and how often it was referred to. */
export interface Footnote {
  /** Empty until the parser comes to its definition. */
  tokens: readonly Token[];
  /** 1, 2, … in the order of the first references; 0: none yet. */
  number: number;
  references: number;
}

/** The state of one rendering. */
export class Draft {
  /** Marks what the renderer itself wrote; random, so that no text can hold it. */
  readonly mark: string;
  readonly slots: Slot[] = [];
  readonly headings: Heading[] = [];
  /** Ids of headings and footnotes. */
  readonly ids = new Set<string>();
  /** Ids that the writer gave in raw HTML, as given. */
  readonly writtenIds = new Set<string>();
  /** Footnotes by label. */
  readonly footnotes = new Map<string, Footnote>();
  /** Footnotes whose definition was met, also further ones of the same label. */
  readonly defined: Footnote[] = [];
  /** Footnotes in the order of their numbers. */
  readonly numbered: Footnote[] = [];
  tables = 0;
  /** Cells of tables that may still be made: a cell takes two characters, and rows are filled up. */
  cellsLeft: number;

  readonly #repeats = new Map<string, number>();

  constructor(readonly style: LinkStyle, textLength: number) {
    this.cellsLeft = 500 + textLength / 2;
    const random = crypto.getRandomValues(new Uint8Array(16));
    this.mark = `x${
      Array.from(random, (byte) => byte.toString(16).padStart(2, "0")).join("")
    }x`;
  }

  /** A value for `href` or `src` that becomes a slot. */
  addSlot(slot: Slot): string {
    return `${this.mark}${this.slots.push(slot) - 1}x`;
  }

  /** A value for `id` that is the renderer's own. */
  ownId(id: string): string {
    this.ids.add(id);
    return `${this.mark}${id}`;
  }

  /** An unused id for a heading: `x`, then `x-1`, `x-2`, … */
  headingId(text: string): string {
    const id = headingId(text);
    let count = this.#repeats.get(id) ?? 0;
    let candidate = count === 0 ? id : `${id}-${count}`;
    while (this.ids.has(candidate)) candidate = `${id}-${++count}`;
    this.#repeats.set(id, count + 1);
    return candidate;
  }

  /** Makes a label known: from now on `[^label]` is a reference. */
  declare(label: string): void {
    if (this.footnotes.has(label)) return;
    this.footnotes.set(label, { tokens: [], number: 0, references: 0 });
  }

  /** Keeps the text of a footnote. */
  define(label: string, tokens: readonly Token[]): void {
    const known = this.footnotes.get(label);
    const note = known !== undefined && known.tokens.length === 0
      ? known
      : { tokens, number: 0, references: 0 };
    note.tokens = tokens;
    this.defined.push(note);
  }

  /** Gives a footnote its number. */
  number(note: Footnote): void {
    if (note.number === 0) note.number = this.numbered.push(note);
  }

  /** The id that a link within the page means. */
  idOf(fragment: string): string {
    if (fragment === "" || this.ids.has(fragment)) return fragment;
    if (this.writtenIds.has(fragment)) return `user-content-${fragment}`;
    return headingId(fragment);
  }
}
