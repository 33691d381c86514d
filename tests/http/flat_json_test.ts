import assert from "node:assert/strict";
import { demandFlatJson } from "../../src/http/flat_json.ts";

Deno.test("demandFlatJson passes long texts with anything in them, and refuses many values", () => {
  const long = '[{"a":1}]\\" \n'.repeat(100_000);
  const flat = [
    "",
    "{}",
    JSON.stringify({ content: long, path: "a\\", more: ["x", { y: '"' }] }),
    '"not closed'.padEnd(100_000),
  ];
  const many = [
    "[".repeat(100_000),
    JSON.stringify(new Array(20_000).fill("")),
    JSON.stringify({ content: "\\", more: new Array(20_000).fill({}) }),
    " ".repeat(100_000),
  ];

  for (const text of flat) demandFlatJson(text);
  for (const text of many) {
    assert.throws(() => demandFlatJson(text), { code: "invalid" });
  }
});
