/**
 * Bundles of objects that are made by hand: trees and packs as no git would write them.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { hashObject, type ObjectType } from "../../src/git/objects.ts";
import { PACKED } from "../../src/git/pack_entry.ts";
import { PackWriter } from "../../src/git/pack_writer.ts";
import type { Oid } from "../../src/git/repository.ts";

/** A delta in a pack. */
export interface MadeDelta {
  readonly oid: Oid;
  readonly base: Oid;
  readonly delta: Uint8Array;
}

/** Objects that go into one bundle. */
export class MadeHistory {
  readonly #objects = new Map<Oid, { type: ObjectType; data: Buffer }>();
  readonly #deltas: MadeDelta[] = [];

  blob(content: string | Uint8Array): Oid {
    return this.add("blob", Buffer.from(content));
  }

  /** A tree with exactly these lines, in this order. */
  tree(entries: readonly (readonly [mode: string, name: string, oid: Oid])[]) {
    const lines = entries.map(([mode, name, oid]) =>
      Buffer.concat([Buffer.from(`${mode} ${name}\0`), Buffer.from(oid, "hex")])
    );
    return this.add("tree", Buffer.concat(lines));
  }

  commit(tree: Oid, parents: readonly Oid[] = []): Oid {
    const who = "Mallory <mallory@example.org> 1767225600 +0000";
    const lines = [
      `tree ${tree}`,
      ...parents.map((parent) => `parent ${parent}`),
      `author ${who}`,
      `committer ${who}`,
      "",
      "Made by hand",
      "",
    ];
    return this.add("commit", Buffer.from(lines.join("\n")));
  }

  add(type: ObjectType, data: Buffer): Oid {
    const oid = hashObject({ type, data });
    this.#objects.set(oid, { type, data });
    return oid;
  }

  /** Puts a delta into the pack; `oid` is what it should become. */
  delta(delta: MadeDelta): Oid {
    this.#deltas.push(delta);
    return delta.oid;
  }

  /** Leaves an object out. */
  remove(oid: Oid): void {
    this.#objects.delete(oid);
  }

  /** The bundle, whose main branch stands at `head`. */
  bundle(head: Oid): Uint8Array<ArrayBuffer> {
    const lines = [
      "# v2 git bundle",
      `${head} refs/heads/main`,
      `${head} HEAD`,
    ];
    const parts: Uint8Array[] = [Buffer.from(`${lines.join("\n")}\n\n`)];
    const writer = new PackWriter({
      objectCount: this.#objects.size + this.#deltas.length,
      write: (bytes) => parts.push(bytes),
      level: 1,
    });
    for (const [oid, { type, data }] of this.#objects) {
      writer.addWhole(oid, PACKED[type], data);
    }
    for (const { oid, base, delta } of this.#deltas) {
      writer.addDelta(oid, base, delta, { byName: true });
    }
    writer.finish();
    return new Uint8Array(Buffer.concat(parts));
  }
}

/** A delta that turns `base` into `base` with one byte appended. */
export function appendDelta(base: Uint8Array, byte: number): Buffer {
  const size = (value: number): number[] =>
    value < 128 ? [value] : [value & 127 | 128, ...size(value >>> 7)];
  const copy = [0x80 | 0x10 | 0x20, base.length & 255, base.length >>> 8];
  return Buffer.from([
    ...size(base.length),
    ...size(base.length + 1),
    ...copy,
    1,
    byte,
  ]);
}
