import assert from "node:assert/strict";
import { deletePage } from "../../src/wiki/deletion.ts";
import { savePage } from "../../src/wiki/pages.ts";
import { renamePage } from "../../src/wiki/rename.ts";
import { usageOf } from "../../src/wiki/usage.ts";
import { assertHealthy } from "../support/git_program.ts";
import { createWorld, type World } from "../support/world.ts";

Deno.test("savePage() refuses what the history has no room for, and nothing of it stays on disk", async () => {
  await using world = await createWorld();
  await world.write("garden", "Oak", noise(20_000));
  const before = await historyOf(world);
  grant(world, before + 10_000);

  await assert.rejects(world.write("garden", "Elm", noise(20_000)), {
    code: "too_large",
    message:
      /^Cannot save: the history of this wiki takes [\d.]+ kB of at most [\d.]+ kB, and this change does not fit\. Deleting pages does not free it, because history is kept: ask the operator for more, or clone it and host it yourself/,
  });

  assert.ok(await historyOf(world) <= before);
  await world.write("garden", "Small", "fits\n");
  assertHealthy(`${world.dir}/wikis/garden/repo.git`);
});

Deno.test("savePage() packs the history before it refuses, and stores what fits then", async () => {
  await using world = await createWorld();
  let text = noise(30_000);
  for (let i = 0; i < 8; i++) {
    await world.write("garden", "Oak", text += `line ${i}\n`);
  }
  const loose = await historyOf(world);
  grant(world, loose + 1_000);

  await world.write("garden", "Elm", noise(30_000));

  assert.ok(await historyOf(world) < loose / 2);
  assertHealthy(`${world.dir}/wikis/garden/repo.git`);
});

Deno.test("a wiki whose history is full can be corrected up to a tenth more, and tidied up without an end", async () => {
  await using world = await createWorld();
  const first = noise(50_000);
  await world.write("garden", "Oak", first);
  await world.write("garden", "Elm", "elm\n");
  grant(world, await historyOf(world));

  await assert.rejects(world.write("garden", "Ash", noise(40_000)), full());
  grant(world, await historyOf(world));
  await assert.rejects(world.write("garden", "Ash", "ash\n"), full());
  await world.write("garden", "Elm", "ulm\n");
  const same = noise(50_000);
  await assert.rejects(world.write("garden", "Oak", same), full());
  await renamePage(world.writing("garden", world.alice), {
    path: "Oak",
    newPath: "Old_oak",
  });
  grant(world, 1_000);
  await assert.rejects(world.write("garden", "Elm", "alm\n"), full());
  await deletePage(world.writing("garden", world.alice), { path: "Old_oak" });

  const { pages, historyBytes } = await usageOf(
    world.reading("garden", world.alice),
  );
  assert.equal(pages, 1);
  assert.ok(historyBytes > 35_000);
});

Deno.test("a page can be renamed where the files of a wiki may take no byte more", async () => {
  await using world = await createWorld();
  await world.write("garden", "Oak", "oak\n");
  world.house.platform.wikis.change(world.garden.id, { maxContentBytes: 4 });

  await renamePage(world.writing("garden", world.alice), {
    path: "Oak",
    newPath: "Elm",
  });

  const wiki = world.reading("garden", world.alice);
  assert.equal(wiki.index.pages.find("Elm")?.path, "Elm");
});

Deno.test("the command line writes whatever the history takes", async () => {
  await using world = await createWorld();
  grant(world, 10);
  const wiki = world.writing("garden", world.alice, { door: "cli" });

  await savePage(wiki, { path: "Oak", text: "oak\n", base: null });

  assert.equal((await usageOf(wiki)).pages, 1);
});

Deno.test("many writers cannot take the history above its limit together", async () => {
  await using world = await createWorld();
  const limit = await historyOf(world) + 60_000;
  grant(world, limit);

  const saves = await Promise.allSettled(
    Array.from({ length: 30 }, (_, i) =>
      savePage(
        world.writing("garden", i % 2 ? world.alice : world.stranger, {
          door: i % 3 ? "web" : "api",
        }),
        { path: `P${i}`, text: noise(8_000), base: null },
      )),
  );

  const stored = saves.filter(({ status }) => status === "fulfilled").length;
  const { pages, historyBytes } = await usageOf(
    world.reading("garden", world.alice),
  );
  assert.equal(pages, stored);
  assert.ok(stored >= 5 && stored < 12, String(stored));
  assert.ok(historyBytes <= limit);
});

Deno.test("many writers cannot add more pages, or bytes, than a wiki may have", async () => {
  await using world = await createWorld();
  world.house.platform.wikis.change(world.garden.id, { maxPages: 5 });
  world.house.platform.wikis.change(world.cellar.id, { maxContentBytes: 100 });
  const race = (slug: string) =>
    Promise.allSettled(
      Array.from({ length: 20 }, (_, i) =>
        savePage(
          world.writing(slug, world.alice, { door: i % 2 ? "api" : "mcp" }),
          { path: `P${i}`, text: "123456789\n", base: null },
        )),
    );

  await Promise.all([race("garden"), race("cellar")]);

  const garden = await usageOf(world.reading("garden", world.alice));
  const cellar = await usageOf(world.reading("cellar", world.alice));
  assert.equal(garden.pages, 5);
  assert.equal(cellar.contentBytes, 100);
});

/** Text that hardly compresses. */
function noise(length: number): string {
  const bytes = crypto.getRandomValues(new Uint8Array(length));
  return `${bytes.toBase64().slice(0, length - 1)}\n`;
}

async function historyOf(world: World): Promise<number> {
  return (await usageOf(world.reading("garden", world.alice))).historyBytes;
}

function grant(world: World, maxHistoryBytes: number): void {
  world.house.platform.wikis.change(world.garden.id, { maxHistoryBytes });
}

function full() {
  return { code: "too_large", message: /history of this wiki/ };
}
