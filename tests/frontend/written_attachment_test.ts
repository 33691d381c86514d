import assert from "node:assert/strict";
import { writtenAs } from "../../frontend/editor/written_attachment.ts";

Deno.test("writtenAs takes the address from the wiki, whatever the form", () => {
  const plan = {
    name: "map (1).png",
    markdown: "![map (1)](./map_%281%29.png)",
  };

  assert.equal(writtenAs(plan, "link"), "[map (1).png](./map_%281%29.png)");
  assert.equal(writtenAs(plan, "picture"), "![map (1).png](./map_%281%29.png)");
  assert.equal(
    writtenAs(plan, "thumbnail"),
    "[![map (1).png](./map_%281%29.png?thumbnail)](./map_%281%29.png)",
  );
  assert.equal(
    writtenAs({ name: "a]b.pdf", markdown: "[a\\]b](/X/a]b.pdf)" }, "link"),
    "[a\\]b.pdf](/X/a]b.pdf)",
  );
});
