import assert from "node:assert/strict";
import {
  insertAlert,
  insertCodeBlock,
  insertDiagram,
  insertFold,
  insertPanel,
  insertRule,
  insertSpoiler,
} from "../../frontend/editor/block_commands.ts";
import { run } from "./typed.ts";

Deno.test("a block stands on lines of its own, with blank lines around it", () => {
  assert.equal(run(insertRule, "a¦b\nc\n"), "ab\n\n---¦\n\nc\n");
  assert.equal(run(insertRule, "a\n\n¦\n\nb\n"), "a\n\n---¦\n\nb\n");
  assert.equal(run(insertRule, "¦"), "---¦\n");
});

Deno.test("insertCodeBlock puts a fence around the lines that is longer than theirs", () => {
  assert.equal(run(insertCodeBlock, "‹let x›\n"), "```¦\nlet x\n```\n");
  assert.equal(
    run(insertCodeBlock, "‹```\nx\n```›\n"),
    "````¦\n```\nx\n```\n````\n",
  );
  assert.equal(run(insertCodeBlock, "a\n\n¦\n"), "a\n\n```¦\n\n```\n");
});

Deno.test("panels, alerts, spoilers and folds take the selected lines in", () => {
  assert.equal(run(insertPanel("info"), "‹a\nb›\n"), "::: info\n‹a\nb›\n:::\n");
  assert.equal(run(insertAlert("TIP"), "‹a\nb›\n"), "> [!TIP]\n> a\n> b¦\n");
  assert.equal(run(insertSpoiler, "‹a\nb›\n"), ">! a\n>! b¦\n");
  assert.equal(run(insertFold, "‹a›\n"), ">| # ‹Heading›\n>| a\n");
  assert.equal(run(insertAlert("NOTE"), "text¦\n"), "text\n\n> [!NOTE]\n> ¦\n");
});

Deno.test("insertDiagram begins one, or takes the selected lines for its source", () => {
  assert.equal(
    run(insertDiagram, "¦"),
    "```mermaid\n‹graph TD\n  A[Start] --> B[End]›\n```\n",
  );
  assert.equal(run(insertDiagram, "‹pie›\n"), "```mermaid\n‹pie›\n```\n");
});
