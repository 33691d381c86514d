import assert from "node:assert/strict";
import { deletePage } from "../../src/wiki/deletion.ts";
import { changelog } from "../../src/wiki/history.ts";
import { renamePage } from "../../src/wiki/rename.ts";
import { revertCommit } from "../../src/wiki/revert.ts";
import { revertPage } from "../../src/wiki/restore.ts";
import { filesOf, putFiles } from "../support/put_files.ts";
import { createWorld, type World } from "../support/world.ts";

function revert(world: World, revision: string) {
  return revertCommit(world.writing("garden", world.bob), { revision });
}

const LINES = "1\n2\n3\n4\n5\n6\n7\n8\n9\n";

Deno.test("revertCommit takes a change out of a page that was changed elsewhere since", async () => {
  await using world = await createWorld();
  await world.write("garden", "P", LINES);
  const { revision } = await world.write(
    "garden",
    "P",
    LINES.replace("2", "two"),
  );
  await world.write(
    "garden",
    "P",
    LINES.replace("2", "two").replace("8", "eight"),
  );

  const reverted = await revert(world, revision.slice(0, 7));

  assert.equal(filesOf(world)["P.md"], LINES.replace("8", "eight"));
  assert.equal(reverted.undone, revision);
  const [change] = changelog(world.reading("garden", world.bob));
  assert.equal(change!.revision, reverted.revision);
  assert.equal(change!.message, "Revert: Update: P");
  assert.equal(change!.author.name, "Bob");
});

Deno.test("revertCommit refuses where the same place was changed since, names the pages, and changes nothing", async () => {
  await using world = await createWorld();
  await putFiles(world, { "A.md": LINES, "B.md": LINES });
  const commit = await putFiles(world, { "A.md": "a\n", "B.md": "b\n" });
  await world.write("garden", "B", "other\n");
  const before = filesOf(world);

  await assert.rejects(revert(world, commit), (error: Error) => {
    assert.match(error.message, /"B" changed since in the same place/);
    return true;
  });

  assert.deepEqual(filesOf(world), before);
});

Deno.test("revertCommit deletes what was added and brings back what was deleted", async () => {
  await using world = await createWorld();
  await putFiles(world, { "A.md": "a\n", "A/x.png": "x", "B.md": "b\n" });
  const commit = await putFiles(world, {
    "A.md": null,
    "A/x.png": null,
    "C.md": "entirely different text\n",
  });

  await revert(world, commit);
  assert.deepEqual(filesOf(world), {
    "A.md": "a\n",
    "A/x.png": "x",
    "B.md": "b\n",
  });
  await assert.rejects(revert(world, commit), { code: "invalid" });
});

Deno.test("revertCommit does not overwrite a page that was made anew, nor delete one that was changed", async () => {
  await using world = await createWorld();
  const added = await world.write("garden", "A", "a\n");
  const gone = await deletePage(world.writing("garden", world.alice), {
    path: "A",
  });
  await world.write("garden", "a", "new\n");

  await assert.rejects(revert(world, gone.revision), { code: "conflict" });
  await assert.rejects(revert(world, added.revision), { code: "invalid" });

  const made = await world.write("garden", "B", "b\n");
  await world.write("garden", "B", "changed\n");
  await assert.rejects(revert(world, made.revision), { code: "conflict" });
});

Deno.test("revertCommit undoes a rename: names, links and redirects, and keeps what was written since", async () => {
  await using world = await createWorld();
  await putFiles(world, {
    "A.md": LINES,
    "A/B.md": "b\n",
    "A/pic.png": "png",
    "C.md": "[[A]] and [[A/B]]\n",
    "Older.md": "x\n",
    ".redirects": "Ancient\tA\nOld\tOlder\n",
  });
  const before = filesOf(world);
  const { revision } = await renamePage(world.writing("garden", world.alice), {
    path: "A",
    newPath: "Z",
  });
  await world.write("garden", "Z", LINES.replace("5", "five"));

  await revert(world, revision);

  assert.deepEqual(filesOf(world), {
    ...before,
    "A.md": LINES.replace("5", "five"),
  });
});

Deno.test("a revert can be reverted", async () => {
  await using world = await createWorld();
  await putFiles(world, { "A.md": "a\n", "B.md": "[[A]]\n" });
  const { revision } = await renamePage(world.writing("garden", world.alice), {
    path: "A",
    newPath: "Z",
  });
  const renamed = filesOf(world);

  const first = await revert(world, revision);
  await revert(world, first.revision);

  assert.deepEqual(filesOf(world), renamed);
});

Deno.test("revertCommit follows a page that was renamed since", async () => {
  await using world = await createWorld();
  await world.write("garden", "A", LINES);
  const { revision } = await world.write(
    "garden",
    "A",
    LINES.replace("2", "two"),
  );
  await renamePage(world.writing("garden", world.alice), {
    path: "A",
    newPath: "Z",
  });

  await revert(world, revision);

  assert.equal(filesOf(world)["Z.md"], LINES);
});

Deno.test("revertCommit knows no commit that HEAD does not reach", async () => {
  await using world = await createWorld();
  await world.write("garden", "A", "a\n");
  for (const name of ["f".repeat(40), "abc", "HEAD~1", "--output=x", ""]) {
    await assert.rejects(revert(world, name), { code: "not_found" });
  }
});

Deno.test("revertPage stores the text of a revision, byte for byte", async () => {
  await using world = await createWorld();
  const old = await putFiles(world, { "A.md": "no newline\r\nat the end" });
  const now = await world.write("garden", "A", "new\n");
  const wiki = world.writing("garden", world.bob);

  await assert.rejects(
    revertPage(wiki, { path: "A", revision: old, base: old }),
    { code: "conflict" },
  );
  const restored = await revertPage(wiki, {
    path: "a",
    revision: old,
    base: now.revision,
  });

  assert.equal(restored.outcome, "updated");
  assert.equal(filesOf(world)["A.md"], "no newline\r\nat the end");
  const again = await revertPage(wiki, { path: "A", revision: old });
  assert.equal(again.outcome, "unchanged");
  assert.equal(again.revision, restored.revision);
});

Deno.test("revertPage brings a deleted page back, and knows where a renamed one is", async () => {
  await using world = await createWorld();
  const made = await world.write("garden", "A", "a\n");
  await deletePage(world.writing("garden", world.alice), { path: "A" });
  const wiki = () => world.writing("garden", world.bob);

  const restored = await revertPage(wiki(), {
    path: "A",
    revision: made.revision,
  });
  assert.equal(restored.outcome, "created");
  assert.equal(filesOf(world)["A.md"], "a\n");

  await renamePage(wiki(), { path: "A", newPath: "B" });
  await assert.rejects(
    revertPage(wiki(), { path: "A", revision: made.revision }),
    { code: "conflict", details: { reason: "moved", path: "A", movedTo: "B" } },
  );
  const first = await world.write("garden", "C", "c\n");
  await assert.rejects(
    revertPage(wiki(), { path: "C", revision: made.revision }),
    { code: "not_found" },
  );
  await deletePage(wiki(), { path: "C" });
  await world.write("garden", "c", "other\n");
  await assert.rejects(
    revertPage(wiki(), { path: "C", revision: first.revision }),
    { code: "not_found" },
  );
});

Deno.test("what a writer may not do is refused before anything is read", async () => {
  await using world = await createWorld();
  await world.write("garden", "A", "a\n");
  assert.throws(() => world.writing("garden", world.visitor), {
    code: "unauthenticated",
  });
  assert.throws(() => world.writing("cellar", world.carol), {
    code: "forbidden",
  });
});
