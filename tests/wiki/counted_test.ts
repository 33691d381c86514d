import assert from "node:assert/strict";
import { counted } from "../../src/wiki/counted.ts";

Deno.test("counted() puts a noun behind its number", () => {
  assert.deepEqual(
    [0, 1, 2].map((count) => counted(count, "page")),
    ["0 pages", "1 page", "2 pages"],
  );
});
