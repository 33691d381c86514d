/**
 * Where a change begins, when it could begin at several lines: `{ a } { a }` → which `{ a }` was added?
 *
 * A run of changed lines can slide up or down where the line that it leaves equals the line that it
 * takes in. Git joins runs that meet, lines them up with a change on the other side, and else lets
 * indentation and blank lines decide. The same is done here, so that blame and diffs look alike.
 *
 * @see {@link https://github.com/git/git/commit/433860f3d0beb0c6f205290bd16cda413148f098} (where the weights come from)
 * @module
 */

/** One side of a comparison. */
interface Side {
  readonly classes: Int32Array;
  /** 1 where a line is not in the other text; changed in place. */
  readonly changed: Uint8Array;
}

/** The side whose changes slide; the lines are needed for their indentation. */
interface SlidingSide extends Side {
  readonly lines: readonly string[];
}

const MAX_INDENT = 200;
const MAX_BLANKS = 20;
const MAX_SLIDING = 100;

/** What speaks against a place (more = worse), found by its inventors over a corpus of diffs. */
const PENALTY = {
  startOfFile: 1,
  endOfFile: 21,
  blankLine: -30,
  blankLineAfter: 6,
  indent: -4,
  indentAfterBlank: 10,
  outdent: 24,
  outdentAfterBlank: 17,
  dedent: 23,
  dedentAfterBlank: 17,
};
const INDENT_WEIGHT = 60;

/** Slides each run of changed lines of `side` to the place where git would show it. */
export function slideChanges(side: SlidingSide, other: Side): void {
  const group = new Group(side);
  const opposite = new Group(other);
  do {
    if (!group.isEmpty) slideGroup(side.lines, group, opposite);
    opposite.next();
  } while (group.next());
}

/** The group stands between the same unchanged lines as `opposite` before and afterwards. */
function slideGroup(
  lines: readonly string[],
  group: Group,
  opposite: Group,
): void {
  let size: number;
  let highestEnd: number;
  let matchingEnd: number;
  do {
    size = group.size;
    matchingEnd = -1;
    while (group.slideUp()) opposite.previous();
    highestEnd = group.end;
    if (!opposite.isEmpty) matchingEnd = group.end;
    while (group.slideDown()) {
      opposite.next();
      if (!opposite.isEmpty) matchingEnd = group.end;
    }
  } while (size !== group.size); // It met another group and took it in.
  if (group.end === highestEnd) return;
  if (matchingEnd >= 0) {
    while (opposite.isEmpty) {
      group.slideUp();
      opposite.previous();
    }
    return;
  }
  const best = bestEnd(lines, group, highestEnd);
  while (group.end > best) {
    group.slideUp();
    opposite.previous();
  }
}

/** A run of changed lines, perhaps an empty one between two unchanged lines. */
class Group {
  start = 0;
  end = 0;
  readonly #classes: Int32Array;
  readonly #changed: Uint8Array;

  constructor({ classes, changed }: Side) {
    this.#classes = classes;
    this.#changed = changed;
    this.#growDown();
  }

  get size(): number {
    return this.end - this.start;
  }

  get isEmpty(): boolean {
    return this.end === this.start;
  }

  /** Goes on to the next one; `false` at the end of the text. */
  next(): boolean {
    if (this.end === this.#classes.length) return false;
    this.start = this.end = this.end + 1;
    this.#growDown();
    return true;
  }

  previous(): void {
    if (this.start === 0) return;
    this.start = this.end = this.start - 1;
    this.#growUp();
  }

  /** Moves one line down, and takes in a group that it meets. */
  slideDown(): boolean {
    const { start, end } = this;
    if (end >= this.#classes.length) return false;
    if (this.#classes[start] !== this.#classes[end]) return false;
    this.#changed[this.start++] = 0;
    this.#changed[this.end++] = 1;
    this.#growDown();
    return true;
  }

  slideUp(): boolean {
    const { start, end } = this;
    if (start === 0) return false;
    if (this.#classes[start - 1] !== this.#classes[end - 1]) return false;
    this.#changed[--this.start] = 1;
    this.#changed[--this.end] = 0;
    this.#growUp();
    return true;
  }

  #growDown(): void {
    while (this.#changed[this.end] === 1) this.end++;
  }

  #growUp(): void {
    while (this.#changed[this.start - 1] === 1) this.start--;
  }
}

/** The end that looks best among those that the group can slide to; the lowest of equals. */
function bestEnd(
  lines: readonly string[],
  group: Group,
  highestEnd: number,
): number {
  let best = -1;
  let bestScore = { indent: 0, penalty: 0 };
  const { size, end } = group;
  const first = Math.max(highestEnd, end - size - 1, end - MAX_SLIDING);
  for (let at = first; at <= end; at++) {
    const below = scoreOf(lines, at);
    const above = scoreOf(lines, at - size);
    const score = {
      indent: below.indent + above.indent,
      penalty: below.penalty + above.penalty,
    };
    if (best < 0 || compareScores(score, bestScore) <= 0) {
      best = at;
      bestScore = score;
    }
  }
  return best;
}

interface Score {
  readonly indent: number;
  readonly penalty: number;
}

function compareScores(a: Score, b: Score): number {
  return INDENT_WEIGHT * Math.sign(a.indent - b.indent) +
    (a.penalty - b.penalty);
}

/** How bad it is to part the text before the line at `split`. */
function scoreOf(lines: readonly string[], split: number): Score {
  const isEnd = split >= lines.length;
  const own = isEnd ? -1 : indentOf(lines[split]!);
  const before = nextIndent(lines, split - 1, -1);
  const after = nextIndent(lines, split + 1, 1);
  let penalty = 0;
  if (before.indent === -1 && before.blanks === 0) {
    penalty += PENALTY.startOfFile;
  }
  if (isEnd) penalty += PENALTY.endOfFile;
  const blanksAfter = own === -1 ? 1 + after.blanks : 0;
  const blanks = before.blanks + blanksAfter;
  penalty += PENALTY.blankLine * blanks + PENALTY.blankLineAfter * blanksAfter;
  const indent = own === -1 ? after.indent : own;
  if (indent === -1 || before.indent === -1 || indent === before.indent) {
    return { indent, penalty };
  }
  return {
    indent,
    penalty: penalty +
      indentPenalty(indent, before.indent, after.indent, blanks !== 0),
  };
}

function indentPenalty(
  indent: number,
  before: number,
  after: number,
  hasBlanks: boolean,
): number {
  if (indent > before) {
    return hasBlanks ? PENALTY.indentAfterBlank : PENALTY.indent;
  }
  if (after !== -1 && after > indent) {
    return hasBlanks ? PENALTY.outdentAfterBlank : PENALTY.outdent;
  }
  return hasBlanks ? PENALTY.dedentAfterBlank : PENALTY.dedent;
}

/** Indentation of the next line that is not blank (-1: there is none), and the blank lines on the way. */
function nextIndent(lines: readonly string[], from: number, step: 1 | -1) {
  let blanks = 0;
  for (let i = from; i >= 0 && i < lines.length; i += step) {
    const indent = indentOf(lines[i]!);
    if (indent !== -1) return { indent, blanks };
    if (++blanks === MAX_BLANKS) return { indent: 0, blanks };
  }
  return { indent: -1, blanks };
}

/** Columns before the first character of a line; -1 for a blank line. */
function indentOf(line: string): number {
  let indent = 0;
  for (const character of line) {
    if (character === " ") indent += 1;
    else if (character === "\t") indent += 8 - indent % 8;
    else if (character !== "\n" && character !== "\r") return indent;
    if (indent >= MAX_INDENT) return MAX_INDENT;
  }
  return -1;
}
