import assert from "node:assert/strict";
import { sizeText } from "../../src/wiki/size_text.ts";

Deno.test("sizeText writes a size in the unit that keeps it short", () => {
  const examples = [
    [0, "0 bytes"],
    [1, "1 byte"],
    [999, "999 bytes"],
    [1000, "1 kB"],
    [1949, "1.9 kB"],
    [9_960, "10 kB"],
    [571_000, "571 kB"],
    [999_600, "1 MB"],
    [10_485_760, "10 MB"],
    [3_400_000_000, "3.4 GB"],
    [5_000_000_000_000, "5000 GB"],
  ] as const;
  for (const [bytes, text] of examples) assert.equal(sizeText(bytes), text);
});
