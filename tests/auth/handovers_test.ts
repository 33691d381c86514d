import assert from "node:assert/strict";
import { Handovers } from "../../src/auth/handovers.ts";

function handovers() {
  let ms = 0;
  let made = 0;
  const waiting = new Handovers<string>({
    now: () => new Date(ms),
    randomBytes: (length) => new Uint8Array(length).fill(++made),
  });
  return { waiting, wait: (seconds: number) => ms += seconds * 1000 };
}

Deno.test("an outcome is handed over once, to its code alone, within a minute", () => {
  const { waiting, wait } = handovers();
  const [first, second] = [waiting.keep("first"), waiting.keep("second")];

  assert.match(first, /^[\w-]{43}$/);
  assert.equal(waiting.take(""), undefined);
  assert.equal(waiting.take(`${first}A`), undefined);
  assert.equal(waiting.take(first), "first");
  assert.equal(waiting.take(first), undefined);
  wait(60);
  assert.equal(waiting.take(second), undefined);
});

Deno.test("outcomes that nobody takes do not pile up", () => {
  const { waiting } = handovers();
  const codes = Array.from({ length: 101 }, (_, i) => waiting.keep(`${i}`));

  assert.equal(waiting.take(codes[0]!), undefined);
  assert.equal(waiting.take(codes[100]!), "100");
});
