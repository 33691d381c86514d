import assert from "node:assert/strict";
import {
  type ChangeFilter,
  findChanges,
  findRevisions,
  type FoundChanges,
} from "../../src/wiki/change_filter.ts";
import { changesAfter } from "../../src/wiki/history.ts";
import { savePage } from "../../src/wiki/pages.ts";
import { createWorld, type Someone, type World } from "../support/world.ts";

const AGENT = { name: "Claude Code", version: "2.1", session: null };

/** Alice writes by hand, Bob by hand and through an agent, a visitor of the operator's git pretends to be Alice. */
async function busyWorld(): Promise<World> {
  const world = await createWorld();
  await save(world, world.alice, "Actors/Iran", "one\n");
  world.wait(86_400);
  await save(world, world.bob, "Notes", "two\n");
  world.wait(86_400);
  await save(world, world.bob, "Actors/Iraq", "three\n", AGENT);
  await push(world, "Pushed.md");
  return world;
}

async function save(
  world: World,
  who: Someone,
  path: string,
  text: string,
  agent?: typeof AGENT,
): Promise<string> {
  const coming = agent ? { door: "mcp", agent } as const : {};
  const wiki = world.writing("garden", who, coming);
  const base = wiki.index.pages.find(path)?.revision ?? null;
  return (await savePage(wiki, { path, text, base })).revision;
}

/** A commit that did not come through the service, with the author of those that did. */
async function push(world: World, file: string): Promise<void> {
  const { wiki } = world.visit("garden", world.alice);
  await wiki.repo.turn(async (turn) => {
    const alice = { name: "Somebody", email: "did:plc:alice@robot.test" };
    await turn.publish(
      await turn.write({
        files: new Map([[file, new TextEncoder().encode("x\n")]]),
        ...{ author: alice, committer: alice, message: "Pushed" },
        at: new Date("2026-11-22T13:00:00Z"),
      }),
    );
  });
}

async function pagesOf(world: World, filter: ChangeFilter): Promise<string[]> {
  const wiki = world.reading("garden", world.visitor);
  const { changes, next } = await findChanges(wiki, filter);
  assert.equal(next, null);
  return changes.flatMap(({ pages }) => pages);
}

Deno.test("changes are found by person: handle, its first label, DID, name; a claimed address is not believed", async () => {
  await using world = await busyWorld();

  for (
    const by of [
      "alice.example",
      "@alice.example",
      "ALICE",
      "did:plc:alice",
    ]
  ) {
    assert.deepEqual(await pagesOf(world, { by }), ["Actors/Iran"], by);
  }
  assert.deepEqual(await pagesOf(world, { by: "bob" }), [
    "Actors/Iraq",
    "Notes",
  ]);
  assert.deepEqual(await pagesOf(world, { by: "Somebody" }), ["Pushed"]);
  assert.deepEqual(await pagesOf(world, { by: "nobody" }), []);
  assert.deepEqual(await pagesOf(world, { by: "al" }), []);
});

Deno.test("a person is found by the handle of now and by that of then", async () => {
  await using world = await busyWorld();
  const { user } = world.alice;
  world.house.platform.users.put({ ...user!, handle: "ada.example" });

  assert.deepEqual(await pagesOf(world, { by: "ada.example" }), [
    "Actors/Iran",
  ]);
  assert.deepEqual(await pagesOf(world, { by: "alice.example" }), [
    "Actors/Iran",
  ]);
});

Deno.test("changes are found by agent, any or one, and through `by` as well", async () => {
  await using world = await busyWorld();

  assert.deepEqual(await pagesOf(world, { agent: "1" }), ["Actors/Iraq"]);
  assert.deepEqual(await pagesOf(world, { agent: "claude code" }), [
    "Actors/Iraq",
  ]);
  assert.deepEqual(await pagesOf(world, { by: "claude" }), ["Actors/Iraq"]);
  assert.deepEqual(await pagesOf(world, { agent: "cla" }), []);
  assert.deepEqual(await pagesOf(world, { agent: "1", by: "alice" }), []);
});

Deno.test("changes are found by the beginning of a path in any spelling, and by time", async () => {
  await using world = await busyWorld();

  assert.deepEqual(await pagesOf(world, { prefix: "actors/" }), [
    "Actors/Iraq",
    "Actors/Iran",
  ]);
  assert.deepEqual(
    await pagesOf(world, { since: "2026-11-21", until: "2026-11-21" }),
    ["Notes"],
  );
  assert.deepEqual(await pagesOf(world, { prefix: "../" }), []);
  await assert.rejects(pagesOf(world, { since: "yesterday" }), {
    code: "invalid",
  });
});

/** The revisions of all pieces of a listing. */
async function readAll(
  read: (slice: { before?: string }) => Promise<FoundChanges>,
): Promise<string[]> {
  const revisions: string[] = [];
  let found = await read({});
  for (;;) {
    revisions.push(...found.changes.map(({ revision }) => revision));
    if (found.next === null) return revisions;
    found = await read({ before: found.next });
  }
}

Deno.test("a filtered history goes on behind `next`, each change once", async () => {
  await using world = await createWorld();
  const own: string[] = [];
  for (let i = 0; i < 7; i++) {
    own.unshift(await save(world, world.alice, "Page", `${i}\n`));
    await save(world, world.bob, "Page", `${i}\nbob\n`);
  }
  const wiki = world.reading("garden", world.visitor);
  const seen = await readAll((slice) =>
    findChanges(wiki, { by: "alice" }, { limit: 3, ...slice })
  );
  const ofPage = await readAll((slice) =>
    findRevisions(wiki, "Page", { by: "alice" }, { limit: 2, ...slice })
  );

  assert.deepEqual(seen, own);
  assert.deepEqual(ofPage, own);
});

Deno.test("findChanges() and findRevisions() refuse what names no revision or page", async () => {
  await using world = await busyWorld();
  const wiki = world.reading("garden", world.visitor);

  for (const before of ["--output=x", "HEAD~1", "0".repeat(40), "zz"]) {
    await assert.rejects(findChanges(wiki, {}, { before }), {
      code: "not_found",
    });
  }
  await assert.rejects(findRevisions(wiki, "Nowhere", {}), {
    code: "not_found",
  });
});

Deno.test("changesAfter() tells what happened since, oldest first, and where to go on", async () => {
  await using world = await createWorld();
  const first = await save(world, world.alice, "Page", "1\n");
  const second = await save(world, world.alice, "Page", "2\n");
  const third = await save(world, world.alice, "Page", "3\n");
  const wiki = world.reading("garden", world.visitor);

  const one = changesAfter(wiki, first, { limit: 1 });
  const rest = changesAfter(wiki, one.cursor);
  const none = changesAfter(wiki, rest.cursor);

  assert.deepEqual(one.changes.map(({ revision }) => revision), [second]);
  assert.equal(one.hasMore, true);
  assert.deepEqual(rest.changes.map(({ revision }) => revision), [third]);
  assert.deepEqual(none, { changes: [], cursor: third, hasMore: false });
  assert.throws(() => changesAfter(wiki, "0".repeat(40)), {
    code: "not_found",
  });
});
