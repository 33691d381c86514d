import assert from "node:assert/strict";
import { ByteLru } from "../../src/git/byte_lru.ts";

Deno.test("ByteLru keeps what is used and forgets the rest, below its bound", () => {
  const cache = new ByteLru<number>(10_000);
  cache.set("used", 1, 100);
  for (let i = 0; i < 200; i++) {
    cache.set(`other${i}`, i, 500);
    assert.equal(cache.get("used"), 1);
    assert.ok(cache.bytes <= 10_000);
  }

  assert.equal(cache.get("other0"), undefined);
  assert.equal(cache.get("other199"), 199);
});

Deno.test("ByteLru replaces and deletes values, and counts their weight once", () => {
  const cache = new ByteLru<string>(10_000);
  cache.set("a", "first", 1000);
  const { bytes } = cache;
  cache.set("a", "second", 1000);

  assert.equal(cache.get("a"), "second");
  assert.equal(cache.bytes, bytes);
  cache.delete("a");
  assert.equal(cache.get("a"), undefined);
  assert.equal(cache.bytes, 0);
});

Deno.test("ByteLru does not keep a value that would push out everything else", () => {
  const cache = new ByteLru<string>(10_000);
  cache.set("small", "kept", 10);
  cache.set("large", "not kept", 6000);

  assert.equal(cache.get("large"), undefined);
  assert.equal(cache.get("small"), "kept");
});
