import assert from "node:assert/strict";
import {
  insertFootnote,
  insertLink,
  insertPicture,
  insertWikiLink,
  toggleCode,
  toggleMark,
} from "../../frontend/editor/inline_commands.ts";
import { run } from "./typed.ts";

const bold = toggleMark("**");
const italic = toggleMark("*");

Deno.test("toggleMark puts marks around what is selected, without the space at its ends", () => {
  assert.equal(run(bold, "a ‹word› b"), "a **‹word›** b");
  assert.equal(run(bold, "a‹ word ›b"), "a **‹word›** b");
  assert.equal(run(bold, "a ¦ b"), "a **¦** b");
});

Deno.test("toggleMark takes marks away that stand around or within what is selected", () => {
  assert.equal(run(bold, "a **‹word›** b"), "a ‹word› b");
  assert.equal(run(bold, "a ‹**word**› b"), "a ‹word› b");
  assert.equal(run(bold, "a **¦** b"), "a ¦ b");
  assert.equal(run(toggleMark("~~"), "~~‹x›~~"), "‹x›");
});

Deno.test("toggleMark tells one star from two", () => {
  assert.equal(run(italic, "**‹word›**"), "***‹word›***");
  assert.equal(run(italic, "***‹word›***"), "**‹word›**");
  assert.equal(run(bold, "***‹word›***"), "*‹word›*");
  assert.equal(run(bold, "*‹word›*"), "***‹word›***");
  assert.equal(run(italic, "‹*a* and *b*›"), "*‹*a* and *b*›*");
});

Deno.test("toggleMark marks each line where a blank line lies between: a mark does not reach over it", () => {
  assert.equal(run(bold, "‹one\n\n  two›"), "‹**one**\n\n  **two**›");
});

Deno.test("toggleCode uses more backticks than its text holds", () => {
  assert.equal(run(toggleCode, "‹x›"), "`‹x›`");
  assert.equal(run(toggleCode, "`‹x›`"), "‹x›");
  assert.equal(run(toggleCode, "‹a `` b›"), "``` ‹a `` b› ```");
});

Deno.test("insertLink asks for what is missing: the words or the address", () => {
  assert.equal(run(insertLink, "see ‹this›"), "see [this](¦)");
  assert.equal(run(insertLink, "see ¦"), "see [¦]()");
  assert.equal(
    run(insertLink, "‹https://example.org/›"),
    "[¦](https://example.org/)",
  );
  assert.equal(run(insertPicture, "‹a map›"), "![a map](¦)");
  assert.equal(run(insertWikiLink, "‹Iran›"), "[[Iran¦]]");
  assert.equal(run(insertWikiLink, "¦"), "[[¦]]");
});

Deno.test("insertFootnote takes the next number and goes to its note at the end", () => {
  assert.equal(
    run(insertFootnote, "One¦ two.\n"),
    "One[^1] two.\n\n[^1]: ¦\n",
  );
  assert.equal(
    run(insertFootnote, "One[^4] two¦.\n\n[^4]: Note.\n"),
    "One[^4] two[^5].\n\n[^4]: Note.\n[^5]: ¦\n",
  );
  assert.equal(run(insertFootnote, "End.¦"), "End.[^1]\n\n[^1]: ¦\n");
});
