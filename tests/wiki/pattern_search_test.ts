import assert from "node:assert/strict";
import {
  type PatternResult,
  type PatternWish,
  searchPattern,
} from "../../src/wiki/pattern_search.ts";
import { createWorld, type World } from "../support/world.ts";

async function wikiOf(
  pages: Readonly<Record<string, string>>,
): Promise<World> {
  const world = await createWorld();
  for (const [path, text] of Object.entries(pages)) {
    await world.write("garden", path, text);
  }
  return world;
}

function search(
  world: World,
  query: string,
  wish: Partial<PatternWish> = {},
): Promise<PatternResult> {
  const wiki = world.reading("garden", world.visitor);
  return searchPattern(wiki, query, {
    ...{ isRegexp: false, isCaseSensitive: false },
    ...wish,
  });
}

const counts = ({ hits }: PatternResult) =>
  hits.map(({ path, count }) => [path, count]);

Deno.test("searchPattern() finds a text as it is written, with case or without", async () => {
  await using world = await wikiOf({
    One: "a.b A.B\naxb\n",
    Two: "Nothing.\n",
    Three: "A.B\n",
  });

  assert.deepEqual(counts(await search(world, "a.b")), [["One", 2], [
    "Three",
    1,
  ]]);
  const exact = await search(world, "A.B", { isCaseSensitive: true });
  assert.deepEqual(counts(exact), [["One", 1], ["Three", 1]]);
  assert.equal(exact.stoppedBy, null);
});

Deno.test("an expression that takes for ever is stopped; what was found before is told", async () => {
  await using world = await wikiOf({
    Aardvark: "aaaa!\n",
    Bomb: `${"a".repeat(60)}\n`,
    Zebra: "aaaa!\n",
  });

  for (const source of ["^(a+)+!$", "^(a|aa)*!$"]) {
    const wish = { isRegexp: true, deadlineMs: 500 };
    const result = await search(world, source, wish);
    assert.equal(result.stoppedBy, "time", source);
    assert.deepEqual(counts(result), [["Aardvark", 1]], source);
  }
  const after = await search(world, "aaaa!");
  assert.equal(after.hits.length, 2);
});

Deno.test("searchPattern() refuses what is no expression, and nothing at all", async () => {
  await using world = await wikiOf({ Page: "x\n" });

  await assert.rejects(search(world, "a(", { isRegexp: true }), {
    code: "invalid",
    message:
      "Cannot search: this is no regular expression (Unterminated group)",
  });
  for (const query of ["", "x".repeat(401)]) {
    await assert.rejects(search(world, query), { code: "invalid" });
  }
});

Deno.test("one exact search runs in a wiki at a time, two in all", async () => {
  await using world = await wikiOf({ Page: "x\n" });
  await world.write("cellar", "Page", "x\n");
  const cellar = world.reading("cellar", world.alice);
  const wish = { isRegexp: false, isCaseSensitive: false };

  const first = search(world, "x");
  await assert.rejects(search(world, "x"), { code: "rate_limited" });
  const other = searchPattern(cellar, "x", wish);

  assert.equal((await first).hits.length, 1);
  assert.equal((await other).hits.length, 1);
  assert.equal((await search(world, "x")).hits.length, 1);
});

Deno.test("searchPattern() skips what is no text, no page or no file, and an empty wiki", async () => {
  await using world = await createWorld();
  assert.deepEqual((await search(world, "x")).hits, []);
  const { wiki } = world.visit("garden", world.alice);
  const person = { name: "P", email: "p@example.org" };
  await wiki.repo.turn(async (turn) => {
    await turn.publish(
      await turn.write({
        files: new Map([
          ["Binary.md", new Uint8Array([120, 255])],
          ["file.txt", new TextEncoder().encode("x\n")],
          ["Page.md", new TextEncoder().encode("x\n")],
        ]),
        ...{ author: person, committer: person, message: "x" },
        at: new Date("2026-11-20T12:00:00Z"),
      }),
    );
  });

  assert.deepEqual(counts(await search(world, "x")), [["Page", 1]]);
});
