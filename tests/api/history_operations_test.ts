import assert from "node:assert/strict";
import { type Doors, openDoors } from "../support/doors.ts";
import { createWorld, type World } from "../support/world.ts";

// deno-lint-ignore no-explicit-any
type Json = any;

/** REST of the garden; without a token for the visitor. */
async function ask(
  doors: Doors,
  path: string,
  { slug = "garden", token }: { slug?: string; token?: string } = {},
): Promise<{ status: number; body: Json }> {
  const url = `https://${slug}.robot.test/api/v1${path}`;
  const headers = token === undefined
    ? undefined
    : { authorization: `Bearer ${token}` };
  const answer = await doors.request(url, headers ? { headers } : {});
  return { status: answer.status, body: await answer.json() };
}

/** Two pages, one of them moved by hand of Bob's agent. */
async function written(): Promise<{ world: World; revisions: string[] }> {
  const world = await createWorld();
  const revisions = [
    (await world.write("garden", "Actors/Iran", "one\n")).revision,
    (await world.write("garden", "Notes", "otter\n")).revision,
    (await world.write("garden", "Actors/Iran", "one\ntwo\n")).revision,
  ];
  return { world, revisions };
}

Deno.test("GET /changelog and /history take who, where and when, and say how to go on", async () => {
  const { world, revisions } = await written();
  await using _world = world;
  const doors = await openDoors(world);

  const all = await ask(doors, "/changelog?limit=2");
  const rest = await ask(doors, `/changelog?before=${all.body.next}`);
  const none = await ask(doors, "/changelog?by=bob");
  const actors = await ask(doors, "/changelog?prefix=actors/&by=alice");
  const page = await ask(doors, "/history/Notes?agent=1");
  const day = await ask(doors, "/changelog?since=tomorrow");

  assert.deepEqual(
    all.body.entries.map(({ revision }: Json) => revision),
    [revisions[2], revisions[1]],
  );
  assert.equal(all.body.entries[0].handle, "alice.example");
  assert.equal(rest.body.entries.length, 1);
  assert.equal(rest.body.next, null);
  assert.deepEqual(none.body, { entries: [], total: 0, next: null });
  assert.equal(actors.body.total, 2);
  assert.deepEqual(page.body.history, []);
  assert.equal(day.status, 422);
});

Deno.test("GET /changelog/since, /commits, /diff and /blame tell what happened", async () => {
  const { world, revisions } = await written();
  await using _world = world;
  const doors = await openDoors(world);

  const since = await ask(doors, `/changelog/since/${revisions[0]}?limit=1`);
  const commit = await ask(doors, `/commits/${revisions[2]}`);
  const diff = await ask(doors, "/diff/Actors/Iran");
  const blame = await ask(doors, "/blame/Actors/Iran");

  assert.deepEqual(since.body.entries[0].pages_affected, ["Notes"]);
  assert.deepEqual(
    [since.body.cursor, since.body.has_more],
    [revisions[1], true],
  );
  assert.deepEqual(commit.body.files, [{
    path: "Actors/Iran.md",
    moved_from: null,
    bytes_before: 4,
    bytes_after: 8,
    added: 1,
    removed: 0,
  }]);
  assert.equal(
    diff.body.diff,
    "--- a/Actors/Iran.md\n+++ b/Actors/Iran.md\n@@ -1 +1,2 @@\n one\n+two\n",
  );
  assert.deepEqual(
    blame.body.runs.map(({ revision, first_line, line_count }: Json) => [
      revision,
      first_line,
      line_count,
    ]),
    [[revisions[0], 1, 1], [revisions[2], 2, 1]],
  );
});

Deno.test("GET /at tells the wiki of a revision or date", async () => {
  const { world, revisions } = await written();
  await using _world = world;
  const doors = await openDoors(world);

  const first = await ask(doors, `/at/${revisions[0]}/pages`);
  const today = await ask(doors, "/at/2026-11-20/pages?prefix=actors");
  const page = await ask(doors, `/at/${revisions[1]}/pages/actors/iran`);
  const missing = await ask(doors, `/at/${revisions[0]}/pages/Notes`);
  const early = await ask(doors, "/at/2001-01-01/pages");

  assert.deepEqual(first.body.pages, ["Actors/Iran"]);
  assert.equal(first.body.at.revision, revisions[0]);
  assert.deepEqual(today.body.pages, ["Actors/Iran"]);
  assert.equal(page.body.content, "one\n");
  assert.equal(page.body.revision, revisions[0]);
  assert.deepEqual([missing.status, early.status], [404, 404]);
});

Deno.test("GET /search takes filters, regular expressions and case", async () => {
  const { world } = await written();
  await using _world = world;
  const doors = await openDoors(world);

  const filtered = await ask(doors, "/search?q=in:Actors");
  const wild = await ask(doors, "/search?q=%5Eot+er%3F&is_regexp=true");
  const found = await ask(doors, "/search?q=%5Eot.er&is_regexp=true");
  const cased = await ask(doors, "/search?q=OTTER&is_casesensitive=y");
  const broken = await ask(doors, "/search?q=(&is_regexp=1");

  assert.deepEqual(filtered.body.results.map(({ path }: Json) => path), [
    "Actors/Iran",
  ]);
  assert.equal(wild.body.total, 0);
  assert.deepEqual(found.body.results, [{
    ...{ name: "Notes", path: "Notes", heading: null, snippet: "otter" },
    ...{ score: 0.5, matches: 1, lines: [{ number: 1, text: "otter" }] },
  }]);
  assert.equal(cased.body.total, 0);
  assert.equal(broken.status, 422);
});

Deno.test("what names no revision finds nothing, and a private wiki tells a visitor nothing", async () => {
  const { world } = await written();
  await using _world = world;
  const { revision } = await world.write("cellar", "Page", "x\n");
  const doors = await openDoors(world);
  const garden = doors.token("garden", world.alice);

  const bad = [revision, "HEAD~1", "--output=x", "main", "0".repeat(40), "..."];
  for (const name of bad.map(encodeURIComponent)) {
    for (
      const path of [
        `/changelog/since/${name}`,
        `/commits/${name}`,
        `/at/${name}/pages`,
        `/at/${name}/pages/Notes`,
        `/diff/Notes?to=${name}`,
        `/blame/Notes?revision=${name}`,
        `/changelog?before=${name}`,
        `/history/Notes?before=${name}`,
      ]
    ) {
      const { status } = await ask(doors, path);
      assert.ok(status === 404 || status === 422, `${path}: ${status}`);
    }
  }
  for (
    const path of [
      "/changelog",
      "/history/Page",
      `/changelog/since/${revision}`,
      `/commits/${revision}`,
      "/diff/Page",
      "/blame/Page",
      `/at/${revision}/pages`,
      `/at/${revision}/pages/Page`,
      "/search?q=x&is_regexp=true",
    ]
  ) {
    const there = { slug: "cellar" };
    assert.equal((await ask(doors, path, there)).status, 401, path);
    const wrong = await ask(doors, path, { ...there, token: garden });
    assert.equal(wrong.status, 401, path);
  }
});
