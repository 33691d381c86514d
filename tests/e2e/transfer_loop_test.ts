/** Importing and exporting some thousand files beside people who read. */
import assert from "node:assert/strict";
import { tryGit } from "../support/git_program.ts";
import { zipOf } from "../support/hostile_zip.ts";
import { longestHold } from "../support/loop.ts";
import { confirm, fileOf, uploadTo } from "../support/site_import.ts";
import { webWorld } from "../support/web_world.ts";

Deno.test("neither an upload nor a download of some thousand files holds the event loop", async () => {
  await using web = await webWorld({ ROBOT_MAX_PAGES: "5000" });
  const parts = Array.from({ length: 2000 }, (_, i) => ({
    name: `Folder ${i % 20}/Page ${i}.md`,
    content: `# Page ${i}\n\n[[Page ${i + 1}|next]] ${"words ".repeat(200)}\n`,
  }));
  const file = fileOf(zipOf(parts));
  web.world.house.threads.prepare(); // as the server does
  await (await web.get("/app/wiki/garden/import", { slug: "" })).text();

  const held = await longestHold(async () => {
    const url = await uploadTo(web, file);
    assert.match(await confirm(web, url), /the wiki got 2000 pages/);
    for (const form of ["", "?form=zip"]) {
      const answer = await web.get(`/app/wiki/garden/export${form}`, {
        slug: "",
      });
      assert.ok((await answer.arrayBuffer()).byteLength > 10_000);
    }
  });

  assert.ok(held < 50, `${held} ms`);
  const { repo } = web.world.reading("garden", web.world.alice);
  assert.equal(tryGit(repo.dir, "fsck", "--strict").code, 0);
});
