import assert from "node:assert/strict";
import { checkTreePath } from "../../src/git/tree_path.ts";
import {
  assertHealthy,
  commit,
  git,
  temporaryRepository,
} from "../support/git_program.ts";

const REFUSED = [
  "",
  "/",
  "/a",
  "a/",
  "a//b",
  ".",
  "..",
  "a/../b",
  "./a",
  "a\0b",
  ".git",
  ".GIT/config",
  "a/.Git",
  ".git ",
  ".git.",
  ".git . .",
  ".git::$INDEX_ALLOCATION",
  "git~1",
  "GIT~1/hooks/post-checkout",
  ".g\u200cit",
  "\u200d.git",
  ".git\ufeff",
  ".gi\u206at/x",
  "a\\.git\\config",
  ".git\\x",
  "\ud800",
  `${"x".repeat(256)}`,
  `${"é".repeat(128)}`,
  "a/".repeat(2000) + "b",
  ".gitmodules",
  "x/.GitModules",
  ".gitmodules ",
  "gitmod~1",
];

const ACCEPTED = [
  "a",
  "Actors/Iran.md",
  "...",
  ".gitignore",
  ".github/x",
  "git",
  "git~10",
  ".gita",
  "a.git",
  "x".repeat(255),
  "日本語/🎉.md",
  "with space/ and tab\t.md",
  "a\\b",
  "new\nline",
  "%2e%2e/x",
  "~root",
  "-rf",
];

for (const path of REFUSED) {
  Deno.test(`a turn refuses to write ${JSON.stringify(path.slice(0, 40))}`, async () => {
    using world = temporaryRepository();

    await assert.rejects(commit(world.repo, { [path]: "x" }), {
      code: "invalid",
    });

    assert.equal(world.repo.head(), null);
    assert.deepEqual([...world.repo.store.loose.oids()], []);
  });
}

Deno.test("a turn writes unusual names that git accepts", async () => {
  using world = temporaryRepository();
  const paths = ACCEPTED.filter((path) => path !== "a");

  const oid = await commit(
    world.repo,
    Object.fromEntries(paths.map((path) => [path, path])),
  );

  assertHealthy(world.dir);
  const theirs = git(world.dir, "ls-tree", "-r", "-z", "--name-only", oid)
    .split("\0").slice(0, -1);
  assert.deepEqual(world.repo.listFiles(oid).map((file) => file.path), theirs);
  assert.deepEqual(theirs.toSorted(), paths.toSorted());
  for (const path of paths) {
    assert.equal(world.repo.findFile(oid, path)?.path, path);
  }
});

Deno.test("checkTreePath answers the segments", () => {
  for (const path of ACCEPTED) {
    assert.deepEqual(checkTreePath(path), path.split("/"));
  }
});

Deno.test("a file cannot be where a folder is, nor a folder where a file is", async () => {
  using world = temporaryRepository();
  const head = await commit(world.repo, {
    "A.md": "page",
    "A/b.md": "below",
    "folder/x.md": "x",
  });
  const refuse = (files: Record<string, string | null>) =>
    assert.rejects(commit(world.repo, files), { code: "invalid" });

  await refuse({ "A.md/x.md": "below a file" });
  await refuse({ "A": "over a folder" });
  await refuse({ "new": "file", "new/x.md": "and folder" });
  await refuse({ "folder/x.md/y/z.md": "deep below a file" });
  await refuse({ "folder/other.md": null, "folder": "not empty" });

  assert.equal(world.repo.head(), head);
  await commit(world.repo, {
    "folder/x.md": null,
    "folder": "a file in its place",
  });
  await commit(world.repo, {
    "A.md": null,
    "A.md/x.md": "a folder in its place",
  });
  assertHealthy(world.dir);
  const paths = world.repo.listFiles(world.repo.head()!).map((file) =>
    file.path
  );
  assert.deepEqual(paths, ["A.md/x.md", "A/b.md", "folder"]);
});
