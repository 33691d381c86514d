/**
 * The server is killed in the middle of saves, again and again.
 *
 * What was acknowledged must be there after the restart, the repository must be whole, and the
 * index must stand where HEAD stands.
 *
 * @module
 */
import assert from "node:assert/strict";
import { assertHealthy, scaled } from "../support/git_program.ts";
import { Installation, type RunningServer } from "../support/server_process.ts";
import { apiWriter } from "../support/writers.ts";
import { assertWhole } from "../support/whole_wiki.ts";

const HOST = "garden.wiki.localhost";
const KILLS = Math.max(3, scaled(25));
const SAVERS = 4;

/** Saves pages one after the other until the server is gone; what was acknowledged. */
async function saveUntilDeath(
  server: RunningServer,
  token: string,
  name: string,
  acknowledged: Map<string, { text: string; revision: string }>,
): Promise<void> {
  const writer = apiWriter(server, HOST, token);
  for (let i = 0; i < 10_000; i++) {
    const path = `Crash/${name}_${i}`;
    const text = `# ${name} ${i}\n\n${
      "Words that must not vanish. ".repeat(40)
    }\n`;
    try {
      const { isStored, body } = await writer.write(path, text, null);
      assert.ok(isStored, body);
      acknowledged.set(path, { text, revision: JSON.parse(body).revision });
    } catch (error) {
      if (error instanceof assert.AssertionError) throw error;
      return; // the connection was cut: the server is dead
    }
  }
}

/** Waits until some saves of this round came through, and then a little longer, different each round. */
async function letSave(
  saved: ReadonlyMap<string, unknown>,
  round: number,
): Promise<void> {
  const enough = saved.size + SAVERS;
  for (let i = 0; saved.size < enough && i < 1000; i++) await pause(10);
  await pause((round * 17) % 60);
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

Deno.test(`kill -9 during saves, ${KILLS} times: nothing acknowledged is lost`, async () => {
  await using robot = await Installation.make();
  await robot.ask(
    "user",
    "create",
    "did:plc:owner",
    "--handle",
    "owner.example.com",
  );
  await robot.ask("wiki", "create", "garden", "--owner", "did:plc:owner");
  const tokens: string[] = [];
  for (let i = 0; i < SAVERS; i++) {
    const made = await robot.ask<{ token: string }>(
      ...[
        "token",
        "create",
        "garden",
        "--user",
        "did:plc:owner",
        "--scope",
        "write",
      ],
    );
    tokens.push(made.token);
  }
  const repository = `${robot.dataDir}/wikis/garden/repo.git`;
  const all = new Map<string, { text: string; revision: string }>();

  for (let round = 0; round < KILLS; round++) {
    const server = await robot.serve();
    const saving = tokens.map((token, i) =>
      saveUntilDeath(server, token, `r${round}s${i}`, all)
    );
    await letSave(all, round);
    await server.kill();
    await Promise.all(saving);
    assertHealthy(repository);
  }

  assert.ok(
    all.size >= KILLS,
    `only ${all.size} saves were acknowledged in ${KILLS} rounds`,
  );
  const server = await robot.serve();
  const reader = apiWriter(server, HOST, tokens[0]!);
  for (const [path, { text, revision }] of all) {
    assert.deepEqual(await reader.read(path), { text, revision });
  }
  await server.stop();
  await assertWhole(robot, "garden");
  const leftovers = await leftoverFiles(repository);
  assert.deepEqual(leftovers, []);
});

/** Locks and temporary files that a dead process left and the next start did not remove. */
async function leftoverFiles(folder: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (isDirectory) found.push(...await leftoverFiles(`${folder}/${name}`));
    else if (name.endsWith(".lock") || /^(tmp_|incoming-)/.test(name)) {
      found.push(name);
    }
  }
  return found;
}
