/** A bounded queue in which no group can keep the others waiting. @module */

/** Gives each group its turn; within a group first come, first served. */
export class FairQueue<T> {
  readonly #groups = new Map<string, T[]>();
  #size = 0;

  /** @param limits how many may wait, in all and of one group. */
  constructor(readonly limits: { total: number; group: number }) {}

  /** How many wait. */
  get size(): number {
    return this.#size;
  }

  /** `false` where there is no room. */
  push(group: string, item: T): boolean {
    const waiting = this.#groups.get(group) ?? [];
    if (
      this.#size >= this.limits.total || waiting.length >= this.limits.group
    ) {
      return false;
    }
    waiting.push(item);
    this.#groups.set(group, waiting);
    this.#size++;
    return true;
  }

  /** The next one; its group goes to the end of the line. */
  shift(): T | undefined {
    const next = this.#groups.entries().next();
    if (next.done) return undefined;
    const [group, waiting] = next.value;
    this.#groups.delete(group);
    const item = waiting.shift();
    if (waiting.length > 0) this.#groups.set(group, waiting);
    this.#size--;
    return item;
  }
}
