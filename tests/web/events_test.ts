import assert from "node:assert/strict";
import { type Asking, webWorld } from "../support/web_world.ts";
import type { WebWorld } from "../support/web_world.ts";

/** A stream of events, read one by one. */
async function watch(world: WebWorld, path: string, from: Asking = {}) {
  const answer = await world.get(`/-/events/${path}`, from);
  assert.equal(answer.status, 200);
  const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  const nextBlock = async (): Promise<string | undefined> => {
    while (!text.includes("\n\n")) {
      const { done, value } = await reader.read();
      if (done) return undefined;
      text += value;
    }
    const end = text.indexOf("\n\n");
    const block = text.slice(0, end);
    text = text.slice(end + 2);
    return block;
  };
  return {
    answer,
    nextBlock,
    /** The next page event; `undefined` where the stream has ended. */
    async next(): Promise<Record<string, string> | undefined> {
      for (;;) {
        const block = await nextBlock();
        if (block === undefined) return undefined;
        const data = /^event: page\ndata: (.*)$/.exec(block)?.[1];
        if (data !== undefined) return JSON.parse(data);
      }
    },
    async [Symbol.asyncDispose]() {
      await reader.cancel();
    },
  };
}

Deno.test("a watcher is told how the page is, and then what happens to it", async () => {
  await using world = await webWorld();
  const first = await world.write("Page", "one\n");
  await using stream = await watch(world, "Page", { as: "visitor" });

  const current = await stream.next();
  const second = await world.write("Page", "two\n");
  const changed = await stream.next();
  await world.write("Other", "not told\n");
  await world.post("/-/delete/Page", { base: second }, { as: "bob" });
  const deleted = await stream.next();

  assert.equal(
    stream.answer.headers.get("content-type"),
    "text/event-stream; charset=utf-8",
  );
  assert.deepEqual(current, {
    revision: first,
    author: "@alice.example",
    at: "2026-11-20T12:00:00.000Z",
    kind: "current",
  });
  assert.equal(changed?.kind, "changed");
  assert.equal(changed.revision, second);
  assert.equal(deleted?.kind, "deleted");
  assert.equal(deleted.author, "@bob.example");
  assert.equal(deleted.revision, "");
});

Deno.test("a watcher of a page that is not there is told when it is made, and where it goes", async () => {
  await using world = await webWorld();
  await using stream = await watch(world, "Page");

  const before = await stream.next();
  const revision = await world.write("Page", "text of a page\n");
  const made = await stream.next();
  await world.put({ "Page.md": null, "New.md": "text of a page\n" });
  await world.get("/New"); // a commit from outside is noticed by whoever comes next
  const moved = await stream.next();

  assert.deepEqual(before, {
    ...{ revision: "", author: "", at: "", kind: "current" },
  });
  assert.deepEqual([made?.kind, made?.revision], ["changed", revision]);
  assert.deepEqual([moved?.kind, moved?.movedTo], ["moved", "New"]);
  assert.equal(moved?.author, "Pushed");
});

Deno.test("only who may read is told, and of that wiki alone", async () => {
  await using world = await webWorld();
  await world.write("Page", "garden\n");
  await world.write("Page", "cellar\n", "cellar");
  const cellar = { slug: "cellar" } as const;

  const visitor = await world.get("/-/events/Page", {
    ...cellar,
    as: "visitor",
  });
  const stranger = await world.get("/-/events/Page", {
    ...cellar,
    as: "stranger",
  });
  const nowhere = await world.get("/-/events/");
  await using stream = await watch(world, "Page", { as: "visitor" });
  await stream.next();
  await world.write("Page", "cellar again\n", "cellar");
  await world.write("Page", "garden again\n");
  const told = await stream.next();

  assert.equal(visitor.status, 302);
  assert.equal(stranger.status, 403);
  assert.equal(nowhere.status, 400);
  assert.equal(
    told?.revision,
    world.world.reading("garden", world.world.alice).index.pages.find("Page")
      ?.revision,
  );
});

Deno.test("who loses the right to read is told nothing more", async () => {
  await using world = await webWorld();
  const { house, cellar, bob } = world.world;
  await world.write("Page", "one\n", "cellar");
  await using atOnce = await watch(world, "Page", {
    as: "bob",
    slug: "cellar",
  });
  await using later = await watch(world, "Page", { as: "bob", slug: "cellar" });
  await atOnce.next();
  await later.next();

  house.platform.members.remove(cellar.id, bob.user!.did);
  await world.write("Page", "secret\n", "cellar");

  assert.equal(await atOnce.next(), undefined);
  assert.equal(await later.next(), undefined);
  assert.equal(house.watch.size, 0);
});

Deno.test("each minute rights and session are looked at again", async () => {
  await using world = await webWorld();
  const { house, cellar, garden } = world.world;
  await world.write("Page", "one\n", "cellar");
  await using carols = await watch(world, "Page", {
    as: "carol",
    slug: "cellar",
  });
  await using bobs = await watch(world, "Page", { as: "bob" });
  await using visitors = await watch(world, "Page", { as: "visitor" });
  for (const stream of [carols, bobs, visitors]) await stream.next();

  house.platform.members.remove(cellar.id, "did:plc:carol");
  await world.post("/-/logout", {}, { as: "bob" });
  for (let beat = 0; beat < 3; beat++) await house.watch.beat();

  assert.equal(await carols.next(), undefined);
  assert.equal(await bobs.next(), undefined);
  assert.equal(house.watch.size, 1);
  house.platform.wikis.change(garden.id, { readAccess: "APPROVED" });
  for (let beat = 0; beat < 3; beat++) await house.watch.beat();
  assert.equal(await visitors.next(), undefined);
});

Deno.test("a stream shows a sign of life, and ends after a quarter of an hour", async () => {
  await using world = await webWorld();
  const { house } = world.world;
  await using stream = await watch(world, "Page");
  assert.equal(await stream.nextBlock(), "retry: 5000");
  await stream.nextBlock();

  world.world.wait(14 * 60);
  await house.watch.beat();
  assert.equal(await stream.nextBlock(), ": still here");
  world.world.wait(60);
  await house.watch.beat();
  assert.equal(await stream.nextBlock(), undefined);
  assert.equal(house.watch.size, 0);
});

Deno.test("one person has at most twelve streams, and a closed one makes room", async () => {
  await using world = await webWorld();
  const streams = [];
  for (let i = 0; i < 12; i++) streams.push(await watch(world, `Page_${i}`));

  const refused = await world.get("/-/events/Page_12");
  await using others = await watch(world, "Page", { as: "bob" });
  await streams[0]![Symbol.asyncDispose]();
  await using again = await watch(world, "Page_12");

  assert.equal(refused.status, 429);
  assert.equal(refused.headers.get("retry-after"), "60");
  assert.equal((await others.next())?.kind, "current");
  assert.equal((await again.next())?.kind, "current");
  for (const stream of streams.slice(1)) await stream[Symbol.asyncDispose]();
  assert.equal(world.world.house.watch.size, 2);
});

Deno.test("streams end when the server stops, and none begins any more", async () => {
  await using world = await webWorld();
  await using stream = await watch(world, "Page");
  await stream.next();

  world.beginDrain();

  assert.equal(await stream.next(), undefined);
  const refused = await world.get("/-/events/Page");
  assert.equal(refused.status, 503);
});

Deno.test("a browser that takes nothing is given up before it fills the memory", async () => {
  await using world = await webWorld();
  const { house } = world.world;
  const answer = await world.get("/-/events/Page");

  let beats = 0;
  while (house.watch.size > 0 && beats < 5000) {
    await house.watch.beat();
    beats++;
  }

  assert.ok(beats > 100 && beats < 5000, `${beats} signs of life`);
  await answer.body!.cancel();
});
