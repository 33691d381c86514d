/**
 * A linear scanner for the block structure of Markdown (CommonMark 0.31 with GFM tables and footnotes). It makes no tree: it yields
 * the runs of text that hold inline markup, raw HTML, headings and definitions, with their offsets. Each line is looked at once;
 * open containers are matched in time linear in the line, so hostile nesting costs nothing extra.
 *
 * @module
 */
import {
  atxHeading,
  closesFence,
  fenceStart,
  htmlStart,
  isRule,
  listMarker,
  tableCells,
  tableColumns,
  underlineLevel,
} from "./block_starts.ts";
import { readDefinition } from "./definitions.ts";
import { LineCursor } from "./line_cursor.ts";
import { OwnBlocks } from "./own_blocks_scan.ts";
import { hiddenMark } from "./own_blocks.ts";
import type { Blocks } from "./scanned_blocks.ts";

export type {
  Blocks,
  OptionAddress,
  Pieces,
  ScannedHeading,
  UnderlinedHeading,
} from "./scanned_blocks.ts";

/** An open quote, or a list item or footnote whose further lines are indented by `indent` columns. */
type Container = { isQuote: true; mark: ">" | ">!" | ">|" } | {
  isQuote: false;
  indent: number;
  isEmpty: boolean;
};

/** What the last container ends in, where it can go on in the next line. */
type Leaf =
  | { kind: "paragraph"; pieces: number[] }
  | { kind: "fence"; char: string; length: number }
  | { kind: "html"; end: RegExp | null; pieces: number[] }
  | { kind: "table"; columns: number };

/** What a list item, another block and the delimiter row of a table can begin with: most lines need no closer look. */
const ITEM_CHARS = "-+*0123456789";
const LEAF_CHARS = "#`~<=-_*:{}!";
const DELIMITER_CHARS = "|:-";

/** Scans a text from an offset (behind its front matter). */
export function scanBlocks(text: string, from = 0): Blocks {
  return new BlockScanner(text).scan(from);
}

class BlockScanner {
  readonly #blocks: Blocks = {
    runs: [],
    html: [],
    headings: [],
    underlined: [],
    definitions: new Map(),
    definitionSpots: [],
    footnotes: new Set(),
    options: [],
  };
  readonly #containers: Container[] = [];
  /** Indexes of the quotes among the containers: what a blank line closes. */
  readonly #quotes: number[] = [];
  #leaf: Leaf | null = null;
  readonly #own: OwnBlocks;
  readonly #line: LineCursor;

  constructor(text: string) {
    this.#line = new LineCursor(text);
    this.#own = new OwnBlocks(this.#line, this.#blocks);
  }

  scan(from: number): Blocks {
    const line = this.#line;
    for (let at = 0; at < from; at++) {
      if (line.text.charCodeAt(at) === 10) line.number++;
    }
    for (let at = from; at < line.text.length; at = line.next) {
      line.read(at);
      this.#readLine();
    }
    this.#closeContainers(0);
    return this.#blocks;
  }

  #readLine(): void {
    const matched = this.#matchContainers();
    if (this.#line.isBlank) return this.#readBlank(matched);
    const isWhole = matched === this.#containers.length;
    if (isWhole && (this.#own.continues() || this.#continueVerbatim())) return;
    if (!isWhole && !this.#mayBeLazy(matched)) this.#closeContainers(matched);
    this.#openBlocks(matched);
  }

  /** Whether the line may go on with the paragraph in containers that it does not name; spoilers and folds name each of their lines. */
  #mayBeLazy(matched: number): boolean {
    const container = this.#containers[matched]!;
    const isHidden = container.isQuote && container.mark !== ">";
    return this.#leaf?.kind === "paragraph" && !isHidden;
  }

  /** How many open containers go on in this line. */
  #matchContainers(): number {
    let quotes = 0;
    let index = 0;
    for (; index < this.#containers.length; index++) {
      if (this.#line.isBlank) {
        return this.#quotes[quotes] ?? this.#containers.length;
      }
      const container = this.#containers[index]!;
      if (container.isQuote) {
        if (!this.#takeQuoteMarker(container.mark)) return index;
        quotes++;
      } else if (this.#line.indent >= container.indent) {
        this.#line.column += container.indent;
        container.isEmpty = false;
      } else return index;
    }
    return index;
  }

  #takeQuoteMarker(mark: ">" | ">!" | ">|"): boolean {
    if (this.#line.indent > 3 || this.#quoteMark() !== mark) return false;
    this.#line.takeMarker(mark.length);
    if (this.#line.indent > 0) this.#line.column++;
    return true;
  }

  /** The marker of a quote, a spoiler or a fold that the line begins with. */
  #quoteMark(): ">" | ">!" | ">|" | undefined {
    const { text, textStart } = this.#line;
    return hiddenMark(text.slice(textStart, textStart + 2)) ??
      (this.#line.char === ">" ? ">" : undefined);
  }

  #readBlank(matched: number): void {
    if (matched < this.#containers.length) this.#closeContainers(matched);
    const leaf = this.#leaf;
    if (leaf?.kind === "html" && leaf.end !== null) this.#addPiece(leaf.pieces);
    else if (leaf !== null && leaf.kind !== "fence") this.#closeLeaf();
    const last = this.#containers.at(-1);
    if (last !== undefined && !last.isQuote && last.isEmpty) {
      this.#closeContainers(this.#containers.length - 1);
    }
  }

  /** Lines of a fence or an HTML block belong to it until its end. */
  #continueVerbatim(): boolean {
    const leaf = this.#leaf;
    if (leaf?.kind === "fence") {
      if (this.#line.indent < 4 && closesFence(this.#line.rest(), leaf)) {
        this.#leaf = null;
      }
      return true;
    }
    if (leaf?.kind !== "html") return false;
    this.#addPiece(leaf.pieces);
    if (leaf.end?.test(this.#line.rest())) this.#closeLeaf();
    return true;
  }

  /** Opens what the line starts, then puts its text where it belongs. */
  #openBlocks(matched: number): void {
    let depth = matched;
    while (!this.#line.isBlank) {
      const opened = this.#openContainer(depth);
      if (opened === "no") break;
      depth = this.#containers.length;
    }
    if (this.#line.isBlank) return;
    const isLazy = depth < this.#containers.length;
    if (this.#line.indent > 3 && this.#leaf?.kind !== "paragraph") {
      return this.#closeContainers(depth); // indented code
    }
    if (this.#line.indent <= 3 && this.#openLeaf(depth, isLazy)) return;
    this.#addText(depth, isLazy);
  }

  /** Opens a quote, a list item or a footnote at the text. */
  #openContainer(depth: number): "yes" | "no" {
    if (this.#line.indent > 3) return "no";
    const char = this.#line.char;
    if (char === ">") {
      this.#closeContainers(depth);
      this.#quotes.push(this.#containers.length);
      const mark = this.#quoteMark()!;
      this.#containers.push({ isQuote: true, mark });
      this.#takeQuoteMarker(mark);
      if (mark === ">|") this.#own.expectTitle();
      return "yes";
    }
    if (char === "[") return this.#openFootnote(depth);
    return ITEM_CHARS.includes(char) ? this.#openItem(depth) : "no";
  }

  #openItem(depth: number): "yes" | "no" {
    const line = this.#line.rest();
    const marker = listMarker(line);
    const isWhole = depth === this.#containers.length;
    const isText = this.#leaf?.kind === "paragraph" ||
      this.#leaf?.kind === "table";
    // In a line of ten thousand items, each of them would look to its end.
    const isRuler = this.#line.isOneCharacter && isRule(line);
    if (marker === undefined || isRuler) return "no";
    if (isWhole && isText && !marker.canInterrupt) return "no";
    if (isWhole && this.#leaf?.kind === "paragraph" && underlineLevel(line)) {
      return "no";
    }
    this.#closeContainers(depth);
    const before = this.#line.indent;
    this.#line.takeMarker(marker.width);
    const gap = this.#line.indent;
    const padding = marker.isEmpty || gap > 4 ? 1 : gap;
    if (!marker.isEmpty) this.#line.column += padding;
    this.#containers.push({
      isQuote: false,
      indent: before + marker.width + padding,
      isEmpty: marker.isEmpty,
    });
    return "yes";
  }

  #openFootnote(depth: number): "yes" | "no" {
    if (this.#leaf?.kind === "paragraph") return "no";
    const line = this.#line.rest();
    const match = /^\[\^([^\]\s]+)\]:/.exec(line.slice(0, 200));
    if (match === null) return "no";
    this.#closeContainers(depth);
    this.#blocks.footnotes.add(match[1]!);
    this.#line.takeMarker(match[0].length);
    this.#line.takeIndent();
    this.#containers.push({ isQuote: false, indent: 4, isEmpty: false });
    return "yes";
  }

  /** Opens a heading, rule, fence or HTML block; `true`: the line is used up. */
  #openLeaf(depth: number, isLazy: boolean): boolean {
    if (!LEAF_CHARS.includes(this.#line.char)) return false;
    const line = this.#line.rest();
    const leaf = this.#leaf;
    if (this.#own.begins(line)) {
      this.#closeContainers(depth);
      this.#own.open(line, { isTopLevel: this.#containers.length === 0 });
      return true;
    }
    const underline = leaf?.kind === "paragraph" && !isLazy
      ? underlineLevel(line)
      : undefined;
    if (underline !== undefined) {
      const runs = this.#blocks.runs.length;
      this.#closeLeaf();
      const pieces = this.#blocks.runs[runs]; // none: all of it was definitions
      if (pieces) this.#blocks.underlined.push({ level: underline, pieces });
      return true;
    }
    const heading = atxHeading(line);
    if (heading !== undefined) {
      this.#closeContainers(depth);
      this.#addHeading(heading);
      return true;
    }
    const fence = fenceStart(line);
    if (fence !== undefined) {
      this.#closeContainers(depth);
      this.#leaf = { kind: "fence", ...fence };
      return true;
    }
    const html = line.startsWith("<") ? htmlStart(line) : undefined;
    const isText = leaf?.kind === "paragraph" || leaf?.kind === "table";
    if (html !== undefined && (html.canInterrupt || !isText)) {
      this.#closeContainers(depth);
      const pieces: number[] = [];
      this.#leaf = { kind: "html", end: html.end, pieces };
      this.#addPiece(pieces);
      if (html.end?.test(line)) this.#closeLeaf();
      return true;
    }
    if (isRule(line)) {
      this.#closeContainers(depth);
      return true;
    }
    return false;
  }

  /** A line of a paragraph or a table. */
  #addText(depth: number, isLazy: boolean): void {
    this.#own.readText();
    const leaf = this.#leaf;
    if (leaf?.kind === "paragraph") {
      if (!isLazy && this.#openTable(leaf.pieces)) return;
      this.#addPiece(leaf.pieces);
      return;
    }
    if (leaf?.kind === "table" && !isLazy) {
      this.#addRow(this.#line.textStart, this.#line.end, leaf.columns);
      return;
    }
    this.#closeContainers(depth);
    const pieces: number[] = [];
    this.#addPiece(pieces);
    this.#leaf = { kind: "paragraph", pieces };
  }

  /** A delimiter row makes the last line of the paragraph the head of a table. */
  #openTable(pieces: number[]): boolean {
    const char = this.#line.char;
    if (this.#line.indent > 3 || !DELIMITER_CHARS.includes(char)) return false;
    const columns = tableColumns(this.#line.rest());
    if (columns === undefined) return false;
    const [start, end] = [pieces.at(-2)!, pieces.at(-1)!];
    const cells = tableCells(this.#line.text.slice(start, end).trimEnd());
    if (cells.length !== columns) return false;
    pieces.length -= 2;
    this.#closeLeaf();
    this.#addRow(start, end, columns);
    this.#leaf = { kind: "table", columns };
    return true;
  }

  #addRow(start: number, end: number, columns: number): void {
    const line = this.#line.text.slice(start, end).trimEnd();
    for (const [from, to] of tableCells(line).slice(0, columns)) {
      this.#blocks.runs.push([start + from, start + to]);
    }
  }

  #addHeading(heading: { level: number; start: number; end: number }): void {
    const titleStart = this.#line.textStart + heading.start;
    const titleEnd = this.#line.textStart + heading.end;
    this.#blocks.runs.push([titleStart, titleEnd]);
    if (this.#own.takesTitle()) return;
    this.#blocks.headings.push({
      level: heading.level,
      start: this.#line.start,
      next: this.#line.next,
      titleStart,
      titleEnd,
      line: this.#line.number,
      isTopLevel: this.#containers.length === 0 && !this.#own.isInside,
    });
  }

  #addPiece(pieces: number[]): void {
    pieces.push(this.#line.textStart, this.#line.end);
  }

  /** Closes all containers but the first `depth`, and what they end in. */
  #closeContainers(depth: number): void {
    this.#closeLeaf();
    this.#containers.length = Math.min(this.#containers.length, depth);
    while ((this.#quotes.at(-1) ?? -1) >= this.#containers.length) {
      this.#quotes.pop();
    }
  }

  #closeLeaf(): void {
    const leaf = this.#leaf;
    this.#leaf = null;
    if (leaf?.kind === "html") this.#blocks.html.push(leaf.pieces);
    if (leaf?.kind !== "paragraph" || leaf.pieces.length === 0) return;
    const pieces = this.#takeDefinitions(leaf.pieces);
    if (pieces.length > 0) this.#blocks.runs.push(pieces);
  }

  /** Reads the definitions that a paragraph begins with; what is left of it. */
  #takeDefinitions(pieces: number[]): number[] {
    let first = 0;
    while (first < pieces.length && this.#line.text[pieces[first]!] === "[") {
      const found = readDefinition(this.#line.text, pieces, first);
      if (found === undefined) break;
      if (!this.#blocks.definitions.has(found.label)) {
        this.#blocks.definitions.set(found.label, found.address);
        this.#blocks.definitionSpots.push(found.start, found.end);
      }
      first += found.lines * 2;
    }
    return first === 0 ? pieces : pieces.slice(first);
  }
}
