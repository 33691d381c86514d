import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import fc from "fast-check";
import { applyDelta } from "../../src/git/delta.ts";
import { DeltaBase, encodeDelta } from "../../src/git/delta_encoder.ts";

Deno.test("encodeDelta and applyDelta give the target back, whatever the two texts are", () => {
  // Pieces that repeat, so that copies of every length and direction occur.
  const piece = fc.oneof(
    fc.constantFrom(
      "the quick brown fox jumps over",
      "0123456789abcdef0123456789abcdef",
      "\0\0\0\0",
    ),
    fc.string({ maxLength: 40 }),
  );
  const text = fc.array(piece, { maxLength: 40 }).map((pieces) =>
    Buffer.from(pieces.join(""))
  );
  fc.assert(fc.property(text, text, (base, target) => {
    const delta = encodeDelta(new DeltaBase(base), target, Infinity);

    assert.ok(delta);
    assert.deepEqual(applyDelta(base, delta), target);
  }));
});

Deno.test("encodeDelta writes copies longer than 64 KiB, and offsets of four bytes", () => {
  const base = crypto.getRandomValues(new Uint8Array(65536));
  const large = Buffer.concat(
    Array.from(
      { length: 300 },
      (_, i) => Buffer.concat([base, Buffer.from([i & 255])]),
    ),
  );
  const target = large.subarray(17_000_000, 17_400_000);

  const delta = encodeDelta(new DeltaBase(large), target, 1000);

  assert.ok(delta, "the delta is short");
  assert.deepEqual(applyDelta(large, delta), target);
});

Deno.test("encodeDelta of an edited page is a small part of it", () => {
  const lines = Array.from(
    { length: 200 },
    (_, i) => `Line ${i} says ${i * i}`,
  );
  const base = Buffer.from(lines.join("\n"));
  lines[70] = "Line 70 was changed";
  const target = Buffer.from(lines.join("\n"));

  const delta = encodeDelta(new DeltaBase(base), target, target.length);

  assert.ok(delta && delta.length < 60, `${delta?.length} bytes`);
});

Deno.test("encodeDelta gives up where the delta would be too long", () => {
  const base = new DeltaBase(crypto.getRandomValues(new Uint8Array(1000)));

  assert.equal(
    encodeDelta(base, crypto.getRandomValues(new Uint8Array(1000)), 500),
    undefined,
  );
});
