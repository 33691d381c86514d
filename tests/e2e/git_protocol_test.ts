/**
 * The real git against the real doors: every protocol, every way to take a part of a history.
 */
import assert from "node:assert/strict";
import type { GitClients } from "../support/git_client.ts";
import { scaled } from "../support/git_program.ts";
import {
  COMMITS,
  FIRST_SECOND,
  ServedHistory,
  TAGGED_COMMITS,
} from "../support/served_history.ts";

for (const version of [0, 1, 2]) {
  Deno.test(`git protocol ${version}: clone, depth, deepen, unshallow, shallow-since, fetch`, async () => {
    await using service = await ServedHistory.open();
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
      await clients.git("-C", repo.dir, "for-each-ref"),
    );
    assert.equal(await count("mirror"), COMMITS);

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

    const since = service.now - 10;
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
    assert.equal(await count("excluding"), COMMITS - TAGGED_COMMITS);
    await clients.assertHealthy("excluding");

    await service.editPages(5, "later");
    for (const clone of ["whole", "shallow", "recent", "tagless"]) {
      await fetch(clone);
    }
    assert.equal(
      await clients.git("-C", "whole", "rev-list", "--count", "origin/main"),
      String(COMMITS + 5),
    );
    assert.equal(
      await clients.git("-C", "shallow", "rev-list", "--count", "origin/main"),
      "9",
    );
    await fetch("shallow", "--unshallow");
    assert.equal(
      await clients.git("-C", "shallow", "rev-list", "--count", "origin/main"),
      String(COMMITS + 5),
    );
    await fetch("recent", `--shallow-since=${FIRST_SECOND}`);
    for (const clone of ["whole", "shallow", "recent", "tagless"]) {
      await clients.assertHealthy(clone);
    }

    await service.repack({ maxPacks: 1 });
    await service.editPages(2, "after the repack");
    await fetch("whole", "--tags");
    await clients.git(...protocol, "clone", "-q", "--mirror", url, "again");
    for (const clone of ["whole", "again"]) await clients.assertHealthy(clone);
    assert.equal(await count("again"), COMMITS + 7);
    const { logged } = service.world;
    assert.deepEqual(logged.filter(({ level }) => level === "error"), []);
  });

  Deno.test(`git protocol ${version}: hundreds of commits of one's own, told in compressed rounds`, async () => {
    await using service = await ServedHistory.open();
    const { clients } = service;
    const protocol = ["-c", `protocol.version=${version}`];
    await clients.git(...protocol, "clone", "-q", clients.url("garden"), "own");
    await fastImport(clients, "own", scaled(700));
    await service.editPages(3, "meanwhile");

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
