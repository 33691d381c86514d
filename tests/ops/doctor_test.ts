import assert from "node:assert/strict";
import { examine } from "../../src/ops/doctor.ts";
import { createWorld } from "../support/world.ts";

Deno.test("examine() finds nothing wrong where nothing is wrong", async () => {
  await using world = await createWorld();

  const findings = await examine(world.house);

  const subjects = findings.map(({ subject }) => subject);
  assert.deepEqual(subjects, [
    "data folder",
    "robot.db",
    "wikis",
    "wiki cellar",
    "wiki garden",
  ]);
  assert.deepEqual(findings.filter(({ isGood }) => !isGood), []);
});

Deno.test("examine() tells of a wiki that cannot be opened why, and what to do", async () => {
  await using world = await createWorld({ capacity: 1 });
  world.visit("cellar", world.alice); // so that the garden is not open
  const { dataDir } = world.config;
  await Deno.remove(`${dataDir}/wikis/garden/repo.git`, { recursive: true });

  const findings = await examine(world.house);

  const [finding, ...others] = findings.filter(({ isGood }) => !isGood);
  assert.deepEqual(others, []);
  assert.equal(finding!.subject, "wiki garden");
  assert.match(finding!.message, /^Cannot open wiki "garden": .*repo\.git/);
  assert.match(
    finding!.message,
    /: restore wikis\/garden from a backup, or its repo\.git from a clone$/,
  );
});

Deno.test("examine() tells of a folder that belongs to no wiki", async () => {
  await using world = await createWorld();
  await Deno.mkdir(`${world.config.dataDir}/wikis/attic`);

  const findings = await examine(world.house);

  const wrong = findings.filter(({ isGood }) => !isGood);
  assert.deepEqual(wrong.map(({ subject }) => subject), ["wikis"]);
  assert.match(wrong[0]!.message, /belong to no wiki: attic: move them out/);
});
