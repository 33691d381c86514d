import assert from "node:assert/strict";
import { diffLines, unifiedDiff } from "../../src/git/line_diff.ts";
import {
  scaled,
  seededRandom,
  temporaryFolder,
  tryGit,
} from "../support/git_program.ts";

Deno.test("unifiedDiff equals git diff for random edits, also without a last newline", () => {
  using folder = temporaryFolder();
  for (let seed = 1; seed <= scaled(60); seed++) {
    const [before, after] = randomPair(seed);
    Deno.writeTextFileSync(`${folder.path}/before`, before);
    Deno.writeTextFileSync(`${folder.path}/after`, after);
    const theirs =
      tryGit(folder.path, "diff", "--no-index", "before", "after").stdout;

    const ours = unifiedDiff(before, after, {
      before: "before",
      after: "after",
    });

    const expected = theirs.slice(theirs.indexOf("--- ")).replace(
      /^(@@ \S+ \S+ @@).*$/gm,
      "$1",
    );
    assert.equal(ours, theirs === "" ? "" : expected, `seed ${seed}`);
  }
});

Deno.test("diffLines numbers the lines of both sides and counts them", () => {
  const diff = diffLines("a\nb\nc\n", "a\nB\nc\nd\n", { context: 1 });

  assert.ok(diff);
  assert.deepEqual([diff.added, diff.removed, diff.hunks.length], [2, 1, 1]);
  const [hunk] = diff.hunks;
  assert.deepEqual([hunk!.oldStart, hunk!.newStart], [1, 1]);
  assert.deepEqual(
    hunk!.lines.map((
      { kind, oldLine, newLine, text },
    ) => [kind, oldLine, newLine, text]),
    [
      ["same", 1, 1, "a"],
      ["removed", 2, null, "b"],
      ["added", null, 2, "B"],
      ["same", 3, 3, "c"],
      ["added", null, 4, "d"],
    ],
  );
});

Deno.test("diffLines shows which words changed within a line that has a partner", () => {
  const diff = diffLines("The quick brown fox\n", "The quick red fox\n");

  const [old, now] = diff!.hunks[0]!.lines;
  assert.deepEqual(old!.words, [
    { text: "The quick ", changed: false },
    { text: "brown", changed: true },
    { text: " fox", changed: false },
  ]);
  assert.deepEqual(now!.words?.filter((part) => part.changed), [{
    text: "red",
    changed: true,
  }]);
});

Deno.test("diffLines marks single characters in scripts without spaces", () => {
  const diff = diffLines("東京都に住む\n", "京都に住む\n");

  assert.deepEqual(
    diff!.hunks[0]!.lines[0]!.words?.filter((part) => part.changed),
    [{ text: "東", changed: true }],
  );
});

Deno.test("diffLines gives no words to a line that was replaced altogether", () => {
  const diff = diffLines("one two three\n", "vier fünf sechs\n");

  assert.deepEqual(diff!.hunks[0]!.lines.map((line) => line.words), [
    null,
    null,
  ]);
});

Deno.test("diffLines of equal texts has no hunks, and of a new text only additions", () => {
  assert.deepEqual(diffLines("a\n", "a\n"), {
    added: 0,
    removed: 0,
    hunks: [],
  });

  const diff = diffLines("", "a\nb\n");

  assert.deepEqual([diff!.added, diff!.removed, diff!.hunks[0]!.oldStart], [
    2,
    0,
    0,
  ]);
});

Deno.test("diffLines gives up on texts that are too different, in bounded time", () => {
  const random = seededRandom(5);
  const shuffled = () =>
    Array.from({ length: 200_000 }, () => `${random.below(9)}\n`).join("");
  const [before, after] = [shuffled(), shuffled()];
  const start = performance.now();

  const diff = diffLines(before, after);
  const sentence = unifiedDiff(before, after, { before: "a", after: "b" });

  assert.equal(diff, undefined);
  assert.match(sentence, /too different/);
  assert.ok(performance.now() - start < 2000);
});

/** Two texts full of lines that occur again, with indentation and blank lines: what ties depend on. */
function randomPair(seed: number): [string, string] {
  const random = seededRandom(seed);
  const vocabulary = random.pick([3, 8, 40, 1000]);
  const size = random.pick([5, 20, 80, 400, 3000]);
  const line = () => {
    const word = random.below(vocabulary);
    const indent = " ".repeat(2 * (word % 4));
    return `${indent}${word % 5 === 0 ? "" : `word${word}`}${
      word % 7 === 0 ? "\t" : ""
    }\n`;
  };
  const lines = (count: number) => Array.from({ length: count }, line);
  const before = lines(random.below(size));
  const after = [...before];
  for (let edits = random.pick([0, 1, 3, 10, size]); edits > 0; edits--) {
    const at = random.below(after.length + 1);
    const kind = random.below(4);
    if (kind === 0) after.splice(at, random.below(6));
    else if (kind === 1) after.splice(at, 0, ...lines(random.below(8)));
    else if (kind === 2) {
      after.splice(at, 0, ...after.slice(at, at + random.below(10)));
    } else after.splice(at, 1, line());
  }
  const open = random.below(4) === 0;
  return [
    before.join(""),
    open ? after.join("").replace(/\n$/, "") : after.join(""),
  ];
}
