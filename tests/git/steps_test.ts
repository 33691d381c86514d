import assert from "node:assert/strict";
import { type Steps, streamSteps } from "../../src/git/steps.ts";

const QUIET = {
  onFailure: () => {},
  onQuiet: () => undefined,
  quietMs: 1e9,
  longestMs: 1e9,
};

Deno.test("streamSteps works only when its reader wants more", async () => {
  let made = 0;
  function* steps(): Steps {
    for (;;) {
      made++;
      yield new Uint8Array(300_000);
    }
  }
  let ends = 0;
  const reader = streamSteps(steps(), { ...QUIET, onEnd: () => ends++ })
    .getReader();

  await reader.read();
  await reader.read();
  await new Promise((resolve) => setTimeout(resolve, 0));

  assert.ok(made <= 4, `${made} chunks were made for 2 that were read`);
  await reader.cancel();
  assert.equal(ends, 1);
});

Deno.test("streamSteps lets other work go first while steps bring no bytes", async () => {
  let longest = 0;
  let last = performance.now();
  const ticking = setInterval(() => {
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
  }, 1);
  function* steps(): Steps {
    const until = performance.now() + 300;
    while (performance.now() < until) yield undefined;
    yield new Uint8Array([1]);
  }

  const chunks = await Array.fromAsync(
    streamSteps(steps(), { ...QUIET, onEnd: () => {} }),
  );
  clearInterval(ticking);

  assert.deepEqual(chunks, [new Uint8Array([1])]);
  assert.ok(longest < 150, `the loop was held for ${longest} ms`);
});

Deno.test("streamSteps ends the generator when its reader leaves", async () => {
  let isClosed = false;
  function* steps(): Steps {
    try {
      for (;;) yield new Uint8Array(10);
    } finally {
      isClosed = true;
    }
  }
  let ends = 0;
  const reader = streamSteps(steps(), { ...QUIET, onEnd: () => ends++ })
    .getReader();

  await reader.read();
  await reader.cancel();

  assert.deepEqual({ isClosed, ends }, { isClosed: true, ends: 1 });
});

Deno.test("streamSteps fails with the error of its steps, and tells of it", async () => {
  function* steps(): Steps {
    yield new Uint8Array(10);
    throw new Error("damaged");
  }
  const told: unknown[] = [];
  let ends = 0;
  const stream = streamSteps(steps(), {
    ...QUIET,
    onEnd: () => ends++,
    onFailure: (error) => told.push(error),
  });

  await assert.rejects(Array.fromAsync(stream), /damaged/);

  assert.equal(told.length, 1);
  assert.equal(ends, 1);
});

Deno.test("streamSteps sends a sign of life while it is quiet, and fails at its deadline", async () => {
  function* steps(): Steps {
    for (;;) yield undefined;
  }
  const failures: unknown[] = [];
  const stream = streamSteps(steps(), {
    onEnd: () => {},
    onFailure: (error) => failures.push(error),
    onQuiet: () => new Uint8Array([7]),
    quietMs: 5,
    longestMs: 100,
  });
  const received: Uint8Array[] = [];

  await assert.rejects(async () => {
    for await (const chunk of stream) received.push(chunk);
  }, /too long/);

  assert.ok(received.length > 0 && received.every((chunk) => chunk[0] === 7));
  assert.equal(failures.length, 1);
});
