import assert from "node:assert/strict";
import {
  DEFAULT_POLICY,
  estimateLooseObjects,
  Repacker,
} from "../../src/git/repack.ts";
import { repackNow } from "../../src/git/repack_work.ts";
import type { Repository } from "../../src/git/repository.ts";
import {
  assertHealthy,
  commit,
  git,
  temporaryRepository,
} from "../support/git_program.ts";

const NEVER_OLD = { maxPacks: 8, prunableBefore: 0 };

/** Names of the packs, and of their marks. */
function packFiles(dir: string): { packs: string[]; marks: string[] } {
  const names = [...Deno.readDirSync(`${dir}/objects/pack`)].map(({ name }) =>
    name
  ).sort();
  const ending = (extension: string) =>
    names.filter((name) => name.endsWith(extension)).map((name) =>
      name.split(".")[0]!
    );
  return { packs: ending(".pack"), marks: ending(".reachable") };
}

async function editPages(
  repo: Repository,
  count: number,
  seed: string,
): Promise<void> {
  for (let i = 0; i < count; i++) {
    await commit(repo, {
      [`Folder/Page_${i % 7}.md`]: `${seed} ${i}\n`.repeat(60),
    });
  }
}

/** Every object that git can reach, for comparing before and after. */
function reachable(dir: string): string {
  return git(dir, "rev-list", "--objects", "--all").split("\n").map((line) =>
    line.slice(0, 40)
  ).sort().join("\n");
}

Deno.test("repackIfNeeded leaves a repository with few loose objects alone", async () => {
  using world = temporaryRepository();
  await editPages(world.repo, 10, "few");

  assert.equal(await new Repacker().repackIfNeeded(world.repo), undefined);
  assert.deepEqual(packFiles(world.dir).packs, []);
});

Deno.test("repackIfNeeded rolls a thousand loose objects into one marked pack, in a thread, and git finds all well", async () => {
  using world = temporaryRepository();
  await editPages(world.repo, 280, "many");
  assert.ok(
    estimateLooseObjects(world.dir) >= DEFAULT_POLICY.looseObjects * 0.7,
  );
  const before = reachable(world.dir);

  const result = await new Repacker().repackIfNeeded(world.repo, {
    policy: { looseObjects: 700, maxPacks: 8 },
  });

  assert.equal(result?.packedObjects, before.trim().split("\n").length);
  assert.equal(result?.deletedLooseObjects, result?.packedObjects);
  assert.equal(estimateLooseObjects(world.dir), 0);
  const { packs, marks } = packFiles(world.dir);
  assert.equal(packs.length, 1);
  assert.deepEqual(marks, packs);
  assertHealthy(world.dir);
  assert.equal(reachable(world.dir), before);
  const size = Deno.statSync(`${world.dir}/objects/pack/${packs[0]}.pack`).size;
  assert.ok(size < 200_000, `280 edits take ${size} bytes`);
  assert.equal(
    new TextDecoder().decode(
      world.repo.readBlob(world.repo.listFiles(world.repo.head()!)[0]!.oid),
    ).slice(0, 8),
    "many 273",
  );
});

Deno.test("repackNow chains no more than 50 deltas", async () => {
  using world = temporaryRepository();
  const lines = Array.from(
    { length: 80 },
    (_, i) => `line ${i} of a page that is long enough`,
  );
  for (let i = 0; i < 120; i++) {
    lines[i % 80] = `line ${i} was changed now`;
    await commit(world.repo, { "Page.md": lines.join("\n") + "\n" });
  }

  repackNow(world.dir, NEVER_OLD);

  const [name] = packFiles(world.dir).packs;
  const verified = git(
    world.dir,
    "verify-pack",
    "-v",
    `objects/pack/${name}.idx`,
  );
  const depths = [...verified.matchAll(/^chain length = (\d+):/gm)].map((
    [, depth],
  ) => Number(depth));
  assert.equal(Math.max(...depths), 50);
});

Deno.test("repackNow merges the newest packs when there are many, and keeps a large old one", async () => {
  using world = temporaryRepository();
  await editPages(world.repo, 120, "large");
  repackNow(world.dir, NEVER_OLD);
  const [large] = packFiles(world.dir).packs;
  for (let i = 0; i < 3; i++) {
    await editPages(world.repo, 6, `small ${i}`);
    repackNow(world.dir, NEVER_OLD);
  }
  assert.equal(packFiles(world.dir).packs.length, 4);
  const before = reachable(world.dir);
  await editPages(world.repo, 3, "newest");

  const result = repackNow(world.dir, { ...NEVER_OLD, maxPacks: 4 });

  assert.equal(result.deletedPacks, 3);
  const { packs, marks } = packFiles(world.dir);
  assert.equal(packs.length, 2);
  assert.ok(packs.includes(large!));
  assert.deepEqual(marks, packs);
  assertHealthy(world.dir);
  for (const oid of before.trim().split("\n")) {
    assert.ok(reachable(world.dir).includes(oid));
  }
});

Deno.test("repackNow takes in what a real git packed meanwhile", async () => {
  using world = temporaryRepository();
  await editPages(world.repo, 20, "ours");
  repackNow(world.dir, NEVER_OLD);
  await editPages(world.repo, 20, "more");
  git(world.dir, "repack", "-adq");
  const before = reachable(world.dir);
  await editPages(world.repo, 2, "loose");

  repackNow(world.dir, NEVER_OLD);

  const { packs, marks } = packFiles(world.dir);
  assert.equal(packs.length, 1);
  assert.ok(marks.includes(packs[0]!));
  assertHealthy(world.dir);
  assert.ok(
    before.split("\n").every((oid) => reachable(world.dir).includes(oid)),
  );
});

Deno.test("repackNow packs nothing that no ref reaches, and names it only when it is old", async () => {
  using world = temporaryRepository();
  await editPages(world.repo, 5, "kept");
  const abandoned = await world.repo.turn((turn) =>
    turn.write({
      files: new Map([["Lost.md", new TextEncoder().encode("lost\n")]]),
      author: { name: "A", email: "a@example.org" },
      committer: { name: "A", email: "a@example.org" },
      message: "Never published",
      at: new Date(0),
    })
  );

  const young = repackNow(world.dir, NEVER_OLD);
  const old = repackNow(world.dir, {
    ...NEVER_OLD,
    prunableBefore: Date.now() + 10_000,
  });

  assert.deepEqual(young.prunable, []);
  assert.ok(old.prunable.includes(abandoned));
  assert.ok(world.repo.store.loose.has(abandoned));
  const [name] = packFiles(world.dir).packs;
  assert.ok(
    !git(world.dir, "verify-pack", "-v", `objects/pack/${name}.idx`).includes(
      abandoned,
    ),
  );
});

Deno.test("repackIfNeeded deletes unreachable objects that are two weeks old, and no others", async () => {
  using world = temporaryRepository();
  await editPages(world.repo, 5, "kept");
  const [blob] = await world.repo.store.write([{
    type: "blob",
    data: new TextEncoder().encode("abandoned"),
  }]);
  const policy = { looseObjects: 1, maxPacks: 8 };

  await editPages(world.repo, 20, "more");
  await new Repacker().repackIfNeeded(world.repo, { policy });
  assert.ok(world.repo.store.loose.has(blob!), "it is young");
  await editPages(world.repo, 20, "still more");
  const now = () => new Date(Date.now() + 15 * 24 * 3600 * 1000);
  await new Repacker().repackIfNeeded(world.repo, { policy, now });

  assert.ok(!world.repo.store.loose.has(blob!));
  assertHealthy(world.dir);
});

Deno.test("repackNow takes the mark away from a pack whose history was rewritten, and loses nothing that is left", async () => {
  using world = temporaryRepository();
  await editPages(world.repo, 10, "kept");
  const kept = world.repo.head()!;
  await editPages(world.repo, 10, "dropped");
  const dropped = world.repo.head()!;
  repackNow(world.dir, NEVER_OLD);
  git(world.dir, "update-ref", "refs/heads/main", kept);

  const result = repackNow(world.dir, NEVER_OLD);

  assert.ok(result.packedObjects > 0);
  const { packs, marks } = packFiles(world.dir);
  assert.equal(packs.length, 2, "the old pack holds what the new one does not");
  assert.equal(marks.length, 1);
  const verified = git(
    world.dir,
    "verify-pack",
    "-v",
    `objects/pack/${marks[0]}.idx`,
  );
  assert.ok(verified.includes(kept) && !verified.includes(dropped));
  assertHealthy(world.dir);
});

Deno.test("repackNow deletes nothing where an object is damaged", async () => {
  using world = temporaryRepository();
  await editPages(world.repo, 10, "page");
  const blob = world.repo.listFiles(world.repo.head()!)[0]!.oid;
  const path = world.repo.store.loose.path(blob);
  Deno.chmodSync(path, 0o644);
  Deno.writeFileSync(path, Deno.readFileSync(path).subarray(0, 10));
  const loose = [...world.repo.store.loose.oids()].length;

  assert.throws(() => repackNow(world.dir, NEVER_OLD));

  assert.equal([...world.repo.store.loose.oids()].length, loose);
  assert.deepEqual([...Deno.readDirSync(`${world.dir}/objects/pack`)], []);
});

Deno.test("repackNow waits for the repair of an empty branch", async () => {
  using world = temporaryRepository();
  await editPages(world.repo, 5, "page");
  Deno.writeTextFileSync(`${world.dir}/refs/heads/main`, "");

  assert.equal(repackNow(world.dir, NEVER_OLD).packedObjects, 0);
  assert.ok([...world.repo.store.loose.oids()].length > 10);
});

Deno.test("repackIfNeeded ends when the service stops", async () => {
  using world = temporaryRepository();
  await editPages(world.repo, 20, "page");
  const stopping = new AbortController();
  const run = new Repacker().repackIfNeeded(world.repo, {
    policy: { looseObjects: 1, maxPacks: 8 },
    signal: stopping.signal,
  });

  stopping.abort();

  await assert.rejects(run, { code: "unavailable" });
  assertHealthy(world.dir);
});
