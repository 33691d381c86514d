/**
 * From an offset in a pack back to the object's name: the index only knows the other direction.
 *
 * @module
 */
import { CorruptObjectError } from "./objects.ts";
import type { PackFile } from "./pack_file.ts";
import type { Oid } from "./repository.ts";

/** Names by offset, for the packs that were asked about. */
export class PackNames {
  readonly #keys = new Map<PackFile, Float64Array>();

  /** @throws {CorruptObjectError} where no object begins at this offset. */
  oidAt(pack: PackFile, offset: number): Oid {
    const keys = this.#keysOf(pack);
    const { count } = pack.index;
    let low = 0;
    let high = keys.length - 1;
    while (low <= high) {
      const middle = (low + high) >>> 1;
      const found = Math.floor(keys[middle]! / count);
      if (found === offset) return pack.index.oidAt(keys[middle]! % count);
      if (found < offset) low = middle + 1;
      else high = middle - 1;
    }
    throw new CorruptObjectError(
      `${pack.name}.pack at ${offset}`,
      "no object begins here",
    );
  }

  /** Offset × count + position, sorted: one array of numbers sorts far faster than pairs. Exact below 2^53: 4 GiB by 2 million objects. */
  #keysOf(pack: PackFile): Float64Array {
    const known = this.#keys.get(pack);
    if (known) return known;
    const { count } = pack.index;
    const keys = new Float64Array(count);
    for (let i = 0; i < count; i++) {
      keys[i] = pack.index.offsetAt(i) * count + i;
    }
    keys.sort();
    this.#keys.set(pack, keys);
    return keys;
  }
}
