/**
 * The shortest way from one sequence to another, found from both ends at once (Myers), with the
 * short cuts and the tie-breaking of git's diff.
 *
 * Works on numbers that stand for lines. Whoever needs the same answer as `git blame` must break
 * ties the same way, which is why this is not a library's Myers.
 *
 * @see {@link http://www.xmailserver.org/diff2.pdf} (An O(ND) Difference Algorithm and Its Variations)
 * @module
 */

/** Two sequences of classes, and what to call with each position that is not in both. */
export interface Sequences {
  readonly old: Int32Array;
  readonly now: Int32Array;
  readonly removed: (position: number) => void;
  readonly added: (position: number) => void;
}

/** A part of both sequences that is compared; `exact` forbids the short cuts. */
interface Box {
  readonly oldFrom: number;
  readonly oldTo: number;
  readonly nowFrom: number;
  readonly nowTo: number;
  readonly exact: boolean;
}

/** Where a box is cut in two, and which halves must be compared exactly. */
interface Cut {
  readonly old: number;
  readonly now: number;
  readonly exactLow: boolean;
  readonly exactHigh: boolean;
}

/** From this many edits on, git takes a good cut instead of the best one. */
const MIN_EDITS_FOR_SHORT_CUT = 256;
/** Equal lines in a row that make a cut good. */
const GOOD_RUN = 20;
/** A good cut lies this many times further than the edits it cost. */
const GOOD_GAIN = 4;
const FAR = 0x7fffffff;

/** Thrown when the comparison costs more steps than allowed. */
export class TooDifferentError extends Error {
  override readonly name = "TooDifferentError";
}

/**
 * Compares; tells each removed and each added position once, in no particular order.
 * @param maxSteps how many steps to take at most; a million take about 5 ms.
 * @throws {TooDifferentError}
 */
export function compareSequences(sequences: Sequences, maxSteps: number): void {
  const { old, now, removed, added } = sequences;
  const search = new CutSearch(old, now, maxSteps);
  const boxes: Box[] = [
    {
      oldFrom: 0,
      oldTo: old.length,
      nowFrom: 0,
      nowTo: now.length,
      exact: false,
    },
  ];
  for (let box = boxes.pop(); box !== undefined; box = boxes.pop()) {
    let { oldFrom, oldTo, nowFrom, nowTo } = box;
    while (
      oldFrom < oldTo && nowFrom < nowTo && old[oldFrom] === now[nowFrom]
    ) {
      oldFrom++, nowFrom++;
    }
    while (
      oldFrom < oldTo && nowFrom < nowTo && old[oldTo - 1] === now[nowTo - 1]
    ) {
      oldTo--, nowTo--;
    }
    if (oldFrom === oldTo) {
      while (nowFrom < nowTo) added(nowFrom++);
    } else if (nowFrom === nowTo) {
      while (oldFrom < oldTo) removed(oldFrom++);
    } else {
      const cut = search.find({ ...box, oldFrom, oldTo, nowFrom, nowTo });
      boxes.push(
        {
          oldFrom: cut.old,
          oldTo,
          nowFrom: cut.now,
          nowTo,
          exact: cut.exactHigh,
        },
        {
          oldFrom,
          oldTo: cut.old,
          nowFrom,
          nowTo: cut.now,
          exact: cut.exactLow,
        },
      );
    }
  }
}

/** The square root of `n`, roughly, as a power of two. */
export function roughRoot(n: number): number {
  let root = 1;
  for (let rest = n; rest > 0; rest >>= 2) root <<= 1;
  return root;
}

/**
 * Finds where to cut a box: walks diagonals from both corners until the two walks meet.
 *
 * Diagonal `d` holds the points with `old - now = d`; `#forward[d]` and `#backward[d]` hold how far
 * each walk came on it, as a position in `old`.
 */
class CutSearch {
  readonly #old: Int32Array;
  readonly #now: Int32Array;
  readonly #forward: Int32Array;
  readonly #backward: Int32Array;
  /** Added to a diagonal, so that it can be an index. */
  readonly #zero: number;
  readonly #maxEdits: number;
  #stepsLeft: number;

  constructor(old: Int32Array, now: Int32Array, maxSteps: number) {
    const diagonals = old.length + now.length + 3;
    this.#old = old;
    this.#now = now;
    this.#forward = new Int32Array(diagonals + 1);
    this.#backward = new Int32Array(diagonals + 1);
    this.#zero = now.length + 1;
    this.#maxEdits = Math.max(roughRoot(diagonals), MIN_EDITS_FOR_SHORT_CUT);
    this.#stepsLeft = maxSteps;
  }

  find(box: Box): Cut {
    const lowest = box.oldFrom - box.nowTo;
    const highest = box.oldTo - box.nowFrom;
    const forward = new Front(box.oldFrom - box.nowFrom);
    const backward = new Front(box.oldTo - box.nowTo);
    const isOdd = ((forward.middle - backward.middle) & 1) !== 0;
    this.#forward[this.#zero + forward.middle] = box.oldFrom;
    this.#backward[this.#zero + backward.middle] = box.oldTo;
    for (let edits = 1;; edits++) {
      forward.widen(lowest, highest, this.#forward, this.#zero, -1);
      const ahead = this.#walkForward(box, forward, isOdd ? backward : null);
      if (typeof ahead === "object") return ahead;
      backward.widen(lowest, highest, this.#backward, this.#zero, FAR);
      const behind = this.#walkBackward(box, backward, isOdd ? null : forward);
      if (typeof behind === "object") return behind;
      this.#pay(forward, backward);
      if (box.exact) continue;
      if ((ahead || behind) && edits > MIN_EDITS_FOR_SHORT_CUT) {
        const cut = this.#goodCutAhead(box, forward, edits) ??
          this.#goodCutBehind(box, backward, edits);
        if (cut !== undefined) return cut;
      }
      if (edits >= this.#maxEdits) {
        return this.#furthest(box, forward, backward);
      }
    }
  }

  #pay(forward: Front, backward: Front): void {
    this.#stepsLeft -= forward.width + backward.width;
    if (this.#stepsLeft < 0) throw new TooDifferentError();
  }

  /** One more edit on each diagonal; a cut where the other walk is met, else whether a long run was found. */
  #walkForward(box: Box, front: Front, other: Front | null): Cut | boolean {
    const reach = this.#forward;
    const back = this.#backward;
    const old = this.#old;
    const now = this.#now;
    let hasRun = false;
    for (let d = front.high; d >= front.low; d -= 2) {
      const at = this.#zero + d;
      const fromLeft = reach[at - 1]!;
      const fromRight = reach[at + 1]!;
      let i = fromLeft >= fromRight ? fromLeft + 1 : fromRight;
      const start = i;
      let j = i - d;
      while (i < box.oldTo && j < box.nowTo && old[i] === now[j]) i++, j++;
      if (i - start > GOOD_RUN) hasRun = true;
      this.#stepsLeft -= i - start;
      reach[at] = i;
      if (other?.holds(d) && back[at]! <= i) return exactCut(i, j);
    }
    return hasRun;
  }

  #walkBackward(box: Box, front: Front, other: Front | null): Cut | boolean {
    const reach = this.#backward;
    const ahead = this.#forward;
    const old = this.#old;
    const now = this.#now;
    let hasRun = false;
    for (let d = front.high; d >= front.low; d -= 2) {
      const at = this.#zero + d;
      const fromLeft = reach[at - 1]!;
      const fromRight = reach[at + 1]!;
      let i = fromLeft < fromRight ? fromLeft : fromRight - 1;
      const start = i;
      let j = i - d;
      while (i > box.oldFrom && j > box.nowFrom && old[i - 1] === now[j - 1]) {
        i--, j--;
      }
      if (start - i > GOOD_RUN) hasRun = true;
      this.#stepsLeft -= start - i;
      reach[at] = i;
      if (other?.holds(d) && i <= ahead[at]!) return exactCut(i, j);
    }
    return hasRun;
  }

  /** The point that came furthest for its edits and ends a long run of equal lines. */
  #goodCutAhead(box: Box, front: Front, edits: number): Cut | undefined {
    let best = 0;
    let cut: Cut | undefined;
    for (let d = front.high; d >= front.low; d -= 2) {
      const i = this.#forward[this.#zero + d]!;
      const j = i - d;
      const gain = i - box.oldFrom + (j - box.nowFrom) -
        Math.abs(d - front.middle);
      if (
        gain > GOOD_GAIN * edits && gain > best &&
        box.oldFrom + GOOD_RUN <= i && i < box.oldTo &&
        box.nowFrom + GOOD_RUN <= j && j < box.nowTo &&
        this.#isRun(i - GOOD_RUN, j - GOOD_RUN)
      ) {
        best = gain;
        cut = { old: i, now: j, exactLow: true, exactHigh: false };
      }
    }
    return cut;
  }

  #goodCutBehind(box: Box, front: Front, edits: number): Cut | undefined {
    let best = 0;
    let cut: Cut | undefined;
    for (let d = front.high; d >= front.low; d -= 2) {
      const i = this.#backward[this.#zero + d]!;
      const j = i - d;
      const gain = box.oldTo - i + (box.nowTo - j) - Math.abs(d - front.middle);
      if (
        gain > GOOD_GAIN * edits && gain > best &&
        box.oldFrom < i && i <= box.oldTo - GOOD_RUN &&
        box.nowFrom < j && j <= box.nowTo - GOOD_RUN &&
        this.#isRun(i, j)
      ) {
        best = gain;
        cut = { old: i, now: j, exactLow: false, exactHigh: true };
      }
    }
    return cut;
  }

  #isRun(i: number, j: number): boolean {
    for (let k = 0; k < GOOD_RUN; k++) {
      if (this.#old[i + k] !== this.#now[j + k]) return false;
    }
    return true;
  }

  /** Enough was tried: cut at the point of either walk that came furthest. */
  #furthest(box: Box, forward: Front, backward: Front): Cut {
    let most = -1;
    let mostOld = -1;
    for (let d = forward.high; d >= forward.low; d -= 2) {
      let i = Math.min(this.#forward[this.#zero + d]!, box.oldTo);
      if (box.nowTo < i - d) i = box.nowTo + d;
      if (most < i + i - d) {
        most = i + i - d;
        mostOld = i;
      }
    }
    let least = FAR;
    let leastOld = FAR;
    for (let d = backward.high; d >= backward.low; d -= 2) {
      let i = Math.max(box.oldFrom, this.#backward[this.#zero + d]!);
      if (i - d < box.nowFrom) i = box.nowFrom + d;
      if (i + i - d < least) {
        least = i + i - d;
        leastOld = i;
      }
    }
    const isAhead =
      box.oldTo + box.nowTo - least < most - (box.oldFrom + box.nowFrom);
    return isAhead
      ? { old: mostOld, now: most - mostOld, exactLow: true, exactHigh: false }
      : {
        old: leastOld,
        now: least - leastOld,
        exactLow: false,
        exactHigh: true,
      };
  }
}

/** The diagonals that one walk is on: `low` to `high` in steps of two. */
class Front {
  readonly middle: number;
  low: number;
  high: number;

  constructor(middle: number) {
    this.middle = middle;
    this.low = middle;
    this.high = middle;
  }

  get width(): number {
    return this.high - this.low + 2;
  }

  holds(diagonal: number): boolean {
    return this.low <= diagonal && diagonal <= this.high;
  }

  /** One diagonal more at both ends, or one less where the box ends; `outside` marks what was not reached. */
  widen(
    lowest: number,
    highest: number,
    reach: Int32Array,
    zero: number,
    outside: number,
  ): void {
    if (this.low > lowest) reach[zero + --this.low - 1] = outside;
    else this.low++;
    if (this.high < highest) reach[zero + ++this.high + 1] = outside;
    else this.high--;
  }
}

function exactCut(old: number, now: number): Cut {
  return { old, now, exactLow: true, exactHigh: true };
}
