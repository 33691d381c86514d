/**
 * A map that forgets what was not used lately when its values weigh too many bytes.
 *
 * Values live in two generations. A use moves a value to the young one; when that is full it becomes the
 * old one, and what was old is forgotten. (One `Map` with the oldest key first would be exact, but in V8
 * finding its first key again after many deletions takes time in proportion to them.)
 *
 * @module
 */

/** A value and its weight. */
interface Entry<V> {
  readonly value: V;
  readonly bytes: number;
}

/** A cache bounded by the weight of its values, not by their number. */
export class ByteLru<V> {
  readonly #maxBytes: number;
  #young = new Map<string, Entry<V>>();
  #old = new Map<string, Entry<V>>();
  #youngBytes = 0;
  #oldBytes = 0;

  /** Holds values of at most `maxBytes` together. */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Weight of all values, in bytes. */
  get bytes(): number {
    return this.#youngBytes + this.#oldBytes;
  }

  /** The value, which counts as used. */
  get(key: string): V | undefined {
    const young = this.#young.get(key);
    if (young !== undefined) return young.value;
    const old = this.#old.get(key);
    if (old === undefined) return undefined;
    this.delete(key);
    this.#keep(key, old);
    return old.value;
  }

  /** Keeps a value; one that would fill half of the cache alone is not kept. */
  set(key: string, value: V, bytes: number): void {
    this.delete(key);
    const weight = bytes + 2 * key.length + ENTRY_BYTES;
    if (weight <= this.#maxBytes / 2) this.#keep(key, { value, bytes: weight });
  }

  /** Forgets one value. */
  delete(key: string): void {
    const young = this.#young.get(key);
    if (young !== undefined && this.#young.delete(key)) {
      this.#youngBytes -= young.bytes;
    }
    const old = this.#old.get(key);
    if (old !== undefined && this.#old.delete(key)) this.#oldBytes -= old.bytes;
  }

  #keep(key: string, entry: Entry<V>): void {
    if (this.#youngBytes + entry.bytes > this.#maxBytes / 2) {
      this.#old = this.#young;
      this.#oldBytes = this.#youngBytes;
      this.#young = new Map();
      this.#youngBytes = 0;
    }
    this.#young.set(key, entry);
    this.#youngBytes += entry.bytes;
  }
}

/** What a map entry costs beside its key and value; an estimate. */
const ENTRY_BYTES = 120;
