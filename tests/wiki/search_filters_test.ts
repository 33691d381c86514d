import assert from "node:assert/strict";
import { savePage } from "../../src/wiki/pages.ts";
import { searchPages } from "../../src/wiki/search.ts";
import { takeFilters } from "../../src/wiki/search_filters.ts";
import { createWorld, type Someone, type World } from "../support/world.ts";

const NOW = new Date("2026-11-20T12:00:00Z");
const DAY = 86_400;

function changedOf(value: string): [string | null, string | null] | undefined {
  const [filter] = takeFilters(`changed:${value}`, NOW).filters;
  if (filter?.kind !== "changed") return undefined;
  const shown = (at: number | null) =>
    at === null ? null : new Date(at * 1000).toISOString().slice(0, 19);
  return [shown(filter.from), shown(filter.to)];
}

Deno.test("takeFilters() takes filters out and leaves everything else", () => {
  const { filters, words } = takeFilters(
    'otters TAG:Fish in:Actors/ by:"Alice B" "tag:x in:y" node:sqlite tag: x:tag:y "open',
    NOW,
  );

  assert.deepEqual(filters, [
    { kind: "tag", value: "Fish" },
    { kind: "in", value: "Actors" },
    { kind: "by", value: "Alice B" },
  ]);
  assert.equal(words, 'otters "tag:x in:y" node:sqlite tag: x:tag:y "open');
  assert.deepEqual(takeFilters("tag:“river bank”", NOW).filters, [
    { kind: "tag", value: "river bank" },
  ]);
});

Deno.test("changed: reads years, months, days, ages and their bounds", () => {
  const day = ["2026-11-02T00:00:00", "2026-11-02T23:59:59"] as const;

  assert.deepEqual(changedOf("2026-11-02"), [...day]);
  assert.deepEqual(changedOf("2026-11"), [
    "2026-11-01T00:00:00",
    "2026-11-30T23:59:59",
  ]);
  assert.deepEqual(changedOf("2024"), [
    "2024-01-01T00:00:00",
    "2024-12-31T23:59:59",
  ]);
  assert.deepEqual(changedOf(">2026-11-02"), ["2026-11-03T00:00:00", null]);
  assert.deepEqual(changedOf(">=2026-11-02"), [day[0], null]);
  assert.deepEqual(changedOf("<2026-11-02"), [null, "2026-11-01T23:59:59"]);
  assert.deepEqual(changedOf("<=2026-11-02"), [null, day[1]]);
  assert.deepEqual(changedOf("<7d"), ["2026-11-13T12:00:00", null]);
  assert.deepEqual(changedOf("7d"), ["2026-11-13T12:00:00", null]);
  assert.deepEqual(changedOf(">2w"), [null, "2026-11-06T12:00:00"]);
});

Deno.test("changed: with a value that makes no sense is a word", () => {
  for (
    const value of [
      "yesterday",
      "2026-13",
      "2026-02-30",
      "99999d",
      "<",
      "0000-00",
      "2026-1",
    ]
  ) {
    const query = `changed:${value}`;
    assert.deepEqual(takeFilters(query, NOW), { filters: [], words: query });
  }
});

Deno.test("takeFilters() takes at most eight filters, and ends with any text", () => {
  assert.equal(takeFilters("tag:a ".repeat(100), NOW).filters.length, 8);
  for (const part of ["tag:", '"', 'tag:"a', "tag:a "]) {
    const { filters, words } = takeFilters(part.repeat(100_000), NOW);
    assert.ok(filters.length <= 8 && words.length <= 600_000, part);
  }
});

async function save(
  world: World,
  who: Someone,
  path: string,
  text: string,
): Promise<void> {
  const wiki = world.writing("garden", who);
  const base = wiki.index.pages.find(path)?.revision ?? null;
  await savePage(wiki, { path, text, base });
}

const tagged = (tags: string, text: string) =>
  `---\ntags: [${tags}]\ncategory: Sea\n---\n${text}\n`;

/** Three pages about otters: by Alice 40 and 10 days ago, by Bob today. */
async function otters(): Promise<World> {
  const world = await createWorld();
  await save(world, world.alice, "Animals/Otter", tagged("fish, a b", "otter"));
  world.wait(30 * DAY);
  await save(
    world,
    world.bob,
    "Animals_2/Otter",
    tagged("fish", "otter otter"),
  );
  await save(
    world,
    world.alice,
    "Animals_2/Otter",
    tagged("fish", "otter run"),
  );
  world.wait(10 * DAY);
  await save(world, world.bob, "Notes", "The otter and the fish.\n");
  return world;
}

function found(world: World, query: string): string[] {
  const wiki = world.reading("garden", world.visitor);
  const { hits, total } = searchPages(wiki, query);
  assert.equal(total, hits.length, query);
  return hits.map(({ path }) => path);
}

Deno.test("filters narrow a search, and are combined", async () => {
  await using world = await otters();

  assert.equal(found(world, "otter").length, 3);
  assert.deepEqual(found(world, "otter tag:FISH in:animals"), [
    "Animals/Otter",
  ]);
  assert.deepEqual(found(world, 'tag:fish tag:"A B" otter'), [
    "Animals/Otter",
  ]);
  assert.deepEqual(found(world, "otter by:bob"), ["Notes"]);
  assert.deepEqual(found(world, "otter changed:<7d"), ["Notes"]);
  assert.deepEqual(found(world, "fish changed:>20d"), ["Animals/Otter"]);
  assert.deepEqual(found(world, "otter in:Nowhere"), []);
  assert.deepEqual(found(world, "otter in:../"), []);
});

Deno.test("filters alone list pages, those changed last first, with the beginning of their texts", async () => {
  await using world = await otters();
  const wiki = world.reading("garden", world.visitor);

  assert.deepEqual(found(world, "by:alice"), [
    "Animals_2/Otter",
    "Animals/Otter",
  ]);
  assert.deepEqual(found(world, "category:sea in:Animals_2"), [
    "Animals_2/Otter",
  ]);
  const { hits, filters } = searchPages(wiki, "by:@bob.example");
  assert.deepEqual(hits[0]?.snippet, [
    { text: "The otter and the fish.", match: false },
  ]);
  assert.deepEqual(filters, [{ kind: "by", value: "@bob.example" }]);
});

Deno.test("a search without filters after one with filters looks among all pages again", async () => {
  await using world = await otters();

  assert.equal(found(world, "otter by:bob").length, 1);
  assert.equal(found(world, "otter").length, 3);
  assert.equal(found(world, "ottter in:Animals").length, 1); // spelling is corrected among the chosen
});

Deno.test("by: believes what the service saw, not the address that a pushed commit claims", async () => {
  await using world = await otters();
  const { wiki } = world.visit("garden", world.alice);
  const bob = { name: "Robert", email: "did:plc:bob@robot.test" };
  await wiki.repo.turn(async (turn) => {
    await turn.publish(
      await turn.write({
        files: new Map([["Forged.md", new TextEncoder().encode("otter\n")]]),
        ...{ author: bob, committer: bob, message: "x", at: NOW },
      }),
    );
  });

  assert.deepEqual(found(world, "by:did:plc:bob"), ["Notes"]);
  assert.deepEqual(found(world, "by:Robert"), ["Forged"]);
});
