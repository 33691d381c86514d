import assert from "node:assert/strict";
import { FairQueue } from "../../src/markdown/fair_queue.ts";

Deno.test("FairQueue gives each group its turn", () => {
  const queue = new FairQueue<string>({ total: 10, group: 5 });
  for (const item of ["a1", "a2", "a3", "b1", "c1", "c2"]) {
    queue.push(item[0]!, item);
  }

  const order = Array.from({ length: 7 }, () => queue.shift());

  assert.deepEqual(order, ["a1", "b1", "c1", "a2", "c2", "a3", undefined]);
});

Deno.test("FairQueue refuses beyond its limits, in all and of one group", () => {
  const queue = new FairQueue<number>({ total: 3, group: 2 });

  assert.deepEqual(
    ["a", "a", "a", "b", "b"].map((group) => queue.push(group, 1)),
    [true, true, false, true, false],
  );
  queue.shift();
  assert.equal(queue.push("b", 1), true);
});
