import assert from "node:assert/strict";
import { readNote } from "../../src/mcp/read_note.ts";
import { failedCall } from "../../src/mcp/tool_error.ts";
import { renamePage } from "../../src/wiki/rename.ts";
import { createWorld } from "../support/world.ts";

Deno.test("read_note of an old name says where the page is now", async () => {
  await using world = await createWorld();
  await world.write("garden", "Old", "x\n");
  await renamePage(world.writing("garden", world.alice), {
    path: "Old",
    newPath: "New",
  });

  let failure;
  try {
    await readNote.run(world.visit("garden", world.bob, { door: "mcp" }), {
      path: "old",
    });
  } catch (error) {
    failure = failedCall(error);
  }

  assert.equal(
    failure?.content[0]?.text,
    'Cannot find page "old": it was renamed to "New".\n' +
      "It is now at: New\nNext: Call read_note with the new path.",
  );
});
