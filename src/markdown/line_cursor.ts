/** Reads a text line by line, counting columns: a tab reaches to the next multiple of 4. @module */

/** A line of a text, and how much of it is taken. */
export class LineCursor {
  /** Offsets of the line, of its end and of the next one. */
  start = 0;
  end = 0;
  next = 0;
  /** 1-based. */
  number = 0;
  /** Columns that are taken (part of a tab may be). */
  column = 0;
  /** Offset and column of the first character behind them that is no white space. */
  textStart = 0;
  #textColumn = 0;
  /** Where the end of the line begins that is white space and one other character alone; -1: not looked for yet. */
  #tailStart = -1;

  constructor(readonly text: string) {}

  /** Goes to the line at an offset. Lines end with LF, CR LF or CR. */
  read(start: number): void {
    const { text } = this;
    let at = start;
    for (; at < text.length; at++) {
      const char = text.charCodeAt(at);
      if (char === 10 || char === 13) break;
    }
    const isPair = text.charCodeAt(at) === 13 &&
      text.charCodeAt(at + 1) === 10;
    this.start = start;
    this.end = at;
    this.next = Math.min(text.length, at + (isPair ? 2 : 1));
    this.number++;
    this.column = 0;
    this.#tailStart = -1;
    this.#skipSpace(start, 0);
  }

  /** Columns of white space before the text. */
  get indent(): number {
    return this.#textColumn - this.column;
  }

  /** Nothing but white space is left. */
  get isBlank(): boolean {
    return this.textStart >= this.end;
  }

  /** First character of the text. */
  get char(): string {
    return this.text[this.textStart]!;
  }

  /** Whether what is left is white space and one other character alone. Looks at the line once, however often it is asked. */
  get isOneCharacter(): boolean {
    if (this.#tailStart < 0) this.#tailStart = this.#findTail();
    return this.textStart >= this.#tailStart;
  }

  /** What is left of the line, without its indentation. */
  rest(): string {
    return this.text.slice(this.textStart, this.end);
  }

  /** Takes the indentation and a marker of `width` characters. */
  takeMarker(width: number): void {
    this.column = this.#textColumn + width;
    this.#skipSpace(this.textStart + width, this.column);
  }

  /** Takes the indentation. */
  takeIndent(): void {
    this.column = this.#textColumn;
  }

  #findTail(): number {
    let only: string | undefined;
    for (let at = this.end; at > this.start; at--) {
      const char = this.text[at - 1]!;
      if (char === " " || char === "\t") continue;
      only ??= char;
      if (char !== only) return at;
    }
    return this.start;
  }

  #skipSpace(from: number, column: number): void {
    let at = from;
    for (; at < this.end; at++) {
      const char = this.text.charCodeAt(at);
      if (char === 32) column++;
      else if (char === 9) column += 4 - column % 4;
      else break;
    }
    this.textStart = at;
    this.#textColumn = column;
  }
}
