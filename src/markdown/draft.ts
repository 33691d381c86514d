/** What one rendering collects while the parser walks the page. Made anew for each page, so nothing leaks between pages. @module */
import type { Token } from "marked";
import type { MathPrinter } from "./math.ts";
import type {
  ContentHole,
  Heading,
  Hole,
  LinkStyle,
  RenderOptions,
} from "./rendered.ts";
import { headingId } from "./wiki_links.ts";

/** A place in the HTML that is filled after sanitising. */
export type Slot =
  | { readonly kind: "hole"; readonly hole: Hole }
  | { readonly kind: "heading"; readonly fragment: string }
  /** Markup of our own that the sanitiser would not let through. */
  | { readonly kind: "html"; readonly html: string };

/** Formulas of a page, and the characters of all of them. */
const MAX_FORMULAS = 3_000;
const MAX_TEX_LENGTH = 200_000;

/** What a rendering begins with. */
export interface DraftOptions extends RenderOptions {
  readonly style: LinkStyle;
  readonly textLength: number;
  /** Left out: formulas stay as they are written. */
  readonly printMath?: MathPrinter | undefined;
}

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
  /** Meanings of abbreviations by term. */
  readonly abbreviations = new Map<string, string>();
  /** Headings that begin a section, and their lines in the page's text. */
  readonly sectionLines = new Map<Token, number>();
  tables = 0;
  /** Whether something was written that `static/page.js` adds to. */
  usesScript = false;
  /** Cells of tables that may still be made: a cell takes two characters, and rows are filled up. */
  cellsLeft: number;

  readonly style: LinkStyle;
  readonly options: RenderOptions;
  readonly printMath: MathPrinter | undefined;
  readonly #repeats = new Map<string, number>();
  #formulas = 0;
  #texLength = 0;

  constructor({ style, textLength, printMath, ...options }: DraftOptions) {
    this.style = style;
    this.options = options;
    this.printMath = printMath;
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

  /** Text that becomes this markup. */
  addHtml(html: string): string {
    return this.addSlot({ kind: "html", html });
  }

  /** Text that becomes a hole for HTML. */
  addContent(hole: ContentHole): string {
    this.usesScript = true; // what comes in may want it
    return this.addSlot({ kind: "hole", hole });
  }

  /** A value for `id` that is the renderer's own. */
  ownId(id: string): string {
    this.ids.add(id);
    return `${this.mark}${this.shownId(id)}`;
  }

  /** An id as it stands in the HTML. */
  shownId(id: string): string {
    return `${this.options.idPrefix ?? ""}${id}`;
  }

  /** Whether one more formula may be set. */
  takeFormula(tex: string): boolean {
    this.#formulas++;
    this.#texLength += tex.length;
    return this.#formulas <= MAX_FORMULAS && this.#texLength <= MAX_TEX_LENGTH;
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
    if (fragment === "") return fragment;
    if (this.ids.has(fragment)) return this.shownId(fragment);
    if (this.writtenIds.has(fragment)) {
      return this.shownId(`user-content-${fragment}`);
    }
    return this.shownId(headingId(fragment));
  }
}
