import assert from "node:assert/strict";
import { deletePage } from "../../src/wiki/deletion.ts";
import { rebuildIndex } from "../../src/wiki/index_follower.ts";
import { renamePage } from "../../src/wiki/rename.ts";
import { revertCommit } from "../../src/wiki/revert.ts";
import { indexWaitingTexts } from "../../src/wiki/waiting_texts.ts";
import { indexDump } from "../support/index_dump.ts";
import { putFiles } from "../support/put_files.ts";
import { createWorld } from "../support/world.ts";

Deno.test("after renames, deletions and reverts the index is what a rebuild gives", async () => {
  await using world = await createWorld();
  const pages = Array.from(
    { length: 60 },
    (_, i) => [`P/${i}.md`, `[[A]] [[A/Sub]] [x](${i + 1})\n`],
  );
  await putFiles(world, {
    "A.md": "# A\n\n[[P/1]]\n",
    "A/Sub.md": "[up](../A)\n",
    "A/pic.png": "x",
    ...Object.fromEntries(pages),
  });
  const wiki = () => world.writing("garden", world.alice);
  const { wiki: open } = world.visit("garden", world.alice);

  const renamed = await renamePage(wiki(), { path: "A", newPath: "B/C" });
  const deleted = await deletePage(wiki(), { path: "B/C", recursive: true });
  await revertCommit(wiki(), { revision: deleted.revision });
  await revertCommit(wiki(), { revision: renamed.revision });
  await renamePage(wiki(), { path: "P/1", newPath: "a", updateLinks: false })
    .catch((error) => assert.equal(error.code, "conflict"));
  await renamePage(wiki(), { path: "P/1", newPath: "Q" });

  await world.house.openWikis.idle();
  indexWaitingTexts(open, Infinity, world.house.log);
  const followed = indexDump(open.index);
  await rebuildIndex(open, world.house.log);
  assert.equal(followed, indexDump(open.index));
});
