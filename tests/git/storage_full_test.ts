import assert from "node:assert/strict";
import { AppError } from "../../src/errors.ts";
import { isLeftover } from "../../src/git/durable_file.ts";
import { Repository } from "../../src/git/repository.ts";
import {
  assertHealthy,
  commit,
  temporaryFolder,
} from "../support/git_program.ts";

/** Bytes in a block of tmpfs: what the smallest file takes. */
const BLOCK = 4096;
const canMount = tryMount();

Deno.test({
  name:
    "a save on a full disk answers storage_full, leaves no temporary file and damages nothing (tmpfs, needs root)",
  ignore: !canMount,
  fn: async () => {
    using disk = smallDisk(600 * 1024);
    const repo = Repository.create(`${disk.path}/repo.git`);
    const head = await commit(repo, { "a.md": "kept\n" });
    const objects = [...repo.store.loose.oids()].length;

    const tooMuch = Object.fromEntries(
      Array.from({ length: 300 }, (_, i) => [`${i}.md`, `${i}`.repeat(3000)]),
    );
    await assert.rejects(commit(repo, tooMuch), {
      name: "AppError",
      code: "storage_full",
    });

    assert.deepEqual(leftovers(repo.dir), []);
    assert.equal(repo.head(), head);
    assertHealthy(repo.dir);
    assert.ok([...repo.store.loose.oids()].length >= objects);
    repo.close();
  },
});

Deno.test({
  name:
    "a save works or answers storage_full, however little room is left, and works when there is room again (tmpfs, needs root)",
  ignore: !canMount,
  fn: async () => {
    using disk = smallDisk(2 * 1024 * 1024);
    const repo = Repository.create(`${disk.path}/repo.git`);
    let head = await commit(repo, { "a.md": "first\n", "folder/b.md": "b\n" });
    const outcomes = new Set<string>();
    for (let blocksLeft = 0; blocksLeft < 10; blocksLeft++) {
      const log = Deno.readTextFileSync(`${repo.dir}/logs/refs/heads/main`);
      const filling = fillDisk(disk.path, blocksLeft);
      const saved = await commit(repo, { "folder/b.md": `${blocksLeft}\n` })
        .catch((error) => error);
      if (saved instanceof AppError) {
        assert.equal(saved.code, "storage_full");
        assert.equal(
          Deno.readTextFileSync(`${repo.dir}/logs/refs/heads/main`),
          log,
        );
      } else {
        head = saved;
      }
      outcomes.add(typeof saved);
      assert.equal(repo.head(), head);
      assert.deepEqual(leftovers(repo.dir), []);
      Deno.removeSync(filling);
    }

    assert.deepEqual(outcomes, new Set(["object", "string"]));
    await commit(repo, { "a.md": "room again\n" });
    assertHealthy(repo.dir);
    repo.close();
  },
});

function tryMount(): boolean {
  if (Deno.uid() !== 0) return false;
  try {
    smallDisk(BLOCK)[Symbol.dispose]();
    return true;
  } catch {
    return false; // A container without the right to mount.
  }
}

/** A file system with this much room, in memory. */
function smallDisk(sizeBytes: number): { path: string } & Disposable {
  const folder = temporaryFolder();
  const run = (command: string, ...args: string[]) => {
    const { success } = new Deno.Command(command, { args, stderr: "null" })
      .outputSync();
    if (!success) throw new Error(`${command} ${args.join(" ")}`);
  };
  try {
    run(
      "mount",
      "-t",
      "tmpfs",
      "-o",
      `size=${sizeBytes}`,
      "tmpfs",
      folder.path,
    );
  } catch (error) {
    folder[Symbol.dispose]();
    throw error;
  }
  return {
    path: folder.path,
    [Symbol.dispose]: () => {
      run("umount", "-l", folder.path);
      folder[Symbol.dispose]();
    },
  };
}

/** Fills the disk but for some blocks; answers the file that takes the room. */
function fillDisk(path: string, blocksLeft: number): string {
  const name = `${path}/filling`;
  const file = Deno.openSync(name, { write: true, create: true });
  const block = new Uint8Array(BLOCK).fill(1);
  let blocks = 0;
  try {
    for (;; blocks++) file.writeSync(block);
  } catch {
    // The disk is full, as wanted.
  }
  file.truncateSync(Math.max(0, blocks - blocksLeft) * BLOCK);
  file.close();
  return name;
}

function leftovers(dir: string): string[] {
  return [...Deno.readDirSync(dir)].flatMap(({ name, isDirectory }) => [
    ...(isLeftover(name) ? [`${dir}/${name}`] : []),
    ...(isDirectory ? leftovers(`${dir}/${name}`) : []),
  ]);
}
