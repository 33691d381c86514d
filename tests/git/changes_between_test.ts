import assert from "node:assert/strict";
import {
  changesBetween,
  type FileChange,
  firstParentLine,
  isAncestor,
} from "../../src/git/changes_between.ts";
import { withRenames } from "../../src/git/renames.ts";
import type { Oid, Repository } from "../../src/git/repository.ts";
import {
  commit,
  git,
  scaled,
  seededRandom,
  temporaryRepository,
  tryGit,
} from "../support/git_program.ts";

Deno.test("changesBetween equals git diff --name-status on random histories, and listFiles git ls-tree", async () => {
  for (let seed = 1; seed <= scaled(4); seed++) {
    using world = temporaryRepository();
    const oids = await randomHistory(world.repo, seed);

    for (const [i, to] of oids.entries()) {
      const from = oids[i - 1];
      assert.deepEqual(
        changesBetween(world.repo, from ?? null, to).map(describe),
        nameStatus(world.dir, "--no-renames", from ?? EMPTY, to),
        `seed ${seed}, commit ${i}`,
      );
    }
    const [first, last] = [oids[0]!, oids.at(-1)!];
    assert.deepEqual(
      changesBetween(world.repo, last, first).map(describe),
      nameStatus(world.dir, "--no-renames", last, first),
    );
    const theirs = git(world.dir, "ls-tree", "-r", last).trim().split("\n");
    const ours = world.repo.listFiles(last).map(({ mode, oid, path }) =>
      `${mode} blob ${oid}\t${path}`
    );
    assert.deepEqual(ours, theirs);
    for (const file of world.repo.listFiles(last)) {
      assert.deepEqual(world.repo.findFile(last, file.path), file);
    }
  }
});

Deno.test("changesBetween of a commit and itself is empty", async () => {
  using world = temporaryRepository();
  const oid = await commit(world.repo, { "a.md": "a" });

  assert.deepEqual(changesBetween(world.repo, oid, oid), []);
});

Deno.test("changesBetween shows a mode that changed, a link and a submodule", async () => {
  using world = temporaryRepository();
  const first = await commit(world.repo, {
    "run.sh": "x",
    "to-link": "target",
  });
  const tree = git(world.dir, "ls-tree", first).split("\n").filter(Boolean);
  const run = tree[0]!.split(/\s/)[2]!;
  const link = tree[1]!.split(/\s/)[2]!;
  const made = makeTree(world.dir, [
    `100755 blob ${run}\trun.sh`,
    `160000 commit ${first}\tsub`,
    `120000 blob ${link}\tto-link`,
  ]);
  const second = git(world.dir, "commit-tree", "-p", first, "-m", "modes", made)
    .trim();

  const changes = changesBetween(world.repo, first, second);

  assert.deepEqual(
    changes.map(({ path, before, after }) => [path, before?.mode, after?.mode]),
    [
      ["run.sh", "100644", "100755"],
      ["sub", undefined, "160000"],
      ["to-link", "100644", "120000"],
    ],
  );
});

Deno.test("withRenames finds the moves that git diff -M finds", async () => {
  using world = temporaryRepository();
  const text = (name: string, lines = 40) =>
    Array.from({ length: lines }, (_, i) => `${name} says ${i * 7}\n`).join("");
  const first = await commit(world.repo, {
    "Exact.md": text("exact"),
    "Edited.md": text("edited"),
    "old/Same Name.md": text("same"),
    "Gone.md": text("gone"),
    "Rewritten.md": text("rewritten"),
    "Twin A.md": "twin\n",
    "Twin B.md": "twin\n",
    "stays.md": text("stays"),
  });
  const second = await commit(world.repo, {
    "Exact.md": null,
    "moved/Exact Now.md": text("exact"),
    "Edited.md": null,
    "Edited Now.md": text("edited").replace("edited says 7\n", "a new line\n"),
    "old/Same Name.md": null,
    "new/Same Name.md": text("same") + text("more", 8),
    "Gone.md": null,
    "Rewritten.md": null,
    "Something Else.md": text("else"),
    "Twin A.md": null,
    "Twin B.md": null,
    "new/Twin B.md": "twin\n",
    "stays.md": text("stays") + "changed\n",
  });

  const moves = withRenames(
    world.repo,
    changesBetween(world.repo, first, second),
  );

  assert.deepEqual(
    moves.map(describe).toSorted(),
    nameStatus(world.dir, "-M", first, second).toSorted(),
  );
  assert.ok(moves.map(describe).includes("R Edited.md Edited Now.md"));
  assert.ok(moves.map(describe).includes("D Gone.md"));
});

Deno.test("withRenames finds a move of a whole folder, also where there are more pairs than it compares", async () => {
  using world = temporaryRepository();
  const names = Array.from({ length: 120 }, (_, i) => `page ${i}.md`);
  const first = await commit(
    world.repo,
    Object.fromEntries(
      names.map((name) => [`a/${name}`, `${name}\n`.repeat(20)]),
    ),
  );
  const second = await commit(
    world.repo,
    Object.fromEntries(names.flatMap((name) => [
      [`a/${name}`, null],
      [`b/${name}`, `${name}\n`.repeat(20) + "edited\n"],
    ])),
  );

  const moves = withRenames(
    world.repo,
    changesBetween(world.repo, first, second),
  );

  assert.deepEqual(
    moves.map(describe),
    names.toSorted().map((name) => `R a/${name} b/${name}`),
  );
});

Deno.test("firstParentLine goes back along first parents and stops where told", async () => {
  using world = temporaryRepository();
  const [a, b, side, merge, top] = await mergedHistory(world.repo, world.dir);

  const line = [...firstParentLine(world.repo, top)].map((commit) =>
    commit.oid
  );

  assert.deepEqual(line, [top, merge, b, a]);
  assert.deepEqual(
    [...firstParentLine(world.repo, top, b)].map((commit) => commit.oid),
    [top, merge],
  );
  assert.deepEqual([...firstParentLine(world.repo, top, side)].length, 4);
});

Deno.test("isAncestor equals git merge-base --is-ancestor, whatever the clocks say", async () => {
  using world = temporaryRepository();
  const random = seededRandom(3);
  const root = await commit(world.repo, { "a.md": "a" });
  const oids = [root];
  for (let i = 0; i < 25; i++) {
    const parents = [
      random.pick(oids),
      ...(random.below(3) === 0 ? [random.pick(oids)] : []),
    ];
    const args = [...new Set(parents)].flatMap((parent) => ["-p", parent]);
    const date = `GIT_COMMITTER_DATE=${
      1_600_000_000 + random.below(1000)
    } +0000`;
    oids.push(
      commitTree(world.dir, date, [...args, "-m", `${i}`, `${root}^{tree}`]),
    );
  }
  for (const ancestor of oids.slice(0, 12)) {
    for (const descendant of oids.slice(0, 16)) {
      const theirs =
        tryGit(world.dir, "merge-base", "--is-ancestor", ancestor, descendant)
          .code === 0;

      assert.equal(isAncestor(world.repo, ancestor, descendant), theirs);
    }
  }
});

Deno.test("trees that describe billions of files or folders are refused in bounded time", async () => {
  for (const bottom of ["100644 blob", "040000 tree"]) {
    using world = temporaryRepository();
    const [blob] = await world.repo.store.write([{
      type: "blob",
      data: new Uint8Array([1]),
    }]);
    let kind = bottom;
    let oid = bottom.endsWith("blob") ? blob! : EMPTY;
    for (let level = 0; level < 10; level++) {
      const names = "abcdefghij".slice(0, level === 9 ? 10 : 9);
      oid = makeTree(
        world.dir,
        [...names].map((name) => `${kind} ${oid}\t${name}`),
      );
      kind = "040000 tree";
    }
    const bomb = git(world.dir, "commit-tree", "-m", "bomb", oid).trim();

    assert.throws(() => world.repo.listFiles(bomb), { code: "too_large" });
    assert.throws(() => changesBetween(world.repo, null, bomb), {
      code: "too_large",
    });
  }
});

const EMPTY = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";

/** Commits that write, change, remove, and put folders in the place of files. */
async function randomHistory(repo: Repository, seed: number): Promise<Oid[]> {
  const random = seededRandom(seed);
  const name = () =>
    random.pick(["a", "b", "a.md", "a-b", "a0", "ä", "🎉", "\uff01", "Z"]);
  const path = () =>
    Array.from({ length: 1 + random.below(3) }, name).join("/");
  const present = new Set<string>();
  const oids: Oid[] = [];
  while (oids.length < 12) {
    const files: Record<string, string | null> = {};
    for (let edits = 1 + random.below(8); edits > 0; edits--) {
      const target = path();
      for (const other of [...present, ...Object.keys(files)]) {
        if (other.startsWith(`${target}/`) || target.startsWith(`${other}/`)) {
          files[other] = null;
        }
      }
      files[target] = random.below(4) === 0 ? null : `${random.below(20)}\n`;
    }
    oids.push(await commit(repo, files));
    for (const [path, text] of Object.entries(files)) {
      if (text === null) present.delete(path);
      else present.add(path);
    }
  }
  return oids;
}

async function mergedHistory(
  repo: Repository,
  dir: string,
): Promise<[Oid, Oid, Oid, Oid, Oid]> {
  const a = await commit(repo, { "a.md": "a" });
  const b = await commit(repo, { "b.md": "b" });
  const side = git(dir, "commit-tree", "-p", a, "-m", "side", `${a}^{tree}`)
    .trim();
  const merge = git(
    dir,
    "commit-tree",
    "-p",
    b,
    "-p",
    side,
    "-m",
    "merge",
    `${b}^{tree}`,
  ).trim();
  const top = git(dir, "commit-tree", "-p", merge, "-m", "top", `${b}^{tree}`)
    .trim();
  return [a, b, side, merge, top];
}

function describe({ path, before, after }: FileChange): string {
  if (before === null) return `A ${path}`;
  if (after === null) return `D ${path}`;
  return before.path === path ? `M ${path}` : `R ${before.path} ${path}`;
}

function nameStatus(dir: string, ...args: string[]): string[] {
  const fields = git(dir, "diff", "--name-status", "-z", ...args).split("\0")
    .slice(0, -1);
  const lines: string[] = [];
  while (fields.length > 0) {
    const status = fields.shift()![0]!;
    const names = fields.splice(0, status === "R" ? 2 : 1);
    lines.push([status, ...names].join(" "));
  }
  return lines;
}

function makeTree(dir: string, lines: string[]): string {
  Deno.writeTextFileSync(`${dir}/tree-lines`, `${lines.join("\n")}\n`);
  const made = new Deno.Command("sh", {
    args: ["-c", "git mktree --missing < tree-lines; rm tree-lines"],
    cwd: dir,
  }).outputSync();
  return new TextDecoder().decode(made.stdout).trim();
}

function commitTree(dir: string, date: string, args: string[]): string {
  const made = new Deno.Command("env", {
    args: [
      date,
      "git",
      "-C",
      dir,
      "-c",
      "user.name=A",
      "-c",
      "user.email=a@a",
      "commit-tree",
      ...args,
    ],
  }).outputSync();
  return new TextDecoder().decode(made.stdout).trim();
}
