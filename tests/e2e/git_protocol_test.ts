/**
 * The real git against the real doors: every protocol, every way to take a part of a history.
 */
import assert from "node:assert/strict";
import { importHistory } from "../../src/git/import_history.ts";
import { Repacker } from "../../src/git/repack.ts";
import type { Repository } from "../../src/git/repository.ts";
import { untilCaughtUp } from "../../src/wiki/index_follower.ts";
import { type Doors, openDoors } from "../support/doors.ts";
import { GitClients } from "../support/git_client.ts";
import { commit, scaled } from "../support/git_program.ts";
import { madeUpCommits } from "../support/long_history.ts";
import { RealRepository } from "../support/real_repository.ts";
import { createWorld, type World } from "../support/world.ts";

/** Commits that are imported, then those of each of the two packs behind it, then loose ones. */
const IMPORTED = 120;
const ROLLED = 30;
const LOOSE = 7;
const TOTAL = IMPORTED + 2 + 2 * ROLLED + LOOSE;

/** A second apart, so that dates say as much as places do. */
const FIRST_SECOND = 1_767_225_600;

interface Service extends AsyncDisposable {
  readonly world: World;
  readonly doors: Doors;
  readonly clients: GitClients;
  readonly repo: Repository;
  readonly reference: string;
}

/** A world whose garden has an imported history with a merge and tags, two more packs, and loose objects. */
async function openService(): Promise<Service> {
  await using stack = new AsyncDisposableStack();
  const world = stack.use(await createWorld());
  const doors = await openDoors(world);
  const clients = stack.use(await GitClients.of(doors));
  const { wiki } = stack.use(world.house.openWikis.borrow(world.garden));
  const { repo } = wiki;
  await using real = await RealRepository.create();
  await importedHistory(real);
  await importHistory(real.dir, repo);
  for (let pack = 0; pack < 2; pack++) {
    await editPages(repo, ROLLED, `pack ${pack}`);
    await new Repacker().repackIfNeeded(repo, {
      policy: { looseObjects: 1, maxPacks: 8 },
    });
  }
  await editPages(repo, LOOSE, "loose");
  await untilCaughtUp(wiki, world.house.log);
  const closing = stack.move();
  const reference = repo.dir;
  return {
    world,
    doors,
    clients,
    repo,
    reference,
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  };
}

/** 120 commits, one on a side branch and its merge; a tag of each kind. */
async function importedHistory(real: RealRepository): Promise<void> {
  const commits = madeUpCommits({ pages: 25, commits: IMPORTED });
  const oids = await real.commitAll(commits);
  const fork = oids.at(-20)!;
  const [side] = await real.commitAll([{
    files: { "Side.md": "side\n" },
    parents: [fork],
    at: FIRST_SECOND + 7000,
  }]);
  await real.commitAll([{
    files: { "Side.md": "side\n" },
    parents: [oids.at(-1)!, side!],
    at: FIRST_SECOND + 8000,
  }]);
  const person = ["-c", "user.name=Gina", "-c", "user.email=gina@example.org"];
  await real.git(["tag", "light", oids[50]!]);
  await real.git([...person, "tag", "-a", "-m", "One", "v1", oids[60]!]);
  await real.git([
    ...person,
    "tag",
    "-a",
    "-m",
    "A tag of a tag",
    "v1-again",
    "v1",
  ]);
  await real.git([
    ...person,
    "tag",
    "-a",
    "-m",
    "A page",
    "a-blob",
    `${oids[60]!}:Page_0.md`,
  ]);
}

async function editPages(
  repo: Repository,
  count: number,
  what: string,
): Promise<void> {
  for (let i = 0; i < count; i++) {
    const at = new Date((FIRST_SECOND + 10_000 + clock++) * 1000);
    await commit(repo, {
      [`Edited_${i % 5}/Page.md`]: `${what} ${i}\n`.repeat(40),
    }, { at });
  }
}
let clock = 0;

for (const version of [0, 1, 2]) {
  Deno.test(`git protocol ${version}: clone, depth, deepen, unshallow, shallow-since, fetch`, async () => {
    await using service = await openService();
    const { clients, repo } = service;
    const protocol = ["-c", `protocol.version=${version}`];
    const url = clients.url("garden");
    const count = async (clone: string) =>
      Number(await clients.git("-C", clone, "rev-list", "--count", "HEAD"));
    const fetch = (clone: string, ...args: string[]) =>
      clients.git("-C", clone, ...protocol, "fetch", "-q", ...args);

    await clients.git(...protocol, "clone", "-q", "--mirror", url, "mirror");
    await clients.assertHealthy("mirror");
    assert.equal(
      await clients.git("-C", "mirror", "for-each-ref"),
      await clients.git("-C", service.reference, "for-each-ref"),
    );
    assert.equal(await count("mirror"), TOTAL);

    await clients.git(...protocol, "clone", "-q", url, "whole");
    await clients.git(
      ...protocol,
      "clone",
      "-q",
      "--no-tags",
      "--single-branch",
      url,
      "tagless",
    );
    await clients.assertHealthy("tagless");
    assert.equal(await clients.git("-C", "tagless", "tag"), "");

    await clients.git(...protocol, "clone", "-q", "--depth=3", url, "shallow");
    assert.equal(await count("shallow"), 3);
    await clients.assertHealthy("shallow");
    await fetch("shallow", "--deepen=5");
    assert.equal(await count("shallow"), 8);
    await fetch("shallow", "--depth=20");
    assert.equal(await count("shallow"), 20);
    await fetch("shallow", "--depth=4");
    assert.equal(await count("shallow"), 4);
    await clients.assertHealthy("shallow");

    const since = FIRST_SECOND + 10_000 + clock - 10;
    await clients.git(
      ...protocol,
      "clone",
      "-q",
      `--shallow-since=${since}`,
      url,
      "recent",
    );
    assert.equal(await count("recent"), 10);
    await clients.git(
      ...protocol,
      "clone",
      "-q",
      "--shallow-exclude=v1",
      url,
      "excluding",
    );
    assert.equal(await count("excluding"), TOTAL - 61);
    await clients.assertHealthy("excluding");

    await editPages(repo, 5, "later");
    for (const clone of ["whole", "shallow", "recent", "tagless"]) {
      await fetch(clone);
    }
    assert.equal(
      await clients.git("-C", "whole", "rev-list", "--count", "origin/main"),
      String(TOTAL + 5),
    );
    assert.equal(
      await clients.git("-C", "shallow", "rev-list", "--count", "origin/main"),
      "9",
    );
    await fetch("shallow", "--unshallow");
    assert.equal(
      await clients.git("-C", "shallow", "rev-list", "--count", "origin/main"),
      String(TOTAL + 5),
    );
    await fetch("recent", `--shallow-since=${FIRST_SECOND}`);
    for (const clone of ["whole", "shallow", "recent", "tagless"]) {
      await clients.assertHealthy(clone);
    }

    await new Repacker().repackIfNeeded(repo, {
      policy: { looseObjects: 1, maxPacks: 1 },
    });
    await editPages(repo, 2, "after the repack");
    await fetch("whole", "--tags");
    await clients.git(...protocol, "clone", "-q", "--mirror", url, "again");
    for (const clone of ["whole", "again"]) await clients.assertHealthy(clone);
    assert.equal(await count("again"), TOTAL + 7);
    const { logged } = service.world;
    assert.deepEqual(logged.filter(({ level }) => level === "error"), []);
  });

  Deno.test(`git protocol ${version}: hundreds of commits of one's own, told in compressed rounds`, async () => {
    await using service = await openService();
    const { clients, repo } = service;
    const protocol = ["-c", `protocol.version=${version}`];
    await clients.git(...protocol, "clone", "-q", clients.url("garden"), "own");
    await fastImport(clients, "own", scaled(700));
    await editPages(repo, 3, "meanwhile");

    const head = await clients.git(
      "-C",
      "own",
      "rev-list",
      "--count",
      "origin/main",
    );
    await clients.git("-C", "own", ...protocol, "fetch", "-q");

    assert.equal(
      await clients.git("-C", "own", "rev-list", "--count", "origin/main"),
      String(Number(head) + 3),
    );
    await clients.assertHealthy("own");
    const packs = await clients.git("-C", "own", "count-objects", "-v");
    // Three commits were sent, not the whole history once more.
    assert.match(packs, /^in-pack: (\d+)$/m);
    assert.ok(await objectsFetched(clients, "own") < 100, packs);
  });
}

/** Commits of the client's own, on a branch that begins at the clone's head. */
async function fastImport(
  clients: GitClients,
  clone: string,
  count: number,
): Promise<void> {
  const from = await clients.git("-C", clone, "rev-parse", "HEAD");
  const script = Array.from({ length: count }, (_, i) => {
    const who = `Gina <gina@example.org> ${FIRST_SECOND + 50_000 + i} +0000`;
    const start = i === 0 ? `from ${from}\n` : "";
    return `commit refs/heads/own\ncommitter ${who}\ndata 3\nown\n${start}M 100644 inline Own.md\ndata ${
      String(i).length
    }\n${i}\n\n`;
  }).join("");
  const child = new Deno.Command("git", {
    args: ["-C", `${clients.folder}/${clone}`, "fast-import", "--quiet"],
    stdin: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(script));
  await writer.close();
  assert.equal((await child.status).code, 0);
}

/** Objects of the newest fetch: git unpacks small ones into loose objects. */
async function objectsFetched(
  clients: GitClients,
  clone: string,
): Promise<number> {
  const counted = await clients.git("-C", clone, "count-objects", "-v");
  return Number(/^count: (\d+)$/m.exec(counted)![1]);
}

Deno.test("git asks for a password at a private wiki, and clones with a token or a session", async () => {
  await using service = await openService();
  const { clients, doors, world } = service;
  await world.write("cellar", "Secret", "deep\n");
  const refused = await clients.run(
    "clone",
    "-q",
    clients.url("cellar"),
    "refused",
  );
  const token = doors.token("cellar", world.carol, "wiki:read");
  const jwt = await doors.signIn(world.alice);

  await clients.git(
    "clone",
    "-q",
    clients.url("cellar", `anything:${token}`),
    "by-token",
  );
  await clients.git(
    "clone",
    "-q",
    clients.url("cellar", `x:${jwt}`),
    "by-session",
  );
  await clients.git(
    "-c",
    `http.extraHeader=Authorization: Bearer ${token}`,
    "clone",
    "-q",
    clients.url("cellar"),
    "by-bearer",
  );

  assert.match(
    refused.stderr,
    /could not read Username|Authentication failed|terminal prompts disabled/,
  );
  for (const clone of ["by-token", "by-session", "by-bearer"]) {
    assert.equal(
      await Deno.readTextFile(`${clients.folder}/${clone}/Secret.md`),
      "deep\n",
    );
  }
  for (
    const wrong of [
      doors.token("garden", world.alice),
      "rwtf_wrong",
      doors.token("cellar", world.stranger, "wiki:read"),
    ]
  ) {
    const outcome = await clients.run(
      "clone",
      "-q",
      clients.url("cellar", `x:${wrong}`),
      "wrong",
    );
    assert.notEqual(outcome.code, 0, "a wrong credential opened the wiki");
    assert.match(outcome.stderr, /Authentication failed|403/);
  }
});

Deno.test("git gets no object that no ref leads to, by any protocol", async () => {
  await using service = await openService();
  const { clients, repo } = service;
  const unreachable = await repo.turn((turn) =>
    turn.write({
      files: new Map([["Redacted.md", new TextEncoder().encode("secret\n")]]),
      author: { name: "A", email: "a@example.org" },
      committer: { name: "A", email: "a@example.org" },
      message: "Never published",
      at: new Date(0),
    })
  );
  const head = repo.head()!;
  const { tree, parents } = repo.readCommit(head);
  const blob = repo.listFiles(head)[0]!.oid;
  await clients.git("init", "-q", "empty");
  for (const version of [0, 1, 2]) {
    const ask = (oid: string) =>
      clients.run(
        "-C",
        "empty",
        "-c",
        `protocol.version=${version}`,
        "fetch",
        "-q",
        "--depth=1",
        clients.url("garden"),
        oid,
      );
    for (const oid of [unreachable, tree, blob, "1".repeat(40)]) {
      const { code, stderr } = await ask(oid);
      assert.notEqual(code, 0, `${oid} was given away by protocol ${version}`);
      // Protocols 0 and 1 refuse on the client's side already what was not listed.
      assert.match(
        stderr,
        version === 2
          ? new RegExp(`not our ref ${oid}`)
          : /not our ref|unadvertised object/,
      );
    }
  }

  // A commit behind a ref is anybody's who may read.
  await clients.git(
    "-C",
    "empty",
    "fetch",
    "-q",
    "--depth=1",
    clients.url("garden"),
    parents[0]!,
  );
});

Deno.test("git push is refused with a sentence, after who is pushing was asked", async () => {
  await using service = await openService();
  const { clients, doors, world } = service;
  await clients.git("clone", "-q", clients.url("garden"), "pusher");
  await clients.git(
    "-C",
    "pusher",
    "commit",
    "-q",
    "--allow-empty",
    "-m",
    "mine",
  );
  const token = doors.token("garden", world.alice);

  const anonymous = await clients.run(
    "-C",
    "pusher",
    "push",
    "-q",
    clients.url("garden"),
    "main",
  );
  const known = await clients.run(
    "-C",
    "pusher",
    "push",
    "-q",
    clients.url("garden", `x:${token}`),
    "main",
  );

  assert.match(
    anonymous.stderr,
    /could not read Username|terminal prompts disabled/,
  );
  assert.match(
    known.stderr,
    /Pushing is not supported yet: edit this wiki in the browser/,
  );
});

Deno.test("git clones an empty wiki, and the wiki's first page later", async () => {
  await using service = await openService();
  const { clients, doors, world } = service;
  const url = clients.url("cellar", `x:${doors.token("cellar", world.alice)}`);
  for (const version of [0, 1, 2]) {
    await clients.git(
      "-c",
      `protocol.version=${version}`,
      "clone",
      "-q",
      url,
      `empty-${version}`,
    );
  }

  await world.write("cellar", "First", "first\n");

  for (const version of [0, 1, 2]) {
    await clients.git(
      "-C",
      `empty-${version}`,
      "-c",
      `protocol.version=${version}`,
      "fetch",
      "-q",
    );
    assert.equal(
      await clients.git(
        "-C",
        `empty-${version}`,
        "rev-list",
        "--count",
        "origin/main",
      ),
      "1",
    );
    await clients.assertHealthy(`empty-${version}`);
  }
  // Protocol 2 tells the branch of an empty repository.
  assert.equal(
    await clients.git("-C", "empty-2", "symbolic-ref", "HEAD"),
    "refs/heads/main",
  );
});
