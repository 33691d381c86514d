import assert from "node:assert/strict";
import type { WikiRow } from "../../src/db/platform/wikis.ts";
import { OpenWikis } from "../../src/wiki/open_wikis.ts";
import { listPages } from "../../src/wiki/pages.ts";
import { createWiki } from "../../src/wiki/wikis.ts";
import { createWorld, type World } from "../support/world.ts";

Deno.test("OpenWikis.borrow() opens a wiki once and shows each borrower its own row", async () => {
  await using world = await createWorld();
  const { openWikis } = world.house;

  using first = openWikis.borrow(world.garden);
  using second = openWikis.borrow({ ...world.garden, name: "Later" });

  assert.equal(first.wiki.repo, second.wiki.repo);
  assert.deepEqual([first.wiki.row.name, second.wiki.row.name], [
    "The Garden",
    "Later",
  ]);
  assert.equal(openWikis.size, 1);
});

Deno.test("OpenWikis.borrow() closes what was used longest ago, and never what is borrowed", async () => {
  await using world = await createWorld({ capacity: 2 });
  const { openWikis } = world.house;
  const [garden, cellar] = [world.garden, world.cellar];
  const attic = await addWiki(world, "attic");

  const held = openWikis.borrow(garden);
  openWikis.borrow(cellar)[Symbol.dispose]();
  openWikis.borrow(attic)[Symbol.dispose](); // the garden is older, but in use: the cellar goes

  assert.equal(openWikis.size, 2);
  assert.equal(held.wiki.index.head(), null);
  const again = openWikis.borrow(attic);
  assert.equal(openWikis.size, 2);
  const third = openWikis.borrow(cellar);
  assert.equal(openWikis.size, 3, "all three are borrowed");
  held[Symbol.dispose]();
  held[Symbol.dispose]();
  assert.equal(openWikis.size, 2);
  assert.throws(() => held.wiki.index.head());
  again[Symbol.dispose]();
  third[Symbol.dispose]();
});

Deno.test("OpenWikis.borrow() refuses a folder that belongs to another wiki", async () => {
  await using world = await createWorld();
  const row = { ...world.garden, id: "another" };

  assert.throws(() => world.house.openWikis.borrow(row), {
    code: "unavailable",
    message: 'Cannot open wiki "garden": its folder belongs to another wiki',
  });
});

const MISSING = ["wiki.db", "repo.git", ""];

for (const name of MISSING) {
  Deno.test(`OpenWikis.borrow() is unavailable without ${name || "the folder"}, and never begins anew`, async () => {
    await using world = await createWorld();
    const path = `${world.dir}/wikis/garden/${name}`;
    await Deno.remove(path, { recursive: true });

    assert.throws(() => world.house.openWikis.borrow(world.garden), {
      code: "unavailable",
    });
    assert.throws(() => Deno.statSync(path), Deno.errors.NotFound);
  });
}

const BROKEN: readonly [string, (path: string) => void][] = [
  ["missing", (path) => Deno.removeSync(path)],
  ["empty", (path) => Deno.writeTextFileSync(path, "")],
  ["garbage", (path) => Deno.writeTextFileSync(path, "garbage ".repeat(2000))],
];

for (const [how, harm] of BROKEN) {
  Deno.test(`OpenWikis.borrow() builds an index.db anew that is ${how}`, async () => {
    await using world = await createWorld();
    await world.write("garden", "Oak", "oak\n");
    world.leave();
    await world.house.openWikis.forget(world.garden.id, () => {
      for (const ending of ["-wal", "-shm"]) {
        removeIfThere(`${world.dir}/wikis/garden/index.db${ending}`);
      }
      harm(`${world.dir}/wikis/garden/index.db`);
    });

    const wiki = world.reading("garden", world.visitor);

    assert.deepEqual(listPages(wiki).pages.map(({ path }) => path), ["Oak"]);
  });
}

Deno.test("OpenWikis.forget() waits for the last borrower and lets nobody in meanwhile", async () => {
  await using world = await createWorld();
  const { openWikis } = world.house;
  const row = world.garden;
  const borrowed = openWikis.borrow(row);
  const events: string[] = [];

  const forgetting = openWikis.forget(row.id, () => events.push("closed"));
  await Promise.resolve();
  assert.throws(() => openWikis.borrow(row), { code: "unavailable" });
  await assert.rejects(openWikis.forget(row.id), { code: "conflict" });
  assert.deepEqual(events, []);
  borrowed[Symbol.dispose]();
  await forgetting;

  assert.deepEqual(events, ["closed"]);
  openWikis.borrow(row)[Symbol.dispose]();
});

Deno.test("OpenWikis.forget() takes a wiki from who holds it longer than the grace", async () => {
  await using world = await createWorld();
  const { openWikis } = world.house;
  const row = world.garden;
  const held = openWikis.borrow(row);
  assert.equal(held.wiki.index.head(), null);

  await openWikis.forget(row.id, () => {}, { graceMs: 1 });

  assert.throws(() => held.wiki.index.head());
  held[Symbol.dispose]();
  using again = openWikis.borrow(row);
  assert.equal(again.wiki.index.head(), null);
});

Deno.test("OpenWikis.forget() ends background work on that wiki alone", async () => {
  await using world = await createWorld();
  const { openWikis } = world.house;
  using _garden = openWikis.borrow(world.garden);
  const cellar = openWikis.borrow(world.cellar);
  const ended: string[] = [];
  const untilStopped = (row: WikiRow) =>
    openWikis.inBackground(row, async (_wiki, signal) => {
      await new Promise((_, reject) =>
        signal.addEventListener("abort", () => {
          ended.push(row.slug);
          reject(signal.reason);
        })
      );
    });
  const works = [untilStopped(world.garden), untilStopped(world.cellar)];
  await Promise.resolve();

  const forgetting = openWikis.forget(world.cellar.id);
  cellar[Symbol.dispose]();
  await forgetting;
  await works[1];

  assert.deepEqual(ended, ["cellar"]);
  openWikis.close();
  await openWikis.idle();
  assert.deepEqual(ended, ["cellar", "garden"]);
  assert.deepEqual(world.events("background_failed"), []);
});

Deno.test("OpenWikis.inBackground() runs one work at a time on a wiki, keeps it open, and logs a failure", async () => {
  await using world = await createWorld();
  const { openWikis } = world.house;
  const row = world.garden;
  using _borrowed = openWikis.borrow(row);
  const ran: string[] = [];

  openWikis.inBackground(row, (wiki) => {
    ran.push(wiki.row.slug);
    return Promise.reject(new Error("no luck"));
  });
  openWikis.inBackground(row, () => {
    ran.push("never");
    return Promise.resolve();
  });
  await openWikis.idle();

  assert.deepEqual(ran, ["garden"]);
  const [failure] = world.events("background_failed");
  assert.match(String(failure!.error), /no luck/);
});

Deno.test("OpenWikis.close() lets nobody borrow any more", async () => {
  await using world = await createWorld();

  world.house.openWikis.close();

  assert.throws(() => world.house.openWikis.borrow(world.garden), {
    code: "unavailable",
  });
});

Deno.test("OpenWikis removes what a dead process left in a repository, once", async () => {
  await using world = await createWorld();
  await world.write("garden", "Oak", "oak\n");
  const dir = `${world.dir}/wikis/garden/repo.git`;
  Deno.writeTextFileSync(`${dir}/refs/heads/main.lock`, "");

  const next = new OpenWikis(world.house.openWikis.options);
  next.borrow(world.garden)[Symbol.dispose]();
  next.close();

  assert.throws(
    () => Deno.statSync(`${dir}/refs/heads/main.lock`),
    Deno.errors.NotFound,
  );
  assert.equal(world.events("leftovers_removed").length, 1);
});

async function addWiki(world: World, slug: string): Promise<WikiRow> {
  const ownerDid = world.alice.user!.did;
  return await createWiki(world.house, { slug, ownerDid }, {
    starterPages: false,
  });
}

function removeIfThere(path: string): void {
  try {
    Deno.removeSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
