import assert from "node:assert/strict";
import { forOperator } from "../../src/wiki/access.ts";
import { commitChange } from "../../src/wiki/commit.ts";
import { rebuildIndex } from "../../src/wiki/index_follower.ts";
import { deletePage } from "../../src/wiki/deletion.ts";
import { listPages, savePage } from "../../src/wiki/pages.ts";
import { assertHealthy, git } from "../support/git_program.ts";
import { createWorld, type World } from "../support/world.ts";

Deno.test("commitChange() writes author, committer, message and trailers that git reads", async () => {
  await using world = await createWorld();
  const wiki = world.writing("cellar", world.bob, {
    door: "mcp",
    token: "wiki:write",
    agent: { name: "Claude", version: null, session: "s-1" },
  });

  await savePage(wiki, {
    path: "Wine",
    text: "Red\n",
    base: null,
    message: "Add wine",
  });

  const format = "%an|%ae|%cn|%ce|%aI|%s|%(trailers:only,separator=;)";
  assert.equal(
    git(wiki.repo.dir, "log", `--format=${format}`),
    "Bob|did:plc:bob@robot.test|robot|robot@robot.test|2026-11-20T12:00:00+00:00|" +
      "[mcp] Add wine|Agent: Claude;Client: laptop;Session: s-1\n",
  );
  assertHealthy(wiki.repo.dir);
});

Deno.test("commitChange() keeps who was behind the commit, as the service saw it", async () => {
  await using world = await createWorld();
  world.house.platform.wikis.change(world.garden.id, {
    writeAccess: "ANONYMOUS",
  });
  const { revision: byVisitor } = await savePage(
    world.writing("garden", world.visitor),
    { path: "A", text: "a\n", base: null },
  );
  const wiki = world.writing("garden", world.bob, {
    door: "api",
    token: "wiki:write",
  });
  const { revision: byBob } = await savePage(wiki, {
    path: "B",
    text: "b\n",
    base: null,
    message: "Agent: forged",
  });

  assert.deepEqual(wiki.provenance.find(byVisitor), {
    commit: byVisitor,
    did: null,
    handle: null,
    door: "web",
    tokenId: null,
    agent: null,
    client: null,
    session: null,
    at: "2026-11-20T12:00:00.000Z",
  });
  assert.deepEqual(wiki.provenance.find(byBob), {
    commit: byBob,
    did: "did:plc:bob",
    handle: "bob.example",
    door: "api",
    tokenId: "token-of-bob.example",
    agent: null,
    client: "laptop",
    session: null,
    at: "2026-11-20T12:00:00.000Z",
  });
});

Deno.test("commitChange() makes no commit where the plan has nothing to do, and none where it throws", async () => {
  await using world = await createWorld();
  const wiki = world.writing("garden", world.alice);

  const nothing = await commitChange(wiki, () => null);
  await assert.rejects(
    commitChange(wiki, () => {
      throw new Error("changed my mind");
    }),
    /changed my mind/,
  );

  assert.equal(nothing, null);
  assert.equal(wiki.repo.head(), null);
});

Deno.test("commitChange() answers success when the index fails after the branch has moved, and the index is repaired later", async () => {
  await using world = await createWorld();
  await world.write("garden", "Oak", "oak\n");
  const wiki = world.writing("garden", world.alice);
  const open = wiki.visit.wiki;

  const commit = await commitChange(wiki, () => {
    open.index.db.exec("ALTER TABLE pages RENAME TO pages_away");
    const files = new Map([["Elm.md", new TextEncoder().encode("elm\n")]]);
    return { files, deed: "Add Elm" };
  });

  assert.equal(wiki.repo.head(), commit);
  assert.equal(world.events("index_failed").length, 1);
  await rebuildIndex(open, world.house.log);
  const paths = listPages(world.reading("garden", world.visitor)).pages
    .map(({ path }) => path);
  assert.deepEqual(paths, ["Elm", "Oak"]);
});

Deno.test("commitChange() plans anew on what the operator's own git brought meanwhile", async () => {
  await using world = await createWorld();
  await world.write("garden", "Oak", "oak\n");
  const wiki = world.writing("garden", world.alice);
  const heads: (string | null)[] = [];

  await commitChange(wiki, (now) => {
    heads.push(now.head);
    if (heads.length === 1) commitOutside(wiki.repo.dir);
    const files = new Map([["Elm.md", new TextEncoder().encode("elm\n")]]);
    return { files, deed: "Add Elm" };
  });

  assert.equal(heads.length, 2);
  assert.equal(
    git(wiki.repo.dir, "log", "--format=%s"),
    "Add Elm\nFrom outside\nCreate: Oak\n",
  );
});

Deno.test("commitChange() lets 40 writers in, one after the other, and loses none", async () => {
  await using world = await createWorld();
  const writers = [world.alice, world.bob, world.stranger];

  await Promise.all(Array.from({ length: 40 }, async (_, i) => {
    const wiki = world.writing("garden", writers[i % 3]!);
    await savePage(wiki, { path: `P${i}`, text: `${i}\n`, base: null });
  }));

  const wiki = world.reading("garden", world.visitor);
  assert.equal(listPages(wiki).total, 40);
  assert.equal(git(wiki.repo.dir, "rev-list", "--count", "main"), "40\n");
  assertHealthy(wiki.repo.dir);
});

Deno.test("commitChange() refuses one page too many, says how to make room, and always lets a page shrink or go", async () => {
  await using world = await createWorld();
  world.house.platform.wikis.change(world.garden.id, { maxPages: 1 });
  await world.write("garden", "Oak", "oak\n");

  await assert.rejects(world.write("garden", "Elm", "elm\n"), {
    code: "too_large",
    message:
      /holds 1 of at most 1 pages\. Delete or join pages, or clone it and host it yourself/,
  });
  await world.write("garden", "Oak", "a longer oak\n");
  await deletePage(world.writing("garden", world.alice), { path: "Oak" });
  await world.write("garden", "Elm", "elm\n");
  await operatorWrites(world, "Ash.md", "ash\n");

  assert.equal(listPages(world.reading("garden", world.visitor)).total, 2);
});

Deno.test("commitChange() counts the bytes of all files at HEAD", async () => {
  await using world = await createWorld();
  world.house.platform.wikis.change(world.garden.id, { maxContentBytes: 10 });
  await world.write("garden", "Oak", "123456789\n");

  await assert.rejects(world.write("garden", "Oak", "1234567890\n"), {
    code: "too_large",
    message: /would take 11 bytes and may take 10 bytes/,
  });
  await world.write("garden", "Oak", "1234\n");
  await world.write("garden", "Elm", "1234\n");

  assert.equal(listPages(world.reading("garden", world.visitor)).total, 2);
});

/** A commit as the operator's git would make it, behind our back. */
function commitOutside(dir: string): void {
  const tree = git(dir, "rev-parse", "main^{tree}").trim();
  const commit = git(
    dir,
    "commit-tree",
    tree,
    "-p",
    "main",
    "-m",
    "From outside",
  ).trim();
  git(dir, "update-ref", "refs/heads/main", commit);
}

async function operatorWrites(
  world: World,
  path: string,
  text: string,
): Promise<void> {
  const { wiki } = world.visit("garden", world.alice);
  const files = new Map([[path, new TextEncoder().encode(text)]]);
  await commitChange(
    forOperator(world.house, wiki),
    () => ({ files, deed: "Bring a file" }),
  );
}
