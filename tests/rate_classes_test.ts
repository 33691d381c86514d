import assert from "node:assert/strict";
import { RATE_CLASSES, readRateLimits } from "../src/rate_classes.ts";

Deno.test("readRateLimits() changes the classes that are named, and no others", () => {
  const limits = readRateLimits(" signin=10/20, write=600 ");

  assert.deepEqual(limits.signin, { perMinute: 10, burst: 20 });
  assert.deepEqual(limits.write, { perMinute: 600, burst: 600 });
  const { perMinute, burst } = RATE_CLASSES.agent;
  assert.deepEqual(limits.agent, { perMinute, burst });
});

Deno.test("readRateLimits() refuses what it does not understand whole", () => {
  for (
    const text of [
      "sign=10",
      "signin",
      "signin=",
      "signin=0",
      "signin=10/0",
      "signin=1000001",
      "signin=-1",
      "signin=1.5",
      "signin=10/",
      "signin=10/20/30",
      "signin=10;write=5",
      "signin=10,signin=20",
      "toString=10",
      "__proto__=10",
      "SIGNIN=10",
    ]
  ) {
    assert.throws(() => readRateLimits(text), /^Error: wanted class=/, text);
  }
});

Deno.test("the usual numbers are met by nobody in honest use", () => {
  const { signin, write, agent, upload, create } = readRateLimits("");

  assert.ok(signin.burst >= 60, "thirty people behind one address sign in");
  assert.ok(create.burst >= 10, "somebody tries ten names");
  assert.ok(write.burst >= 500, "an agent fills a wiki");
  assert.ok(upload.burst >= 100, "and uploads its pictures");
  assert.ok(agent.perMinute >= 60 * 20, "twenty tools a second");
});
