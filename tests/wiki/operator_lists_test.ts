import assert from "node:assert/strict";
import { forCommandLine } from "../../src/wiki/access.ts";
import { listWikis, wikiFacts } from "../../src/wiki/operator_lists.ts";
import { createWiki } from "../../src/wiki/wikis.ts";
import { createWorld } from "../support/world.ts";

Deno.test("listWikis() tells the sizes of open and closed wikis, opens none and leaves no file", async () => {
  await using world = await createWorld();
  const { house, dir } = world;
  const wanted = { slug: "quiet", ownerDid: "did:plc:alice" };
  await createWiki(house, wanted, { starterPages: true });
  await world.write("garden", "Home", "Some text");
  const filesOf = (slug: string) =>
    [...Deno.readDirSync(`${dir}/wikis/${slug}`)]
      .map(({ name }) => name).sort();
  const before = filesOf("quiet");
  const open = house.openWikis.size;

  const { rows } = await listWikis(forCommandLine(house));

  const glances = Object.fromEntries(
    rows.map(({ slug, glance }) => [slug, glance]),
  );
  const changedAt = "2026-11-20T12:00:00.000Z";
  assert.deepEqual(glances["garden"], {
    ...{ pages: 1, contentBytes: 10, changedAt },
  });
  assert.deepEqual(glances["cellar"], {
    ...{ pages: 0, contentBytes: 0, changedAt: null },
  });
  assert.equal(glances["quiet"]!.pages, 4);
  assert.equal(glances["quiet"]!.changedAt, changedAt);
  assert.deepEqual(filesOf("quiet"), before);
  assert.equal(house.openWikis.size, open);
});

Deno.test("a wiki whose index is gone or damaged is listed without its size, and one that cannot be opened says why", async () => {
  await using world = await createWorld();
  const { house, dir } = world;
  await createWiki(house, { slug: "quiet", ownerDid: "did:plc:alice" });
  await Deno.writeTextFile(`${dir}/wikis/quiet/index.db`, "no database");
  await house.openWikis.forget(world.cellar.id);
  await Deno.remove(`${dir}/wikis/cellar/index.db`);
  await Deno.remove(`${dir}/wikis/cellar/wiki.db`);
  const operator = forCommandLine(house);

  const { rows } = await listWikis(operator);
  const glances = rows.map(({ slug, glance }) => [slug, glance === null]);
  const { usage, failure } = await wikiFacts(operator, "cellar");

  assert.deepEqual(glances, [
    ["cellar", true],
    ["garden", false],
    ["quiet", true],
  ]);
  assert.equal(usage, null);
  assert.match(failure!, /cellar/);
});
