import assert from "node:assert/strict";
import type { BranchRepair } from "../../src/git/branch.ts";
import { Repository } from "../../src/git/repository.ts";
import {
  ALICE,
  assertHealthy,
  commit,
  git,
  temporaryRepository,
} from "../support/git_program.ts";

const REF = "refs/heads/main";

/** Ways in which a crash or a hand can break a branch, and what is then reported. */
const BREAKAGES: Record<
  string,
  { found: BranchRepair["found"]; breakIt: (dir: string) => void }
> = {
  "an empty file": {
    found: "empty",
    breakIt: (dir) => Deno.writeTextFileSync(`${dir}/${REF}`, ""),
  },
  "a newline": {
    found: "empty",
    breakIt: (dir) => Deno.writeTextFileSync(`${dir}/${REF}`, "\n"),
  },
  "zero bytes": {
    found: "malformed",
    breakIt: (dir) => Deno.writeFileSync(`${dir}/${REF}`, new Uint8Array(41)),
  },
  "half an oid": {
    found: "malformed",
    breakIt: (dir) => Deno.writeTextFileSync(`${dir}/${REF}`, "12345678"),
  },
  "forty zeros": {
    found: "malformed",
    breakIt: (dir) => Deno.writeTextFileSync(`${dir}/${REF}`, "0".repeat(40)),
  },
  "no file": {
    found: "missing",
    breakIt: (dir) => Deno.removeSync(`${dir}/${REF}`),
  },
};

for (const [name, { found, breakIt }] of Object.entries(BREAKAGES)) {
  Deno.test(`a branch that is ${name} is repaired from the reflog, and never begins anew`, async () => {
    using world = temporaryRepository();
    await commit(world.repo, { "a.md": "1" });
    const second = await commit(world.repo, { "a.md": "2" });
    breakIt(world.dir);
    const repairs: BranchRepair[] = [];

    using opened = open(world.dir, repairs);

    assert.equal(opened.repo.head(), second);
    assert.deepEqual(repairs, [{
      dir: world.dir,
      ref: REF,
      found,
      oid: second,
    }]);
    assert.equal(git(world.dir, "rev-parse", "main").trim(), second);
    const third = await commit(opened.repo, { "a.md": "3" });
    assert.deepEqual(opened.repo.readCommit(third).parents, [second]);
    assertHealthy(world.dir);
  });
}

Deno.test("a turn repairs a branch that broke since head was read", async () => {
  using world = temporaryRepository();
  const first = await commit(world.repo, { "a.md": "1" });
  assert.equal(world.repo.head(), first);
  Deno.writeTextFileSync(`${world.dir}/${REF}`, "");

  const second = await commit(world.repo, { "a.md": "2" });

  assert.deepEqual(world.repo.readCommit(second).parents, [first]);
});

Deno.test("a repair passes over reflog lines whose commit is missing or damaged, or that are cut short", async () => {
  using world = temporaryRepository();
  const first = await commit(world.repo, { "a.md": "1" });
  const second = await commit(world.repo, { "a.md": "2" });
  const log = `${world.dir}/logs/${REF}`;
  const missing = `${second} ${"3".repeat(40)} A <a@a> 1 +0000\tcommit: lost\n`;
  Deno.writeTextFileSync(
    log,
    `${Deno.readTextFileSync(log)}${missing}${second} 4444`,
  );
  Deno.chmodSync(world.repo.store.loose.path(second), 0o644);
  Deno.writeTextFileSync(world.repo.store.loose.path(second), "");
  Deno.writeTextFileSync(`${world.dir}/${REF}`, "");

  using opened = open(world.dir);

  assert.equal(opened.repo.head(), first);
  await commit(opened.repo, { "a.md": "2 again" });
  const lines = Deno.readTextFileSync(log).split("\n");
  assert.match(
    lines.at(-2)!,
    new RegExp(
      `^${first} [0-9a-f]{40} robot.test <robot@robot.test> \\d+ \\+0000\tcommit: Change$`,
    ),
  );
});

Deno.test("a branch that cannot be repaired is unavailable, for reading and for writing", async () => {
  using world = temporaryRepository();
  await commit(world.repo, { "a.md": "1" });
  Deno.writeTextFileSync(`${world.dir}/${REF}`, "");
  Deno.writeTextFileSync(`${world.dir}/logs/${REF}`, "");

  using opened = open(world.dir);

  assert.throws(() => opened.repo.head(), { code: "unavailable" });
  await assert.rejects(commit(opened.repo, { "a.md": "2" }), {
    code: "unavailable",
  });
  assert.equal(Deno.readTextFileSync(`${world.dir}/${REF}`), "");
});

Deno.test("a branch whose commit is damaged is unavailable, not set back", async () => {
  using world = temporaryRepository();
  await commit(world.repo, { "a.md": "1" });
  const second = await commit(world.repo, { "a.md": "2" });
  Deno.removeSync(world.repo.store.loose.path(second));

  using opened = open(world.dir);

  assert.throws(() => opened.repo.head(), { code: "unavailable" });
  assert.equal(Deno.readTextFileSync(`${world.dir}/${REF}`).trim(), second);
});

Deno.test("a packed value that is older than the reflog does not take the branch back", async () => {
  using world = temporaryRepository();
  await commit(world.repo, { "a.md": "1" });
  git(world.dir, "pack-refs", "--all");
  const second = await commit(world.repo, { "a.md": "2" });
  Deno.removeSync(`${world.dir}/${REF}`);
  const repairs: BranchRepair[] = [];

  using opened = open(world.dir, repairs);

  assert.equal(opened.repo.head(), second);
  assert.deepEqual(repairs.map((repair) => repair.found), ["outdated"]);
});

Deno.test("a packed branch that is in order is read, and moved", async () => {
  using world = temporaryRepository();
  const first = await commit(world.repo, { "a.md": "1" });
  git(world.dir, "pack-refs", "--all", "--prune");
  const repairs: BranchRepair[] = [];

  using opened = open(world.dir, repairs);

  assert.equal(opened.repo.head(), first);
  const second = await commit(opened.repo, { "a.md": "2" });
  assert.equal(git(world.dir, "rev-parse", "main").trim(), second);
  assert.deepEqual(repairs, []);
});

Deno.test("publish answers conflict when a real git moved the branch during the turn", async () => {
  using world = temporaryRepository();
  const first = await commit(world.repo, { "a.md": "1" });
  const theirs = git(
    world.dir,
    "commit-tree",
    "-p",
    first,
    "-m",
    "theirs",
    `${first}^{tree}`,
  ).trim();

  const ours = world.repo.turn(async (turn) => {
    const oid = await turn.write(plan("2"));
    git(world.dir, "update-ref", REF, theirs);
    await turn.publish(oid);
  });

  await assert.rejects(ours, { code: "conflict" });
  assert.equal(git(world.dir, "rev-parse", "main").trim(), theirs);
  assert.equal(world.repo.head(), theirs);
  assert.match(
    git(world.dir, "reflog", "show", "--no-abbrev", "main"),
    new RegExp(`^${theirs}`),
  );
  await commit(world.repo, { "a.md": "3" });
});

Deno.test("publish waits for a lock that is released soon", async () => {
  using world = temporaryRepository();
  await commit(world.repo, { "a.md": "1" });
  const lock = `${world.dir}/${REF}.lock`;
  Deno.writeTextFileSync(lock, "");

  const saving = commit(world.repo, { "a.md": "2" });
  const timer = setTimeout(() => Deno.removeSync(lock), 50);

  assert.equal(world.repo.readCommit(await saving).parents.length, 1);
  clearTimeout(timer);
});

Deno.test("publish is unavailable while another process keeps the lock, and leaves no trace", async () => {
  using world = temporaryRepository({ lockWaitMs: 0 });
  const first = await commit(world.repo, { "a.md": "1" });
  const lock = `${world.dir}/${REF}.lock`;
  const log = Deno.readTextFileSync(`${world.dir}/logs/${REF}`);
  Deno.writeTextFileSync(lock, "");

  await assert.rejects(commit(world.repo, { "a.md": "2" }), {
    code: "unavailable",
  });

  assert.equal(Deno.readTextFileSync(lock), "");
  assert.equal(Deno.readTextFileSync(`${world.dir}/logs/${REF}`), log);
  Deno.removeSync(lock);
  assert.equal(world.repo.head(), first);
});

Deno.test("a publish that fails at the last step takes its reflog line back", async () => {
  using world = temporaryRepository();
  const oid = await world.repo.turn((turn) => turn.write(plan("1")));
  // A folder in the place of the ref cannot be replaced by a file.
  Deno.mkdirSync(`${world.dir}/${REF}/in-the-way`, { recursive: true });

  await assert.rejects(world.repo.turn((turn) => turn.publish(oid)));

  assert.equal(Deno.readTextFileSync(`${world.dir}/logs/${REF}`), "");
  Deno.removeSync(`${world.dir}/${REF}`, { recursive: true });
  assert.deepEqual([...Deno.readDirSync(`${world.dir}/refs/heads`)], []);
  await world.repo.turn((turn) => turn.publish(oid));
});

Deno.test("git reads our reflog, with subjects of any language", async () => {
  using world = temporaryRepository();
  await commit(world.repo, { "a.md": "1" }, {
    message: "Änderung 日本語\nsecond line",
  });

  assert.match(
    git(world.dir, "reflog", "show", "main"),
    /commit: Änderung 日本語\n$/,
  );
});

Deno.test("another branch in HEAD is the main branch; a broken HEAD means main", async () => {
  using world = temporaryRepository();
  const oid = await commit(world.repo, { "a.md": "1" });
  git(world.dir, "update-ref", "refs/heads/trunk", oid);
  git(world.dir, "symbolic-ref", "HEAD", "refs/heads/trunk");
  using trunk = open(world.dir);
  const second = await commit(trunk.repo, { "a.md": "2" });

  assert.equal(git(world.dir, "rev-parse", "trunk").trim(), second);
  assert.equal(git(world.dir, "rev-parse", "main").trim(), oid);
  for (const head of ["", "ref: refs/heads/../../../etc/passwd\n", oid]) {
    Deno.writeTextFileSync(`${world.dir}/HEAD`, head);
    using broken = open(world.dir);
    assert.equal(broken.repo.branch, REF);
  }
});

Deno.test("refs lists branches and tags, loose over packed, with what tags point to", async () => {
  using world = temporaryRepository();
  const first = await commit(world.repo, { "a.md": "1" });
  git(world.dir, "tag", "-a", "-m", "one", "v1", "main");
  git(world.dir, "pack-refs", "--all");
  const second = await commit(world.repo, { "a.md": "2" });
  Deno.writeTextFileSync(`${world.dir}/refs/heads/broken`, "");
  Deno.writeTextFileSync(`${world.dir}/refs/heads/other.lock`, second);

  const tag = git(world.dir, "rev-parse", "v1").trim();
  assert.deepEqual(world.repo.refs(), [
    { name: REF, oid: second },
    { name: "refs/tags/v1", oid: tag, peeled: first },
  ]);
});

Deno.test("removeLeftovers removes locks, temporary files and half pushes, and nothing else", async () => {
  using world = temporaryRepository();
  const oid = await commit(world.repo, { "a.md": "1" });
  const fanOut = `${world.dir}/objects/${oid.slice(0, 2)}`;
  for (
    const path of [
      `${world.dir}/${REF}.lock`,
      `${fanOut}/tmp_obj_1_x`,
      `${world.dir}/objects/pack/tmp_pack_1`,
      `${world.dir}/packed-refs.lock`,
    ]
  ) {
    Deno.writeTextFileSync(path, "");
  }
  Deno.mkdirSync(`${world.dir}/objects/incoming-1/pack`, { recursive: true });

  assert.equal(world.repo.removeLeftovers(), 5);

  assert.equal(world.repo.removeLeftovers(), 0);
  assertHealthy(world.dir);
  await commit(world.repo, { "a.md": "2" });
});

function open(dir: string, repairs: BranchRepair[] = []) {
  const repo = Repository.open(dir, {
    onRepaired: (repair) => repairs.push(repair),
  });
  return { repo, [Symbol.dispose]: () => repo.close() };
}

function plan(text: string) {
  const files = new Map([["a.md", new TextEncoder().encode(text)]]);
  return {
    files,
    author: ALICE,
    committer: ALICE,
    message: "Change",
    at: new Date(0),
  };
}
