/**
 * Everything at once on one repository: commits, repacks in their thread, clones over the network, readers. Nothing may be lost,
 * nobody may notice.
 */
import assert from "node:assert/strict";
import { Repacker } from "../../src/git/repack.ts";
import type { Repository } from "../../src/git/repository.ts";
import { openDoors } from "../support/doors.ts";
import { GitClients } from "../support/git_client.ts";
import {
  assertHealthy,
  commit,
  git,
  scaled,
  seededRandom,
} from "../support/git_program.ts";
import { createWorld } from "../support/world.ts";

const COMMITS = scaled(500);

/** Repacks often and merges soon. */
const POLICY = { looseObjects: 60, maxPacks: 3 };

Deno.test("repacks, commits, clones and readers do not get in each other's way", async () => {
  await using world = await createWorld();
  const doors = await openDoors(world);
  await using clients = await GitClients.of(doors);
  using borrowed = world.house.openWikis.borrow(world.garden);
  const { repo } = borrowed.wiki;
  await world.write("garden", "Home", "hello\n");
  const done = new AbortController();

  const others = [
    repeat(done.signal, repackOnce(repo)),
    repeat(done.signal, cloneOnce(clients)),
    repeat(done.signal, readOnce(repo)),
  ];
  const texts = await editPages(repo, COMMITS).finally(() => done.abort());
  const [repacks, clones, reads] = await Promise.all(others);
  await new Repacker().repackIfNeeded(repo, {
    policy: { looseObjects: 1, maxPacks: 1 },
  });

  assert.ok(
    repacks! > 0 && clones! > 0 && reads! > 0,
    `${repacks} repacks, ${clones} clones, ${reads} reads`,
  );
  assertHealthy(repo.dir);
  assert.equal(
    git(repo.dir, "rev-list", "--count", "main").trim(),
    String(COMMITS + 1),
  );
  for (const [path, text] of texts) {
    assert.equal(readText(repo, path), text, path);
  }
  await clients.git("clone", "-q", clients.url("garden"), "last");
  await clients.assertHealthy("last");
  assert.equal(
    await clients.git("-C", "last", "rev-list", "--count", "HEAD"),
    String(COMMITS + 1),
  );
  assert.deepEqual(world.logged.filter(({ level }) => level === "error"), []);
});

/** Does something over and over until told to stop; returns how often. */
async function repeat(
  signal: AbortSignal,
  work: (round: number) => Promise<void>,
): Promise<number> {
  let round = 0;
  for (; !signal.aborted; round++) {
    await work(round);
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  return round;
}

function repackOnce(repo: Repository): () => Promise<void> {
  const repacker = new Repacker();
  return async () =>
    void (await repacker.repackIfNeeded(repo, { policy: POLICY }));
}

/** Clones with each protocol in turn, and lets git look at what it got. */
function cloneOnce(clients: GitClients): (round: number) => Promise<void> {
  return async (round) => {
    const depth = round % 4 === 3 ? ["--depth=5"] : [];
    await clients.git(
      "-c",
      `protocol.version=${round % 3}`,
      "clone",
      "-q",
      ...depth,
      clients.url("garden"),
      `clone-${round}`,
    );
    await clients.assertHealthy(`clone-${round}`);
    await Deno.remove(`${clients.folder}/clone-${round}`, { recursive: true });
  };
}

/** Reads every page at head. */
function readOnce(repo: Repository): () => Promise<void> {
  return () => {
    for (const { oid } of repo.listFiles(repo.head()!)) {
      assert.ok(repo.readBlob(oid).length > 0);
    }
    return Promise.resolve();
  };
}

/** Edits that sometimes restore an older text, so that objects are written that are stored already. */
async function editPages(
  repo: Repository,
  count: number,
): Promise<Map<string, string>> {
  const random = seededRandom(11);
  const texts = new Map<string, string>();
  const older: string[] = ["first\n"];
  for (let i = 0; i < count; i++) {
    const path = `Folder_${random.below(4)}/Page_${random.below(25)}.md`;
    const text = random.below(3) === 0
      ? random.pick(older)
      : `${i} says ${random.below(1e6)}\n`.repeat(30);
    texts.set(path, text);
    older.push(text);
    await commit(repo, { [path]: text }, {
      at: new Date((1_800_000_000 + i) * 1000),
      message: `Edit ${i}`,
    });
  }
  return texts;
}

/** The text of a page at head. */
function readText(repo: Repository, path: string): string {
  return new TextDecoder().decode(
    repo.readBlob(repo.findFile(repo.head()!, path)!.oid),
  );
}
