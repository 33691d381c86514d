import assert from "node:assert/strict";
import { BlobReader } from "../../src/git/blob_reader.ts";
import { longestHold } from "../support/loop.ts";
import { ThreadStarter } from "../../src/threads/thread_starter.ts";
import { commit, git, temporaryRepository } from "../support/git_program.ts";

Deno.test("BlobReader reads loose and packed blobs, and those that are deltas", async () => {
  using threads = new ThreadStarter();
  using made = temporaryRepository();
  const reader = new BlobReader(threads);
  const [one, two] = ["x", "y"].map((end) =>
    `${Array.from({ length: 60_000 }, (_, i) => `line ${i}`).join("\n")}${end}`
  ) as [string, string];
  await commit(made.repo, { "a.txt": one });
  const oids = [oidOf(made.dir)];
  await commit(made.repo, { "a.txt": two });
  oids.push(oidOf(made.dir));
  const read = async (oid: string) =>
    new TextDecoder().decode(await reader.read(made.dir, oid));
  try {
    assert.equal(await read(oids[0]!), one);
    git(made.dir, "repack", "-adfq");
    const other = new BlobReader(threads);
    try {
      const texts = await Promise.all(
        [...oids, ...oids].map(async (oid) =>
          new TextDecoder().decode(await other.read(made.dir, oid))
        ),
      );
      assert.deepEqual(texts, [one, two, one, two]);
    } finally {
      other.close();
    }
    assert.equal(await read(oids[0]!), one); // kept
  } finally {
    reader.close();
  }
});

Deno.test("BlobReader refuses what is no blob, begins anew after idling, and ends", async () => {
  using threads = new ThreadStarter();
  using made = temporaryRepository();
  const head = await commit(made.repo, { "a.txt": "a" });
  const reader = new BlobReader(threads, { idleMs: 1 });
  try {
    const missing = "0".repeat(40);
    await assert.rejects(reader.read(made.dir, missing), { code: "not_found" });
    await assert.rejects(reader.read(made.dir, head), { code: "not_found" });
    await assert.rejects(reader.read(`${made.dir}/none`, oidOf(made.dir)), {
      code: "not_found",
    });
    for (let run = 0; run < 3; run++) {
      assert.equal((await reader.read(made.dir, oidOf(made.dir))).length, 1);
      await new Promise((resolve) => setTimeout(resolve, 5)); // its thread ends meanwhile, or does not
    }
  } finally {
    reader.close();
  }
  await assert.rejects(reader.read(made.dir, oidOf(made.dir)), {
    code: "unavailable",
  });
});

Deno.test("BlobReader fails what waits where its thread is too slow", async () => {
  using threads = new ThreadStarter();
  using made = temporaryRepository();
  await commit(made.repo, { "a.txt": "a" });
  const reader = new BlobReader(threads, { deadlineMs: 0 });
  try {
    await assert.rejects(
      reader.read(made.dir, oidOf(made.dir)),
      /took too long/,
    );
  } finally {
    reader.close();
  }
});

function oidOf(dir: string): string {
  return git(dir, "rev-parse", "HEAD:a.txt").trim();
}

Deno.test("BlobReader holds nobody up while megabytes come out of its thread", async () => {
  using threads = new ThreadStarter();
  using made = temporaryRepository();
  await commit(made.repo, { "a.txt": "a".repeat(8_000_000) });
  const oid = oidOf(made.dir);
  const reader = new BlobReader(threads);
  try {
    await reader.readOwn(made.dir, oid); // the thread is there
    const holds = [];
    for (let run = 0; run < 3; run++) {
      holds.push(await longestHold(() => reader.readOwn(made.dir, oid)));
    }
    assert.ok(Math.min(...holds) < 50, `${holds}`);
  } finally {
    reader.close();
  }
});
