import assert from "node:assert/strict";
import { COMMANDS } from "../../src/cli/commands.ts";
import { readCall } from "../../src/cli/grammar.ts";
import { createWorld, type World } from "../support/world.ts";

Deno.test("user delete wants --yes, and deletes the person with their wikis", async () => {
  await using world = await createWorld();
  const { users, wikis, audit } = world.house.platform;

  await assert.rejects(run(world, "user", "delete", "alice.example"), {
    code: "invalid",
    message: /without --yes: .* nor the wikis cellar, garden/,
  });
  assert.equal(wikis.list().length, 2);
  const text = await run(world, "user", "delete", "@alice.example", "--yes");

  assert.equal(
    text,
    "Deleted did:plc:alice\nwith wiki cellar\nwith wiki garden",
  );
  assert.equal(users.find("did:plc:alice"), undefined);
  const [entry] = audit.list({ event: "account_deleted" });
  assert.deepEqual([entry?.actorDid, entry?.subjectDid, entry?.credential], [
    ...[null, "did:plc:alice", "command line"],
  ]);
});

Deno.test("slug list shows the names that are held, slug release gives one free", async () => {
  await using world = await createWorld();
  assert.equal(await run(world, "slug", "list"), "No name is held");
  await run(world, "wiki", "delete", "garden", "--yes");

  const listed = await run(world, "slug", "list");
  const released = await run(world, "slug", "release", "garden");

  assert.equal(listed, "garden\tdid:plc:alice\tuntil 2026-12-20");
  assert.equal(released, "Everybody may have garden now");
  assert.deepEqual(world.house.platform.heldSlugs.list("2026"), []);
  const [entry] = world.house.platform.audit.list({ event: "slug_released" });
  assert.equal(entry?.detail, "garden");
  await assert.rejects(run(world, "slug", "release", "garden"), {
    code: "not_found",
  });
});

/** What a command prints. */
async function run(world: World, ...words: string[]): Promise<string> {
  const reading = readCall(words, COMMANDS, "/");
  assert.ok(reading.kind === "call");
  return reading.command.text(
    await reading.command.run(world.house, reading.call),
  );
}
