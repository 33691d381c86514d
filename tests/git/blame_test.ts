import assert from "node:assert/strict";
import { Blame } from "../../src/git/blame.ts";
import {
  commit,
  git,
  scaled,
  seededRandom,
  temporaryRepository,
} from "../support/git_program.ts";

Deno.test("Blame equals git blame on random linear histories", async () => {
  for (let seed = 1; seed <= scaled(6); seed++) {
    using world = temporaryRepository();
    const blame = new Blame<string>();
    for (const text of randomVersions(seed)) {
      blame.add(
        text,
        await commit(world.repo, {
          "page.md": text,
          "other.md": text.toUpperCase(),
        }),
      );
    }

    const theirs = git(
      world.dir,
      "blame",
      "-l",
      "-s",
      "--root",
      "main",
      "--",
      "page.md",
    )
      .split("\n").slice(0, -1).map((line) => line.slice(0, 40));

    assert.deepEqual(blame.origins, theirs, `seed ${seed}`);
  }
});

Deno.test("Blame keeps the origin of lines that only moved down", () => {
  const blame = new Blame<number>();
  blame.add("b\n", 1);
  blame.add("a\nb\n", 2);
  blame.add("a\nb\nc", 3);
  blame.add("a\nb\nc\n", 4);

  assert.deepEqual(blame.origins, [2, 1, 4]);
});

Deno.test("Blame compares bytes, so a text that is not UTF-8 has lines as well", () => {
  const blame = new Blame<number>();
  blame.add(new Uint8Array([0xff, 0x0a, 0x61, 0x0a]), 1);
  blame.add(new Uint8Array([0xfe, 0x0a, 0x61, 0x0a]), 2);

  assert.deepEqual(blame.origins, [2, 1]);
});

Deno.test("Blame of an emptied text has no lines", () => {
  const blame = new Blame<number>();
  blame.add("a\n", 1);
  blame.add("", 2);

  assert.deepEqual(blame.origins, []);
});

/** Versions of a text whose lines repeat, so that it matters which of equal lines is taken. */
function randomVersions(seed: number): string[] {
  const random = seededRandom(seed);
  const vocabulary = random.pick([4, 12, 200]);
  const line = () => {
    const word = random.below(vocabulary);
    return `${" ".repeat(word % 3)}${
      word % 4 === 0 ? "" : `word ${word} in a sentence`
    }\n`;
  };
  let lines = Array.from({ length: random.pick([10, 120, 600]) }, line);
  const versions = [lines.join("")];
  while (versions.length < 15) {
    lines = [...lines];
    for (let edits = 1 + random.below(6); edits > 0; edits--) {
      const at = random.below(lines.length + 1);
      lines.splice(
        at,
        random.below(5),
        ...Array.from({ length: random.below(6) }, line),
      );
    }
    const text = lines.join("") || "never empty\n";
    if (text !== versions.at(-1)) versions.push(text);
  }
  return versions;
}
