import assert from "node:assert/strict";
import { spliceSection } from "../../src/wiki/section_edit.ts";

const PAGE = `# Garden

Intro.

## Trees

An apple tree.

### Old ones

An oak.

## Flowers

## Water
A pond.
`;

Deno.test("spliceSection() keeps the heading where the new text has none", () => {
  assert.equal(
    spliceSection(PAGE, "Old ones", "A lime.\n"),
    PAGE.replace("An oak.", "A lime."),
  );
});

Deno.test("spliceSection() replaces sub-sections with the section", () => {
  assert.equal(
    spliceSection(PAGE, "Trees", "None."),
    PAGE.replace("An apple tree.\n\n### Old ones\n\nAn oak.", "None."),
  );
});

Deno.test("spliceSection() replaces the heading where the new text brings one", () => {
  assert.equal(
    spliceSection(
      PAGE,
      "Trees > Old ones",
      "\n### Very old ones\n\nA yew.\n\n",
    ),
    PAGE.replace("### Old ones\n\nAn oak.", "### Very old ones\n\nA yew."),
  );
});

Deno.test("spliceSection() takes a deeper heading for content", () => {
  assert.equal(
    spliceSection(PAGE, "Flowers", "### Roses\n\nRed."),
    PAGE.replace("## Flowers\n", "## Flowers\n\n### Roses\n\nRed.\n"),
  );
});

Deno.test("spliceSection() fills an empty section and the last one", () => {
  assert.equal(
    spliceSection(PAGE, "Flowers", "Roses."),
    PAGE.replace("## Flowers\n", "## Flowers\n\nRoses.\n"),
  );
  assert.equal(
    spliceSection(PAGE, "Water", "A lake."),
    PAGE.replace("A pond.", "A lake."),
  );
  assert.equal(spliceSection("# A\n", "A", "b"), "# A\n\nb\n");
});

Deno.test("spliceSection() empties a section and leaves its heading", () => {
  assert.equal(
    spliceSection(PAGE, "Old ones", "  \n"),
    PAGE.replace("### Old ones\n\nAn oak.", "### Old ones"),
  );
});

Deno.test("spliceSection() names the sections where none fits", () => {
  assert.throws(() => spliceSection(PAGE, "Animals", "x"), (error) => {
    const { code, details } = error as {
      code: string;
      details: { candidates: string[] };
    };
    assert.equal(code, "not_found");
    assert.ok(details.candidates.includes("Garden > Trees > Old ones"));
    return true;
  });
});
