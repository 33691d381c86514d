import assert from "node:assert/strict";
import { fitsGlob } from "../../src/wiki/glob.ts";
import { timeOf } from "../support/loop.ts";

Deno.test("fitsGlob() knows * and ?, and nothing else", () => {
  const fits: [string, string][] = [
    ["a.txt", "*.txt"],
    ["A.TXT", "a.t?t"],
    ["Trees/Elm/Bark", "Trees/*"],
    ["abcabc", "*abc"],
    ["", "*"],
    ["a[b]", "a[b]"],
    ["a", "**a**"],
  ];
  const doNot: [string, string][] = [
    ["a.txt", "*.tx"],
    ["a", "?a"],
    ["ab", "[ab][ab]"],
    ["aXb", "a.b"],
    ["", "?"],
    ["a", ""],
  ];

  for (const [name, glob] of fits) assert.ok(fitsGlob(name, glob), glob);
  for (const [name, glob] of doNot) assert.ok(!fitsGlob(name, glob), glob);
});

Deno.test("fitsGlob() takes no longer for a hostile pattern than its length allows", () => {
  const name = "a".repeat(1_000);

  const time = timeOf(() => fitsGlob(name, `${"*a".repeat(100)}b`));

  assert.ok(time < 100, `${time} ms`);
});
