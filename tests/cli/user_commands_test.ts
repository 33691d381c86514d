import assert from "node:assert/strict";
import { USER_COMMANDS } from "../../src/cli/user_commands.ts";
import { openDoors } from "../support/doors.ts";
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

Deno.test("robot user session prints a token that opens the management API, can be ended, and is written down", async () => {
  await using world = await createWorld();
  const doors = await openDoors(world);
  const command = USER_COMMANDS.find(({ words }) => words[1] === "session")!;
  const ask = async (token: string) => {
    const headers = { authorization: `Bearer ${token}` };
    const answer = await doors.request("/api/me", { headers });
    return { status: answer.status, body: await answer.json() };
  };

  const { token } = await command.run(world.house, {
    words: command.words,
    args: { "did|handle": "@alice.example" },
    options: {},
  }) as { token: string };
  const me = await ask(token);
  const { sessions, audit } = world.house.platform;
  sessions.revokeAllOf("did:plc:alice", world.house.now().toISOString());
  const later = await ask(token);

  assert.equal(me.status, 200);
  assert.equal(me.body.did, "did:plc:alice");
  assert.equal(later.status, 401);
  const [entry] = audit.list({ event: "signed_in" });
  assert.equal(entry?.credential, "command line");
  assert.equal(entry?.subjectDid, "did:plc:alice");
});
