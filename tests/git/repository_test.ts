import assert from "node:assert/strict";
import * as isomorphic from "isomorphic-git";
import * as fs from "node:fs";
import type { CommitPlan } from "../../src/git/repository.ts";
import { Repository } from "../../src/git/repository.ts";
import {
  ALICE,
  assertHealthy,
  commit,
  git,
  temporaryFolder,
  temporaryRepository,
} from "../support/git_program.ts";

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

Deno.test("Repository.create makes what git calls an empty bare repository", () => {
  using world = temporaryRepository();

  assert.equal(world.repo.head(), null);
  assert.equal(
    git(world.dir, "rev-parse", "--is-bare-repository").trim(),
    "true",
  );
  assert.equal(
    git(world.dir, "symbolic-ref", "HEAD").trim(),
    "refs/heads/main",
  );
  assert.equal(git(world.dir, "config", "gc.auto").trim(), "0");
  assert.throws(() => Repository.create(world.dir), { code: "conflict" });
  assertHealthy(world.dir);
});

Deno.test("Repository.open refuses a folder that holds no repository", () => {
  using folder = temporaryFolder();

  assert.throws(() => Repository.open(folder.path), { code: "not_found" });
});

Deno.test("a turn commits files that git and isomorphic-git read back", async () => {
  using world = temporaryRepository();
  const first = await commit(world.repo, {
    "Home.md": "# Home\n",
    "Actors/Iran.md": "old\n",
    "Actors.md": "beside the folder\n",
    "Ünï/日本語 🎉.md": "names\n",
  });

  const second = await commit(world.repo, {
    "Actors/Iran.md": "new\n",
    "Home.md": null,
  }, { message: "Change Iran\r\n\r\nwith a reason" });

  assertHealthy(world.dir);
  assert.equal(world.repo.head(), second);
  assert.equal(git(world.dir, "rev-parse", "main").trim(), second);
  assert.equal(git(world.dir, "show", "main:Actors/Iran.md"), "new\n");
  assert.equal(
    git(world.dir, "log", "-1", "--format=%P|%an|%ae|%at|%B"),
    `${first}|Alice|did:plc:alice@robot.test|1767323045|Change Iran\n\nwith a reason\n\n`,
  );
  assert.deepEqual(
    world.repo.listFiles(second).map((file) => file.path),
    git(world.dir, "ls-tree", "-r", "--name-only", "main").trim().split("\n"),
  );
  const options = { fs, gitdir: world.dir, oid: second };
  const read = await isomorphic.readBlob({
    ...options,
    filepath: "Ünï/日本語 🎉.md",
  });
  assert.equal(text(read.blob), "names\n");
  const { commit: parsed } = await isomorphic.readCommit(options);
  assert.deepEqual(parsed.parent, [first]);
});

Deno.test("Repository reads what was committed: files, sizes, commits", async () => {
  using world = temporaryRepository();
  const oid = await commit(world.repo, { "a/b/c.md": "twelve bytes" });

  const file = world.repo.findFile(oid, "a/b/c.md");

  assert.ok(file);
  assert.equal(file.mode, "100644");
  assert.equal(text(world.repo.readBlob(file.oid)), "twelve bytes");
  assert.equal(world.repo.blobSize(file.oid), 12);
  assert.equal(world.repo.findFile(oid, "a/b"), undefined);
  assert.equal(world.repo.findFile(oid, "a/b/c.md/d"), undefined);
  assert.equal(world.repo.findFile(oid, "A/b/c.md"), undefined);
  const { author, authoredAt, parents } = world.repo.readCommit(oid);
  assert.deepEqual({ author, authoredAt, parents }, {
    author: ALICE,
    authoredAt: 1767323045,
    parents: [],
  });
  assert.throws(() => world.repo.readBlob(oid), { code: "not_found" });
  assert.throws(() => world.repo.readCommit(file.oid), { code: "not_found" });
  assert.throws(() => world.repo.readBlob("1".repeat(40)), {
    code: "not_found",
  });
});

Deno.test("a commit that empties a folder, or everything, is one that git accepts", async () => {
  using world = temporaryRepository();
  await commit(world.repo, { "a/b/c.md": "x", "d.md": "y" });

  const without = await commit(world.repo, { "a/b/c.md": null });
  const empty = await commit(world.repo, {
    "d.md": null,
    "never/there.md": null,
  });

  assert.deepEqual(world.repo.listFiles(without).map((file) => file.path), [
    "d.md",
  ]);
  assert.deepEqual(world.repo.listFiles(empty), []);
  assertHealthy(world.dir);
});

Deno.test("a file keeps its mode when its content changes", async () => {
  using world = temporaryRepository();
  using folder = temporaryFolder();
  git(folder.path, "clone", "-q", world.dir, "work");
  const work = `${folder.path}/work`;
  Deno.writeTextFileSync(`${work}/run.sh`, "old\n");
  Deno.chmodSync(`${work}/run.sh`, 0o755);
  Deno.symlinkSync("run.sh", `${work}/link`);
  git(work, "add", ".");
  git(work, "commit", "-qm", "executable and link");
  git(work, "push", "-q", "origin", "HEAD:main");

  const oid = await commit(world.repo, {
    "run.sh": "new\n",
    link: "a file now\n",
  });

  const modes = world.repo.listFiles(oid).map(({ path, mode }) =>
    `${mode} ${path}`
  );
  assert.deepEqual(modes, ["100644 link", "100755 run.sh"]);
  assertHealthy(world.dir);
});

Deno.test("turns on one repository run one after the other, each sees the head of the one before", async () => {
  using world = temporaryRepository();
  const writers = Array.from(
    { length: 20 },
    (_, i) => commit(world.repo, { [`page${i}.md`]: `${i}\n` }),
  );

  const oids = await Promise.all(writers);

  assert.equal(new Set(oids).size, 20);
  assert.equal(world.repo.listFiles(world.repo.head()!).length, 20);
  assert.equal(git(world.dir, "rev-list", "--count", "main").trim(), "20");
  assertHealthy(world.dir);
});

Deno.test("a turn that fails leaves the branch alone and lets the next one begin", async () => {
  using world = temporaryRepository();
  const before = await commit(world.repo, { "a.md": "a" });

  const failed = world.repo.turn(async (turn) => {
    await turn.write({ ...plan({ "a.md": "b" }) });
    throw new Error("changed my mind");
  });

  await assert.rejects(failed, /changed my mind/);
  assert.equal(world.repo.head(), before);
  await commit(world.repo, { "a.md": "c" });
});

Deno.test("a turn is worth nothing after it ended", async () => {
  using world = temporaryRepository();
  const kept = await world.repo.turn((turn) => Promise.resolve(turn));

  await assert.rejects(kept.write(plan({ "a.md": "a" })), /has ended/);
});

Deno.test("publish moves on within one turn, commit by commit", async () => {
  using world = temporaryRepository();

  const oids = await world.repo.turn(async (turn) => {
    const first = await turn.write(plan({ "a.md": "1" }));
    await turn.publish(first);
    const second = await turn.write(plan({ "a.md": "2" }));
    await turn.publish(second);
    return [turn.head, second, first];
  });

  assert.equal(oids[0], oids[1]);
  assert.deepEqual(world.repo.readCommit(oids[1]!).parents, [oids[2]]);
});

Deno.test("publish refuses a commit that is not there", async () => {
  using world = temporaryRepository();

  const publishing = world.repo.turn((turn) => turn.publish("2".repeat(40)));

  await assert.rejects(publishing, { code: "not_found" });
  assert.equal(world.repo.head(), null);
});

Deno.test("head sees a branch that a real git moved after a second, a turn at once", async () => {
  let now = 0;
  using world = temporaryRepository({ monotonicMs: () => now });
  const first = await commit(world.repo, { "a.md": "1" });
  const second = await commit(world.repo, { "a.md": "2" });
  git(world.dir, "update-ref", "refs/heads/main", first);

  const atOnce = world.repo.head();
  const inTurn = await world.repo.turn((turn) => Promise.resolve(turn.head));
  git(world.dir, "update-ref", "refs/heads/main", second);
  now = 1000;
  const later = world.repo.head();

  assert.deepEqual([atOnce, inTurn, later], [second, first, second]);
});

Deno.test("a tree with names that are not UTF-8 is written back unchanged", async () => {
  using world = temporaryRepository();
  const blob = git(
    world.dir,
    "hash-object",
    "-w",
    "--stdin-paths",
    "--literally",
  ).trim();
  assert.equal(blob, "");
  const stream = new Uint8Array([
    ...new TextEncoder().encode(
      "commit refs/heads/main\ncommitter A <a@a> 1 +0000\ndata 0\nM 644 inline caf",
    ),
    0xe9,
    ...new TextEncoder().encode("\ndata 4\nold\n\n"),
  ]);
  const process = new Deno.Command("git", {
    args: ["-C", world.dir, "fast-import", "--quiet"],
    stdin: "piped",
  }).spawn();
  const writer = process.stdin.getWriter();
  await writer.write(stream);
  await writer.close();
  assert.equal((await process.status).code, 0);

  const oid = await commit(world.repo, { "other.md": "x" });

  const files = world.repo.listFiles(oid).map((file) => file.path);
  assert.deepEqual(files, ["caf\ufffd", "other.md"]);
  assert.equal(world.repo.findFile(oid, "caf\ufffd")?.mode, "100644");
  assert.match(
    git(
      world.dir,
      "-c",
      "core.quotePath=true",
      "ls-tree",
      "--name-only",
      "main",
    ),
    /caf\\351/,
  );
  await commit(world.repo, { "caf\ufffd": null });
  assert.deepEqual(
    world.repo.listFiles(world.repo.head()!).map((file) => file.path),
    ["other.md"],
  );
});

function plan(files: Record<string, string>): CommitPlan {
  const bytes = Object.entries(files).map(([path, text]) =>
    [path, new TextEncoder().encode(text)] as const
  );
  const who = { name: "Alice", email: "alice@robot.test" };
  return {
    files: new Map(bytes),
    author: who,
    committer: who,
    message: "Change",
    at: new Date(0),
  };
}
