import assert from "node:assert/strict";
import { importWiki } from "../../src/wiki/import.ts";
import { savePage } from "../../src/wiki/pages.ts";
import { usageOf } from "../../src/wiki/usage.ts";
import { createWorld } from "../support/world.ts";

Deno.test("usageOf counts what a wiki holds beside what it may hold", async () => {
  await using world = await createWorld({
    settings: { ROBOT_MAX_PAGES: "77" },
  });
  await world.write("garden", "Actors/Iran", "# Iran");
  world.house.platform.wikis.change(world.garden.id, { maxMembers: 9 });

  const usage = await usageOf(world.reading("garden", world.alice));

  const { historyBytes, ...rest } = usage;
  assert.deepEqual(rest, {
    pages: 1,
    contentBytes: 7,
    members: 2,
    limits: {
      pages: 77,
      contentBytes: 52_428_800,
      historyBytes: 209_715_200,
      pageBytes: 1_000_000,
      attachmentBytes: 10_485_760,
      members: 9,
    },
  });
  assert.ok(historyBytes > 0);
});

Deno.test("usageOf counts history as it lies on disk, also what was deleted", async () => {
  await using world = await createWorld();
  const before = await usageOf(world.reading("garden", world.alice));
  await world.write("garden", "Long", crypto.randomUUID().repeat(3));

  const after = await usageOf(world.reading("garden", world.alice));

  const onDisk = await objectBytes(`${world.dir}/wikis/garden/repo.git`);
  assert.equal(after.historyBytes, onDisk);
  assert.ok(after.historyBytes > before.historyBytes + 100);
});

async function objectBytes(repository: string): Promise<number> {
  let bytes = 0;
  for await (const folder of Deno.readDir(`${repository}/objects`)) {
    if (!/^[0-9a-f]{2}$/.test(folder.name)) continue;
    const path = `${repository}/objects/${folder.name}`;
    for await (const file of Deno.readDir(path)) {
      bytes += (await Deno.stat(`${path}/${file.name}`)).size;
    }
  }
  return bytes;
}

Deno.test("a wiki that the operator imports gets room for the history that it has", async () => {
  await using world = await createWorld({
    settings: { ROBOT_MAX_HISTORY_BYTES: "1000" },
  });
  await savePage(world.writing("garden", world.alice, { door: "cli" }), {
    path: "Long",
    text: crypto.getRandomValues(new Uint8Array(3_000)).toHex(),
    base: null,
  });
  const source = `${world.dir}/wikis/garden/repo.git`;

  await importWiki(world.house, source, {
    ...{ slug: "copy", ownerDid: "did:plc:alice", name: "Copy" },
  });

  const { historyBytes, limits } = await usageOf(
    world.reading("copy", world.alice),
  );
  assert.ok(historyBytes > 1_000);
  assert.equal(limits.historyBytes, 2 * historyBytes);
  await world.write("copy", "More", "more\n");
});
