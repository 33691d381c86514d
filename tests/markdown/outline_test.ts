import assert from "node:assert/strict";
import commonMark from "commonmark-spec";
import { scanBlocks } from "../../src/markdown/blocks.ts";
import { splitFrontMatter } from "../../src/markdown/front_matter.ts";
import { outlineOf } from "../../src/markdown/outline.ts";
import { render } from "../../src/markdown/render.ts";

const outline = (text: string) =>
  outlineOf(
    text,
    scanBlocks(text, splitFrontMatter(text).bodyStart),
    "target_first",
  );

/** Ids as the outline and as the renderer have them. */
function both(text: string): [string[], string[]] {
  const ids = (list: readonly { id: string }[]) => list.map(({ id }) => id);
  return [
    ids(outline(text).headings),
    ids(render(text, "target_first").headings),
  ];
}

Deno.test("outlineOf() gives headings the ids of the renderer", () => {
  const pages = [
    "# One\n\n## One\n\n## One-1\n\n# One\n",
    "Underlined\n===\n\nof two\nlines\n---\n",
    "> # In a quote\n\n- ## In a list\n\n1. # Third\n",
    "# `code_with_` and **bold _both_** text\n",
    "# snake_case_name and _em_ and __strong__ 2*3*4\n",
    "# [A link](/Page_(x)) and ![a picture](p.png) [not a link]\n",
    "# [label][ref] and [ref]\n\n[ref]: /Page\n",
    "# [[Actors/Iran|The _country_]] and [[Page#Part]]\n",
    "# A &amp; B &#65; \\*stars\\* \\_x\\_ ~~gone~~\n",
    "# <em>tags</em> <https://example.com/a_b> <br>\n",
    "# A note[^1] here\n\n[^1]: the note\n",
    "# Früher & später: ¿qué? 日本語 ##\n",
    "# Search\n\n# \n\n# !!!\n",
    "---\ntitle: x\n---\n# After\n",
    "```\n# not one\n```\n\n    # nor this\n\n<!-- # nor this -->\n",
    "# a * b_ c _d\n\n# **x\n\n# _a_b_ __c\n",
  ];
  for (const page of pages) {
    const [ours, theirs] = both(page);
    assert.deepEqual(ours, theirs, page);
  }
});

Deno.test("outlineOf() agrees with the renderer on the examples of the CommonMark specification", () => {
  const examples: readonly { markdown: string; number: number }[] =
    commonMark.tests;
  const differing = examples.filter(({ markdown }) => {
    const [ours, theirs] = both(markdown);
    return ours.join() !== theirs.join();
  });

  assert.deepEqual(differing.map(({ number }) => number), []);
});

Deno.test("outlineOf() knows ids of raw HTML, and not those in code", () => {
  const { writtenIds } = outline(
    '<a id="top1"></a>\n\ntext <a name=\'mid\'>x</a> <span class="y" id=bare>\n\n```\n<a id="no"></a>\n```\n',
  );

  assert.deepEqual(writtenIds.toSorted(), ["bare", "mid", "top1"]);
});

Deno.test("outlineOf() needs time in proportion to the text", () => {
  const hostile = ["[", "*a _b ", "`".repeat(3) + " `", "<a ", "[x](", "\\_"];
  for (const piece of hostile) {
    const text = ("# " + piece.repeat(60) + "\n").repeat(3000);
    const start = performance.now();
    const { headings } = outline(text);
    assert.ok(headings.length <= 2000);
    assert.ok(performance.now() - start < 2000, piece);
  }
});
