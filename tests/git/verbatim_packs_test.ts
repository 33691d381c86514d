import assert from "node:assert/strict";
import { CommitGraph } from "../../src/git/commit_graph.ts";
import { GitCache } from "../../src/git/git_cache.ts";
import { ObjectStore } from "../../src/git/object_store.ts";
import { repackNow } from "../../src/git/repack_work.ts";
import { packForClient } from "../../src/git/pack_for_client.ts";
import { runSteps } from "../../src/git/steps.ts";
import { coverWants, markedPacks } from "../../src/git/verbatim_packs.ts";
import { commit, git, temporaryRepository } from "../support/git_program.ts";

const NEVER_OLD = { maxPacks: 8, prunableBefore: 0 };

/** What a clone of these wants would get. */
function cover(dir: string, wants: readonly string[]) {
  const store = new ObjectStore(dir, new GitCache(1 << 20));
  try {
    const graph = new CommitGraph(store);
    const { packs, commits, tags } = runSteps(
      coverWants(store, graph, wants, markedPacks(store)),
    );
    return { packs: packs.length, commits: commits.length, tags: tags.length };
  } finally {
    store.close();
  }
}

Deno.test("coverWants sends all packs as they are, and what is newer besides", async () => {
  using world = temporaryRepository();
  for (let pack = 0; pack < 3; pack++) {
    for (let i = 0; i < 4; i++) {
      await commit(world.repo, { "Page.md": `${pack} ${i}\n` });
    }
    repackNow(world.dir, NEVER_OLD);
  }
  await commit(world.repo, { "Page.md": "loose\n" });

  assert.deepEqual(cover(world.dir, [world.repo.head()!]), {
    packs: 3,
    commits: 1,
    tags: 0,
  });
});

Deno.test("coverWants leaves out packs with more than the wants reach", async () => {
  using world = temporaryRepository();
  const heads: string[] = [];
  for (let pack = 0; pack < 3; pack++) {
    for (let i = 0; i < 4; i++) {
      await commit(world.repo, { "Page.md": `${pack} ${i}\n` });
    }
    heads.push(world.repo.head()!);
    repackNow(world.dir, NEVER_OLD);
  }

  assert.deepEqual(cover(world.dir, [heads[1]!]), {
    packs: 2,
    commits: 0,
    tags: 0,
  });
  assert.deepEqual(
    cover(world.dir, [git(world.dir, "rev-parse", `${heads[2]}^`).trim()]),
    { packs: 2, commits: 3, tags: 0 },
  );
});

Deno.test("coverWants does not trust packs that this program did not mark, nor marks cut short", async () => {
  using world = temporaryRepository();
  for (let i = 0; i < 4; i++) await commit(world.repo, { "Page.md": `${i}\n` });
  git(world.dir, "repack", "-adq");
  const head = world.repo.head()!;
  assert.deepEqual(cover(world.dir, [head]), { packs: 0, commits: 4, tags: 0 });

  repackNow(world.dir, NEVER_OLD);
  assert.deepEqual(cover(world.dir, [head]), { packs: 1, commits: 0, tags: 0 });
  const folder = `${world.dir}/objects/pack`;
  const mark = [...Deno.readDirSync(folder)].find(({ name }) =>
    name.endsWith(".reachable")
  )!;
  Deno.chmodSync(`${folder}/${mark.name}`, 0o644);
  Deno.writeTextFileSync(`${folder}/${mark.name}`, `{"tips":["${head}"`);

  assert.deepEqual(cover(world.dir, [head]), { packs: 0, commits: 4, tags: 0 });
});

Deno.test("coverWants does not give away a branch that was set back", async () => {
  using world = temporaryRepository();
  for (let i = 0; i < 8; i++) await commit(world.repo, { "Page.md": `${i}\n` });
  const before = git(world.dir, "rev-parse", "main~3").trim();
  repackNow(world.dir, NEVER_OLD);

  assert.deepEqual(cover(world.dir, [before]), {
    packs: 0,
    commits: 5,
    tags: 0,
  });
});

Deno.test("packForClient goes on with packs that a repack replaced while it was choosing", async () => {
  using world = temporaryRepository();
  for (let pack = 0; pack < 3; pack++) {
    for (let i = 0; i < 200; i++) {
      await commit(world.repo, { "Page.md": `${pack} ${i}\n` });
    }
    repackNow(world.dir, NEVER_OLD);
  }
  const store = new ObjectStore(world.dir, new GitCache(1 << 20));
  try {
    const steps = packForClient({
      ...{ store, graph: new CommitGraph(store), wants: [world.repo.head()!] },
      ...{ common: [], shallows: [], tags: [] },
      border: { shallow: [], unshallow: [] },
      options: new Set(["ofs-delta"]),
    });
    const first = steps.next();
    repackNow(world.dir, { ...NEVER_OLD, maxPacks: 1 });
    store.rescan();

    let bytes = 0;
    for (const piece of steps) bytes += piece?.length ?? 0;

    assert.deepEqual(first, { done: false, value: undefined });
    assert.ok(bytes > 10_000, `${bytes}`);
  } finally {
    store.close();
  }
});
