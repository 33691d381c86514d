import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { applyDelta, deltaSizes } from "../../src/git/delta.ts";
import { CorruptObjectError } from "../../src/git/objects.ts";

const BASE = Buffer.from("hello world");

Deno.test("applyDelta copies from the base and inserts", () => {
  // Sizes 11 and 9; copy 5 bytes from 6; insert "!", copy 3 from 0.
  const delta = Buffer.from([11, 9, 0x91, 6, 5, 1, 0x21, 0x90, 3]);

  assert.equal(applyDelta(BASE, delta).toString(), "world!hel");
  assert.deepEqual(deltaSizes(delta), {
    baseSize: 11,
    resultSize: 9,
    start: 2,
  });
});

Deno.test("applyDelta reads a copy without a size as 65,536 bytes", () => {
  const base = Buffer.alloc(70_000, "x");
  const delta = Buffer.from([0xf0, 0xa2, 0x04, 0x80, 0x80, 0x04, 0x80]);

  assert.equal(applyDelta(base, delta).length, 65_536);
});

Deno.test("applyDelta refuses whatever leaves its bounds", () => {
  const bad = {
    "another base": [12, 1, 1, 0x41],
    "copy behind the base": [11, 5, 0x91, 8, 5],
    "copy over the result": [11, 2, 0x91, 0, 5],
    "insert behind the delta": [11, 5, 5, 0x41],
    "insert over the result": [11, 1, 2, 0x41, 0x42],
    "instruction 0": [11, 1, 0],
    "too short a result": [11, 5, 1, 0x41],
    "cut off in a copy": [11, 5, 0x91, 8],
    "cut off in a size": [0x80],
    "endless size": [
      0x80,
      0x80,
      0x80,
      0x80,
      0x80,
      0x80,
      0x80,
      0x80,
      0x80,
      0x80,
    ],
  };
  for (const [name, delta] of Object.entries(bad)) {
    assert.throws(
      () => applyDelta(BASE, Buffer.from(delta)),
      CorruptObjectError,
      name,
    );
  }
});

Deno.test("applyDelta allocates nothing for a delta that promises too much", () => {
  const delta = Buffer.from([11, 0xff, 0xff, 0xff, 0xff, 0x7f]);

  assert.throws(() => applyDelta(BASE, delta, 1000), /more than 1000 bytes/);
});
