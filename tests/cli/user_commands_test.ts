import assert from "node:assert/strict";
import { USER_COMMANDS } from "../../src/cli/user_commands.ts";
import { createWorld, type World } from "../support/world.ts";

const DID = "did:web:dora.example.com";

function createUser(world: World, options: Record<string, string>): unknown {
  const command = USER_COMMANDS.find(({ words }) => words[1] === "create")!;
  const args = { did: DID };
  return command.run(world.house, { words: command.words, args, options });
}

Deno.test("robot user create keeps the name that was given before", async () => {
  await using world = await createWorld();
  createUser(world, { handle: "dora.example.com", name: "Dora" });

  const user = createUser(world, { handle: "dora.example.org" });

  assert.deepEqual(user, {
    did: DID,
    handle: "dora.example.org",
    name: "Dora",
  });
});

Deno.test("robot user create takes the new handle where the old one stood in for a name", async () => {
  await using world = await createWorld();
  createUser(world, { handle: "dora.example.com" });

  const user = createUser(world, { handle: "dora.example.org" });

  assert.deepEqual(user, {
    did: DID,
    handle: "dora.example.org",
    name: "dora.example.org",
  });
});
