import assert from "node:assert/strict";
import { verifyReachable } from "../../src/git/fsck.ts";
import type { ObjectType } from "../../src/git/objects.ts";
import type { Oid, Repository } from "../../src/git/repository.ts";
import { commit, git, temporaryRepository } from "../support/git_program.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const raw = (oid: Oid) =>
  oid.replace(/../g, (hex) => String.fromCharCode(parseInt(hex, 16)));

Deno.test("verifyReachable finds nothing wrong with what we and git write", async () => {
  using world = temporaryRepository();
  await commit(world.repo, { "a.md": "1", "b/c.md": "2" });
  await commit(world.repo, { "a.md": "3", "b/c.md": null });
  git(world.dir, "tag", "-a", "-m", "tagged", "v1", "main");
  git(world.dir, "gc", "-q");
  await commit(world.repo, { "ünï.md": "4" });
  const reachable = git(
    world.dir,
    "rev-list",
    "--objects",
    "--all",
    "--no-object-names",
  ).trim().split("\n");

  const { objects, problems } = await verifyReachable(
    world.repo.store,
    world.repo.refs().map((ref) => ref.oid),
  );

  assert.deepEqual(problems, []);
  assert.equal(objects, reachable.length);
});

Deno.test("verifyReachable names missing and damaged objects, with who needs them", async () => {
  using world = temporaryRepository();
  const oid = await commit(world.repo, { "a.md": "gone", "b.md": "damaged" });
  const { store } = world.repo;
  const gone = world.repo.findFile(oid, "a.md")!.oid;
  const damaged = world.repo.findFile(oid, "b.md")!.oid;
  world.repo.readBlob(damaged); // From here on it is in the cache, which must not hide the damage.
  Deno.removeSync(store.loose.path(gone));
  Deno.chmodSync(store.loose.path(damaged), 0o644);
  Deno.writeTextFileSync(store.loose.path(damaged), "");

  const { problems } = await verifyReachable(store, [oid, "9".repeat(40)]);

  const tree = world.repo.readCommit(oid).tree;
  assert.deepEqual(
    problems.map(({ oid, level, problem }) => [oid, level, problem]).toSorted(),
    [
      [damaged, "error", "it is damaged: its file is empty"],
      [gone, "error", `it is missing, but tree ${tree} needs it`],
      ["9".repeat(40), "error", "it is missing, but a ref needs it"],
    ].toSorted(),
  );
});

/** Trees and commits that no checkout should meet, written past every check. */
const BAD: Record<
  string,
  {
    type: ObjectType;
    data: (blob: Oid, tree: Oid) => string;
    level: string;
    problem: RegExp;
  }
> = {
  "a tree with ..": {
    type: "tree",
    data: (blob) => `100644 ..\0${raw(blob)}`,
    level: "error",
    problem: /"\.\."/,
  },
  "a tree with .GIT": {
    type: "tree",
    data: (_, tree) => `40000 .GIT\0${raw(tree)}`,
    level: "error",
    problem: /\.git/,
  },
  "a tree with a slash": {
    type: "tree",
    data: (blob) => `100644 a/b\0${raw(blob)}`,
    level: "error",
    problem: /slash/,
  },
  "a tree with an empty name": {
    type: "tree",
    data: (blob) => `100644 \0${raw(blob)}`,
    level: "error",
    problem: /empty/,
  },
  "an unsorted tree": {
    type: "tree",
    data: (blob) => `100644 b\0${raw(blob)}100644 a\0${raw(blob)}`,
    level: "error",
    problem: /sorted/,
  },
  "a tree with a name twice": {
    type: "tree",
    data: (blob, tree) =>
      `100644 a\0${raw(blob)}100644 a.\0${raw(blob)}40000 a\0${raw(tree)}`,
    level: "error",
    problem: /"a" is in it twice/,
  },
  "a tree with an old mode": {
    type: "tree",
    data: (blob) => `100664 a\0${raw(blob)}`,
    level: "warning",
    problem: /100664/,
  },
  "a tree that points to nothing": {
    type: "tree",
    data: () => `160000 a\0${"\0".repeat(20)}`,
    level: "error",
    problem: /nothing/,
  },
  "a tree that is cut off": {
    type: "tree",
    data: () => "100644 a\x00123",
    level: "error",
    problem: /cut off/,
  },
  "a folder that is a file": {
    type: "tree",
    data: (blob) => `40000 a\0${raw(blob)}`,
    level: "error",
    problem: /takes it for a tree, but it is a blob/,
  },
  "a commit with headers in another order": {
    type: "commit",
    data: (_, tree) =>
      `tree ${tree}\ncommitter A <a@a> 1 +0000\nauthor A <a@a> 1 +0000\n\nx`,
    level: "error",
    problem: /header is malformed/,
  },
  "a commit by nobody": {
    type: "commit",
    data: (_, tree) =>
      `tree ${tree}\nauthor A <a <b@c> 1 +0000\ncommitter A <a@a> 1 +0000\n\nx`,
    level: "warning",
    problem: /author is malformed/,
  },
};

for (const [name, { type, data, level, problem }] of Object.entries(BAD)) {
  Deno.test(`verifyReachable complains about ${name}`, async () => {
    using world = temporaryRepository();
    const blob = await write(world.repo, "blob", "x");
    const tree = await write(world.repo, "tree", `100644 x\0${raw(blob)}`);
    const bad = await write(world.repo, type, data(blob, tree));
    const tip = type === "commit"
      ? bad
      : await write(world.repo, "commit", commitOf(bad));

    const { problems } = await verifyReachable(world.repo.store, [tip]);

    const found = problems.filter((found) =>
      found.level === level && problem.test(found.problem)
    );
    assert.equal(found.length, 1, JSON.stringify(problems));
  });
}

Deno.test("verifyReachable stops after as many problems as wanted", async () => {
  using world = temporaryRepository();
  const tips = Array.from(
    { length: 50 },
    (_, i) => String(i).padStart(40, "a"),
  );

  const { problems } = await verifyReachable(world.repo.store, tips, {
    maxProblems: 7,
  });

  assert.equal(problems.length, 7);
});

async function write(
  repo: Repository,
  type: ObjectType,
  data: string,
): Promise<Oid> {
  const latin1 = Uint8Array.from(data, (character) => character.charCodeAt(0));
  const [oid] = await repo.store.write([{
    type,
    data: type === "commit" ? bytes(data) : latin1,
  }]);
  return oid!;
}

function commitOf(tree: Oid): string {
  return `tree ${tree}\nauthor A <a@a> 1 +0000\ncommitter A <a@a> 1 +0000\n\nx\n`;
}
