import assert from "node:assert/strict";
import { importHistory, sourceKind } from "../../src/git/import_history.ts";
import { Repository } from "../../src/git/repository.ts";
import {
  assertHealthy,
  git,
  temporaryFolder,
  temporaryRepository,
  tryGit,
} from "../support/git_program.ts";
import { madeUpCommits } from "../support/long_history.ts";
import { RealRepository } from "../support/real_repository.ts";

const PERSON = ["-c", "user.name=Gina", "-c", "user.email=gina@example.org"];

/** A working tree with some commits on the branch `trunk`, one more branch and two tags. */
function workingTree(folder: string): string {
  const dir = `${folder}/work`;
  git(folder, "init", "-q", "-b", "trunk", dir);
  for (const text of ["one", "two", "three"]) {
    Deno.writeTextFileSync(`${dir}/Page.md`, `${text}\n`);
    git(dir, "add", ".");
    git(dir, ...PERSON, "commit", "-q", "-m", text);
  }
  git(dir, "tag", "light", "HEAD~1");
  git(dir, ...PERSON, "tag", "-a", "-m", "One", "v1");
  git(dir, "checkout", "-q", "-b", "other");
  Deno.writeTextFileSync(`${dir}/Other.md`, "elsewhere\n");
  git(dir, "add", ".");
  git(dir, ...PERSON, "commit", "-q", "-m", "elsewhere");
  git(dir, "checkout", "-q", "trunk");
  return dir;
}

/** Whether a repository holds an object of this name. */
function hasObject(dir: string, oid: string): boolean {
  return tryGit(dir, "cat-file", "-e", oid).code === 0;
}

Deno.test("importHistory brings a large history over in one marked pack that equals the source", async () => {
  await using real = await RealRepository.create();
  await real.commitAll(madeUpCommits({ pages: 40, commits: 300 }));
  using target = temporaryRepository();

  const { head, branch, commits, objects, tags } = await importHistory(
    real.dir,
    target.repo,
  );

  assert.equal(head, (await real.git(["rev-parse", "main"])).trim());
  assert.deepEqual({ branch, commits, tags }, {
    branch: "refs/heads/main",
    commits: 300,
    tags: [],
  });
  assert.equal(target.repo.head(), head);
  assert.equal(
    git(target.dir, "rev-list", "--all", "--objects"),
    await real.git(["rev-list", "--all", "--objects"]),
  );
  assert.equal(
    objects,
    git(target.dir, "rev-list", "--all", "--objects").trim().split("\n").length,
  );
  const files = [...Deno.readDirSync(`${target.dir}/objects/pack`)].map((
    { name },
  ) => name.split(".")[1]).sort();
  assert.deepEqual(files, ["idx", "pack", "reachable"]);
  assertHealthy(target.dir);
});

Deno.test("importHistory takes the checked-out branch as main, tags along, and nothing else", async () => {
  using folder = temporaryFolder();
  const dir = workingTree(folder.path);
  using target = temporaryRepository();

  const { branch, tags } = await importHistory(dir, target.repo);

  assert.equal(branch, "refs/heads/trunk");
  assert.deepEqual(tags, ["refs/tags/light", "refs/tags/v1"]);
  const wanted = git(
    dir,
    "for-each-ref",
    "--format=%(objectname) %(refname)",
    "refs/heads/trunk",
    "refs/tags",
  );
  assert.equal(
    git(target.dir, "for-each-ref", "--format=%(objectname) %(refname)"),
    wanted.replace("trunk", "main"),
  );
  assert.ok(!hasObject(target.dir, git(dir, "rev-parse", "other").trim()));
  assertHealthy(target.dir);
});

Deno.test("importHistory reads a .git folder, a bare repository, a linked working tree and a detached head", async () => {
  using folder = temporaryFolder();
  const dir = workingTree(folder.path);
  git(folder.path, "clone", "-q", "--bare", dir, "bare.git");
  git(dir, "worktree", "add", "-q", "../linked", "other");
  git(dir, "worktree", "add", "-q", "--detach", "../detached", "trunk~1");
  const wanted: Record<string, string> = {
    "work/.git": "trunk",
    "bare.git": "trunk",
    linked: "other",
    detached: "trunk~1",
  };

  for (const [source, revision] of Object.entries(wanted)) {
    using target = temporaryRepository();
    const { head } = await importHistory(
      `${folder.path}/${source}`,
      target.repo,
    );
    assert.equal(head, git(dir, "rev-parse", revision).trim(), source);
    assertHealthy(target.dir);
  }
});

Deno.test("importHistory gives away no repository that a folder only points to", async () => {
  using folder = temporaryFolder();
  const at = (name: string) => `${folder.path}/${name}`;
  const dir = workingTree(folder.path);
  const pointing = (name: string, files: Record<string, string>) => {
    Deno.mkdirSync(`${at(name)}/refs`, { recursive: true });
    Deno.mkdirSync(`${at(name)}/objects`);
    for (const [file, text] of Object.entries(files)) {
      Deno.writeTextFileSync(`${at(name)}/${file}`, text);
    }
  };
  const head = "ref: refs/heads/trunk\n";
  const config = `[core]\n\tworktree = ${at("config")}\n`;
  pointing("gitdir", { ".git": `gitdir: ${dir}/.git\n` });
  pointing("common", { HEAD: head, commondir: `${dir}/.git` });
  pointing("config", { HEAD: head, commondir: `${dir}/.git`, config });
  pointing("gitlink", {});
  Deno.symlinkSync(`${dir}/.git`, `${at("gitlink")}/.git`);
  pointing("objects", { HEAD: head });
  Deno.removeSync(`${at("objects")}/objects`);
  Deno.symlinkSync(`${dir}/.git/objects`, `${at("objects")}/objects`);

  for (const name of ["gitdir", "common", "config", "gitlink", "objects"]) {
    using target = temporaryRepository();
    await assert.rejects(
      importHistory(at(name), target.repo),
      { code: "invalid", message: /its history lies in/ },
      name,
    );
    assert.equal(target.repo.head(), null);
  }
});

Deno.test("importHistory reads a submodule, whose history lies in the repository around it", async () => {
  using folder = temporaryFolder();
  const dir = workingTree(folder.path);
  git(folder.path, "init", "-q", "around");
  git(
    `${folder.path}/around`,
    ...["-c", "protocol.file.allow=always", "submodule", "add", "-q"],
    ...[dir, "inner"],
  );
  using target = temporaryRepository();

  const { head } = await importHistory(
    `${folder.path}/around/inner`,
    target.repo,
  );

  assert.equal(head, git(dir, "rev-parse", "trunk").trim());
});

Deno.test("importHistory refuses what it could not copy whole, with a reason", async () => {
  using folder = temporaryFolder();
  const dir = workingTree(folder.path);
  git(folder.path, "init", "-q", "--object-format=sha256", "sha256");
  git(folder.path, "clone", "-q", "--depth=1", `file://${dir}`, "shallow");
  git(folder.path, "clone", "-q", "--shared", dir, "borrowing");
  git(folder.path, "init", "-q", "empty");
  const reasons: Record<string, RegExp> = {
    sha256: /SHA-1/,
    shallow: /--unshallow/,
    borrowing: /borrows objects/,
    empty: /no commits/,
  };
  for (const [source, reason] of Object.entries(reasons)) {
    using target = temporaryRepository();
    await assert.rejects(
      importHistory(`${folder.path}/${source}`, target.repo),
      { code: "invalid", message: reason },
    );
    assert.equal(target.repo.head(), null);
  }
  using target = temporaryRepository();
  await assert.rejects(importHistory(`${folder.path}/nowhere`, target.repo), {
    code: "not_found",
  });
});

Deno.test("importHistory refuses a damaged object, and leaves no trace", async () => {
  using folder = temporaryFolder();
  const dir = workingTree(folder.path);
  const blob = git(dir, "rev-parse", "trunk~1:Page.md").trim();
  const path = `${dir}/.git/objects/${blob.slice(0, 2)}/${blob.slice(2)}`;
  using target = temporaryRepository();

  Deno.chmodSync(path, 0o644);
  Deno.writeTextFileSync(path, "nonsense");
  await assert.rejects(importHistory(dir, target.repo), {
    code: "invalid",
    message: new RegExp(blob),
  });
  Deno.removeSync(path);
  await assert.rejects(importHistory(dir, target.repo), {
    code: "invalid",
    message: new RegExp(blob),
  });

  assert.deepEqual([...Deno.readDirSync(`${target.dir}/objects/pack`)], []);
  assert.deepEqual(target.repo.refs(), []);
});

Deno.test("importHistory refuses trees that reach out of a working tree", async () => {
  using folder = temporaryFolder();
  const dir = workingTree(folder.path);
  const blob = git(dir, "rev-parse", "HEAD:Page.md").trim();
  for (const name of [".git", "..", ".GIT"]) {
    // A tree is made by hand: git itself would refuse.
    const bytes = new Uint8Array([
      ...new TextEncoder().encode(`100644 ${name}\0`),
      ...blob.match(/../g)!.map((hex) => parseInt(hex, 16)),
    ]);
    Deno.writeFileSync(`${folder.path}/tree`, bytes);
    const tree = git(
      dir,
      "hash-object",
      "-w",
      "-t",
      "tree",
      "--literally",
      "../tree",
    ).trim();
    const commit = git(dir, ...PERSON, "commit-tree", "-m", "bad", tree).trim();
    git(dir, "update-ref", "refs/heads/trunk", commit);
    using target = temporaryRepository();

    await assert.rejects(
      importHistory(dir, target.repo),
      { code: "invalid" },
      name,
    );
  }
});

Deno.test("importHistory does not touch a wiki that has a history", async () => {
  using folder = temporaryFolder();
  const dir = workingTree(folder.path);
  using target = temporaryRepository();
  await importHistory(dir, target.repo);
  const head = target.repo.head();

  await assert.rejects(importHistory(dir, target.repo), { code: "conflict" });

  assert.equal(target.repo.head(), head);
});

Deno.test("sourceKind tells repositories, bundles, folders and other files apart", () => {
  using folder = temporaryFolder();
  const dir = workingTree(folder.path);
  git(dir, "bundle", "create", "-q", "../some.bundle", "trunk");
  Deno.writeTextFileSync(`${folder.path}/text`, "# v2 git");

  assert.equal(sourceKind(dir), "repository");
  assert.equal(sourceKind(`${folder.path}/some.bundle`), "bundle");
  assert.equal(sourceKind(folder.path), "folder");
  assert.equal(sourceKind(`${folder.path}/text`), "other");
  assert.throws(() => sourceKind(`${folder.path}/nowhere`), {
    code: "not_found",
  });
});

Deno.test("importHistory survives a restart: the imported repository opens and can be written to", async () => {
  using folder = temporaryFolder();
  const dir = workingTree(folder.path);
  using target = temporaryRepository();
  await importHistory(dir, target.repo);

  const again = Repository.open(target.dir);
  try {
    assert.equal(again.removeLeftovers(), 0);
    assert.deepEqual(again.listFiles(again.head()!).map(({ path }) => path), [
      "Page.md",
    ]);
  } finally {
    again.close();
  }
});
