import assert from "node:assert/strict";
import { DraftStorage } from "../../frontend/editor/draft_storage.ts";

const DAY_MS = 24 * 3600 * 1000;

/** What browsers offer, in memory; holds `room` characters. */
class Memory implements Storage {
  readonly #items = new Map<string, string>();
  [name: string]: unknown;

  constructor(readonly room = Infinity) {}

  get length(): number {
    return this.#items.size;
  }
  key(index: number): string | null {
    return [...this.#items.keys()][index] ?? null;
  }
  getItem(key: string): string | null {
    return this.#items.get(key) ?? null;
  }
  setItem(key: string, value: string): void {
    if (value.length > this.room) throw new Error("over the quota");
    this.#items.set(key, value);
  }
  removeItem(key: string): void {
    this.#items.delete(key);
  }
  clear(): void {
    this.#items.clear();
  }
}

const draft = (text: string, savedAt: number) => ({ text, base: "", savedAt });

Deno.test("DraftStorage keeps a draft of each page, and drops it", () => {
  const drafts = new DraftStorage(new Memory(), "");

  assert.equal(drafts.write("/A", draft("a", 1)), true);
  assert.equal(drafts.write("/B", draft("b", 2)), true);
  assert.deepEqual(drafts.read("/A", 2), draft("a", 1));
  drafts.remove("/A");
  assert.equal(drafts.read("/A", 2), undefined);
  assert.deepEqual(drafts.read("/B", 2), draft("b", 2));
});

Deno.test("DraftStorage shows nobody what another person wrote in the same browser", () => {
  const memory = new Memory();
  new DraftStorage(memory, "did:plc:alice").write("/A", draft("secret", 1));

  assert.equal(new DraftStorage(memory, "").read("/A", 1), undefined);
  assert.equal(
    new DraftStorage(memory, "did:plc:bob").read("/A", 1),
    undefined,
  );
});

Deno.test("DraftStorage holds twenty drafts; the oldest make room", () => {
  const drafts = new DraftStorage(new Memory(), "");
  for (let i = 0; i < 25; i++) drafts.write(`/P${i}`, draft("x", i));

  const kept = Array.from({ length: 25 }, (_, i) => i)
    .filter((i) => drafts.read(`/P${i}`, 25) !== undefined);

  assert.deepEqual(kept, Array.from({ length: 20 }, (_, i) => i + 5));
});

Deno.test("DraftStorage forgets after 90 days, and takes no more than a megabyte", () => {
  const drafts = new DraftStorage(new Memory(), "");
  drafts.write("/A", draft("a", 0));

  assert.notEqual(drafts.read("/A", 90 * DAY_MS), undefined);
  assert.equal(drafts.read("/A", 90 * DAY_MS + 1), undefined);
  assert.equal(drafts.write("/B", draft("ü".repeat(500_001), 1)), false);
  assert.equal(drafts.write("/B", draft("ü".repeat(500_000), 1)), true);
});

Deno.test("DraftStorage says so where the browser has no room, and reads no rubbish", () => {
  const memory = new Memory(50);
  memory.setItem("draft::/A", "{");
  memory.setItem("draft::/B", `{"text":1}`);
  const drafts = new DraftStorage(memory, "");

  assert.equal(drafts.write("/C", draft("x".repeat(60), 1)), false);
  assert.equal(drafts.read("/A", 1), undefined);
  assert.equal(drafts.read("/B", 1), undefined);
});
