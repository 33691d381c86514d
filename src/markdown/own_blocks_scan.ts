/** The part of the block scanner that knows panels, embeddings and what else the wiki adds to Markdown. @module */
import type { Blocks } from "./scanned_blocks.ts";
import type { LineCursor } from "./line_cursor.ts";
import {
  abbreviation,
  BOX_OPTIONS,
  embeddingEnd,
  embeddingStart,
  optionLine,
  pageEmbed,
  panelMark,
} from "./own_blocks.ts";

/** Which of them are open, and the links in their own lines. */
export class OwnBlocks {
  readonly #line: LineCursor;
  readonly #blocks: Blocks;
  #panels = 0;
  #embeddings = 0;
  /** Name of the embedding whose options are read now. */
  #options: string | null = null;
  /** A heading on the next line of text is the title of a panel or a fold. */
  #isTitleNext = false;
  /** Where the next `}}` stands; -1: nowhere. */
  #nextEnd = 0;

  constructor(line: LineCursor, blocks: Blocks) {
    this.#line = line;
    this.#blocks = blocks;
  }

  /** Whether a panel or an embedding is open at the top level. */
  get isInside(): boolean {
    return this.#panels > 0 || this.#embeddings > 0;
  }

  /** Whether a line (without indentation) is one of ours. */
  begins(line: string): boolean {
    switch (line[0]) {
      case ":":
        return panelMark(line) !== undefined;
      case "{":
        return embeddingStart(line) !== undefined && this.#isEnding();
      case "}":
        return this.#embeddings > 0 && embeddingEnd(line)?.before.trim() === "";
      case "!":
        return pageEmbed(line) !== undefined;
      case "*":
        return abbreviation(line) !== undefined;
      default:
        return false;
    }
  }

  /** Reads a line that {@linkcode begins}. */
  open(line: string, { isTopLevel }: { isTopLevel: boolean }): void {
    switch (line[0]) {
      case ":":
        return this.#openPanel(line, isTopLevel);
      case "{":
        return this.#openEmbedding(line);
      case "}":
        this.#embeddings--;
        return;
      case "!":
        this.#blocks.runs.push([this.#line.textStart, this.#line.end]);
    }
  }

  /** Whether the line is an option of the embedding that was opened, which is read then. */
  continues(): boolean {
    if (this.#options === null) return false;
    const option = optionLine(this.#line.rest());
    if (option !== undefined) {
      this.#addOption(this.#options, option, this.#line.textStart);
      return true;
    }
    if (this.#options !== "video" || this.#isEnd()) {
      this.#options = null;
      return false;
    }
    this.#addAddress("file", this.#line.textStart, this.#line.end);
    return true;
  }

  /** The next heading is a title. */
  expectTitle(): void {
    this.#isTitleNext = true;
  }

  /** Whether the heading that was just read is the title of a panel or a fold. */
  takesTitle(): boolean {
    const isTitle = this.#isTitleNext;
    this.#isTitleNext = false;
    return isTitle;
  }

  /** Sees a line of text. */
  readText(): void {
    this.#isTitleNext = false;
    if (this.#embeddings > 0 && this.#isEnd()) this.#embeddings--;
  }

  #isEnd(): boolean {
    const { text, end } = this.#line;
    return text[end - 1] === "}" || text[end - 1] === " "
      ? embeddingEnd(this.#line.rest()) !== undefined
      : false;
  }

  #openPanel(line: string, isTopLevel: boolean): void {
    const { family, title } = panelMark(line)!;
    const closes = family === "" && title === "" && this.#panels > 0;
    this.#isTitleNext = !closes && title === "";
    if (isTopLevel) this.#panels += closes ? -1 : 1;
    if (title !== "") {
      const end = this.#line.textStart + line.trimEnd().length;
      this.#blocks.runs.push([end - title.length, end]);
    }
  }

  #openEmbedding(line: string): void {
    const { name, rest, isWhole } = embeddingStart(line)!;
    let at = this.#line.textStart + line.indexOf("|");
    for (const piece of rest.split(/(?<!\\)\|/).slice(1)) {
      const option = optionLine(`|${piece}`);
      if (option !== undefined) this.#addOption(name, option, at);
      at += piece.length + 1;
    }
    if (isWhole) return;
    this.#embeddings++;
    this.#options = name;
  }

  #addOption(
    name: string,
    { key, start, end }: { key: string; start: number; end: number },
    offset: number,
  ): void {
    const word = key.toLowerCase();
    const place = [offset + start, offset + end] as const;
    if (name === "infobox") {
      if (!BOX_OPTIONS.has(word)) this.#blocks.runs.push(place);
    } else if (word === "src" && name !== "pageindex") {
      this.#addAddress(name === "include" ? "page" : "file", ...place);
    }
  }

  #addAddress(kind: "page" | "file", start: number, end: number): void {
    const { text } = this.#line;
    while (end > start && /\s/.test(text[end - 1]!)) end--;
    if (end > start) this.#blocks.options.push({ kind, start, end });
  }

  /** Whether a `}}` comes at all: an embedding without its end is text. */
  #isEnding(): boolean {
    const { text, textStart } = this.#line;
    if (this.#nextEnd >= 0 && this.#nextEnd < textStart) {
      this.#nextEnd = text.indexOf("}}", textStart);
    }
    return this.#nextEnd >= 0;
  }
}
