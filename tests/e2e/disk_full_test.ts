/**
 * The disk that holds the data runs full while the server runs.
 *
 * Saves are refused with 507 and give the typed text back, pages can be read all the time, nothing is damaged, and when there is
 * room again saves work without a restart.
 *
 * @module
 */
import assert from "node:assert/strict";
import { assertHealthy, scaled } from "../support/git_program.ts";
import { Installation, type RunningServer } from "../support/server_process.ts";
import {
  apiWriter,
  mcpWriter,
  type Outcome,
  signIn,
  webWriter,
  type Writer,
} from "../support/writers.ts";

const HOST = "garden.wiki.localhost";
const DISK_BYTES = 16 * 1024 * 1024;
/** Bytes in a block of tmpfs: what the smallest file takes. */
const BLOCK = 4096;
/** The room that is left, in blocks: from none to enough for a save. */
const ROOMS = [0, 1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 24];
/** Few enough for the pages that a wiki may have. */
const ROUNDS = Math.min(6, scaled(2));
const WORDS = "Words that must not vanish.";

const parent = Deno.makeTempDirSync({ prefix: "robot-disk-" });
const canMount = mount(parent);
if (canMount) unmount(parent);
Deno.removeSync(parent);

Deno.test({
  name:
    "On a full disk saves answer 507 and reads work; with room again saves work (tmpfs, needs root)",
  ignore: !canMount,
  fn: async () => {
    using disk = smallDisk();
    await using robot = await Installation.make({ parent: disk.path });
    const server = await openGarden(robot);
    const writers = await makeWriters(robot, server);
    const stored = new Map<string, string>();
    for (const writer of writers) {
      const text = `# ${writer.door}\n`;
      assert.ok(
        (await writer.write(`Kept/${writer.door}`, text, null)).isStored,
      );
      stored.set(`Kept/${writer.door}`, text);
    }

    const refused = new Set<string>();
    for (let round = 0; round < ROUNDS; round++) {
      for (const room of ROOMS) {
        const filling = fillDisk(disk.path, room);
        for (const writer of writers) {
          const path = `Full/${writer.door}_${round}_${room}`;
          const text = `# Full\n\n${`${WORDS} ${path}\n`.repeat(400)}`;
          const outcome = await writer.write(path, text, null);
          if (outcome.isStored) stored.set(path, text);
          else {
            assertRefused(writer, outcome);
            refused.add(writer.door);
          }
          await assertReads(writers, stored);
        }
        Deno.removeSync(filling);
        await assertSaves(writers, `Again/${round}_${room}`, stored);
      }
    }

    assert.deepEqual([...refused].sort(), ["api", "mcp", "web"]);
    await assertAllThere(writers[0]!, stored);
    await server.stop();
    assertHealthy(`${robot.dataDir}/wikis/garden/repo.git`);
    const { findings } = await robot.ask<{ findings: { isGood: boolean }[] }>(
      "doctor",
    );
    assert.deepEqual(findings.filter(({ isGood }) => !isGood), []);
  },
});

async function openGarden(robot: Installation): Promise<RunningServer> {
  const owner = "did:plc:owner";
  await robot.ask("user", "create", owner, "--handle", "owner.example.com");
  await robot.ask("wiki", "create", "garden", "--owner", owner);
  return await robot.serve();
}

async function makeWriters(
  robot: Installation,
  server: RunningServer,
): Promise<Writer[]> {
  const owner = "did:plc:owner";
  const { token } = await robot.ask<{ token: string }>(
    ...["token", "create", "garden", "--user", owner, "--scope", "write"],
  );
  const { url } = await robot.ask<{ url: string }>(
    ...["user", "signin-link", owner],
  );
  return [
    apiWriter(server, HOST, token),
    mcpWriter(server, HOST, token),
    webWriter(server, HOST, await signIn(server, url)),
  ];
}

/** What each door says about a full disk; the form has the typed text in it. */
function assertRefused({ door }: Writer, { status, body }: Outcome): void {
  const told = body.slice(0, 300);
  if (door === "mcp") assert.match(body, /disk/i, told);
  else assert.equal(status, 507, told);
  if (door === "web") assert.ok(body.includes(WORDS), "the text is lost");
}

/** Every door reads what was stored first. */
async function assertReads(
  writers: readonly Writer[],
  stored: ReadonlyMap<string, string>,
): Promise<void> {
  for (const writer of writers) {
    const path = `Kept/${writer.door}`;
    assert.equal((await writer.read(path)).text, stored.get(path));
  }
}

async function assertSaves(
  writers: readonly Writer[],
  path: string,
  stored: Map<string, string>,
): Promise<void> {
  for (const writer of writers) {
    const text = `# Again\n\n${writer.door}\n`;
    const outcome = await writer.write(`${path}_${writer.door}`, text, null);
    assert.ok(outcome.isStored, `${outcome.status} ${outcome.body}`);
    stored.set(`${path}_${writer.door}`, text);
  }
}

async function assertAllThere(
  writer: Writer,
  stored: ReadonlyMap<string, string>,
): Promise<void> {
  for (const [path, text] of stored) {
    assert.equal((await writer.read(path)).text, text, path);
  }
}

/** Fills the disk but for some blocks; the file that does it. */
function fillDisk(dir: string, blocksLeft: number): string {
  const path = `${dir}/filling`;
  using file = Deno.openSync(path, { write: true, create: true });
  const block = new Uint8Array(BLOCK);
  let blocks = 0;
  try {
    for (;; blocks++) file.writeSync(block);
  } catch (error) {
    if ((error as { code?: string }).code !== "ENOSPC") throw error;
  }
  file.truncateSync(Math.max(0, blocks - blocksLeft) * BLOCK);
  return path;
}

/** A disk of its own that is soon full. */
function smallDisk(): { path: string } & Disposable {
  const path = Deno.makeTempDirSync({ prefix: "robot-disk-" });
  mount(path);
  return {
    path,
    [Symbol.dispose]: () => {
      unmount(path);
      Deno.removeSync(path);
    },
  };
}

function mount(path: string): boolean {
  try {
    return new Deno.Command("mount", {
      args: ["-t", "tmpfs", "-o", `size=${DISK_BYTES}`, "tmpfs", path],
      stderr: "null",
    }).outputSync().success;
  } catch {
    return false; // no such program
  }
}

function unmount(path: string): void {
  new Deno.Command("umount", { args: [path] }).outputSync();
}
