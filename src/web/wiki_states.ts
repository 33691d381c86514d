/**
 * Keeps what was made for a wiki for as long as nothing in the wiki changes: neither its pages nor its preferences.
 *
 * @module
 */
import { ByteLru } from "../git/byte_lru.ts";
import type { ReadableWiki } from "../wiki/access.ts";

/** Values of one kind, by wiki, state of the wiki and a key. */
export class WikiStates<T> {
  readonly #values: ByteLru<{ readonly value: T }>;
  readonly #weigh: (value: T) => number;

  /** Holds at most `maxBytes`, as `weigh` counts them (in bytes, the key left out). */
  constructor(maxBytes: number, weigh: (value: T) => number) {
    this.#values = new ByteLru(maxBytes);
    this.#weigh = weigh;
  }

  /**
   * The value; made where it is not known for this state.
   *
   * @param isFinal asked after making: whether the value holds as long as the state; left out: it does.
   */
  get(
    wiki: ReadableWiki,
    key: string,
    make: () => T,
    isFinal: () => boolean = () => true,
  ): T {
    const state = `${wiki.row.id} ${wiki.head} ${wiki.preferences.version()}`;
    const place = `${state} ${key}`;
    const known = this.#values.get(place);
    if (known !== undefined) return known.value;
    const value = make();
    if (isFinal()) this.#values.set(place, { value }, this.#weigh(value));
    return value;
  }
}
