import assert from "node:assert/strict";
import {
  toggleHeading,
  toggleList,
  togglePrefix,
  toggleTask,
} from "../../frontend/editor/line_commands.ts";
import { run } from "./typed.ts";

Deno.test("toggleHeading sets, changes and takes away the level of the cursor's line", () => {
  assert.equal(run(toggleHeading(2), "Ti¦tle\nText"), "## Ti¦tle\nText");
  assert.equal(run(toggleHeading(3), "## Ti¦tle"), "### Ti¦tle");
  assert.equal(run(toggleHeading(3), "### Ti¦tle"), "Ti¦tle");
  assert.equal(run(toggleHeading(1), "¦"), "# ¦");
});

Deno.test("togglePrefix quotes all lines, and unquotes them where all are quoted", () => {
  const quote = togglePrefix("> ");

  assert.equal(run(quote, "‹a\n\nb›\nc"), "‹> a\n> \n> b›\nc");
  assert.equal(run(quote, "‹> a\n>\n> b›\nc"), "‹a\n\nb›\nc");
  assert.equal(run(quote, "‹> a\nb›"), "‹> > a\n> b›");
});

Deno.test("toggleList makes lists, turns one kind into another, and takes them away", () => {
  const [bullets, numbers, tasks] = [
    toggleList("bullets"),
    toggleList("numbers"),
    toggleList("tasks"),
  ];

  assert.equal(run(bullets, "‹a\n  b\n\nc›"), "‹- a\n  - b\n\n- c›");
  assert.equal(run(numbers, "‹- a\n- b›"), "‹1. a\n2. b›");
  assert.equal(run(tasks, "‹1. a\n2. b›"), "‹- [ ] a\n- [ ] b›");
  assert.equal(run(bullets, "‹- [ ] a\n- [x] b›"), "‹- a\n- b›");
  assert.equal(run(bullets, "‹- a\n- b›"), "‹a\nb›");
  assert.equal(run(tasks, "¦"), "- [ ] ¦");
  assert.equal(run(bullets, "a word¦"), "- a word¦");
});

Deno.test("a selection that ends at the beginning of a line leaves that line alone", () => {
  assert.equal(run(toggleList("bullets"), "‹a\n›b"), "‹- a›\nb");
});

Deno.test("toggleTask ticks, unticks, and has nothing to do elsewhere", () => {
  assert.equal(run(toggleTask, "- [ ] a¦"), "- [x] a¦");
  assert.equal(run(toggleTask, "1. [x] a¦"), "1. [ ] a¦");
  assert.equal(run(toggleTask, "‹- [x] a\n- [ ] b›"), "‹- [x] a\n- [x] b›");
  assert.equal(run(toggleTask, "- a¦"), null);
});
