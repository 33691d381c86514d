/**
 * A map that forgets what was used least recently when its values weigh too many bytes.
 *
 * @module
 */

/** A cache bounded by the weight of its values, not by their number. */
export class ByteLru<V> {
  readonly #entries = new Map<string, { value: V; bytes: number }>();
  readonly #maxBytes: number;
  #bytes = 0;

  /** Holds values of at most `maxBytes` together. */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Weight of all values, in bytes. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The value, which becomes the most recently used one. */
  get(key: string): V | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry.value;
  }

  /** Keeps a value; one that would fill half of the cache alone is not kept. */
  set(key: string, value: V, bytes: number): void {
    this.delete(key);
    const weight = bytes + 2 * key.length + ENTRY_BYTES;
    if (weight > this.#maxBytes / 2) return;
    this.#entries.set(key, { value, bytes: weight });
    this.#bytes += weight;
    for (const oldest of this.#entries.keys()) {
      if (this.#bytes <= this.#maxBytes) break;
      this.delete(oldest);
    }
  }

  /** Forgets one value. */
  delete(key: string): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    this.#entries.delete(key);
    this.#bytes -= entry.bytes;
  }
}

/** What a map entry costs beside its key and value; an estimate. */
const ENTRY_BYTES = 120;
