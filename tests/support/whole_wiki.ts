/**
 * Whether a wiki is whole after the server has been through something: the repository as git judges it, the index against a
 * fresh one, and the program's own doctor.
 *
 * @module
 */
import assert from "node:assert/strict";
import { assertHealthy } from "./git_program.ts";
import { dumpOfFolder } from "./index_dump.ts";
import type { Installation } from "./server_process.ts";

/** Fails the test unless everything about the wiki is in order. No server may be running. */
export async function assertWhole(
  robot: Installation,
  slug: string,
): Promise<void> {
  const folder = `${robot.dataDir}/wikis/${slug}`;
  assertHealthy(`${folder}/repo.git`);
  const followed = dumpOfFolder(folder);
  await robot.ask("reindex", slug);
  const fresh = dumpOfFolder(folder);
  assert.equal(fresh, followed, "the index differs from a fresh one");
  const { findings } = await robot.ask<{ findings: { isGood: boolean }[] }>(
    "doctor",
  );
  assert.deepEqual(findings.filter(({ isGood }) => !isGood), []);
}
