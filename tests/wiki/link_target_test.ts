import assert from "node:assert/strict";
import { targetPaths } from "../../src/wiki/link_target.ts";

const MEANINGS: readonly [string, string, readonly string[]][] = [
  // page, target, paths
  ["Actors/Iran", "Map", ["Map"]],
  ["Actors/Iran", "Actors/Iraq/", ["Actors/Iraq"]],
  ["Actors/Iran", "Map.md", ["Map.md", "Map"]],
  ["Actors/Iran", "./map.png", ["Actors/Iran/map.png", "Actors/map.png"]],
  ["Actors/Iran", "../Map", ["Actors/Map", "Map"]],
  ["Actors/Iran", "../../../Map", ["Map"]],
  ["Actors/Iran", "./Iraq.md", [
    "Actors/Iran/Iraq.md",
    "Actors/Iran/Iraq",
    "Actors/Iraq.md",
    "Actors/Iraq",
  ]],
  ["Home", "./a/../b", ["Home/b", "b"]],
  ["Home", "..", [""]],
  ["Home", ".hidden", [".hidden"]],
  ["Home", "...", ["..."]],
  ["Home", ".md", [".md"]],
];

for (const [page, target, paths] of MEANINGS) {
  Deno.test(`targetPaths() reads "${target}" on "${page}" as ${paths.join(", ") || "the root"}`, () => {
    assert.deepEqual(targetPaths(page, target), paths);
  });
}
