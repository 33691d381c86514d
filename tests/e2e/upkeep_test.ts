import assert from "node:assert/strict";
import { estimateLooseObjects } from "../../src/git/repack.ts";
import { commitChange } from "../../src/wiki/commit.ts";
import { listPages } from "../../src/wiki/pages.ts";
import { assertHealthy } from "../support/git_program.ts";
import { createWorld } from "../support/world.ts";

Deno.test("after a large change the repository is packed in the background, while others go on writing", async () => {
  await using world = await createWorld();
  await world.write("garden", "Elm", "elm\n");
  const wiki = world.writing("garden", world.alice);
  const files = new Map(
    Array.from({ length: 1300 }, (_, i) => [
      `notes/${i}.txt`,
      new TextEncoder().encode(`note ${i}\n`),
    ]),
  );

  await commitChange(wiki, () => ({ files, deed: "Bring notes" }));
  await world.write("garden", "Oak", "oak\n"); // the index is still behind when this turn begins
  await world.house.openWikis.idle();

  assert.equal(world.events("repacked").length, 1);
  assert.ok(estimateLooseObjects(wiki.repo.dir) < 200);
  const now = world.reading("garden", world.visitor);
  assert.equal(listPages(now).total, 2);
  assert.equal(now.repo.listFiles(now.head!).length, 1302);
  assertHealthy(wiki.repo.dir);
});
