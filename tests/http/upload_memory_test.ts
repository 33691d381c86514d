import assert from "node:assert/strict";
import { UploadMemory } from "../../src/http/upload_memory.ts";

Deno.test("UploadMemory refuses what would be too much for one person or for all, and forgets what ended", () => {
  const memory = new UploadMemory({ total: 100, person: 60 });
  const alice = memory.hold("alice");
  const bob = memory.hold("bob");
  const full = { code: "unavailable" };

  alice.take(60);
  assert.throws(() => memory.hold("alice").take(1), full);
  bob.take(40);
  assert.throws(() => memory.hold("carol").take(1), full);
  alice[Symbol.dispose]();
  alice[Symbol.dispose]();
  memory.hold("carol").take(60);
  assert.throws(() => memory.hold("dave").take(1), full);
});
