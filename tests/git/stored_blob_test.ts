import assert from "node:assert/strict";
import { Repository } from "../../src/git/repository.ts";

Deno.test("a commit moves a file by naming its blob, and keeps its mode", async () => {
  const dir = await Deno.makeTempDir({ prefix: "robot-blob-" });
  const person = { name: "A", email: "a@example.org" };
  const repo = Repository.create(`${dir}/repo.git`);
  async function commit(
    files: ReadonlyMap<
      string,
      Uint8Array | null | { oid: string; mode: "100644" | "100755" }
    >,
  ): Promise<string> {
    return await repo.turn(async (turn) => {
      const oid = await turn.write({
        ...{ files, author: person, committer: person, message: "x" },
        at: new Date(0),
      });
      await turn.publish(oid);
      return oid;
    });
  }
  try {
    const first = await commit(
      new Map([["a/b.md", new TextEncoder().encode("text\n")]]),
    );
    const { oid } = repo.findFile(first, "a/b.md")!;

    const second = await commit(
      new Map([["a/b.md", null], ["c/d.sh", { oid, mode: "100755" }]]),
    );

    assert.deepEqual(repo.listFiles(second), [
      { path: "c/d.sh", mode: "100755", oid },
    ]);
  } finally {
    repo.close();
    await Deno.remove(dir, { recursive: true });
  }
});
