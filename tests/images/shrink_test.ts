import assert from "node:assert/strict";
import { shrink } from "../../src/images/shrink.ts";
import { redAndBlue } from "../support/pictures.ts";

Deno.test("shrink() averages what a pixel stands for", () => {
  const data = Uint8ClampedArray.from(
    [0, 100, 200, 100].flatMap((grey) => [grey, grey, grey, 255]),
  );

  const one = shrink({ width: 2, height: 2, data }, { width: 1, height: 1 });
  const three = shrink({ width: 4, height: 1, data }, { width: 3, height: 1 });

  assert.deepEqual([...one.data], [100, 100, 100, 255]);
  // Four pixels in three: each stands for one and a third.
  assert.deepEqual([...three.data].filter((_, i) => i % 4 === 0), [
    25,
    150,
    125,
  ]);
});

Deno.test("shrink() lets no colour through from transparent places", () => {
  const { data } = shrink(
    {
      width: 2,
      height: 1,
      data: Uint8ClampedArray.from([255, 0, 0, 255, 0, 255, 0, 0]),
    },
    { width: 1, height: 1 },
  );

  assert.deepEqual([...data], [255, 0, 0, 128]);
});

Deno.test("shrink() keeps sides and opacity whatever the sizes are", () => {
  for (
    const [from, to] of [[301, 7], [64, 64], [1000, 999], [3, 1], [97, 50]]
  ) {
    const { data } = shrink(redAndBlue(from!, from!, 0), {
      width: to!,
      height: to!,
    });
    assert.equal(data.length, to! * to! * 4);
    const last = data.subarray(-4);
    if (to! > 1) assert.deepEqual([...last], [0, 0, 255, 255], `${from}`);
    if (to! > 2) assert.equal(data[3], 0, `${from}`);
  }
});
