import assert from "node:assert/strict";
import { readCall } from "../../src/cli/grammar.ts";
import { REPORT_COMMANDS } from "../../src/cli/report_commands.ts";
import { reportPage } from "../../src/wiki/reports.ts";
import { createWorld, type World } from "../support/world.ts";

async function run(world: World, ...argv: string[]): Promise<string> {
  const reading = readCall(argv, REPORT_COMMANDS, "/");
  assert.ok(reading.kind === "call");
  const answer = await reading.command.run(world.house, reading.call);
  return reading.command.text(answer);
}

Deno.test("robot report list shows open reports, and close moves one to the closed ones", async () => {
  await using world = await createWorld();
  const garden = world.reading("garden", world.carol);
  reportPage(garden, { path: "/Bad", reason: "Two\nlines\tof it" });

  const line =
    "1\t2026-11-20T12:00:00.000Z\thttps://garden.robot.test/Bad\tcarol.example\tTwo lines of it";
  assert.equal(await run(world, "report", "list"), line);
  assert.equal(await run(world, "report", "close", "1"), "Closed report 1");
  assert.equal(await run(world, "report", "list"), "No reports");
  assert.equal(await run(world, "report", "list", "--closed"), line);
  const [entry] = world.house.platform.audit.list({ event: "report_closed" });
  assert.equal(entry!.credential, "command line");
});

Deno.test("robot report close refuses what is no open report", async () => {
  await using world = await createWorld();

  await assert.rejects(run(world, "report", "close", "1"), {
    code: "not_found",
  });
  await assert.rejects(run(world, "report", "close", "x"), { code: "invalid" });
});
